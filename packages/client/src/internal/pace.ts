import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { withNow } from "./now.js"
import * as Turns from "./turns.js"

/** For how long a request can wait: not for longer than that where the server asks for it, and not beyond that time. */
export interface Patience<E> {
  readonly longest: Duration.Duration
  readonly end: number
  /** How to fail when it would have to wait for longer, with the wait if it is the server's. */
  readonly late: (asked: Duration.Duration | undefined) => E
}

/** When the next request of a client may be sent. */
export interface Pace {
  /** How long the server has announced to wait, where that is too long. */
  readonly refused: (patience: Patience<unknown>, now: number) => Duration.Duration | undefined
  /** Waits until a request may be sent, or fails at once where it cannot wait for so long. */
  readonly wait: <E>(patience: Patience<E>) => Effect.Effect<void, E>
  /**
   * Nothing is to be sent for so long, because the server has announced that it would refuse. After the longest wait it
   * is asked again, in case that it has announced nonsense.
   */
  readonly hold: (wait: Duration.Duration, longest: Duration.Duration) => Effect.Effect<void>
}

/** `perSecond` requests a second at most, evenly apart; as many as there are where it is absent. */
export const make = (perSecond: number | undefined): Effect.Effect<Pace> =>
  Effect.map(Turns.make(1), (inLine) => {
    const interval = perSecond === undefined ? 0 : 1000 / perSecond
    let nextSlot = 0
    let heldUntil = 0
    let announcedUntil = 0

    const refused: Pace["refused"] = ({ end, longest }, now) => {
      const held = heldUntil - now
      const isTooLong = held > 0 && (held > Duration.toMillis(longest) || heldUntil > end)
      return isTooLong ? Duration.millis(announcedUntil - now) : undefined
    }

    /** Waits at the head of the line. */
    const wait = <E>(patience: Patience<E>): Effect.Effect<void, E> =>
      withNow((now) => {
        const asked = refused(patience, now)
        if (asked !== undefined) return Effect.fail(patience.late(asked))
        const rest = Math.max(heldUntil, nextSlot) - now
        if (now + rest > patience.end) return Effect.fail(patience.late(undefined))
        if (rest <= 0) {
          nextSlot = interval + (now - nextSlot < 1 ? nextSlot : now)
          return Effect.void
        }
        // Clocks count whole milliseconds: to wait for less would be to wait for nothing. And the server may have
        // announced more in the meantime.
        return Effect.zipRight(Effect.sleep(Math.ceil(rest)), wait(patience))
      })

    return {
      refused,
      // Whoever is first waits for the time, the others wait in line behind it.
      wait: (patience) =>
        withNow((now) => {
          // There is nothing to wait for: whoever stands in line is about to go too.
          if (perSecond === undefined && heldUntil <= now && now <= patience.end) {
            return Effect.void
          }
          return inLine(wait(patience), {
            time: Duration.millis(patience.end - now),
            late: () =>
              patience.late(
                heldUntil > patience.end ? Duration.millis(announcedUntil - patience.end) : undefined
              )
          })
        }),
      hold: (wait, longest) =>
        withNow((now) => {
          // What was announced before, and has been waited for, does not count any more.
          const earlier = heldUntil > now ? announcedUntil : 0
          announcedUntil = Math.max(earlier, now + Duration.toMillis(wait))
          heldUntil = Math.max(heldUntil, now + Duration.toMillis(Duration.min(wait, longest)))
          return Effect.void
        })
    }
  })
