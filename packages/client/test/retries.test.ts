import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKey, ApiKeys, User, Users, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Clock, Duration, Effect, Either, Fiber, Random, Schedule, TestClock } from "effect"
import { ada, goodAnswers } from "./operations.js"
import { network, over, type Reply, type Sent } from "./support.js"

type Answers = ReadonlyArray<Reply | Error | "never">

const good = (sent: Sent): Reply => ({ body: { data: goodAnswers[sent.body.operationName] } })

/** Answers one after the other what is given, and after that as it should be. */
const inTurn = (answers: Answers) => {
  let turn = 0
  return (sent: Sent) => answers[turn++] ?? good(sent)
}

/** Runs a program over such a server while time passes, and gives how it ended and when it sent what. */
const run = <A, E>(
  program: Effect.Effect<A, E, Wandb.Wandb>,
  answers: Answers,
  retryPolicy: RetryPolicy.RetryPolicy = RetryPolicy.standard
) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const { layer, sent } = over(inTurn(answers), { retryPolicy })
    const fiber = yield* program.pipe(
      Effect.either,
      Effect.provide(layer),
      // Full jitter takes a random part of each wait: here always the half of it.
      Effect.withRandom(Random.fixed([0.5])),
      Effect.fork
    )
    yield* TestClock.adjust("5 minutes")
    const result = yield* Fiber.join(fiber)
    return { result, sent, times: sent.map(({ at }) => at - start) }
  })

const failing = (times: number, reply: Reply | Error | "never" = { status: 503 }): Answers =>
  Array.from({ length: times }, () => reply)

const errorOf = <A, E>(result: Either.Either<A, E>): E => Either.getOrThrow(Either.flip(result))

describe("the standard policy", () => {
  it.effect("waits twice as long each time, and gives up after five tries", () =>
    Effect.gen(function* () {
      const { result, times } = yield* run(Users.viewer, failing(9))
      deepStrictEqual(times, [0, 100, 300, 700, 1500])
      assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Server", attempts: 5 })
    })
  )

  it.effect("succeeds with the first try that does", () =>
    Effect.gen(function* () {
      const { result, times } = yield* run(Users.viewer, failing(2))
      assert.isTrue(Either.isRight(result))
      deepStrictEqual(times, [0, 100, 300])
    })
  )

  it.effect.each<readonly [what: string, headers: Record<string, string>, times: ReadonlyArray<number>]>([
    ["Retry-After in seconds", { "retry-after": "3" }, [0, 3000]],
    ["Retry-After as a date", { "retry-after": "Thu, 01 Jan 1970 00:00:05 GMT" }, [0, 5000]],
    ["RateLimit-Reset", { "ratelimit-reset": "7" }, [0, 7000]],
    ["a shorter wait than its own", { "retry-after": "0" }, [0, 100]]
  ])("honours %s", ([, headers, expected]) =>
    Effect.gen(function* () {
      const { result, times } = yield* run(Users.viewer, failing(1, { status: 429, headers }))
      assert.isTrue(Either.isRight(result))
      deepStrictEqual(times, expected)
    })
  )

  it.effect("fails at once, with the server's wait, when that would pass the deadline", () =>
    Effect.gen(function* () {
      const reply = { status: 429, headers: { "retry-after": "31" }, body: "Rate limit exceeded" }
      const { result, times } = yield* run(Users.viewer, failing(1, reply))
      deepStrictEqual(times, [0])
      const error = errorOf(result)
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "RateLimited" })
      deepStrictEqual(error._tag === "RequestFailed" && error.retryAfter, Duration.seconds(31))
    })
  )

  it.effect("gives a try ten seconds, and all of them thirty", () =>
    Effect.gen(function* () {
      const { result, times } = yield* run(Users.viewer, failing(9, "never"))
      deepStrictEqual(times, [0, 10_100, 20_300])
      assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Timeout", attempts: 3 })
    })
  )
})

describe("another policy", () => {
  it.effect("is a schedule of one's own, with a deadline and a longest wait", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.make(Schedule.spaced("20 seconds"), { deadline: "2 minutes" })
      const { times } = yield* run(Users.viewer, failing(99), policy)
      deepStrictEqual(times, [0, 20_000, 40_000, 60_000, 80_000, 100_000])

      const reply = { status: 429, headers: { "retry-after": "61" } }
      const impatient = yield* run(Users.viewer, failing(1, reply), policy)
      deepStrictEqual(impatient.times, [0])
    })
  )

  it.effect("can be none, and can be put in place for one program", () =>
    Effect.gen(function* () {
      const none = yield* run(Users.viewer, failing(1), RetryPolicy.none)
      deepStrictEqual(none.times, [0])
      const within = yield* run(Wandb.withRetryPolicy(Users.viewer, RetryPolicy.none), failing(1))
      deepStrictEqual(within.times, [0])
    })
  )
})

