import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/** Lets so many effects run at once, and the others wait for their turn. */
export type Turns = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Turns in the order in which they were asked for. Effect's own semaphore gives a place that comes free to whoever
 * asks next, before those that wait: a loop of calls would keep all others waiting.
 */
export const make = (places: number): Effect.Effect<Turns> =>
  Effect.sync(() => {
    let free = places
    const waiting = new Set<Deferred.Deferred<void>>()

    const leave = Effect.sync(() => {
      const [next] = waiting
      if (next === undefined) free++
      else {
        waiting.delete(next)
        Deferred.unsafeDone(next, Effect.void)
      }
    })

    return (effect) =>
      Effect.uninterruptibleMask((restore) => {
        const run = Effect.ensuring(restore(effect), leave)
        if (free > 0) {
          free--
          return run
        }
        const place = Deferred.unsafeMake<void>(FiberId.none)
        waiting.add(place)
        return Effect.matchCauseEffect(restore(Deferred.await(place)), {
          // Whoever is interrupted stands in line no more, or has been handed a place and hands it on.
          onFailure: (cause) =>
            Effect.zipRight(waiting.delete(place) ? Effect.void : leave, Effect.failCause(cause)),
          onSuccess: () => run
        })
      })
  })
