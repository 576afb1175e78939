import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Turns from "./turns.js"

/** For how long a request can wait: not longer than that, and not beyond that time. */
export interface Patience {
  readonly longest: Duration.Duration
  readonly end: number
}

/** When the next request of a client may be sent. */
export interface Pace {
  /** Fails with the wait that the server has announced, where a request cannot wait for so long. */
  readonly check: (patience: Patience) => Effect.Effect<void, Duration.Duration>
  /** Waits until a request may be sent; fails as `check` does. */
  readonly wait: (patience: Patience) => Effect.Effect<void, Duration.Duration>
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

    const held = ({ end, longest }: Patience) =>
      Effect.gen(function* () {
        const until = yield* Ref.get(heldUntil)
        const rest = until - (yield* Clock.currentTimeMillis)
        const isTooLong = rest > 0 && (rest > Duration.toMillis(longest) || until > end)
        return isTooLong ? yield* Effect.fail(Duration.millis(rest)) : rest
      })

    const wait = (patience: Patience): Effect.Effect<void, Duration.Duration> =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const slot = yield* Ref.get(nextSlot)
        const rest = Math.max(yield* held(patience), slot - now)
        if (rest <= 0) return yield* Ref.set(nextSlot, interval + (now - slot < 1 ? slot : now))
        // Clocks count whole milliseconds: to wait for less would be to wait for nothing.
        yield* Effect.sleep(Math.ceil(rest))
        // The server may have announced more in the meantime.
        yield* wait(patience)
      })

    return {
      check: (patience) => Effect.asVoid(held(patience)),
      wait: (patience) => inLine(wait(patience)),
      hold: (wait) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Ref.update(heldUntil, (until) => Math.max(until, now + Duration.toMillis(wait)))
        )
    }
  })
