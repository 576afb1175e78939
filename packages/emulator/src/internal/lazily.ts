import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/**
 * Gives what is loaded when it is first asked for, once for all who ask. It is loaded in a fiber of nobody's: who asks
 * first may leave before it is there, and others wait for it too.
 */
export const lazily = <A>(load: Effect.Effect<A>): Effect.Effect<Effect.Effect<A>> =>
  Effect.map(Effect.cached(Effect.forkDaemon(load)), (loading) =>
    Effect.flatMap(Effect.uninterruptible(loading), Fiber.join)
  )
