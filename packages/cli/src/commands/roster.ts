import type { Command } from "../internal/command.js"
import { apply } from "./roster/apply.js"
import { drift } from "./roster/drift.js"
import { exporting } from "./roster/export.js"
import { plan } from "./roster/plan.js"

/** The commands about rosters, in the order of the help. */
export const commands: ReadonlyArray<Command> = [exporting, plan, apply, drift]
