import { Progress } from "@effect-wandb/core/Progress"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { StepOutcome } from "./receipt.js"

const counterOf = { Done: "done", Skipped: "unchanged", Failed: "failed", Unknown: "unknown" } as const

/** Reports how far the steps have come, at the start and after each. A report that fails is the last one. */
export const counting = (
  operation: string,
  total: number
): Effect.Effect<(outcome: StepOutcome) => Effect.Effect<void>> =>
  Effect.gen(function* () {
    const { report } = yield* Progress
    let counts: Progress.Counts = {
      operation,
      total: Option.some(total),
      done: 0,
      unchanged: 0,
      failed: 0,
      unknown: 0
    }
    let isBroken = false
    const reported = Effect.suspend(() => (isBroken ? Effect.void : report(counts))).pipe(
      Effect.catchAllCause((cause) => {
        isBroken = true
        return Effect.logError(`${operation}: its progress could not be reported, and is not any more`, cause)
      })
    )
    yield* reported
    return ({ _tag }) =>
      Effect.suspend(() => {
        const counter = counterOf[_tag]
        counts = { ...counts, [counter]: counts[counter] + 1 }
        return reported
      })
  })
