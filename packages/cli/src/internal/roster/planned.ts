import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import type * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ProgressBar from "../progressBar.js"
import { explain } from "./explain.js"
import * as Problems from "./problems.js"
import type { Source } from "./source.js"

/** A plan, and how its refusals are told: what contradicts what is there by the line that says it. */
export interface Planned {
  readonly plan: RosterPlan.Plan
  readonly explain: (refusal: RosterPlan.Refusal) => string
}

const explaining =
  ({ located }: RosterFile.RosterFile) =>
  (refusal: RosterPlan.Refusal): string =>
    Option.match(located([refusal]), {
      onNone: () => explain(refusal),
      onSome: ({ message }) => message
    })

/** The roster, with another share of removals where one is given. */
const guarded = (roster: Roster.Roster, maxRemovals: Option.Option<string>): Roster.Roster =>
  Option.match(maxRemovals, {
    onNone: () => roster,
    onSome: (maxRemovals) => ({ ...roster, guards: { ...roster.guards, maxRemovals } })
  })

/** Reads what is there, telling that it is read. */
export const read = (roster: Roster.Roster) =>
  Effect.mapError(ProgressBar.during("reading what is there", Roster.read(roster)), Problems.unreadable)

/** Plans the roster of a file. The share of removals that is given becomes the plan's own, and is saved with it. */
export const planned = ({ name, text }: Source, maxRemovals: Option.Option<string>) =>
  Effect.gen(function* () {
    const file = yield* Effect.mapError(RosterFile.parse(text, name), Problems.invalidFile)
    const roster = guarded(file.roster, maxRemovals)
    const actual = yield* read(roster)
    return { plan: Roster.plan(roster, actual), explain: explaining(file) }
  })
