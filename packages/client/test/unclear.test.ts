import { RetryPolicy, WandbClient } from "@effect-wandb/client"
import { ApiKey, ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Either, Fiber, Metric, Schedule, TestClock } from "effect"
import { goodAnswers } from "./operations.js"
import { adminKey, network, over, type Reply, type Sent, touch, viewerError, wireUser } from "./support.js"

const reset = network("ECONNRESET")

/** Answers one after the other what is given for each operation, and then what it was given last. */
const inTurn = (answers: Readonly<Record<string, ReadonlyArray<Reply | Error>>>) => {
  const counts: Record<string, number> = {}
  return ({ body: { operationName } }: Sent): Reply | Error => {
    const given = answers[operationName] ?? []
    const count = counts[operationName] ?? 0
    counts[operationName] = count + 1
    return given[Math.min(count, given.length - 1)] ?? { body: { data: goodAnswers[operationName] } }
  }
}

/** How a program ends over such a server, with as many tries as it may have. */
const ending = <A, E>(
  program: Effect.Effect<A, E, Users.Users | ApiKeys.ApiKeys>,
  answers: Readonly<Record<string, ReadonlyArray<Reply | Error>>>
) =>
  Effect.gen(function* () {
    const { layer } = over(inTurn(answers), { retryPolicy: RetryPolicy.make(Schedule.recurs(4)) })
    const fiber = yield* Effect.fork(Effect.either(Effect.provide(program, layer)))
    yield* TestClock.adjust("1 minute")
    return yield* fiber
  })

const create = Users.create({ email: "ada@example.com" })

describe("a creation whose first answer was lost", () => {
  const taken: Reply = { status: 409, body: { error: "resource already exists" } }
  const nobody: Reply = {
    body: { data: { users: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } } }
  }

  it.effect.each<readonly [string, Reply]>([
    ["cannot be looked up", { status: 403 }],
    ["is found by nobody", nobody]
  ])("is OutcomeUnknown where the address is taken then, and the user %s", ([, search]) =>
    Effect.gen(function* () {
      const result = yield* ending(create, { CreateUserFromAdmin: [reset, taken], SearchUsers: [search] })
      const error = Either.getOrThrow(Either.flip(result))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", attempts: 2 })
      assert.include(error.message, `Users.find({ email: "ada@example.com" })`)
    })
  )

  it.effect("is a refusal where the server says so beside a user that it does not show", () =>
    Effect.gen(function* () {
      const errors = [{ message: "only admins can use createUser()" }]
      const result = yield* ending(create, {
        CreateUserFromAdmin: [{ body: { data: { result: { user: null } }, errors } }]
      })
      assert.deepInclude(Either.getOrThrow(Either.flip(result)), {
        _tag: "PermissionDenied",
        serverMessage: "only admins can use createUser()"
      })
    })
  )
})

describe("a deletion that is refused without a word", () => {
  const refused: Reply = { body: { data: { result: { success: false } } } }
  const remove = ApiKeys.deleteById(ApiKey.ApiKeyId.make("1"))

  it.effect("is PermissionDenied, but not after a try whose answer was lost", () =>
    Effect.gen(function* () {
      const atOnce = yield* ending(remove, { DeleteApiKey: [refused] })
      assert.deepInclude(Either.getOrThrow(Either.flip(atOnce)), { _tag: "PermissionDenied", attempts: 1 })
      const later = yield* ending(remove, { DeleteApiKey: [reset, refused] })
      assert.deepInclude(Either.getOrThrow(Either.flip(later)), { _tag: "OutcomeUnknown", attempts: 2 })
    })
  )
})

describe("an answer that breaks off", () => {
  it.effect.each(["Forbidden Fruit", "rate limit", "access denied"])(
    "is not searched for words, as %s in somebody's data",
    (name) =>
      Effect.gen(function* () {
        const whole = JSON.stringify({ data: { viewer: wireUser({ name }) } })
        const error = yield* viewerError({ body: whole.slice(0, -20) })
        assert.strictEqual(error._tag, "UnexpectedResponse")
        assert.notInclude(error.message, name)
      })
  )
})

describe("a part of a key that the server repeats", () => {
  it.effect.each([
    ["the most of it", adminKey.slice(0, 40)],
    ["its end", adminKey.slice(-28)],
    ["its middle", adminKey.slice(10, 35)]
  ] as const)("is not shown: %s", ([, part]) =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 500, body: `no such key: ${part}` })
      assert.notInclude(error.message, part)
      assert.include(error.message, "<redacted>")
      // Its beginning is its public name.
      for (let start = 1; start + 20 <= adminKey.length; start++) {
        assert.notInclude(error.message, adminKey.slice(start, start + 20))
      }
    })
  )
})

describe("a long answer that repeats parts of a key", () => {
  it.effect("is quoted from its beginning, and shows none of them", () =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 500, body: `${adminKey.slice(5, 35)} `.repeat(30_000) })
      assert.isBelow(error.message.length, 1000)
      assert.notInclude(error.message, adminKey.slice(5, 25))
    })
  )
})

describe("a redirect of a change", () => {
  it.effect("that may be the answer to one that was made leaves the outcome unknown", () =>
    Effect.gen(function* () {
      const result = yield* ending(ApiKeys.generate(), { GenerateApiKey: [{ status: 303 }] })
      assert.strictEqual(Either.getOrThrow(Either.flip(result))._tag, "OutcomeUnknown")
    })
  )
})

