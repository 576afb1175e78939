import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Turns from "./turns.js"

/** When the next request of a client may be sent. */
export interface Pace {
  /** Waits until then; fails with the wait where the server has announced one that is longer than `longest`. */
  readonly wait: (longest: Duration.Duration) => Effect.Effect<void, Duration.Duration>
  /** Nothing is to be sent for so long, because the server has announced that it would refuse. */
  readonly hold: (wait: Duration.Duration) => Effect.Effect<void>
}

/** `perSecond` requests a second at most, evenly apart; as many as there are where it is absent. */
export const make = (perSecond: number | undefined): Effect.Effect<Pace> =>
  Effect.gen(function* () {
    const interval = perSecond === undefined ? 0 : 1000 / perSecond
    const nextSlot = yield* Ref.make(0)
    const heldUntil = yield* Ref.make(0)
    // Whoever is first waits for the time, the others wait in line behind it.
    const inLine = yield* Turns.make(1)

    const held = (longest: Duration.Duration) =>
      Effect.gen(function* () {
        const rest = (yield* Ref.get(heldUntil)) - (yield* Clock.currentTimeMillis)
        return rest > Duration.toMillis(longest) ? yield* Effect.fail(Duration.millis(rest)) : rest
      })

    const waitFor = (longest: Duration.Duration): Effect.Effect<void, Duration.Duration> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const slot = yield* Ref.get(nextSlot)
        const wait = Math.max(yield* held(longest), slot - now)
        if (wait <= 0) return yield* Ref.set(nextSlot, interval + (now - slot < 1 ? slot : now))
        // Clocks count whole milliseconds: to wait for less would be to wait for nothing.
        yield* Effect.sleep(Math.ceil(wait))
        // The server may have announced more in the meantime.
        yield* waitFor(longest)
      })

    return {
      wait: (longest) => Effect.zipRight(held(longest), inLine(waitFor(longest))),
      hold: (wait) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Ref.update(heldUntil, (until) => Math.max(until, now + Duration.toMillis(wait)))
        )
    }
  })
