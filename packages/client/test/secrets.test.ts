import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKeys } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Chunk, Effect, Either, Layer, Redacted } from "effect"
import { ada, calls, goodAnswers } from "./operations.js"
import { adminKey, network, otherKey, over, type Reply, scripted, secret } from "./support.js"
import { causeForms, forms, inTime, metricForms, watched } from "./watching.js"

const actingKey = `wandb_v1_${"Zq7_".repeat(20)}`
const identityToken = `${"idToken0".repeat(5)}.${"payload0".repeat(8)}.${"signature".repeat(5)}`
const accessToken = `${"access00".repeat(5)}.${"granted0".repeat(8)}.${"signature".repeat(5)}`
const keys = [adminKey, otherKey, actingKey, identityToken, accessToken]

const base64 = (text: string): string => Buffer.from(text).toString("base64")

/** Each key as it is, as it is encoded, and as it stands in a header. */
const canaries = keys.flatMap((key) => [
  key,
  base64(key),
  base64(`api:${key}`),
  `Basic ${base64(`api:${key}`)}`
])

const expectNoKey = (where: string, shown: ReadonlyArray<string>) => {
  const text = shown.join("\n")
  const found = canaries.findIndex((canary) => text.includes(canary))
  assert.strictEqual(found, -1, `${where} shows a key`)
}

/** A server that repeats every key that it knows in every way in which a body can hold words. */
const echo = keys.join(" ") + canaries.join(" ")
const failures: ReadonlyArray<readonly [string, Reply | Error]> = [
  ["a refused connection", network("ECONNREFUSED", echo)],
  ["a reset connection", network("ECONNRESET", echo)],
  ["GraphQL errors", { body: { errors: [{ message: echo }] } }],
  ["an error as text", { status: 403, body: { error: echo } }],
  ["an error as object", { status: 401, body: { error: { message: echo } } }],
  ["errors as texts", { status: 400, body: { errors: keys } }],
  ["plain text", { status: 500, body: echo }],
  ["a conflict", { status: 409, body: { error: `${echo} already exists` } }],
  ["not found", { status: 404, body: { error: `${echo} not found` } }],
  ["a limit", { status: 429, headers: { "x-request-id": echo }, body: echo }],
  ["nonsense", { body: { data: { viewer: echo, user: echo, users: echo, result: echo } } }],
  ["text instead of JSON", { body: echo }],
  ["a redirect", { status: 302, headers: { location: `https://${adminKey}.example.com` }, body: echo }]
]

