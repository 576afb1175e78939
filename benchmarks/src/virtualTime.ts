import { Clock, Duration, Effect } from "effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

const earliest = (sleepers: Iterable<Sleeper>): Sleeper | undefined => {
  let first: Sleeper | undefined
  for (const sleeper of sleepers) {
    if (first === undefined || sleeper.at < first.at) first = sleeper
  }
  return first
}

/** So many turns of the event loop in which nobody goes to sleep or is woken are a program that waits for time. */
const idleTurns = 4

/**
 * Makes a time that jumps to the next thing that waits as soon as nothing else can go on, for the programs that are run
 * in it.
 *
 * It serves what `TestClock` serves, and a jump takes it a small part of the time. It knows of nothing outside of the
 * process, so no program that waits for a socket may run in it.
 */
export const virtualTime = () => {
  let now = 0
  let stirred = 0
  const sleepers = new Set<Sleeper>()

  return <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      let isOver = false

      const watch = (seen: number, quiet: number): void => {
        if (isOver) return
        if (stirred !== seen || quiet < idleTurns) {
          setImmediate(watch, stirred, stirred === seen ? quiet + 1 : 0)
          return
        }
        const sleeper = earliest(sleepers)
        if (sleeper !== undefined) {
          now = Math.max(now, sleeper.at)
          sleeper.wake()
        }
        setImmediate(watch, stirred, 0)
      }

      const clock: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: () => now,
        unsafeCurrentTimeNanos: () => BigInt(Math.round(now * 1e6)),
        currentTimeMillis: Effect.sync(() => now),
        currentTimeNanos: Effect.sync(() => BigInt(Math.round(now * 1e6))),
        sleep: (duration) =>
          Effect.async<void>((resume) => {
            const sleeper: Sleeper = {
              at: now + Duration.toMillis(duration),
              wake: () => {
                sleepers.delete(sleeper)
                stirred++
                resume(Effect.void)
              }
            }
            sleepers.add(sleeper)
            stirred++
            return Effect.sync(() => {
              sleepers.delete(sleeper)
              stirred++
            })
          })
      }
      setImmediate(watch, stirred, 0)
      return program.pipe(
        Effect.withClock(clock),
        Effect.ensuring(
          Effect.sync(() => {
            isOver = true
          })
        )
      )
    })
}

/** Runs a program in a time of its own. */
export const inVirtualTime = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  virtualTime()(program)
