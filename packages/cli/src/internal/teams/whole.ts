import * as Effect from "effect/Effect"
import * as Activity from "../activity.js"

/** What an interruption says until a change is made. */
export const before: Effect.Effect<void, never, Activity.Activity> = Activity.set(
  "before anything was changed"
)

/** Makes a change as a whole: an interruption waits for it, and says `done`, such as `after the team x was deleted`. */
export const whole = <A, E, R>(
  change: Effect.Effect<A, E, R>,
  done: string
): Effect.Effect<A, E, R | Activity.Activity> =>
  Effect.uninterruptible(Effect.zipLeft(change, Activity.set(done)))
