import type { ApiKey } from "@effect-wandb/core/ApiKey"
import {
  type Candidate,
  mayHaveActed,
  type MutationError,
  OutcomeUnknown,
  type UnexpectedResponse
} from "@effect-wandb/core/WandbError"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { scrubUnknown } from "./scrub.js"

/** A change that may have been made, and whose answer says nothing of it. */
export type Lost = OutcomeUnknown | UnexpectedResponse

export const isLost: (error: MutationError) => error is Lost = mayHaveActed

/** Clocks differ; what is older than this was there before. */
const recent = Duration.hours(1)

/** Whether something that was found after a lost answer is young enough to have been made by it. */
export const isRecent = (createdAt: DateTime.Utc): Effect.Effect<boolean> =>
  Effect.map(DateTime.now, (now) =>
    Duration.lessThan(Duration.millis(Math.abs(DateTime.distance(createdAt, now))), recent)
  )

const candidate = ({ description, id, name }: ApiKey): Candidate => ({
  id,
  name,
  ...(Option.isSome(description) && { description: scrubUnknown(description.value) })
})

/** What is known of a lost answer, how to find out more, and which keys may be left of it. */
export const outcomeUnknown = (
  error: Lost,
  {
    advice,
    attempts = error.attempts,
    keys
  }: {
    readonly advice: string
    readonly attempts?: number
    readonly keys?: ReadonlyArray<ApiKey> | undefined
  }
): OutcomeUnknown => {
  const { operation, requestId, status } = error
  return new OutcomeUnknown({
    operation,
    attempts,
    advice,
    ...(error._tag === "OutcomeUnknown"
      ? { description: error.description, ...(error.reason !== undefined && { reason: error.reason }) }
      : { description: `its answer cannot be understood at ${error.path}: ${error.problem}` }),
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(keys !== undefined && { candidates: keys.map(candidate) })
  })
}
