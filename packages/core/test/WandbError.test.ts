import { Teams, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, FastCheck } from "effect"

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
      new WandbError.TeamNotFound({ team: "engine" }),
      'There is no team named "engine" that this API key may see.'
    ],
    [
      new WandbError.TeamAlreadyExists({ team: "engine" }),
      'The team name "engine" is taken, by a team or by a user. Choose another name.'
    ],
    [
      new WandbError.MemberNotFound({ team: "engine", member: "grace" }),
      'The team "engine" has no member "grace". Teams.members shows who is there: an invitation that is pending is cancelled with Teams.cancelInvite.'
    ],
    [
      new WandbError.InviteNotFound({ team: "engine", invite: "grace@example.com" }),
      'No invitation of "grace@example.com" to the team "engine" is pending. Who has accepted one is removed with Teams.removeMember.'
    ],
    [
      new WandbError.AlreadyMember({ team: "engine", member: "grace" }),
      '"grace" is a member of the team "engine" already. Teams.setRole changes the role.'
    ],
    [
      new WandbError.AlreadyInvited({ team: "engine", invited: "grace@example.com" }),
      '"grace@example.com" is invited to the team "engine" already. To change the role, cancel the invitation with Teams.cancelInvite and invite again.'
    ],
    [
      new WandbError.LastTeamAdmin({ team: "engine", member: "ada" }),
      '"ada" is the last admin of the team "engine", and nothing was changed. Make another member an admin first, with Teams.setRole.'
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

describe("what the errors of teams say", () => {
  const about = (team: string, who: string) => [
    new WandbError.MemberNotFound({ team, member: who }),
    new WandbError.InviteNotFound({ team, invite: who }),
    new WandbError.AlreadyMember({ team, member: who }),
    new WandbError.AlreadyInvited({ team, invited: who }),
    new WandbError.LastTeamAdmin({ team, member: who })
  ]

  it.prop(
    "names the team and whom it is about, whatever they are called",
    [FastCheck.string({ maxLength: 30 }), FastCheck.string({ maxLength: 30 })],
    ([team, who]) => {
      for (const { message } of about(team, who)) {
        assert.include(message, `team ${JSON.stringify(team)}`)
        assert.include(message, JSON.stringify(who))
      }
    }
  )

  it.each(about("engine", "grace"))("advises with a function that there is: %s", ({ message }) => {
    const advised = [...message.matchAll(/Teams\.(\w+)/g)]
    assert.isAbove(advised.length, 0)
    for (const [, name] of advised) assert.property(Teams, String(name))
  })
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

  it.effect("about teams is caught by its tag too, with whom it is about and how often it was tried", () =>
    Effect.gen(function* () {
      const handled = yield* Effect.forEach(
        [
          new WandbError.InviteNotFound({ team: "engine", invite: "grace" }),
          new WandbError.AlreadyMember({ team: "engine", member: "grace" }),
          new WandbError.AlreadyInvited({ team: "engine", invited: "grace" }),
          new WandbError.LastTeamAdmin({ team: "engine", member: "grace" })
        ],
        (error) =>
          Effect.catchTags(Effect.fail(error), {
            InviteNotFound: ({ invite }) => Effect.succeed(["invite", invite]),
            AlreadyMember: ({ member }) => Effect.succeed(["member", member]),
            AlreadyInvited: ({ invited }) => Effect.succeed(["invited", invited]),
            LastTeamAdmin: ({ attempts }) => Effect.succeed(["attempts", attempts])
          })
      )
      deepStrictEqual(handled, [
        ["invite", "grace"],
        ["member", "grace"],
        ["invited", "grace"],
        ["attempts", 1]
      ])
    })
  )
})
