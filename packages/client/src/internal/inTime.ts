import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { alarm } from "./alarms.js"

/**
 * Cuts an effect off after so long, also where the caller may not be interrupted, such as in a scope's acquisition.
 *
 * `Effect.timeout` runs its effect in a child. An interruption reaches children at once, also those of a caller that
 * has to wait for them; and it does not reach them at all in `Effect.all` and its like, which take children for their
 * own. What runs here is nobody's child, and is interrupted when its caller is.
 *
 * `atEnd` is done in any case. Every request runs in here, so it is made of few effects: whoever waits is told by the
 * fiber itself, and what is to be done at the end is done in one place.
 */
export const inTime = <A, E>(
  effect: Effect.Effect<A, E>,
  time: Duration.Duration,
  late: () => E,
  atEnd: (exit: Exit.Exit<A, E>) => Effect.Effect<void> = () => Effect.void
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(Effect.interruptible(effect)), (fiber) =>
      Effect.withFiberRuntime((caller) => {
        let isLate = false
        const stop = alarm(caller, time, () => {
          isLate = true
          fiber.unsafeInterruptAsFork(caller.id())
        })
        return Effect.matchCauseEffect(restore(ended(fiber)), {
          onSuccess: (exit) => {
            stop()
            const end = isLate && Exit.isInterrupted(exit) ? Exit.fail(late()) : exit
            return Effect.zipRight(atEnd(end), end)
          },
          // Nothing but an interruption of the caller.
          onFailure: (cause) =>
            Effect.flatMap(Fiber.interrupt(fiber), () => {
              stop()
              return Effect.zipRight(atEnd(Exit.failCause(cause)), Effect.failCause(cause))
            })
        })
      })
    )
  )

/** How a fiber ends, for whoever sees to it that it does. */
const ended = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => fiber.addObserver((exit) => resume(Effect.succeed(exit))))
