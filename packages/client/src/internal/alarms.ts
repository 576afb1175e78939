import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import { clockIn } from "./now.js"

/** Something to be done at a time, unless it is stopped before; nobody waits for it. */
interface Alarm {
  readonly at: number
  readonly ring: () => void
  /** Who has set it. */
  readonly by: Fiber.RuntimeFiber<unknown, unknown>
}

interface Alarms {
  /** Rings after so many milliseconds; gives how to stop it. */
  readonly set: (after: number, ring: () => void, by: Fiber.RuntimeFiber<unknown, unknown>) => () => void
}

/** So many turns of the scheduler it may take until a program sends its next request, or hears of how one ended. */
const someTurns = 32

/** Goes on after some turns, or as soon as it is not worth while to wait. */
const inTurns = (
  { by: { currentScheduler }, isOver = () => false }: Pick<Alarm, "by"> & { readonly isOver?: () => boolean },
  goOn: () => void
): void => {
  let turns = 0
  const turn = () => {
    turns += 1
    if (turns === someTurns || isOver()) goOn()
    else currentScheduler.scheduleTask(turn, 0)
  }
  currentScheduler.scheduleTask(turn, 0)
}

/** What sleeps until the first alarm is due. */
interface Sleeper {
  readonly until: number
  readonly stop: () => void
}

/**
 * The alarms by one clock. Each request sets one, and hardly any ever rings, so one fiber sleeps for all of them until
 * the first is due. It goes on to sleep for the next request, if that comes at once, and ends if not: nothing keeps a
 * process alive that has nothing to do.
 */
const make = (clock: Clock.Clock): Alarms => {
  const alarms = new Set<Alarm>()
  let sleeper: Sleeper | undefined
  let isIdling = false

  // The time of day may be set meanwhile.
  const now = () => Number(clock.unsafeCurrentTimeNanos()) / 1e6

  const stopSleeping = () => {
    sleeper?.stop()
    sleeper = undefined
  }

  const sleep = (until: number) => {
    stopSleeping()
    // A clock counts whole milliseconds; what is due by then rings.
    const time = Duration.millis(Math.max(1, Math.ceil(until - now())))
    const fiber = Effect.runFork(
      Effect.withClock(Effect.zipRight(Effect.sleep(time), Effect.sync(wake)), clock)
    )
    sleeper = { until, stop: () => fiber.unsafeInterruptAsFork(FiberId.none) }
  }

  const wake = () => {
    sleeper = undefined
    const time = now()
    const due: Array<Alarm> = []
    let next = Infinity
    for (const alarm of alarms) {
      if (alarm.at <= time) due.unshift(alarm)
      else next = Math.min(next, alarm.at)
    }
    if (next < Infinity) sleep(next)
    // The last that was set may be within another, which what comes of it stops: then it is the one to be told of.
    const [newest, ...others] = due
    if (newest === undefined) return
    ring(newest)
    if (others.length > 0) inTurns(newest, () => others.forEach(ring))
  }

  const ring = (alarm: Alarm) => {
    if (alarms.delete(alarm)) alarm.ring()
  }

  const idle = (by: Alarm["by"]) => {
    if (isIdling) return
    isIdling = true
    inTurns({ by, isOver: () => alarms.size > 0 }, () => {
      isIdling = false
      if (alarms.size === 0) stopSleeping()
    })
  }

  return {
    set: (after, ring, by) => {
      const alarm = { at: now() + after, ring, by }
      alarms.add(alarm)
      if (sleeper === undefined || alarm.at < sleeper.until) sleep(alarm.at)
      return () => {
        alarms.delete(alarm)
        if (alarms.size === 0) idle(by)
      }
    }
  }
}

/** A program's fibers may go by different clocks, as tests do. Clients have in common when to wake, and nothing else. */
const byClock = new WeakMap<Clock.Clock, Alarms>()

const alarmsBy = (clock: Clock.Clock): Alarms => {
  const known = byClock.get(clock)
  if (known !== undefined) return known
  const made = make(clock)
  byClock.set(clock, made)
  return made
}

/** Does something after a while, by the clock of a fiber, unless it is stopped before; nobody waits for it. */
export const alarm = (
  by: Fiber.RuntimeFiber<unknown, unknown>,
  time: Duration.Duration,
  ring: () => void
): (() => void) =>
  Duration.isFinite(time) ? alarmsBy(clockIn(by)).set(Duration.toMillis(time), ring, by) : () => undefined