describe("a retry policy that leaves no time", () => {
  it.effect.each([0, -5, Number.NaN])("is InvalidInput: %d", (millis) =>
    Effect.gen(function* () {
      for (const option of ["deadline", "attemptTimeout"]) {
        const retryPolicy = RetryPolicy.make(Schedule.stop, { [option]: Duration.millis(millis) })
        const error = yield* Effect.flip(
          Effect.provide(Users.viewer, over(() => ({}), { retryPolicy }).layer)
        )
        assert.deepInclude(error, { _tag: "InvalidInput", field: "retryPolicy" })
      }
    })
  )
})

describe("a call that was never sent", () => {
  it.effect("is not tried again, and costs nothing of the budget", () =>
    Effect.gen(function* () {
      let broken = false
      const { layer, sent } = over((one) => (broken ? { status: 500 } : inTurn({})(one)), {
        requestsPerSecond: 2,
        retryPolicy: RetryPolicy.standard
      })
      const program = Effect.gen(function* () {
        const many = yield* Effect.all(
          Array.from({ length: 120 }, () => Effect.either(Users.viewer)),
          { concurrency: "unbounded" }
        )
        const failed = many.filter(Either.isLeft).map(({ left }) => left)
        for (const error of failed) {
          assert.deepInclude(error, { _tag: "RequestFailed", reason: "Timeout", attempts: 0 })
          assert.include(error.message, "requestsPerSecond")
        }
        assert.strictEqual(many.length - failed.length, sent.length)
        broken = true
        const before = sent.length
        yield* Effect.either(Users.viewer)
        return sent.length - before
      })
      const fiber = yield* Effect.fork(Effect.provide(program, layer))
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(yield* fiber, 5)
    })
  )
})

describe("a change that is cut off within a call of one's own", () => {
  const denied: Reply = { status: 403 }

  const reports = (
    program: (client: WandbClient.WandbClient.Service) => Effect.Effect<unknown, unknown>,
    answer: (sent: Sent) => Reply | Error | "never",
    interrupt = false
  ) =>
    Effect.gen(function* () {
      const told: Array<WandbError.OutcomeUnknown> = []
      const { layer } = over(answer, {
        onOutcomeUnknown: (error) => Effect.sync(() => void told.push(error))
      })
      const fiber = yield* Effect.fork(
        Effect.provide(Effect.flatMap(WandbClient.WandbClient, program), layer)
      )
      yield* TestClock.adjust("1 minute")
      if (interrupt) yield* Fiber.interrupt(fiber)
      else yield* Fiber.await(fiber)
      return told.map(({ operation }) => operation)
    })

  it.effect("is reported, however the call goes on", () =>
    Effect.gen(function* () {
      const timed = yield* reports(
        (client) => client.call("mine")(Effect.timeoutOption(client.mutate(touch, {}), "2 seconds")),
        () => "never"
      )
      deepStrictEqual(timed, ["mine"])
      let first = true
      const beside = yield* reports(
        (client) =>
          client.call("mine")(
            Effect.all([client.mutate(touch, {}), client.mutate(touch, {})], { concurrency: "unbounded" })
          ),
        () => {
          const answer = first ? ("never" as const) : denied
          first = false
          return answer
        }
      )
      deepStrictEqual(beside, ["mine"])
    })
  )

  it.effect("is not reported once more when the program has heard of it already", () =>
    Effect.gen(function* () {
      const told = yield* reports(
        (client) =>
          client.call("mine")(Effect.zipRight(Effect.either(client.mutate(touch, {})), Effect.never)),
        () => reset,
        true
      )
      deepStrictEqual(told, [])
    })
  )
})

describe("what is said of an interrupted change", () => {
  it.effect.each<readonly [string, Effect.Effect<unknown, unknown, Users.Users | ApiKeys.ApiKeys>, RegExp]>([
    ["which address", create, /email: "ada@example\.com"/],
    ["which key", ApiKeys.deleteById(ApiKey.ApiKeyId.make("QXBpS2V5OjE=")), /QXBpS2V5OjE=/],
    ["which description", ApiKeys.generate({ description: "nightly" }), /described as "nightly"/],
    ["which mark", ApiKeys.generate({ description: "nightly", settle: true }), /\[ref \w{15}\]/]
  ])("tells %s it was about", ([, program, words]) =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const { layer } = over(() => "never", {
        onOutcomeUnknown: ({ message }) => Effect.sync(() => void told.push(message))
      })
      const fiber = yield* Effect.fork(Effect.provide(program, layer))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(told.length, 1)
      assert.match(told[0] ?? "", words)
    })
  )
})

describe("the outcome of a call", () => {
  it.effect("is its error where others were interrupted because of it", () =>
    Effect.gen(function* () {
      const counted = Effect.map(Metric.snapshot, (pairs) =>
        pairs
          .filter(({ metricKey }) => metricKey.name === "wandb_outcomes_total")
          .map(({ metricKey: { tags } }) => tags.map(({ value }) => value).join(" "))
      )
      const { layer } = over(({ body }) => (body.operationName === "GetViewer" ? "never" : { status: 403 }))
      const program = Effect.flatMap(WandbClient.WandbClient, (client) =>
        client.call("Par")(Effect.all([Users.viewer, ApiKeys.generate()], { concurrency: "unbounded" }))
      )
      yield* Effect.either(Effect.provide(program, layer))
      const outcomes = (yield* counted).filter((tags) => tags.includes("Par"))
      assert.isTrue(outcomes.every((tags) => tags.includes("PermissionDenied")))
      assert.isNotEmpty(outcomes)
    })
  )
})
