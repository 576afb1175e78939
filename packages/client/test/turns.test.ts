import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Deferred, Duration, Effect, FastCheck, Fiber, FiberId, Scheduler } from "effect"
import * as Turns from "../src/internal/turns.js"

/** Lets the fibers that can go on do so, until all wait. */
const settle = Effect.repeatN(Effect.yieldNow(), 60)

/** Nobody here waits for too long. */
const patient = { time: Duration.infinity, late: () => undefined as never }

describe("Turns", () => {
  const kinds = ["ask", "finish", "interrupt", "settle"] as const
  const steps = FastCheck.array(
    FastCheck.record({ kind: FastCheck.constantFrom(...kinds), pick: FastCheck.nat(9) }),
    { maxLength: 40 }
  )

  it.effect.prop(
    "are given in the order of asking, to as many at once as there are places",
    { places: FastCheck.integer({ min: 1, max: 4 }), steps },
    ({ places, steps }) =>
      Effect.gen(function* () {
        const turns = yield* Turns.make(places)
        const begun: Array<number> = []
        let running = 0
        let asked = 0
        const ask = Effect.gen(function* () {
          const id = asked++
          const end = yield* Deferred.make<void>()
          const begin = Effect.sync(() => {
            begun.push(id)
            assert.isAtMost(++running, places)
          })
          const body = Effect.acquireUseRelease(
            begin,
            () => Deferred.await(end),
            () => Effect.sync(() => void running--)
          )
          return { fiber: yield* Effect.fork(turns(body, patient)), finish: Deferred.succeed(end, undefined) }
        })

        const present: Array<Effect.Effect.Success<typeof ask>> = []
        for (const { kind, pick } of [...steps, { kind: "settle", pick: 0 } as const]) {
          if (kind === "ask") present.push(yield* ask)
          else if (kind === "settle") {
            yield* settle
            assert.strictEqual(running, Math.min(places, present.length))
          } else {
            const [one] = present.splice(pick % Math.max(1, present.length), 1)
            if (one !== undefined) yield* kind === "finish" ? one.finish : Fiber.interruptFork(one.fiber)
            // Two that get their turns in one go may begin in either order.
            yield* settle
          }
        }
        for (const { finish } of present) yield* finish
        yield* settle
        assert.strictEqual(running, 0)
        assert.isTrue(begun.every((id, index) => id > (begun[index - 1] ?? -1)))
        for (let index = 0; index <= places; index++) yield* ask
        yield* settle
        assert.strictEqual(running, places)
      }),
    { fastCheck: { numRuns: 60 } }
  )

  /** Interrupts the fiber that runs under it, as it takes the given step. */
  const interruptingAt = (step: number): Scheduler.Scheduler => {
    const { defaultScheduler } = Scheduler
    let taken = 0
    return {
      shouldYield: (fiber) => {
        if (++taken === step) fiber.unsafeInterruptAsFork(FiberId.none)
        return defaultScheduler.shouldYield(fiber)
      },
      scheduleTask: (task, priority) => defaultScheduler.scheduleTask(task, priority)
    }
  }

  // By the real clock, which this cannot interrupt in the middle of what it does, as it could a test clock.
  it.live.each([
    ["at once", false],
    ["after a while", true]
  ] as const)("are lost at no step at which a fiber that gets its turn %s is interrupted", ([, waits]) =>
    Effect.gen(function* () {
      const lost = yield* Effect.filter(
        Array.from({ length: 140 }, (_, step) => step),
        (step) =>
          Effect.gen(function* () {
            const turns = yield* Turns.make(1)
            const end = yield* Deferred.make<void>()
            if (waits) yield* Effect.fork(turns(Deferred.await(end), patient))
            yield* settle
            yield* Effect.fork(Effect.withScheduler(turns(Effect.void, patient), interruptingAt(step)))
            yield* settle
            yield* Deferred.succeed(end, undefined)
            yield* settle
            const next = yield* Effect.fork(turns(Effect.void, patient))
            yield* settle
            return next.unsafePoll() === null
          })
      )
      deepStrictEqual(lost, [], "steps at which a place is lost")
    })
  )
})
