import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { optional } from "../options.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"

/** The largest share of each kind that may be removed for this once. */
export const option = optional(
  "max-removals",
  "share",
  "the largest share of users, memberships, teams and service accounts that may be removed, such as 50%, whatever the roster says (default: 25%, if it says nothing)"
)

const isShare = (text: string): boolean => /^\d+(?:\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100

/** The share that is given, as rosters have it. */
export const parse = (given: Option.Option<string>): Effect.Effect<Option.Option<string>, Problem> =>
  Option.exists(given, (text) => !isShare(text))
    ? Effect.fail(
        new Problem({
          what: `--max-removals: ${JSON.stringify(Printable.line(Option.getOrElse(given, () => "")))} is no share.`,
          todo: "Give one from 0% to 100%, such as 50%."
        })
      )
    : Effect.succeed(given)

/** A share as a number from 0 to 1. */
export const toNumber = (share: string): number => Number.parseFloat(share) / 100
