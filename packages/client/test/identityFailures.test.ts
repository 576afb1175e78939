import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Either, Schedule } from "effect"
import {
  accessToken,
  type Answer,
  assertShowsNone,
  calls,
  inTime,
  jwt,
  many,
  only,
  over,
  queryAndMutation,
  reporting,
  run,
  type Sent
} from "./identities.js"
import { errorOf, network, type Reply } from "./support.js"

/** What a server may say of a token that it does not accept, the token itself in it. */
const echoes: ReadonlyArray<readonly [where: string, echo: (one: Sent) => Omit<Reply, "status">]> = [
  ["a text and a header", () => ({ body: `no ${jwt}`, headers: { "x-request-id": jwt } })],
  ["an error beside a token", () => ({ body: { error: `no ${jwt}`, access_token: accessToken(1) } })],
  ["an error with a message", ({ text }) => ({ body: { error: { message: `no ${text}` } } })],
  ["errors of GraphQL", () => ({ body: { errors: [{ message: `no ${jwt}` }] } })],
  ["an error of OAuth", ({ text }) => ({ body: { error: "invalid_grant", error_description: text } })],
  ["a page for browsers", ({ text }) => ({ body: `<html>${text} ${accessToken(1)}</html>` })]
]

describe("an exchange that is refused for good", () => {
  it.effect.each([400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 421, 422, 423, 425, 451, 499])(
    "with status %s is Unauthenticated after one exchange, and tells of the identity token",
    (status) =>
      Effect.gen(function* () {
        for (const [kind, program] of queryAndMutation) {
          const { exchanges, requests, result } = yield* run(program, {
            exchange: () => ({ status, headers: { "retry-after": "1" }, body: { error: "invalid_grant" } })
          })
          const error = errorOf(result)
          assert.deepInclude(error, { _tag: "Unauthenticated", attempts: 1 }, kind)
          assert.match(error.message, /identity token.*invalid_grant/)
          assert.include(error.message, `status ${status}`)
          assert.notInclude(error.message, "API key")
          assert.strictEqual(exchanges.length, 1)
          assert.strictEqual(requests.length, 0)
        }
      })
  )

  it.effect.each(echoes)("does not show a token that the server repeats in %s", ([, echo]) =>
    Effect.gen(function* () {
      const { layer } = over({ exchange: (_, one) => ({ status: 400, ...echo(one) }) })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.strictEqual(error._tag, "Unauthenticated")
      assertShowsNone(error, jwt, accessToken(1), ...jwt.split("."))
    })
  )

  it.effect("names the call, quotes the server and gives its request id", () =>
    Effect.gen(function* () {
      const { result } = yield* run(ApiKeys.generate(), {
        exchange: () => ({
          status: 403,
          headers: { "x-request-id": "r-1" },
          body: { error: "this issuer is not trusted" }
        })
      })
      const error = errorOf(result)
      assert.deepInclude(error, { requestId: "r-1", serverMessage: "this issuer is not trusted" })
      assert.match(error.message, /^\S*(?:generate|GenerateApiKey): /)
    })
  )

  it.effect("names each of the calls that share it in the error of that call", () =>
    Effect.gen(function* () {
      const { layer } = over({ exchange: () => ({ status: 403 }), latency: "1 second" })
      const alone = yield* inTime(Effect.provide(Effect.flip(ApiKeys.generate()), layer))
      const [, shared] = yield* inTime(
        Effect.provide(
          Effect.all([Effect.flip(Users.viewer), Effect.flip(ApiKeys.generate())], {
            concurrency: "unbounded"
          }),
          layer
        )
      )
      assert.strictEqual(shared.message, alone.message)
    })
  )

  it.effect("with status 501 is RequestFailed", () =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, result } = yield* run(program, { exchange: () => ({ status: 501 }) })
        assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Server" }, kind)
        assert.strictEqual(exchanges.length, 1)
      }
    })
  )
})

