import { Progress } from "@effect-wandb/core/Progress"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const counterOf = {
  Done: "done",
  Unchanged: "unchanged",
  Failed: "failed",
  Unknown: "unknown"
} as const

/** Counts outcomes, and reports them one at a time; a report that fails is the last. */
export const counting = (operation: string, total: number) =>
  Effect.gen(function* () {
    const progress = yield* Progress
    const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
    let isBroken = false
    let counts: Progress.Counts = {
      operation,
      total: Option.some(total),
      done: 0,
      unchanged: 0,
      failed: 0,
      unknown: 0
    }
    const reported = Effect.suspend(() => (isBroken ? Effect.void : progress.report(counts))).pipe(
      Effect.catchAllCause((cause) => {
        isBroken = true
        return Effect.logError(`${operation}: its progress could not be reported, and is not any more`, cause)
      })
    )
    yield* reported
    return ({ _tag }: { readonly _tag: keyof typeof counterOf }): Effect.Effect<void> =>
      oneAtATime(
        Effect.suspend(() => {
          const counter = counterOf[_tag]
          counts = { ...counts, [counter]: counts[counter] + 1 }
          return reported
        })
      )
  })
