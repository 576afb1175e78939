import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"

/**
 * Cuts an effect off after so long, also where the caller may not be interrupted, such as in a scope's acquisition.
 *
 * `Effect.timeout` runs its effect in a child. An interruption reaches children at once, also those of a caller that
 * has to wait for them; and it does not reach them at all in `Effect.all` and its like, which take children for their
 * own. What runs here is nobody's child, and is interrupted when its caller is.
 */
export const inTime = <A, E>(
  effect: Effect.Effect<A, E>,
  time: Duration.Duration,
  late: () => E
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(Effect.interruptible(effect)), (fiber) => {
      let isLate = false
      const cutOff = Effect.suspend(() => {
        isLate = true
        return Fiber.interrupt(fiber)
      })
      return Effect.flatMap(alarm(time, cutOff), (stop) =>
        restore(Fiber.await(fiber)).pipe(
          Effect.onInterrupt(() => Fiber.interrupt(fiber)),
          Effect.ensuring(stop),
          Effect.flatMap((exit) => (isLate && Exit.isInterrupted(exit) ? Effect.failSync(late) : exit))
        )
      )
    })
  )

/** Does something after a while, unless it is stopped before; nobody waits for it. */
export const alarm = (
  time: Duration.Duration,
  ring: Effect.Effect<unknown>
): Effect.Effect<Effect.Effect<void>> =>
  Effect.map(Effect.forkDaemon(Effect.interruptible(Effect.delay(ring, time))), (timer) =>
    Effect.sync(() => timer.unsafeInterruptAsFork(FiberId.none))
  )
