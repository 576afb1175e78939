import * as Nearest from "@effect-wandb/files/Nearest"
import * as Option from "effect/Option"
import type { Actual } from "./actual.js"
import { quote } from "./words.js"

/** The roles that every server has. Others are custom ones, of which it has no list. */
const builtIn: ReadonlyArray<string> = ["admin", "member", "view-only"]

/** The roles that somebody has, or is invited with. */
export const rolesIn = ({ teams }: Actual): ReadonlySet<string> =>
  new Set(teams.flatMap(({ seats }) => seats.map(({ role }) => role)))

/**
 * What is wrong with a role that is almost a built-in one, such as `adminn`. Where somebody has it already, it is a
 * custom one indeed.
 */
export const misspelt = (role: string, inUse: ReadonlySet<string>): ReadonlyArray<string> =>
  builtIn.includes(role) || inUse.has(role)
    ? []
    : Option.toArray(Nearest.nearest(role, builtIn)).map(
        (meant) =>
          `${quote(role)} is taken for a misspelt ${quote(meant)}, because nobody in the teams that were read has such a role: correct it, or give the custom role of that name to somebody there first`
      )
