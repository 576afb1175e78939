import type * as Teams from "@effect-wandb/core/Teams"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"
import { happened } from "../words.js"

const Invitation = Schema.Struct({
  team: Schema.String,
  who: Schema.String,
  role: Schema.NullOr(Schema.String),
  /** `joined` for whoever was made a member at once, `exists` for whoever was in the team or invited before. */
  outcome: Schema.Literal("invited", "joined", "exists", "failed", "unknown"),
  inviteId: Schema.NullOr(Schema.String),
  /** Why nothing was done, or why nobody knows. */
  reason: Schema.NullOr(Schema.String)
})

/** What became of one of many who were to be invited. */
export type Invitation = typeof Invitation.Type

export const records = Records.make(Invitation, { table: ["who", "role", "outcome", "reason"] })

/** What became of an invitation, as it is given. */
export const ofOutcome = (outcome: Teams.Teams.InviteOutcome): Invitation => {
  const { email, role = null, team, username } = outcome.input
  const about = { team, who: email ?? username ?? "", role, inviteId: null, reason: null }
  return Match.valueTags(outcome, {
    Done: ({ value }): Invitation => ({
      ...about,
      role: value.role,
      outcome: value.accepted ? "joined" : "invited",
      inviteId: value.id
    }),
    Unchanged: ({ reason }): Invitation => ({ ...about, outcome: "exists", reason: happened(reason) }),
    Failed: ({ error }): Invitation => ({ ...about, outcome: "failed", reason: happened(error) }),
    Unknown: ({ error }): Invitation => ({ ...about, outcome: "unknown", reason: happened(error) })
  })
}

/** Whether it is not certain that somebody is in the team, or invited to it, now. */
export const isOpen = ({ outcome }: Invitation): boolean => outcome === "failed" || outcome === "unknown"
