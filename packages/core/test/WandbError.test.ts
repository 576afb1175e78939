import { WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"

const requestFailed = (
  reason: WandbError.RequestFailedReason,
  more: { status?: number; retryAfter?: Duration.Duration } = {}
) =>
  new WandbError.RequestFailed({
    operation: "GetViewer",
    reason,
    description: "no route",
    attempts: 1,
    ...more
  })

describe("what the errors say to the person who reads them", () => {
  it.each([
    [
      new WandbError.ApiKeyNotFound({ owner: "ada", keyName: "0123" }),
      'ada has no API key named "0123". List the owner\'s keys to see which there are: it may be deleted already.'
    ],
    [
      new WandbError.UserNotFound({ by: "email", value: "ada@example.com" }),
      'No user has the email "ada@example.com". Lookups are exact: search for a part of it with Users.search.'
    ],
    [
      new WandbError.InvalidInput({ operation: "Users.create", field: "email", problem: "has no @" }),
      "Users.create was given a wrong argument: email has no @. Nothing was sent."
    ],
    [
      new WandbError.PermissionDenied({ operation: "CreateUser", serverMessage: "only admins", attempts: 1 }),
      'CreateUser: the server refuses this to the owner of the API key. The server said: "only admins". Use the key of an administrator or, for keys, of their owner.'
    ],
    [
      requestFailed("RateLimited", { status: 429, retryAfter: Duration.seconds(3) }),
      "GetViewer was refused because of too many requests (status 429): no route. Try again in 3s."
    ],
    [
      requestFailed("Rejected", { status: 400 }),
      "GetViewer was rejected by the server (status 400): no route."
    ],
    [
      new WandbError.OutcomeUnknown({
        operation: "GenerateApiKey",
        description: "ECONNRESET",
        advice: "List your keys.",
        attempts: 1
      }),
      "GenerateApiKey was sent and may or may not have happened: ECONNRESET. List your keys."
    ]
  ])("%#: %s", (error, message) => assert.strictEqual(error.message, message))
})

describe("RequestFailed.isRetryable", () => {
  it.each([
    ["Transport", undefined, true],
    ["Timeout", undefined, true],
    ["Timeout", 408, true],
    ["RateLimited", 429, true],
    ["RateLimited", 200, true],
    ["Server", 500, true],
    ["Server", 503, true],
    ["Server", 501, false],
    ["Rejected", undefined, false],
    ["Rejected", 200, false],
    ["Rejected", 302, false],
    ...[400, 401, 403, 404, 409, 410, 413, 422].map((status) => ["Rejected", status, false] as const),
    ...[402, 405, 423, 425, 499].map((status) => ["Rejected", status, true] as const)
  ] as const)("of a request that failed for %s with status %s is %s", (reason, status, retryable) =>
    assert.strictEqual(requestFailed(reason, status === undefined ? {} : { status }).isRetryable, retryable)
  )
})

describe("a WandbError", () => {
  it.effect("is an Effect that fails with itself, and is caught by its tag", () =>
    Effect.gen(function* () {
      const tag = yield* Effect.catchTag(
        new WandbError.UserNotFound({ by: "id", value: "1" }),
        "UserNotFound",
        (error) => Effect.succeed(error.value)
      )
      assert.strictEqual(tag, "1")
    })
  )
})
