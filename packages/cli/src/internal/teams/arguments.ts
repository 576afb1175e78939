import * as Args from "@effect/cli/Args"
import { description } from "../users/who.js"

/** The team that a command is about. */
export const team = Args.text({ name: "team" }).pipe(Args.withDescription("the name of the team"))

/** Somebody in a team. */
export const who = Args.text({ name: "who" }).pipe(Args.withDescription(description))

/** The roles that every server has; others are the installation's own. */
export const roles = "admin, member, view-only, or a custom role"
