import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import { alarm } from "./alarms.js"

/** For how long to wait for a turn, and how to fail when it has not come by then. */
export interface Patience<E> {
  readonly time: Duration.Duration
  readonly late: () => E
}

/** Lets so many effects run at once, and the others wait for their turn. */
export type Turns = <A, E>(effect: Effect.Effect<A, E>, patience: Patience<E>) => Effect.Effect<A, E>

/**
 * Turns in the order in which they were asked for. Effect's own semaphore gives a place that comes free to whoever
 * asks next, before those that wait: a loop of calls would keep all others waiting.
 */
export const make = (places: number): Effect.Effect<Turns> =>
  Effect.sync(() => {
    let free = places
    const waiting = new Set<Deferred.Deferred<void>>()

    const leave = () => {
      const [next] = waiting
      if (next === undefined) free++
      else {
        waiting.delete(next)
        Deferred.unsafeDone(next, Effect.void)
      }
    }

    return <A, E>(effect: Effect.Effect<A, E>, { late, time }: Patience<E>): Effect.Effect<A, E> =>
      Effect.uninterruptibleMask((restore) => {
        const run = Effect.matchCauseEffect(restore(effect), {
          onFailure: (cause) => {
            leave()
            return Effect.failCause(cause)
          },
          onSuccess: (value) => {
            leave()
            return Effect.succeed(value)
          }
        })
        if (free > 0) {
          free--
          return run
        }
        const place = Deferred.unsafeMake<void>(FiberId.none)
        waiting.add(place)
        // Who stands in line no more was handed a place, however the wait ended.
        const standsInLine = () => waiting.delete(place)
        const timeIsUp = () => Deferred.unsafeDone(place, Effect.void)
        return Effect.withFiberRuntime<A, E>((fiber) => {
          const stop = alarm(fiber, time, timeIsUp)
          return Effect.matchCauseEffect(restore(Deferred.await(place)), {
            onFailure: (cause) => {
              stop()
              if (!standsInLine()) leave()
              return Effect.failCause(cause)
            },
            onSuccess: () => {
              stop()
              return standsInLine() ? Effect.failSync(late) : run
            }
          })
        })
      })
  })
