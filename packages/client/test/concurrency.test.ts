import { ApiKeys, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Fiber, Schedule, TestClock } from "effect"
import { RetryPolicy } from "@effect-wandb/client"
import { over, wireUser } from "./support.js"

const viewer = () => ({ body: { data: { viewer: wireUser() } } })

/** Calls that are made at the same time. */
const calls = (count: number) =>
  Effect.all(
    Array.from({ length: count }, () => Effect.either(Users.viewer)),
    { concurrency: "unbounded" }
  )

describe("the concurrency of a client", () => {
  it.effect("is ten, and what comes above it waits for its turn", () =>
    Effect.gen(function* () {
      const { layer, sent } = over(() => "never")
      const fiber = yield* Effect.fork(Effect.provide(calls(25), layer))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(sent.length, 10)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(sent.length, 20)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("can be set, and is each client's own", () =>
    Effect.gen(function* () {
      const narrow = over(() => "never", { concurrency: 2 })
      const other = over(viewer)
      const fiber = yield* Effect.fork(Effect.provide(calls(5), narrow.layer))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(narrow.sent.length, 2)
      yield* Effect.provide(calls(20), other.layer)
      assert.strictEqual(other.sent.length, 20)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("gives a place free when a call is interrupted, also one that waits", () =>
    Effect.gen(function* () {
      let silent = true
      const { layer, sent } = over(() => (silent ? "never" : viewer()), { concurrency: 1 })
      const program = Effect.gen(function* () {
        const first = yield* Effect.fork(Users.viewer)
        const second = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(second)
        yield* Fiber.interrupt(first)
        silent = false
        return yield* Effect.either(Users.viewer)
      })
      assert.isTrue(Either.isRight(yield* Effect.provide(program, layer)))
      assert.strictEqual(sent.length, 2)
    })
  )

  it.effect("does not keep a place while a call waits to try again", () =>
    Effect.gen(function* () {
      let failures = 1
      const { layer, sent } = over(
        () => (failures-- > 0 ? { status: 503, headers: { "retry-after": "5" } } : viewer()),
        {
          concurrency: 1,
          retryPolicy: RetryPolicy.standard
        }
      )
      const fiber = yield* Effect.fork(Effect.provide(calls(2), layer))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(sent.length, 2)
      yield* TestClock.adjust("10 seconds")
      const results = yield* Fiber.join(fiber)
      assert.isTrue(results.every(Either.isRight))
    })
  )

  it.effect("fails a call whose turn does not come before its deadline, without sending it", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.stop, {
        deadline: "5 seconds",
        attemptTimeout: "1 minute"
      })
      const { layer, sent } = over(() => "never", { concurrency: 1, retryPolicy })
      const generate = Effect.either(ApiKeys.generate())
      const fiber = yield* Effect.fork(
        Effect.provide(Effect.all([generate, generate], { concurrency: "unbounded" }), layer)
      )
      yield* TestClock.adjust("5 seconds")
      const [first, second] = yield* Fiber.join(fiber)
      const generated = sent.filter(({ body }) => body.operationName === "GenerateApiKey")
      assert.strictEqual(generated.length, 1)
      assert.deepInclude(Either.getOrThrow(Either.flip(first)), { _tag: "OutcomeUnknown" })
      assert.deepInclude(Either.getOrThrow(Either.flip(second)), { _tag: "RequestFailed", reason: "Timeout" })
    })
  )

  it.effect.each([0, -1, 1.5, Number.NaN])("cannot be %s", (concurrency) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(Users.viewer, over(viewer, { concurrency }).layer))
      assert.deepInclude(error, { _tag: "InvalidInput", field: "concurrency" })
    })
  )
})
