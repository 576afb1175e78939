import { Progress } from "@effect-wandb/core/Progress"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "./activity.js"

/** How many of many are through, however they ended. */
export const gone = ({ done, failed, unchanged, unknown }: Progress.Counts): number =>
  done + unchanged + failed + unknown

/**
 * Keeps where work on many would stop if somebody interrupted it now: `after 2 of 6 users; …`, with what to do `next`.
 * Until the first is through, it is where it was before.
 */
export const telling =
  (what: string, next: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Activity.Activity> =>
    Effect.gen(function* () {
      const progress = yield* Progress
      const activity = yield* Activity.Activity
      const tell = (counts: Progress.Counts) => {
        const through = gone(counts)
        const total = Option.getOrElse(counts.total, () => through)
        return through === 0
          ? Effect.void
          : Effect.provideService(
              Activity.set(`after ${through} of ${total} ${what}; ${next}`),
              Activity.Activity,
              activity
            )
      }
      return yield* Effect.provideService(work, Progress, {
        report: (counts) => Effect.zipRight(tell(counts), progress.report(counts))
      })
    })
