import { ApiKeys, Users } from "@effect-wandb/core"
import { RetryPolicy } from "@effect-wandb/client"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Fiber, Random, Schedule, TestClock } from "effect"

const world = (retryPolicy: RetryPolicy.RetryPolicy = RetryPolicy.standard) =>
  WandbTest.layer({ users: [{ username: "root", admin: true }] }, { retryPolicy })

const inTime = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("2 minutes")
    return yield* fiber
  })

const made = Effect.map(WandbTest.apiKeys, (keys) =>
  keys.filter(({ description }) => description?.startsWith("nightly")).map(({ id }) => id)
)

/** Answers to a change that was made, none of which says that it was not. */
const unclear: ReadonlyArray<readonly [what: string, answer: Fault.ResponseOptions]> = [
  ...[402, 405, 412, 423, 425, 451, 460, 499].map((status) => [`status ${status}`, { status }] as const),
  ["status 303", { status: 303, headers: { location: "/elsewhere" } }],
  ["status 500 that asks to log in again", { status: 500, body: { error: "relogin required" } }],
  ...["context deadline exceeded", "internal server error", "upstream timed out", "service unavailable"].map(
    (message) =>
      [
        `status 200 and "${message}"`,
        { status: 200, body: { errors: [{ message, path: ["result"] }], data: { result: null } } }
      ] as const
  )
]

describe("an answer that does not say that nothing was done", () => {
  it.effect.each(unclear)("leaves no key that is not named, and is not repeated: %s", ([, answer]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respondAfter({ operation: "generateApiKey", ...answer, times: 9 }))
      const error = yield* Effect.flip(inTime(ApiKeys.generate({ description: "nightly" })))
      const keys = yield* made
      assert.strictEqual(keys.length, 1)
      assert.strictEqual(error._tag, "OutcomeUnknown")
      deepStrictEqual(error._tag === "OutcomeUnknown" && error.candidates?.map(({ id }): string => id), keys)
    }).pipe(Effect.provide(world()))
  )

  it.effect.each(unclear)("is settled: %s", ([, answer]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respondAfter({ operation: "generateApiKey", ...answer }))
      const key = yield* inTime(ApiKeys.generate({ description: "nightly", settle: true }))
      deepStrictEqual(yield* made, [key.id])
    }).pipe(Effect.provide(world()))
  )
})

describe("a refusal", () => {
  it.effect.each<Fault.ResponseOptions>([
    { status: 400, body: { errors: [{ message: 'Cannot query field "timeoutSeconds" on type "X".' }] } },
    { status: 400, body: { error: "invalid description: watch what timed out" } },
    { status: 200, body: { errors: [{ message: 'Variable "$d" got invalid value "timed out"' }] } },
    { status: 200, body: { errors: [{ message: "this email address is unavailable" }] } },
    { status: 200, body: { errors: [{ message: "API keys are unavailable on your plan" }] } }
  ])("is not taken for a failure because of words that it quotes: %j", (answer) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ operation: "generateApiKey", ...answer, times: 9 }))
      const error = yield* Effect.flip(inTime(ApiKeys.generate({ description: "nightly", settle: true })))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected", attempts: 1 })
      assert.strictEqual((yield* WandbTest.requests).length, 1)
    }).pipe(Effect.provide(world()))
  )
})

describe("several lost answers of one call", () => {
  it.effect("are all accounted for, however late their keys appear", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.actLater("3500 millis", { operation: "generateApiKey" }),
        Fault.actLater("1500 millis", { operation: "generateApiKey" })
      )
      const key = yield* inTime(ApiKeys.generate({ description: "nightly", settle: true }))
      deepStrictEqual(yield* made, [key.id])
    }).pipe(Effect.provide(world()))
  )
})

describe("marks", () => {
  it.effect("tell the calls of a client apart, whatever a program has made of its randomness", () =>
    Effect.gen(function* () {
      const seeded = ApiKeys.generate({ description: "nightly", settle: true }).pipe(
        Effect.withRandom(Random.make("seed"))
      )
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const keys = yield* inTime(Effect.all([seeded, seeded], { concurrency: "unbounded" }))
      assert.sameMembers(
        yield* made,
        keys.map(({ id }): string => id)
      )
    }).pipe(Effect.provide(world()))
  )
})

describe("a deadline", () => {
  it.effect("may be none at all", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate({ description: "nightly" })
      yield* Users.create({ email: "ada@example.com" })
      deepStrictEqual(yield* made, [key.id])
    }).pipe(Effect.provide(world(RetryPolicy.make(Schedule.recurs(1), { deadline: Duration.infinity }))))
  )

  it.effect("also ends the looks for a lost key", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropBefore({ operation: "generateApiKey", times: 9 }))
      const fiber = yield* Effect.fork(
        Effect.either(ApiKeys.generate({ description: "nightly", settle: true }))
      )
      yield* TestClock.adjust("1500 millis")
      assert.isNotNull(fiber.unsafePoll())
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(world(RetryPolicy.make(Schedule.stop, { deadline: "1500 millis" }))))
  )
})

describe("waits", () => {
  it.effect("are whole milliseconds, by which a test clock can tell nanoseconds", () =>
    Effect.forEach(Array.from({ length: 30 }), () =>
      Effect.gen(function* () {
        yield* WandbTest.inject(Fault.respond({ operation: "viewer", status: 503, times: 2 }))
        const [duration] = yield* inTime(Effect.timed(Users.viewer))
        assert.isTrue(Number.isInteger(Duration.toMillis(duration)))
      })
    ).pipe(Effect.provide(world()))
  )
})
