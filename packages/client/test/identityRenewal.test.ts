import { ApiKeys, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Either, Fiber, TestClock } from "effect"
import {
  accessToken,
  assertShowsNone,
  authorizations,
  bearer,
  calls,
  inTime,
  jwt,
  many,
  only,
  over,
  queryAndMutation,
  reporting,
  run,
  type Sent,
  unauthorized
} from "./identities.js"
import { errorOf } from "./support.js"

describe("an access token that the server takes back", () => {
  const unlessRenewed = (_: number, { headers }: Sent) =>
    headers.authorization === bearer(1)[0] ? unauthorized : undefined

  it.effect("is exchanged for a new one, with which the request is sent once more", () =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, layer, requests } = over({ graphql: only(2, unauthorized) })
        const once = Effect.zipRight(Users.viewer, program)
        yield* Effect.provide(Effect.zipRight(once, Users.viewer), layer)
        assert.strictEqual(exchanges.length, 2, kind)
        deepStrictEqual(authorizations(requests), bearer(1, 1, 2, 2))
        assert.strictEqual(requests[1]?.text, requests[2]?.text)
      }
    })
  )

  it.effect("is not asked for a third time where the new one is refused too", () =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, requests, result } = yield* run(program, {
          graphql: (_, { headers }) => ({
            status: 401,
            body: { error: `no ${headers.authorization} and ${accessToken(2)} for ${jwt.length}` }
          })
        })
        const error = errorOf(result)
        assert.strictEqual(error._tag, "Unauthenticated", kind)
        assertShowsNone(error, accessToken(2), jwt)
        assert.strictEqual(exchanges.length, 2)
        deepStrictEqual(authorizations(requests), bearer(1, 2))
      }
    })
  )

  it.effect("is what the error tells of where the new one is refused too, and an API key is not", () =>
    Effect.gen(function* () {
      const { layer } = over({ graphql: () => unauthorized })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.strictEqual(error._tag, "Unauthenticated")
      assert.notInclude(error.message, "API key")
    })
  )

  it.effect("is told of by the exchange's refusal where no new one is granted", () =>
    Effect.gen(function* () {
      const { exchanges, requests, result } = yield* run(ApiKeys.generate(), {
        exchange: only(2, { status: 400, body: { error: "invalid_grant" } }),
        graphql: () => unauthorized
      })
      const error = errorOf(result)
      assert.deepInclude(error, { _tag: "Unauthenticated", serverMessage: "invalid_grant" })
      assert.match(error.message, /identity token/)
      assert.strictEqual(exchanges.length, 2)
      assert.strictEqual(requests.length, 1)
    })
  )

  it.effect.each([2, 10])("is exchanged once for %s fibers that are refused with it", (count) =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({ graphql: unlessRenewed, latency: "1 second" }, many)
      const results = yield* inTime(Effect.provide(calls(count), layer))
      assert.isTrue(results.every(Either.isRight))
      assert.strictEqual(exchanges.length, 2)
      assert.strictEqual(requests.length, 2 * count)
    })
  )

  it.effect.each([
    ["while the new one is on its way", "1500 millis"],
    ["when the new one is there", "100 millis"]
  ] as const)("is exchanged once also where the second fiber is refused %s", ([, exchangeLatency]) =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over(
        { graphql: unlessRenewed, latency: "1 second", exchangeLatency },
        many
      )
      const program = Effect.gen(function* () {
        const first = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust(Duration.sum(exchangeLatency, "500 millis"))
        const second = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(first)
        yield* Fiber.join(second)
        yield* inTime(Users.viewer)
      })
      yield* Effect.provide(program, layer)
      assert.strictEqual(exchanges.length, 2)
      deepStrictEqual(authorizations(requests), bearer(1, 1, 2, 2, 2))
    })
  )

  it.effect.each([403, 404, 500])("is not what status %s means", (status) =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({ graphql: () => ({ status }) })
      yield* Effect.flip(Effect.provide(Users.viewer, layer))
      deepStrictEqual([exchanges.length, requests.length], [1, 1])
    })
  )

  it.effect("is not what an error beside the answer to a mutation means, which is not sent again", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* run(ApiKeys.generate(), {
        graphql: only(1, {
          body: {
            data: { result: { apiKey: null } },
            errors: [{ message: "relogin required", path: ["result", "apiKey", "name"] }]
          }
        })
      })
      assert.strictEqual(requests.filter(({ operation }) => operation === "GenerateApiKey").length, 1)
      assert.strictEqual(errorOf(result)._tag, "OutcomeUnknown")
    })
  )

  it.effect("costs no retry: it is renewed where the policy is none, and again by a later try", () =>
    Effect.gen(function* () {
      const { exchanges, requests, result } = yield* run(Users.viewer, {
        graphql: (nth) => ({ 1: unauthorized, 2: { status: 503 }, 3: unauthorized })[nth]
      })
      assert.isTrue(Either.isRight(result))
      assert.strictEqual(exchanges.length, 3)
      deepStrictEqual(authorizations(requests), bearer(1, 2, 2, 3))
    })
  )

  it.effect("is exchanged again for a mutation, and that is tried again, where the new exchange hung", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* run(ApiKeys.generate(), {
        exchange: only(2, "never"),
        graphql: only(1, unauthorized)
      })
      deepStrictEqual(
        requests.map(({ operation }) => operation),
        ["GenerateApiKey", "GenerateApiKey"]
      )
      assert.isTrue(Either.isRight(result))
    })
  )

  it.effect("leaves nothing to report of a mutation that is interrupted while a new one is asked for", () =>
    Effect.gen(function* () {
      const { onOutcomeUnknown, reported } = reporting()
      const { layer } = over(
        { exchange: only(2, "never"), graphql: () => unauthorized },
        { onOutcomeUnknown }
      )
      const program = Effect.gen(function* () {
        const fiber = yield* Effect.fork(ApiKeys.generate())
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(fiber)
      })
      yield* Effect.provide(program, layer)
      assert.lengthOf(reported, 0)
    })
  )
})
