import { ApiKey, ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Either, Option, Redacted } from "effect"
import { adminKey, network, otherKey, over, type Reply, viewerError, wireUser } from "./support.js"

type Expected = readonly [what: string, reply: Reply, tag: string, words?: string]

const expectFailure = ([, reply, tag, words]: Expected) =>
  Effect.gen(function* () {
    const error = yield* viewerError(reply)
    const reason = error._tag === "RequestFailed" ? `RequestFailed ${error.reason}` : error._tag
    assert.strictEqual(reason, tag)
    assert.include(error.message, "Users.viewer")
    if (words !== undefined) assert.include(error.message, words)
  })

describe("what the server says with a status of its own", () => {
  it.effect.each<Expected>([
    [
      "a GraphQL error",
      { status: 401, body: { errors: [{ message: "unauthorized" }] } },
      "Unauthenticated",
      "unauthorized"
    ],
    [
      "plain text",
      { status: 401, body: "user is not logged in" },
      "Unauthenticated",
      "user is not logged in"
    ],
    ["nothing", { status: 401, body: "" }, "Unauthenticated"],
    ["plain text", { status: 403, body: "permission denied" }, "PermissionDenied", "permission denied"],
    [
      "an error as text",
      { status: 403, body: { error: "no seat left" } },
      "PermissionDenied",
      "no seat left"
    ],
    [
      "relogin required",
      { status: 403, body: { errors: [{ message: "relogin required" }] } },
      "Unauthenticated",
      "relogin required"
    ],
    [
      "a conflict",
      { status: 409, body: { error: "resource already exists" } },
      "RequestFailed Rejected",
      "resource already exists"
    ],
    [
      "an error as object",
      { status: 422, body: { error: { message: "bad email" } } },
      "RequestFailed Rejected",
      "bad email"
    ],
    [
      "errors as texts",
      { status: 400, body: { errors: ["one", "two"] } },
      "RequestFailed Rejected",
      "one; two"
    ],
    [
      "a limit",
      { status: 429, body: "Rate limit exceeded" },
      "RequestFailed RateLimited",
      "Rate limit exceeded"
    ],
    ["a timeout", { status: 408, body: "" }, "RequestFailed Timeout"],
    ["a failure", { status: 500, body: { errors: [{ message: "boom" }] } }, "RequestFailed Server", "boom"],
    [
      "a page for browsers",
      { status: 502, body: "<html>Bad Gateway</html>" },
      "RequestFailed Server",
      "(status 502)"
    ],
    ["nothing at the URL", { status: 404, body: "<html>" }, "RequestFailed Rejected", "check the base URL"],
    [
      "a redirect",
      { status: 302, headers: { location: "https://x" }, body: "" },
      "RequestFailed Rejected",
      "redirect"
    ],
    ["an odd JSON body", { status: 500, body: "[1]" }, "RequestFailed Server"]
  ])("%s, with %j, is %s", expectFailure)
})

describe("what the server says with status 200", () => {
  it.effect.each<Expected>([
    [
      "relogin required",
      { body: { errors: [{ message: "relogin required" }], data: null } },
      "Unauthenticated",
      "relogin required"
    ],
    [
      "permission denied",
      { body: { errors: [{ message: "permission denied", path: ["viewer"] }], data: { viewer: null } } },
      "PermissionDenied",
      "permission denied"
    ],
    [
      "only admins",
      { body: { errors: [{ message: "only admins can use createUser()" }] } },
      "PermissionDenied",
      "only admins can use createUser()"
    ],
    ["a limit", { body: { errors: [{ message: "Rate limit exceeded" }] } }, "RequestFailed RateLimited"],
    ["an unknown error", { body: { errors: [{ message: "boom" }] } }, "RequestFailed Rejected", "boom"],
    ["errors as texts", { body: { errors: ["boom"] } }, "RequestFailed Rejected", "boom"],
    [
      "an error without a message",
      { body: { errors: [{}] } },
      "RequestFailed Rejected",
      "an error without a message"
    ],
    ["an error as text", { body: { error: "permission denied" } }, "PermissionDenied", "permission denied"],
    [
      "an error as object",
      { body: { error: { message: "unauthorized" } } },
      "Unauthenticated",
      "unauthorized"
    ],
    [
      "plain text that is known",
      { body: "user is not logged in" },
      "Unauthenticated",
      "user is not logged in"
    ],
    [
      "errors beside data",
      { body: { errors: [{ message: "boom", path: ["viewer", "teams"] }], data: { viewer: wireUser() } } },
      "RequestFailed Rejected",
      "boom"
    ],
    ["no viewer", { body: { data: { viewer: null } } }, "Unauthenticated"]
  ])("%s, with %j, is %s", expectFailure)
})

