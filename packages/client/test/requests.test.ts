import { Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Redacted } from "effect"
import { adminKey, otherKey, over, secret, wireUser } from "./support.js"

const viewer = () => ({ body: { data: { viewer: wireUser() } } })

const firstSent = (options: Parameters<typeof over>[1] = {}) =>
  Effect.gen(function* () {
    const { layer, sent } = over(viewer, options)
    yield* Effect.provide(Users.viewer, layer)
    const [first] = sent
    if (first === undefined) return yield* Effect.dieMessage("nothing was sent")
    return first
  })

describe("a request", () => {
  it.effect(
    "is a POST of query, variables and operation name to /graphql, with the key as Basic credentials",
    () =>
      Effect.gen(function* () {
        const sent = yield* firstSent()
        assert.strictEqual(sent.method, "POST")
        assert.strictEqual(sent.url, "https://api.wandb.ai/graphql")
        deepStrictEqual(Object.keys(sent.body), ["query", "variables", "operationName"])
        assert.strictEqual(sent.body.operationName, "GetViewer")
        const [scheme, token = ""] = (sent.headers.authorization ?? "").split(" ")
        assert.strictEqual(scheme, "Basic")
        assert.strictEqual(Buffer.from(token, "base64").toString(), `api:${adminKey}`)
      })
  )

  it.effect("asks for an administrator's privileges, and looks like W&B's public client", () =>
    Effect.gen(function* () {
      const { headers } = yield* firstSent()
      assert.strictEqual(headers["use-admin-privileges"], "true")
      assert.match(headers["user-agent"] ?? "", /^W&B Public Client \d+\.\d+\.\d+ \(effect-wandb \S+\)$/)
      assert.include(headers["content-type"], "application/json")
    })
  )

  it.effect("attributes a service account's actions only when told to", () =>
    Effect.gen(function* () {
      const silent = yield* firstSent()
      assert.notProperty(silent.headers, "x-wandb-username")
      const attributed = yield* firstSent({ attribution: { username: "ada", email: "ada@example.com" } })
      assert.deepInclude(attributed.headers, {
        "x-wandb-username": "ada",
        "x-wandb-user-email": "ada@example.com"
      })
    })
  )

  it.effect("carries no trace headers, unless asked for", () =>
    Effect.gen(function* () {
      const within = (options: Parameters<typeof over>[1]) => Effect.withSpan(firstSent(options), "outer")
      const quiet = yield* within({})
      assert.notProperty(quiet.headers, "traceparent")
      assert.notProperty(quiet.headers, "b3")
      const traced = yield* within({ tracePropagation: true })
      assert.property(traced.headers, "traceparent")
    })
  )

  it.effect("can be changed through transformClient", () =>
    Effect.gen(function* () {
      const { headers } = yield* firstSent({
        transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-team", "platform"))
      })
      assert.strictEqual(headers["x-team"], "platform")
    })
  )
})

describe("a client that was transformed to take statuses for errors", () => {
  it.effect("still lets each refusal be what it is", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ status: 403, body: "no" }), {
        transformClient: HttpClient.filterStatusOk
      })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.strictEqual(error._tag, "PermissionDenied")
    })
  )
})

describe("the base URL", () => {
  it.effect.each([
    ["https://api.wandb.ai", "https://api.wandb.ai/graphql"],
    ["https://api.wandb.ai///", "https://api.wandb.ai/graphql"],
    ["https://api.qa.wandb.ai", "https://api.qa.wandb.ai/graphql"],
    ["http://wandb.internal:8080", "http://wandb.internal:8080/graphql"],
    ["https://tools.example.com/wandb/", "https://tools.example.com/wandb/graphql"],
    ["https://wandb.ai.other.example.com", "https://wandb.ai.other.example.com/graphql"],
    ["https://notwandb.ai", "https://notwandb.ai/graphql"]
  ] as const)("%s leads to %s", ([baseUrl, url]) =>
    Effect.gen(function* () {
      const sent = yield* firstSent({ baseUrl })
      assert.strictEqual(sent.url, url)
    })
  )

  it.effect.each([
    ["wandb.example.com", "must start with https:// or http://"],
    ["127.0.0.1:8080", "must start with https:// or http://"],
    ["https://", "is not a URL"],
    ["", "must start with https:// or http://"],
    ["ftp://wandb.example.com", "must start with https:// or http://"],
    ["https://wandb.ai", "did you mean https://api.wandb.ai?"],
    ["https://app.wandb.ai", "did you mean https://api.wandb.ai?"],
    ["http://api.wandb.ai", "must start with https:// for W&B's own service"],
    ["https://ada:secret@wandb.example.com", "must not hold a username or password"],
    ["https://wandb.example.com?a=b", "must not have a query"]
  ] as const)("%s is refused before anything is sent: it %s", ([baseUrl, problem]) =>
    Effect.gen(function* () {
      const { layer, sent } = over(viewer, { baseUrl })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.deepInclude(error, { _tag: "InvalidInput", field: "baseUrl" })
      assert.include(error.message, problem)
      assert.notInclude(error.message, "secret")
      assert.strictEqual(sent.length, 0)
    })
  )
})

