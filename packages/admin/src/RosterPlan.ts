/**
 * Plans of rosters as data: what would be changed, why that may be refused, and what became of it.
 *
 * A plan can be shown, saved as JSON, and applied later: it bears a fingerprint of what it was made from, and a digest of
 * itself.
 *
 * @since 0.1.0
 */
import type * as Outcome from "@effect-wandb/core/Outcome"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import { Selection } from "./internal/roster/actual.js"
import { Change } from "./internal/roster/changes.js"
import * as Digest from "./internal/roster/digest.js"
import { Guards } from "./internal/roster/desired.js"
import type { StepError, StepReason } from "./internal/roster/errors.js"
import { Refusal, Removals } from "./internal/roster/refusals.js"
import { countsOf } from "./internal/roster/removals.js"
import * as Words from "./internal/roster/words.js"

export {
  CancelInvite,
  Change,
  ChangeInvite,
  CreateServiceAccount,
  CreateTeam,
  CreateUser,
  DeleteTeam,
  DeleteUser,
  InviteMember,
  Person,
  RemoveMember,
  RemoveServiceAccount,
  RenameServiceAccount,
  RestoreUser,
  SetAdmin,
  SetRole,
  UpdateUser
} from "./internal/roster/changes.js"

export * from "./internal/roster/refusals.js"

/**
 * How many changes there are of each sign: `+` makes something, `~` changes it, `-` takes it away.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Counts = Schema.Struct({ "+": Schema.Int, "~": Schema.Int, "-": Schema.Int })

/**
 * How many changes there are of each sign.
 *
 * @since 0.1.0
 * @category models
 */
export type Counts = typeof Counts.Type

/**
 * A plan: changes in the order in which they are safe to make, and why they are not to be made, if so.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Plan = Schema.Struct({
  version: Schema.Literal(2),
  /** The SHA-256 of what the plan was made from, in hexadecimal. */
  fingerprint: Schema.String,
  counts: Counts,
  changes: Schema.Array(Change),
  refusals: Schema.Array(Refusal),
  /** How many are removed of each kind. */
  removals: Schema.Array(Removals),
  guards: Guards,
  /** What has to be looked at again before the plan is applied. */
  selection: Selection,
  /** A short fingerprint of each user and team that matters, to tell which of them is another by now. */
  parts: Schema.Record({ key: Schema.String, value: Schema.String }),
  /** The SHA-256 of all of the above, in hexadecimal, by which an edit is told. */
  digest: Schema.String
})

/**
 * A plan.
 *
 * @since 0.1.0
 * @category models
 */
export type Plan = typeof Plan.Type

/**
 * Tells whether there is nothing to do.
 *
 * @since 0.1.0
 * @category getters
 */
export const isEmpty = ({ changes }: Plan): boolean => changes.length === 0

/**
 * Tells whether a plan was edited after it was made, so that it is refused. The digest that tells it is no signature: it
 * tells of an edit, and does not keep anybody from making a plan.
 *
 * @since 0.1.0
 * @category getters
 */
export const isEdited = (plan: Plan): boolean => Digest.isEdited(plan)

/**
 * Counts the changes of a plan by their signs.
 *
 * @since 0.1.0
 * @category getters
 */
export const counts = ({ changes }: Plan): Counts => countsOf(changes)

/**
 * Describes a change in a line.
 *
 * @since 0.1.0
 * @category formatting
 */
export const describe: (change: Change) => string = Words.describe

/**
 * Gives the sign of a change: `+` where it makes something, `~` where it changes it, `-` where it takes it away.
 *
 * @since 0.1.0
 * @category formatting
 */
export const sign: (change: Change) => "+" | "~" | "-" = Words.signOf

/**
 * Says why a plan is refused, and what to do about it.
 *
 * @since 0.1.0
 * @category formatting
 */
export const explain: (refusal: Refusal) => string = Words.explain

/**
 * Formats a plan for a person: a line for each change with its sign, the counts, and a line for each refusal.
 *
 * @since 0.1.0
 * @category formatting
 */
export const format = (plan: Plan): string => {
  const { changes, refusals } = plan
  const { "+": made, "~": changed, "-": removed } = counts(plan)
  return [
    ...changes.map((change) => `${sign(change)} ${describe(change)}`),
    changes.length === 0
      ? "Nothing is to be changed."
      : `${made} to make, ${changed} to change, ${removed} to remove.`,
    ...refusals.map((refusal) => `Refused: ${explain(refusal)}`)
  ].join("\n")
}

/**
 * What became of a change; `Unchanged` where somebody else had done it in between.
 *
 * @since 0.1.0
 * @category models
 */
export type ChangeOutcome = Outcome.Outcome<Change, void, StepReason, StepError>

const Said = Schema.Struct({ tag: Schema.String, message: Schema.String })

/**
 * What became of a change, as data: the error or the reason by its tag and in words.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ReceiptEntry = Schema.Struct({
  change: Change,
  outcome: Schema.Literal("Done", "Unchanged", "Failed", "Unknown"),
  reason: Schema.optional(Said)
})

/**
 * What became of a change, as data.
 *
 * @since 0.1.0
 * @category models
 */
export type ReceiptEntry = typeof ReceiptEntry.Type

/**
 * What became of a plan: of each change, in their order, and how many ended how.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Receipt = Schema.Struct({
  done: Schema.Int,
  unchanged: Schema.Int,
  failed: Schema.Int,
  unknown: Schema.Int,
  entries: Schema.Array(ReceiptEntry)
})

/**
 * What became of a plan.
 *
 * @since 0.1.0
 * @category models
 */
export type Receipt = typeof Receipt.Type

const said = ({ _tag, message }: { readonly _tag: string; readonly message: string }): typeof Said.Type => ({
  tag: _tag,
  message
})

const entryOf: (outcome: ChangeOutcome) => ReceiptEntry = Match.typeTags<ChangeOutcome>()({
  Done: ({ input }): ReceiptEntry => ({ change: input, outcome: "Done" }),
  Unchanged: ({ input, reason }): ReceiptEntry => ({
    change: input,
    outcome: "Unchanged",
    reason: said(reason)
  }),
  Failed: ({ error, input }): ReceiptEntry => ({ change: input, outcome: "Failed", reason: said(error) }),
  Unknown: ({ error, input }): ReceiptEntry => ({ change: input, outcome: "Unknown", reason: said(error) })
})

/**
 * Makes the receipt of what became of changes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const receipt = (outcomes: Iterable<ChangeOutcome>): Receipt => {
  const entries = Array.from(outcomes, entryOf)
  const count = (outcome: ReceiptEntry["outcome"]) =>
    entries.filter((entry) => entry.outcome === outcome).length
  return {
    done: count("Done"),
    unchanged: count("Unchanged"),
    failed: count("Failed"),
    unknown: count("Unknown"),
    entries
  }
}