describe("an answer that makes no sense", () => {
  it.effect.each<readonly [what: string, reply: Reply, path: string, problem: string]>([
    ["no content", { status: 204 }, "body", "it is empty"],
    ["text", { body: "hello" }, "body", "it is not JSON"],
    ["a page", { body: "<!doctype html><title>W&B</title>" }, "body", "page for browsers"],
    ["half an answer", { body: '{"data":{"view' }, "body", "it is not JSON"],
    ["an array", { body: "[]" }, "body", "expected a JSON object"],
    ["no data", { body: "{}" }, "data", "expected an object, got nothing"],
    [
      "a viewer that is a number",
      { body: { data: { viewer: 3 } } },
      "data.viewer",
      "expected an object, got a number"
    ],
    [
      "a missing field",
      { body: { data: { viewer: { ...wireUser(), name: undefined } } } },
      "data.viewer.name",
      "it is missing"
    ],
    [
      "null where it may not be",
      { body: { data: { viewer: wireUser({ name: null }) } } },
      "data.viewer.name",
      "expected a string, got null"
    ],
    [
      "an empty id",
      { body: { data: { viewer: wireUser({ id: "" }) } } },
      "data.viewer.id",
      "of another form"
    ],
    [
      "a wrong node",
      { body: { data: { viewer: wireUser({ teams: { edges: [{ cursor: "c", node: { name: 1 } }] } }) } } },
      "data.viewer.teams.edges[0].node.name",
      "got a number"
    ],
    [
      "a time that is none",
      { body: { data: { viewer: wireUser({ deletedAt: "yesterday" }) } } },
      "data.viewer.deletedAt",
      "a string of another form was expected"
    ]
  ])("%s: names the place and the problem", ([, reply, path, problem]) =>
    Effect.gen(function* () {
      const error = yield* viewerError(reply)
      assert.strictEqual(error._tag, "UnexpectedResponse")
      if (error._tag !== "UnexpectedResponse") return
      assert.strictEqual(error.operation, "Users.viewer")
      assert.strictEqual(error.path, path)
      assert.include(error.problem, problem)
    })
  )
})

describe("how long the server asks to wait", () => {
  it.effect.each<readonly [headers: Record<string, string>, seconds: number | undefined]>([
    [{ "retry-after": "7" }, 7],
    [{ "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT" }, 60],
    [{ "ratelimit-reset": "12" }, 12],
    [{ "retry-after": "2", "ratelimit-reset": "12" }, 2],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-1" }, undefined],
    [{ "retry-after": "9".repeat(303) }, 31_536_000],
    [{ "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }, 0],
    [{}, undefined]
  ])("is read from %j as %s seconds", ([headers, seconds]) =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 429, headers, body: "" })
      assert.strictEqual(error._tag, "RequestFailed")
      const wait = error._tag === "RequestFailed" ? error.retryAfter : undefined
      deepStrictEqual(wait && Duration.toSeconds(wait), seconds)
    })
  )
})

