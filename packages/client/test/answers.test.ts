import { ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import { adminKey, network, otherKey, over, type Reply, viewerError, wireUser } from "./support.js"

type Expected = readonly [what: string, reply: Reply, tag: string, words?: string]

const expectFailure = ([, reply, tag, words]: Expected) =>
  Effect.gen(function* () {
    const error = yield* viewerError(reply)
    const reason = error._tag === "RequestFailed" ? `RequestFailed ${error.reason}` : error._tag
    assert.strictEqual(reason, tag)
    assert.include(error.message, "GetViewer")
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
      assert.strictEqual(error.operation, "GetViewer")
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
    [{}, undefined]
  ])("is read from %j as %s seconds", ([headers, seconds]) =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 429, headers, body: "" })
      assert.strictEqual(error._tag, "RequestFailed")
      const wait = error._tag === "RequestFailed" ? error.retryAfter : undefined
      assert.deepStrictEqual(wait && Duration.toSeconds(wait), seconds)
    })
  )
})

describe("errors", () => {
  it.effect("carry the status and the request's id where the server gives one", () =>
    Effect.gen(function* () {
      const error = yield* viewerError({ status: 503, headers: { "x-request-id": "r-17" }, body: "" })
      assert.deepInclude(error, { status: 503, requestId: "r-17", attempts: 1 })
      assert.include(error.message, "r-17")
    })
  )

  it.effect("quote the server without the keys that it quotes", () =>
    Effect.gen(function* () {
      const basic = Buffer.from(`api:${adminKey}`).toString("base64")
      const body = `bad keys: ${adminKey}, Basic ${basic}, ${otherKey}, wandb_v1_${"a".repeat(80)}`
      const error = yield* viewerError({ status: 400, body })
      assert.include(error.message, "bad keys: <redacted>")
      for (const hidden of [adminKey, basic, otherKey, "a".repeat(30)])
        assert.notInclude(error.message, hidden)
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
    ["a request timeout", { status: 408, body: "" }],
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
    ["a rate limit", { status: 429, body: "" }, "RequestFailed"],
    ["a refusal", { status: 403, body: "" }, "PermissionDenied"],
    ["an unknown key", { status: 401, body: "" }, "Unauthenticated"],
    ["an answer that makes no sense", { body: "{}" }, "UnexpectedResponse"]
  ])("is told apart from %s", ([, reply, tag]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.flatten(generate(reply)))
      assert.strictEqual(error._tag, tag)
      if (error._tag === "UnexpectedResponse") assert.include(error.message, "may have been made")
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

describe("an answer that holds a secret beside errors", () => {
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