describe("no key is shown", () => {
  for (const [name, program] of Object.entries(calls)) {
    it.effect(`by ${name}, whatever fails`, () =>
      Effect.forEach(failures, ([what, reply]) =>
        Effect.gen(function* () {
          const { layer } = over(() => reply)
          // As oneself and as somebody else, one after the other, and both fail.
          const both = Effect.validate(program, Wandb.actAs(program, secret(actingKey)))
          const { lines, result, seen, spans } = yield* /settle|scoped/.test(name)
            ? inTime(watched(both, layer))
            : watched(both, layer)
          assert.isAbove(spans.length, 1)
          if (Either.isLeft(result)) {
            const errors = Chunk.toReadonlyArray(Cause.failures(result.left))
            assert.strictEqual(errors.length, 2, `${what} did not make it fail both times`)
            expectNoKey(`the error after ${what}`, [...causeForms(result.left), ...errors.flatMap(forms)])
            assert.isAbove(lines.length, 0)
            expectNoKey(`the log after ${what}`, lines)
          } else {
            assert.isTrue(name === "Users.find" && what === "not found", `${what} did not make it fail`)
          }
          expectNoKey(`a span after ${what}`, seen)
        })
      )
    )

    it.effect(`by ${name}, when nothing fails`, () =>
      Effect.gen(function* () {
        const { layer } = over(({ body }) => ({ body: { data: goodAnswers[body.operationName] } }))
        const logged = Effect.tap(program, (value) => Effect.logInfo("value", value))
        const { lines, result, seen } = yield* watched(logged, layer)
        expectNoKey("the value", forms(result))
        expectNoKey("the log", lines)
        expectNoKey("a span", seen)
      })
    )
  }

  it.effect.each([
    ["by an identity that is not accepted", (): Reply => ({ status: 400, body: echo })],
    ["by an identity whose exchange fails", (): Reply => ({ status: 500, body: echo })],
    ["by an exchange of nonsense", (): Reply => ({ body: { access_token: `${echo}\n`, expires_in: 3600 } })],
    [
      "by an access token that is not accepted",
      (path: string): Reply =>
        path.endsWith("/oidc/token")
          ? { body: { access_token: accessToken, expires_in: 3600 } }
          : { status: 401, body: { error: echo } }
    ]
  ] as const)("%s", ([, answer]) =>
    Effect.gen(function* () {
      const layer = Wandb.layer({
        identityToken: Effect.succeed(Redacted.make(identityToken)),
        retryPolicy: RetryPolicy.none
      }).pipe(Layer.provide(scripted(({ url }) => answer(url)).layer))
      const { lines, result, seen } = yield* watched(ApiKeys.generate(), layer)
      assert.isTrue(Either.isLeft(result))
      if (Either.isLeft(result)) expectNoKey("the error", causeForms(result.left))
      expectNoKey("the log", lines)
      expectNoKey("a span", seen)
    })
  )

  it.effect("by the metrics of all that", () =>
    Effect.gen(function* () {
      const shown = yield* metricForms
      assert.isAbove(shown.length, 100)
      expectNoKey("a metric", shown)
    })
  )

  it.effect("by a generated key, which gives its secret through Redacted.value alone", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ body: { data: goodAnswers.GenerateApiKey } }))
      const key = yield* Effect.provide(ApiKeys.generate(), layer)
      assert.strictEqual(Redacted.value(key.secret), otherKey)
      expectNoKey("the generated key", forms(key))
      expectNoKey("its copy", forms({ ...key }))
    })
  )

  it.effect("by the services, the layer and the context that hold them", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ status: 500 }))
      const context = yield* Layer.build(layer)
      expectNoKey("the layer", forms(layer))
      expectNoKey("the context", [...forms(context), ...[...context.unsafeMap.values()].flatMap(forms)])
    }).pipe(Effect.scoped)
  )

  it.effect("by the errors of a layer that was given a wrong key or URL", () =>
    Effect.gen(function* () {
      const broken = [
        { apiKey: Redacted.make(`${adminKey} `) },
        { baseUrl: `https://${adminKey}@example.com` }
      ]
      for (const options of broken) {
        const cause = yield* Layer.build(over(() => ({}), options).layer).pipe(
          Effect.scoped,
          Effect.sandbox,
          Effect.flip
        )
        expectNoKey("the layer's error", causeForms(cause))
      }
    })
  )
})

describe("a name that an older server lists as a whole key", () => {
  it.effect("is shortened before it gets into an entity", () =>
    Effect.gen(function* () {
      const apiKeys = {
        edges: [{ node: { id: "1", name: otherKey, description: null } }],
        pageInfo: { hasNextPage: false, endCursor: null }
      }
      const { layer } = over(() => ({ body: { data: { user: { apiKeys } } } }))
      const listed = yield* Effect.provide(calls["ApiKeys.list"] ?? Effect.die("no such call"), layer)
      expectNoKey("the list", forms(listed))
      assert.include(JSON.stringify(listed), `"${otherKey.slice(0, 20)}"`)
    })
  )

  it.effect("is shortened in the error when there is no such key", () =>
    Effect.gen(function* () {
      const { layer } = over(({ body }) => ({ body: { data: goodAnswers[body.operationName] } }))
      const error = yield* Effect.flip(ApiKeys.delete(ada, actingKey)).pipe(Effect.provide(layer))
      assert.deepInclude(error, { _tag: "ApiKeyNotFound", owner: "ada", keyName: actingKey.slice(0, 20) })
      expectNoKey("the error", forms(error))
    })
  )
})