describe("errors", () => {
  it.effect("carry the status and the request's id where the server gives one", () =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 503, headers: { "x-request-id": "r-17" }, body: "" })
      assert.deepInclude(error, { status: 503, requestId: "r-17", attempts: 1 })
      const lost = yield* Effect.flip(
        Effect.provide(
          ApiKeys.generate(),
          over(() => ({ status: 503, headers: { "x-request-id": "r-18" } })).layer
        )
      )
      assert.deepInclude(lost, { _tag: "OutcomeUnknown", status: 503, requestId: "r-18" })
      assert.include(error.message, "r-17")
    })
  )

  it.effect("quote the server without the keys that it quotes", () =>
    Effect.gen(function* () {
      const basic = Buffer.from(`api:${adminKey}`).toString("base64")
      const body = `bad keys: ${adminKey}, Basic ${basic}, ${otherKey}, wandb_v1_${"a".repeat(80)}`
      const error = yield* viewerError({ status: 400, headers: { "x-request-id": adminKey }, body })
      assert.include(error.message, "bad keys: <redacted>")
      for (const hidden of [adminKey, basic, otherKey, "a".repeat(30)])
        assert.notInclude(error.message, hidden)
    })
  )

  it.effect.each(["a.b.c", "eyJhbGciOi.eyJzdWIi.c2ln"])(
    "quote the server without the short key %s, in plain and as it stood in the header",
    (key) =>
      Effect.gen(function* () {
        const basic = Buffer.from(`api:${key}`).toString("base64")
        const { layer } = over(() => ({ status: 400, body: `bad: ${key} ${basic}` }), {
          apiKey: Redacted.make(key)
        })
        const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
        assert.include(String(error), "bad: <redacted> <redacted>")
      })
  )

  it.effect("quote a long answer in part", () =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 400, body: "no ".repeat(1000) })
      assert.isBelow(error.message.length, 700)
    })
  )
})

describe("a change whose answer was lost", () => {
  const generate = (reply: Reply | Error) =>
    Effect.either(ApiKeys.generate()).pipe(Effect.provide(over(() => reply).layer))

  it.effect.each<readonly [what: string, reply: Reply | Error]>([
    ["a reset connection", network("ECONNRESET")],
    ["a network failure without a code", new Error("socket hang up")],
    ["a failed server", { status: 500, body: "boom" }],
    ["a gateway's timeout", { status: 504, body: "" }],
    [
      "a refusal below the changed field",
      {
        body: {
          errors: [{ message: "permission denied", path: ["result", "apiKey", "description"] }],
          data: { result: { apiKey: null } }
        }
      }
    ],
    [
      "a host that became unreachable",
      Object.assign(new Error("read"), { code: "EHOSTUNREACH", syscall: "read" })
    ],
    ["a request timeout", { status: 408, body: "" }],
    ["an answer that makes no sense", { body: "{}" }],
    [
      "an error below the changed field",
      {
        body: {
          errors: [{ message: "boom", path: ["result", "apiKey", "name"] }],
          data: { result: { apiKey: null } }
        }
      }
    ]
  ])("may have happened after %s: OutcomeUnknown says how to find out", ([, reply]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.flatten(generate(reply)))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.include(error.message, "ApiKeys.list")
    })
  )

  it.effect.each<readonly [what: string, reply: Reply | Error, tag: WandbError.WandbError["_tag"]]>([
    ["a refused connection", network("ECONNREFUSED"), "RequestFailed"],
    ["a name that does not resolve", network("ENOTFOUND"), "RequestFailed"],
    ["a certificate that is not trusted", network("DEPTH_ZERO_SELF_SIGNED_CERT"), "RequestFailed"],
    [
      "a host that cannot be reached",
      Object.assign(new Error("connect"), { code: "EHOSTUNREACH", syscall: "connect" }),
      "RequestFailed"
    ],
    ["a rate limit", { status: 429, body: "" }, "RequestFailed"],
    ["a refusal", { status: 403, body: "" }, "PermissionDenied"],
    ["an unknown key", { status: 401, body: "" }, "Unauthenticated"]
  ])("is told apart from %s", ([, reply, tag]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.flatten(generate(reply)))
      assert.strictEqual(error._tag, tag)
    })
  )

  it.effect("is no question for a query, which changes nothing", () =>
    Effect.gen(function* () {
      const error = yield* viewerError(network("ECONNRESET"))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Transport" })
      assert.include(error.message, "ECONNRESET")
    })
  )
})

