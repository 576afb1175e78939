import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { ApiKeyId, ApiKeyName } from "@effect-wandb/core/ApiKey"
import { TeamName } from "@effect-wandb/core/Team"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"
import { inALine } from "../words.js"

const actions = {
  DeleteApiKey: "deleteApiKey",
  HandOver: "handOver",
  RemoveMember: "removeMember",
  CancelInvite: "cancelInvite",
  RevokeAdmin: "revokeAdmin",
  DeleteUser: "deleteUser"
} as const satisfies Record<Offboarding.Step["_tag"], string>

const outcomes = {
  Done: "done",
  Skipped: "skipped",
  Failed: "failed",
  Unknown: "unknown"
} as const satisfies Record<Offboarding.StepOutcome["_tag"], string>

const Row = Schema.Struct({
  /** Its place among all steps, from 1 on; those for keys that were made since the plan come first. */
  step: Schema.Number,
  action: Schema.Literal(...Object.values(actions)),
  outcome: Schema.Literal("planned", ...Object.values(outcomes)),
  /** What is done, for a person to read. */
  what: Schema.String,
  team: Schema.OptionFromNullOr(TeamName),
  keyId: Schema.OptionFromNullOr(ApiKeyId),
  keyName: Schema.OptionFromNullOr(ApiKeyName),
  /** Why it failed, or why there was nothing to do. */
  reason: Schema.NullOr(Schema.String)
})

type Row = typeof Row.Type

/** The steps of an offboarding, and what became of them. */
export const records = Records.make(Row, { table: ["step", "outcome", "what", "reason"] })

const about = (step: Offboarding.Step, index: number) => ({
  step: index + 1,
  action: actions[step._tag],
  what: Offboarding.describe(step),
  team: "team" in step ? Option.some(step.team) : Option.none(),
  keyId: step._tag === "DeleteApiKey" ? Option.some(step.id) : Option.none(),
  keyName: step._tag === "DeleteApiKey" ? Option.some(step.name) : Option.none()
})

export const planned = (step: Offboarding.Step, index: number): Row => ({
  ...about(step, index),
  outcome: "planned",
  reason: null
})

const reasons = { gone: "It is gone already.", alreadySo: "It is so already." } as const

const reasonOf = (outcome: Offboarding.StepOutcome): string | null => {
  switch (outcome._tag) {
    case "Done":
      return null
    case "Skipped":
      return reasons[outcome.because]
    case "Failed":
    case "Unknown":
      return inALine(outcome.error)
  }
}

export const ended = (outcome: Offboarding.StepOutcome, index: number): Row => ({
  ...about(outcome.step, index),
  outcome: outcomes[outcome._tag],
  reason: reasonOf(outcome)
})