describe("an exchange that fails for the moment", () => {
  const moments: ReadonlyArray<
    readonly [what: string, answer: Answer, reason: WandbError.RequestFailedReason]
  > = [
    ["status 429", { status: 429, body: jwt }, "RateLimited"],
    ["status 500", { status: 500, body: { error: jwt } }, "Server"],
    ["status 502", { status: 502, body: `<html>${jwt}</html>` }, "Server"],
    ["status 503", { status: 503, headers: { "x-request-id": jwt } }, "Server"],
    ["status 504", { status: 504 }, "Server"],
    ["a refused connection", network("ECONNREFUSED", jwt), "Transport"],
    ["a reset connection", network("ECONNRESET", jwt), "Transport"],
    ["a closed socket", network("UND_ERR_SOCKET", `assertion=${jwt}`), "Transport"]
  ]

  it.effect.each(moments)("by %s is tried again, for a mutation as for a query", ([, answer]) =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { requests, result, times } = yield* run(program, {
          exchange: (nth) => (nth <= 2 ? answer : undefined)
        })
        assert.isTrue(Either.isRight(result), kind)
        deepStrictEqual(times, [0, 100, 300])
        assert.strictEqual(requests.length, 1)
      }
    })
  )

  it.effect.each([429, 500, 503])("by status %s is tried again, whatever words come with it", (status) =>
    Effect.gen(function* () {
      for (const error of ["unauthorized", "forbidden", "not found", "relogin required"]) {
        const { result, times } = yield* run(Users.viewer, {
          exchange: only(1, { status, body: { error } })
        })
        assert.isTrue(Either.isRight(result), error)
        deepStrictEqual(times, [0, 100])
      }
    })
  )

  it.effect.each(moments)("by %s is RequestFailed in the end, because nothing acted", ([, answer, reason]) =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { requests, result, times } = yield* run(program, { exchange: () => answer })
        const error = errorOf(result)
        assert.deepInclude(error, { _tag: "RequestFailed", reason, attempts: 5 }, kind)
        assertShowsNone(error, jwt)
        deepStrictEqual(times, [0, 100, 300, 700, 1500])
        assert.strictEqual(requests.length, 0)
      }
    })
  )

  it.effect("is tried again when the server says, and not at all where that is too late", () =>
    Effect.gen(function* () {
      const limited = (seconds: string) => only(1, { status: 429, headers: { "retry-after": seconds } })
      const soon = yield* run(ApiKeys.generate(), { exchange: limited("7") })
      deepStrictEqual(soon.times, [0, 7000])
      const late = yield* run(ApiKeys.generate(), { exchange: limited("31") })
      assert.deepInclude(errorOf(late.result), { _tag: "RequestFailed", retryAfter: Duration.seconds(31) })
      deepStrictEqual(late.times, [0])
    })
  )

  it.effect("is not tried again where the policy has it so", () =>
    Effect.gen(function* () {
      const { times } = yield* run(Wandb.withRetryPolicy(Users.viewer, RetryPolicy.none), {
        exchange: () => ({ status: 503 })
      })
      deepStrictEqual(times, [0])
    })
  )

  it.effect("leaves a mutation's own lost answer OutcomeUnknown", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* run(ApiKeys.generate(), {
        exchange: only(1, { status: 503 }),
        graphql: only(1, network("ECONNRESET"))
      })
      assert.strictEqual(errorOf(result)._tag, "OutcomeUnknown")
      assert.strictEqual(requests.filter(({ operation }) => operation === "GenerateApiKey").length, 1)
    })
  )
})

