import { ApiKeys, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Clock, Duration, Effect, Either, Exit, FastCheck, Fiber, TestClock } from "effect"
import {
  assertions,
  authorizations,
  bearer,
  calls,
  counted,
  granted,
  inTime,
  jwt,
  many,
  only,
  over,
  reporting
} from "./identities.js"
import { errorOf } from "./support.js"

describe("an access token", () => {
  it.effect(
    "is used until five minutes before it expires, and its source is asked again at each exchange",
    () =>
      Effect.gen(function* () {
        const { identityToken } = counted()
        const { exchanges, layer, requests } = over({}, { identityToken })
        yield* Effect.gen(function* () {
          yield* Users.viewer
          yield* TestClock.adjust(Duration.millis(55 * 60_000 - 1))
          yield* Users.viewer
          assert.strictEqual(exchanges.length, 1)
          yield* TestClock.adjust("1 millis")
          yield* Users.viewer
          yield* Users.viewer
        }).pipe(Effect.provide(layer))
        deepStrictEqual(authorizations(requests), bearer(1, 1, 2, 2))
        deepStrictEqual(assertions(exchanges), [`${jwt}-1`, `${jwt}-2`])
      })
  )

  it.effect.prop(
    "is had anew only where the one at hand has five minutes or less to live, whatever it lives and whenever it is needed",
    [
      FastCheck.integer({ min: -10, max: 1000 }),
      FastCheck.array(FastCheck.integer({ min: 0, max: 400_000 }), { maxLength: 8 })
    ],
    ([expiresIn, waits]) =>
      Effect.gen(function* () {
        const { exchanges, layer } = over({ exchange: (nth) => granted(nth, expiresIn) })
        let freshUntil = Number.NEGATIVE_INFINITY
        let expected = 0
        yield* Effect.forEach(waits, (wait) =>
          Effect.gen(function* () {
            yield* TestClock.adjust(Duration.millis(wait))
            const now = yield* Clock.currentTimeMillis
            if (now >= freshUntil) {
              expected++
              freshUntil = now + (expiresIn - 300) * 1000
            }
            yield* Users.viewer
            assert.strictEqual(exchanges.length, expected)
          })
        ).pipe(Effect.provide(layer))
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it.effect.each([3600, 300, 60, 0, -1])(
    "that lives %s s is one for twenty calls at the same time, and all of them use it",
    (expiresIn) =>
      Effect.gen(function* () {
        const { exchanges, layer, requests } = over(
          { exchange: (nth) => granted(nth, expiresIn), latency: "1 second" },
          many
        )
        const results = yield* inTime(Effect.provide(calls(20), layer))
        assert.isTrue(results.every(Either.isRight))
        assert.strictEqual(exchanges.length, 1)
        deepStrictEqual(authorizations(requests), bearer(...Array.from({ length: 20 }, () => 1)))
      })
  )

  it.effect("that is on its way is waited for by a call that comes later", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({ latency: "1 second" }, many)
      const late = Effect.delay(Users.viewer, "999 millis")
      yield* inTime(
        Effect.provide(Effect.all([Users.viewer, late], { concurrency: "unbounded" }), layer),
        "3 seconds"
      )
      assert.strictEqual(exchanges.length, 1)
      deepStrictEqual(
        requests.map(({ at }) => at),
        [1000, 1000]
      )
    })
  )

  it.effect("that is about to expire is renewed once for twenty calls", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({ latency: "1 second" }, many)
      yield* Effect.gen(function* () {
        yield* inTime(Users.viewer)
        yield* TestClock.adjust("55 minutes")
        yield* inTime(calls(20))
      }).pipe(Effect.provide(layer))
      assert.strictEqual(exchanges.length, 2)
      deepStrictEqual(authorizations(requests), bearer(1, ...Array.from({ length: 20 }, () => 2)))
    })
  )

  it.effect("that is refused is refused to twenty calls at once, and asked for again by the next one", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over(
        { exchange: only(1, { status: 403 }), latency: "1 second" },
        many
      )
      const [results, next] = yield* Effect.gen(function* () {
        return [yield* inTime(calls(20)), yield* inTime(Effect.either(Users.viewer))] as const
      }).pipe(Effect.provide(layer))
      deepStrictEqual(
        results.map((result) => errorOf(result)._tag),
        Array.from({ length: 20 }, () => "Unauthenticated")
      )
      assert.isTrue(Either.isRight(next))
      assert.strictEqual(exchanges.length, 2)
      assert.strictEqual(requests.length, 1)
    })
  )

  it.effect("of one client is not another's", () =>
    Effect.gen(function* () {
      const [one, other] = [over(), over()]
      yield* Effect.provide(Users.viewer, one.layer)
      yield* Effect.provide(Users.viewer, other.layer)
      deepStrictEqual([one.exchanges.length, other.exchanges.length], [1, 1])
    })
  )
})

describe("an exchange that is interrupted", () => {
  it.effect("goes on for those that wait for it", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({ latency: "2 seconds" }, many)
      const program = Effect.gen(function* () {
        const first = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust("500 millis")
        const second = yield* Effect.fork(Users.viewer)
        const third = yield* Effect.fork(Users.viewer)
        const last = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust("500 millis")
        yield* Fiber.interrupt(third)
        yield* Fiber.interrupt(first)
        yield* TestClock.adjust("4 seconds")
        return [yield* Fiber.poll(second), yield* Fiber.poll(last)]
      })
      const ended = yield* Effect.provide(program, layer)
      assert.isTrue(ended.every((exit) => exit._tag === "Some" && Exit.isSuccess(exit.value)))
      deepStrictEqual(
        exchanges.map(({ at }) => at),
        [0]
      )
      deepStrictEqual(authorizations(requests), bearer(1, 1))
    })
  )

  it.effect("leaves nothing behind for a call that comes later, and reports no change", () =>
    Effect.gen(function* () {
      const { onOutcomeUnknown, reported } = reporting()
      const { exchanges, layer } = over({ exchange: only(1, "never") }, { concurrency: 1, onOutcomeUnknown })
      const program = Effect.gen(function* () {
        const first = yield* Effect.fork(ApiKeys.generate())
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(first)
        return yield* inTime(Effect.either(ApiKeys.generate()))
      })
      assert.isTrue(Either.isRight(yield* Effect.provide(program, layer)))
      assert.strictEqual(exchanges.length, 2)
      assert.lengthOf(reported, 0)
    })
  )
})
