import * as Effect from "effect/Effect"

/** Lets so many effects run at once, and the others wait for their turn. */
export type Turns = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Turns in the order in which they were asked for. Effect's own semaphore gives a place that comes free to whoever
 * asks next, before those that wait: a loop of calls would keep all others waiting.
 */
export const make = (places: number): Effect.Effect<Turns> =>
  Effect.sync(() => {
    let free = places
    const waiting = new Set<() => void>()

    const leave = Effect.sync(() => {
      const [next] = waiting
      if (next === undefined) free++
      else next()
    })

    const enter = Effect.suspend(() => {
      let hasPlace = false
      return Effect.async<void>((resume) => {
        const take = () => {
          waiting.delete(take)
          hasPlace = true
          resume(Effect.void)
        }
        if (free > 0) {
          free--
          take()
        } else {
          waiting.add(take)
        }
        return Effect.sync(() => void waiting.delete(take))
      }).pipe(
        // A place may be handed to a fiber that is interrupted before it goes on.
        Effect.onInterrupt(() => (hasPlace ? leave : Effect.void))
      )
    })

    return (effect) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.zipRight(restore(enter), Effect.ensuring(restore(effect), leave))
      )
  })
