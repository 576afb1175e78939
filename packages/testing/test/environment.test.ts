import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Clock, Context, Effect, Fiber, TestAnnotations, TestClock, TestContext, TestServices } from "effect"

/** What programs annotate that run in no test. */
const shared = Context.get(TestServices.liveServices, TestAnnotations.TestAnnotations)

/** What can be told of the services in which a test runs. */
const surroundings = Effect.gen(function* () {
  const context = yield* Effect.context<never>()
  const live = yield* TestServices.provideLive(Clock.currentTimeMillis)
  const sleeping = yield* Effect.fork(Effect.zipRight(Effect.sleep("1 hour"), Clock.currentTimeMillis))
  yield* TestClock.adjust("90 minutes")
  return {
    services: new Set(context.unsafeMap.keys()),
    woken: yield* Fiber.join(sleeping),
    now: yield* Clock.currentTimeMillis,
    isLive: Math.abs(live - Date.now()) < 60_000,
    size: yield* TestServices.size,
    resized: yield* TestServices.withSize(TestServices.size, 7),
    config: yield* TestServices.testConfig,
    supervised: yield* TestServices.supervisedFibers(),
    sharesAnnotations: (yield* TestServices.annotations()) === shared
  }
})

describe("the services that tests run in", () => {
  it.effect("are those of Effect's own TestContext, which takes longer to build", () =>
    Effect.gen(function* () {
      const here = yield* surroundings
      const there = yield* Effect.promise(() =>
        Effect.runPromise(Effect.provide(surroundings, TestContext.TestContext))
      )
      deepStrictEqual(here, there)
      assert.strictEqual(here.woken, 3_600_000)
      assert.strictEqual(here.now, 5_400_000)
      assert.isTrue(here.isLive)
    })
  )

  it.effect("are those of one test alone", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
      assert.isEmpty([...(yield* TestClock.sleeps())])
    })
  )
})