describe("what is not there", () => {
  const lookups = (reply: Reply) =>
    Effect.provide(
      Effect.all([
        Effect.either(Users.find({ username: "ada" })),
        Effect.either(Effect.asVoid(ApiKeys.deleteById(ApiKey.ApiKeyId.make("1"))))
      ]),
      over(() => reply).layer
    )

  it.effect.each<Reply>([
    { status: 404, body: { errors: [{ message: "user not found" }] } },
    { status: 404, body: { error: "API key not found" } },
    { status: 404, body: { errors: [{ message: "not found", path: ["result"] }], data: { result: null } } },
    { body: { errors: [{ message: "key abc not found", path: ["result"] }], data: { result: null } } }
  ])("is what the server says of its users and keys: %j", (reply) =>
    Effect.gen(function* () {
      const [found, deleted] = yield* lookups(reply)
      assertRight(found, Option.none())
      assert.deepInclude(Either.getOrThrow(Either.flip(deleted)), { _tag: "ApiKeyNotFound" })
    })
  )

  it.effect.each<Reply>([
    { status: 404, body: { error: "Not Found", path: "/graphql" } },
    { status: 404, body: "404 page not found" },
    { status: 404, body: { message: "Route POST:/graphql not found" } },
    { status: 400, body: { errors: [{ message: "Field 'user' does not exist, type not found" }] } },
    { status: 400, body: { errors: [{ message: "key not found in input" }] } }
  ])("is not what a gateway or a wrong document says: %j", (reply) =>
    Effect.gen(function* () {
      const [found, deleted] = yield* lookups(reply)
      assert.deepInclude(Either.getOrThrow(Either.flip(found)), { _tag: "RequestFailed", reason: "Rejected" })
      assert.deepInclude(Either.getOrThrow(Either.flip(deleted)), {
        _tag: "RequestFailed",
        reason: "Rejected"
      })
    })
  )

  it.effect("is a user of another id or name than was asked for", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ body: { data: { user: wireUser() } } }))
      const found = yield* Effect.provide(
        Effect.all([Users.find({ id: "VXNlcjoy" }), Users.find({ username: "adam" })]),
        layer
      )
      deepStrictEqual(found, [Option.none(), Option.none()])
    })
  )
})

describe("what exists already", () => {
  it.effect.each<Reply>([
    { status: 409, body: "" },
    { status: 409, body: { error: "forbidden@example.com already exists" } },
    { status: 400, body: { errors: [{ message: "user unauthorized@example.com already exists" }] } }
  ])("is UserAlreadyExists, by its status or its words, whatever else the words are: %j", (reply) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(Users.create({ email: "a@example.com" }), over(() => reply).layer)
      )
      assert.strictEqual(error._tag, "UserAlreadyExists")
    })
  )
})

describe("an answer that holds a secret beside errors", () => {
  it.effect.each<readonly [string, Record<string, unknown>]>([
    ["is of a form that nobody knows yet", { id: "1", name: "wandb_v2.abc+def/ghi=", description: null }],
    ["comes without its description", { id: "1", name: otherKey }]
  ])("gives the secret when it %s", ([, apiKey]) =>
    Effect.gen(function* () {
      const key = yield* Effect.provide(
        ApiKeys.generate({ description: "d" }),
        over(() => ({ body: { data: { result: { apiKey } } } })).layer
      )
      assert.strictEqual(Redacted.value(key.secret), apiKey.name)
    })
  )

  it.effect("names the key to delete when the secret is none", () =>
    Effect.gen(function* () {
      const apiKey = { id: "QXBpS2V5OjE=", name: "", description: null }
      const { layer } = over(() => ({ body: { data: { result: { apiKey } } } }))
      const error = yield* Effect.flip(Effect.provide(ApiKeys.generate(), layer))
      assert.strictEqual(error._tag, "UnexpectedResponse")
      assert.include(error.message, "QXBpS2V5OjE=")
    })
  )

  it.effect("gives the secret, which could not be had again", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate({ description: "d" })
      assert.strictEqual(Redacted.value(key.secret), otherKey)
    }).pipe(
      Effect.provide(
        over(() => ({
          body: {
            errors: [{ message: "audit log is down" }],
            data: { result: { apiKey: { id: "1", name: otherKey, description: "d" } } }
          }
        })).layer
      )
    )
  )

  it.effect("gives the created user, when the errors lie below it", () =>
    Effect.gen(function* () {
      const user = yield* Users.create({ email: "ada@example.com" })
      assert.strictEqual(user.id, "VXNlcjox")
    }).pipe(
      Effect.provide(
        over(() => ({
          body: {
            errors: [{ message: "cannot list keys", path: ["result", "user", "apiKeys"] }],
            data: { result: { user: wireUser({ apiKeys: null }) } }
          }
        })).layer
      )
    )
  )
})