describe("options that cannot become headers", () => {
  it.effect.each([
    ["userAgent", { userAgent: "a\nb" }],
    ["attribution.username", { attribution: { username: "a\r\nx-evil: 1" } }],
    ["attribution.email", { attribution: { email: "é@example.com" } }]
  ] as const)("%s is refused, naming the field", ([field, options]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(Users.viewer, over(viewer, options).layer))
      assert.deepInclude(error, { _tag: "InvalidInput", field })
    })
  )

  it.effect("an API key with a line break is InvalidApiKey", () =>
    Effect.gen(function* () {
      const { layer } = over(viewer, { apiKey: Redacted.make(`${adminKey}\n`) })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.strictEqual(error._tag, "InvalidApiKey")
    })
  )
})

describe("credentials", () => {
  const tokenOf = (authorization: string | undefined) =>
    Buffer.from((authorization ?? "").slice("Basic ".length), "base64")
      .toString()
      .slice("api:".length)

  it.effect("are those of actAs for the program that it runs, and the layer's own before and after", () =>
    Effect.gen(function* () {
      const { layer, sent } = over(viewer)
      yield* Effect.gen(function* () {
        yield* Users.viewer
        yield* Wandb.actAs(Users.viewer, secret(otherKey))
        yield* Users.viewer
      }).pipe(Effect.provide(layer))
      deepStrictEqual(
        sent.map(({ headers }) => tokenOf(headers.authorization)),
        [adminKey, otherKey, adminKey]
      )
    })
  )

  it.effect("of one client never go to another one, be it of the same server", () =>
    Effect.gen(function* () {
      const mine = over(viewer)
      const theirs = over(viewer, { apiKey: Redacted.make(`local-${otherKey}`) })
      yield* Effect.gen(function* () {
        const { viewer: theirViewer } = yield* Effect.provide(Users.Users, theirs.layer)
        yield* Wandb.actAs(theirViewer, secret(otherKey))
        yield* Wandb.actAs(Effect.provide(Users.viewer, theirs.layer), secret(otherKey))
      }).pipe(Effect.provide(mine.layer))
      assert.strictEqual(mine.sent.length, 0)
      deepStrictEqual(
        theirs.sent.map(({ headers }) => tokenOf(headers.authorization)),
        [`local-${otherKey}`, `local-${otherKey}`]
      )
    })
  )

  it.effect("of the one who made a scoped key are used to delete it", () =>
    Effect.gen(function* () {
      const { layer, sent } = over(({ body }) => ({
        body: {
          data:
            body.operationName === "DeleteApiKey"
              ? { result: { success: true } }
              : { result: { apiKey: { id: "1", name: otherKey, description: null } } }
        }
      }))
      yield* ApiKeys.scoped({ description: "d" }).pipe(
        Wandb.actAs(secret(otherKey)),
        Effect.scoped,
        Effect.provide(layer)
      )
      deepStrictEqual(
        sent.map(({ body, headers }) => [body.operationName, tokenOf(headers.authorization)]),
        [
          ["GenerateApiKey", otherKey],
          ["DeleteApiKey", otherKey]
        ]
      )
    })
  )
})

describe("WandbClient", () => {
  it.effect("tells its base URL, without a trailing slash", () =>
    Effect.gen(function* () {
      const client = yield* WandbClient.WandbClient
      assert.strictEqual(client.baseUrl, "https://w.example.com/p")
    }).pipe(Effect.provide(over(viewer, { baseUrl: "https://w.example.com/p/" }).layer))
  )
})
