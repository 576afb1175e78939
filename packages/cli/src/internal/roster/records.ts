import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"
import { happened, inALine } from "../words.js"

const changeFields = {
  /** Whether something is made, changed or taken away: in lines for people `+`, `~` and `-`. */
  action: Schema.Literal("make", "change", "remove"),
  /** What is done, such as `InviteMember`. */
  kind: Schema.String,
  team: Schema.NullOr(Schema.String),
  /** The email address or username of whoever it is about, or the description of a service account. */
  who: Schema.NullOr(Schema.String),
  /** The change in words. */
  summary: Schema.String
}

const ChangeRecord = Schema.Struct(changeFields)

const OutcomeRecord = Schema.Struct({
  ...changeFields,
  outcome: Schema.Literal("done", "unchanged", "failed", "unknown"),
  reason: Schema.NullOr(Schema.String)
})

/** A change of a plan. */
export type ChangeRecord = typeof ChangeRecord.Type

/** What became of a change of a plan. */
export type OutcomeRecord = typeof OutcomeRecord.Type

export const changes = Records.make(ChangeRecord)

export const outcomes = Records.make(OutcomeRecord, {
  table: ["outcome", "action", "summary", "reason"]
})

const nameOf = ({ email, id, username }: RosterPlan.Person): string | null => email ?? username ?? id ?? null

const whoOf = (change: RosterPlan.Change): string | null => {
  switch (change._tag) {
    case "CreateUser":
      return change.email
    case "CreateTeam":
      return change.admin === undefined ? null : nameOf(change.admin)
    case "DeleteTeam":
      return null
    case "CreateServiceAccount":
    case "RemoveServiceAccount":
      return change.description
    case "RenameServiceAccount":
      return change.from
    default:
      return nameOf("user" in change ? change.user : change.who)
  }
}

const actions = { "+": "make", "~": "change", "-": "remove" } as const

/** What is said of a change beside the change itself. */
export const told = (change: RosterPlan.Change) => ({
  action: actions[RosterPlan.sign(change)],
  summary: RosterPlan.describe(change)
})

/** A change as commands give it. */
export const ofChange = (change: RosterPlan.Change): ChangeRecord => ({
  kind: change._tag,
  team: "team" in change ? change.team : null,
  who: whoOf(change),
  ...told(change)
})

/** What became of a change as commands give it. */
export const ofOutcome: (outcome: RosterPlan.ChangeOutcome) => OutcomeRecord =
  Match.typeTags<RosterPlan.ChangeOutcome>()({
    Done: ({ input }): OutcomeRecord => ({ ...ofChange(input), outcome: "done", reason: null }),
    Unchanged: ({ input, reason }): OutcomeRecord => ({
      ...ofChange(input),
      outcome: "unchanged",
      reason: happened(reason)
    }),
    Failed: ({ error, input }): OutcomeRecord => ({
      ...ofChange(input),
      outcome: "failed",
      reason: inALine(error)
    }),
    Unknown: ({ error, input }): OutcomeRecord => ({
      ...ofChange(input),
      outcome: "unknown",
      reason: inALine(error)
    })
  })