describe("what is tried again", () => {
  /** Whether the first request is sent again; looking for what became of it is something else. */
  const isRetried = (
    program: Effect.Effect<unknown, WandbError.WandbError, Wandb.Wandb>,
    reply: Reply | Error | "never"
  ) =>
    Effect.map(run(program, failing(1, reply)), ({ sent: [first, ...others] }) =>
      others.some(({ body }) => body.operationName === first?.body.operationName)
    )

  const message = (text: string): Reply => ({ body: { errors: [{ message: text }] } })

  it.effect.each<readonly [what: string, reply: Reply | Error | "never", query: boolean, change: boolean]>([
    ["a refused connection", network("ECONNREFUSED"), true, true],
    ["a name that does not resolve", network("ENOTFOUND"), true, true],
    ["a lost connection", network("ECONNRESET"), true, false],
    ["a try that took too long", "never", true, false],
    ["status 408", { status: 408 }, true, false],
    ["status 425", { status: 425 }, true, false],
    ["status 429", { status: 429 }, true, true],
    ["status 500", { status: 500 }, true, false],
    ["status 502", { status: 502 }, true, false],
    ["status 501", { status: 501 }, false, false],
    ["status 302", { status: 302 }, false, false],
    ...[400, 401, 403, 404, 409, 410, 413, 422].map(
      (status) => [`status ${status}`, { status }, false, false] as const
    ),
    ["a rate limit with status 200", message("Rate limit exceeded"), true, true],
    ["another error with status 200", message("boom"), false, false],
    ["an answer that makes no sense", { body: "{" }, false, false]
  ])("after %s: %j", ([what, reply, query, change]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* isRetried(Users.viewer, reply), query, `a query after ${what}`)
      assert.strictEqual(yield* isRetried(ApiKeys.generate(), reply), change, `generate after ${what}`)
      // An address is given to one user only, and a key is deleted once: to ask again is harmless.
      const create = Users.create({ email: "ada@example.com" })
      assert.strictEqual(yield* isRetried(create, reply), query, `create after ${what}`)
      const remove = ApiKeys.deleteById(ApiKey.ApiKeyId.make("1"))
      assert.strictEqual(yield* isRetried(remove, reply), query, `delete after ${what}`)
    })
  )
})

describe("deleting a key again", () => {
  const gone: Reply = { status: 404, body: { error: "api key not found" } }
  const name = User.apiKeyNames(ada)[0] ?? ""

  it.effect("counts as done when the key is gone and an earlier try may have done it", () =>
    Effect.gen(function* () {
      const { result, times } = yield* run(ApiKeys.delete(ada, name), [network("ECONNRESET"), gone])
      assertRight(result, undefined)
      deepStrictEqual(times.length, 2)
    })
  )

  it.effect("does not, when no earlier try arrived", () =>
    Effect.gen(function* () {
      const empty = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } }
      const noKeys: Reply = { body: { data: { user: { apiKeys: empty } } } }
      const { result } = yield* run(ApiKeys.delete(ada, name), [network("ECONNREFUSED"), gone, noKeys])
      assert.strictEqual(errorOf(result)._tag, "ApiKeyNotFound")
    })
  )

  it.effect("leaves the outcome unknown when no try is answered", () =>
    Effect.gen(function* () {
      const { result } = yield* run(ApiKeys.delete(ada, name), failing(9, network("ECONNRESET")))
      assert.deepInclude(errorOf(result), { _tag: "OutcomeUnknown", attempts: 5 })
    })
  )
})

describe("the budget of a client", () => {
  it.effect("ends the retries on a server that fails for everybody, but not the first tries", () =>
    Effect.gen(function* () {
      const { layer, sent } = over(() => ({ status: 500 }), { retryPolicy: RetryPolicy.standard })
      const calls = 200
      const fiber = yield* Effect.fork(
        Effect.provide(
          Effect.forEach(Array.from({ length: calls }), () => Effect.exit(Users.viewer)),
          layer
        )
      )
      yield* TestClock.adjust("1 hour")
      yield* Fiber.join(fiber)
      // 500 tokens, 5 for each retry.
      assert.strictEqual(sent.length, calls + 100)
    })
  )

  it.effect("is filled again by successes", () =>
    Effect.gen(function* () {
      let broken = true
      const { layer, sent } = over((one) => (broken ? { status: 500 } : good(one)), {
        retryPolicy: RetryPolicy.standard
      })
      const call = Effect.exit(Users.viewer)
      const program = Effect.gen(function* () {
        yield* Effect.replicateEffect(call, 50)
        broken = false
        yield* Effect.replicateEffect(call, 5)
        broken = true
        const before = sent.length
        yield* call
        return sent.length - before
      })
      const fiber = yield* Effect.fork(Effect.provide(program, layer))
      yield* TestClock.adjust("1 hour")
      // Five successes pay for one retry.
      assert.strictEqual(yield* Fiber.join(fiber), 2)
    })
  )
})

describe("a try within a scope's acquisition", () => {
  it.effect(
    "has its limit too, so that a silent server cannot hold a program that may not be interrupted",
    () =>
      Effect.gen(function* () {
        const { result } = yield* run(
          Effect.scoped(ApiKeys.scoped({ description: "d" })),
          failing(99, "never")
        )
        assert.strictEqual(errorOf(result)._tag, "OutcomeUnknown")
      })
  )
})
