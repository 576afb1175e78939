import type * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock that can be moved; what waits by it takes place when its time has come, by itself or by a move. */
export interface MovableClock {
  /** The time in milliseconds, for whom another clock is `base`. */
  readonly now: (base: Clock.Clock) => number
  /** Lets an effect take place after a while, whoever waits for it, and gives the wait for its result. */
  readonly after: <A, E>(
    duration: Duration.Duration,
    effect: Effect.Effect<A, E>
  ) => Effect.Effect<Effect.Effect<A, E>>
  readonly adjust: (duration: Duration.Duration) => Effect.Effect<void>
  readonly setTime: (millis: number) => Effect.Effect<void>
  /** Goes back to how it started. */
  readonly reset: () => void
}

interface Waiting {
  readonly until: number
  readonly takePlace: Effect.Effect<unknown>
}

/** The last time that there is, in milliseconds since 1970; the first is as far before. */
export const lastTime = 8.64e15

/** No date is beyond these, and no stamp can say one. */
const withinDates = (millis: number): number => Math.min(Math.max(millis, -lastTime), lastTime)

/** With a `start` it stands still there until it is moved; otherwise it follows the clock of whoever asks. */
export const make = (start: number | undefined): MovableClock => {
  let standing = start
  let ahead = 0
  const all = new Set<Waiting>()

  const now = (base: Clock.Clock) => standing ?? base.unsafeCurrentTimeMillis() + ahead

  const move = (to: (now: number) => number) =>
    Effect.clockWith((base) => {
      const millis = withinDates(to(now(base)))
      if (standing === undefined) ahead = millis - base.unsafeCurrentTimeMillis()
      else standing = millis
      const due = Array.from(all).filter(({ until }) => until <= millis)
      return Effect.forEach(due, ({ takePlace }) => takePlace, { discard: true })
    })

  const after = <A, E>(duration: Duration.Duration, effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const base = yield* Effect.clock
      const result = yield* Deferred.make<A, E>()
      const waiting: Waiting = {
        until: now(base) + Duration.toMillis(duration),
        takePlace: Effect.suspend(() =>
          all.delete(waiting) ? Effect.intoDeferred(effect, result) : Effect.void
        )
      }
      all.add(waiting)
      // In a fiber of its own: a server does not stop because the caller did.
      yield* Effect.forkDaemon(Effect.zipRight(Effect.sleep(duration), waiting.takePlace))
      return Deferred.await(result)
    })

  return {
    now,
    after,
    adjust: (duration) => move((millis) => millis + Duration.toMillis(duration)),
    setTime: (millis) => move(() => millis),
    reset: () => {
      standing = start
      ahead = 0
    }
  }
}