describe("an exchange that is answered with nonsense", () => {
  const canary = "canary-of-a-value"

  it.effect.each<readonly [what: string, path: string, body: unknown]>([
    ["no access token", "body.access_token", { expires_in: 3600, other: canary }],
    ["no lifetime", "body.expires_in", { access_token: canary }],
    ["a number for a token", "body.access_token", { access_token: 12345678, expires_in: 3600 }],
    ["null for a token", "body.access_token", { access_token: null, expires_in: 3600 }],
    ["an object for a token", "body.access_token", { access_token: { canary }, expires_in: 3600 }],
    ["a text for a lifetime", "body.expires_in", { access_token: canary, expires_in: `${canary}-3600` }],
    ["null for a lifetime", "body.expires_in", { access_token: canary, expires_in: null }],
    ["an empty token", "body.access_token", { access_token: "", expires_in: 3600 }],
    ["a token of a space", "body.access_token", { access_token: " ", expires_in: 3600 }],
    [
      "a token with a line break",
      "body.access_token",
      { access_token: `${canary}\r\nx-evil: 1`, expires_in: 3600 }
    ],
    ["a token outside ASCII", "body.access_token", { access_token: `${canary}é`, expires_in: 3600 }],
    ["a page for browsers", "body", `<!doctype html><html>${canary}</html>`],
    ["a form", "body", `access_token=${canary}&expires_in=3600`],
    ["half of it", "body", `{"access_token":"${canary}","expires_`],
    ["nothing", "body", ""],
    ["a text", "body", JSON.stringify(canary)],
    ["null", "body", "null"],
    ["an array", "body", [canary]]
  ])("such as %s is UnexpectedResponse at %s, and shows no value", ([, path, body]) =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, requests, result } = yield* run(program, {
          exchange: () => ({ body, headers: { "x-request-id": "r-1" } })
        })
        const error = errorOf(result)
        assert.deepInclude(
          error,
          { _tag: "UnexpectedResponse", mayHaveActed: false, status: 200, requestId: "r-1", attempts: 1 },
          kind
        )
        assert.strictEqual("path" in error ? error.path : "", path)
        assert.include(error.message, ` at ${path}: `)
        assertShowsNone(error, canary, "12345678", jwt)
        assert.strictEqual(exchanges.length, 1)
        assert.strictEqual(requests.length, 0)
      }
    })
  )

  it.effect("takes no lifetime for an endless one", () =>
    Effect.gen(function* () {
      const { exchanges, layer } = over({
        exchange: (nth) => ({ body: `{"access_token":"${accessToken(nth)}","expires_in":-1e999}` })
      })
      yield* Effect.provide(Effect.zipRight(Users.viewer, Users.viewer), layer)
      assert.strictEqual(exchanges.length, 2)
    })
  )
})

describe("an exchange that hangs", () => {
  it.effect("is a try that took too long, after which also a mutation is tried again", () =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { requests, result, times } = yield* run(program, { exchange: only(1, "never") })
        assert.isTrue(Either.isRight(result), kind)
        deepStrictEqual(times, [0, 10_100])
        assert.strictEqual(requests.length, 1)
      }
    })
  )

  it.effect(
    "for ever is RequestFailed in time, and not OutcomeUnknown: nothing was sent that could act",
    () =>
      Effect.gen(function* () {
        const { onOutcomeUnknown, reported } = reporting()
        for (const [kind, program] of queryAndMutation) {
          const { requests, result } = yield* run(program, { exchange: () => "never" }, { onOutcomeUnknown })
          assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Timeout" }, kind)
          assert.strictEqual(requests.length, 0)
        }
        assert.lengthOf(reported, 0)
      })
  )

  it.effect("until the deadline is told of as such, and not as a request whose turn did not come", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.withDeadline(RetryPolicy.standard, "5 seconds")
      const { exchanges, result } = yield* run(Users.viewer, { exchange: () => "never" }, { retryPolicy })
      assert.strictEqual(exchanges.length, 1)
      assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Timeout", attempts: 1 })
      assert.include(errorOf(result).message, "no access token within 5s")
    })
  )

  it.effect("holds up twenty calls no longer than one", () =>
    Effect.gen(function* () {
      const { exchanges, requests, result } = yield* run(
        calls(20),
        { exchange: only(1, "never"), latency: "1 second" },
        many
      )
      assert.isTrue(Either.getOrThrow(result).every(Either.isRight))
      assert.strictEqual(requests.length, 20)
      assert.isTrue(requests.every(({ at }) => at <= 12_000))
      // Those that wait may begin one as they are given up themselves.
      assert.isAtMost(exchanges.length, 21)
    })
  )

  it.effect("is recovered from while calls keep coming", () =>
    Effect.gen(function* () {
      const { layer } = over(
        { exchange: only(1, "never"), latency: "300 millis" },
        { ...many, retryPolicy: RetryPolicy.make(Schedule.stop, { attemptTimeout: "1 second" }) }
      )
      const flow = Effect.all(
        Array.from({ length: 40 }, (_, nth) => Effect.delay(Effect.either(Users.viewer), nth * 100)),
        { concurrency: "unbounded" }
      )
      const results = yield* inTime(Effect.provide(flow, layer))
      // Those of the first second may fail with it; from then on the server answers each exchange in 300 ms.
      assert.isTrue(results.slice(-10).every(Either.isRight))
    })
  )
})
