import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/**
 * Lets an interruption end some work in its own time: it is told by the effect that it is given, and is waited for. What
 * is under way is finished then, and what became of it is written.
 */
export const gracefully = <A, E, R>(
  work: (haltWhen: Effect.Effect<void>) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const halt = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkDaemon(Effect.interruptible(work(Deferred.await(halt))))
      return yield* Effect.onInterrupt(restore(Fiber.join(fiber)), () =>
        Effect.zipRight(Deferred.succeed(halt, undefined), Fiber.await(fiber))
      )
    })
  )
