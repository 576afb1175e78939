import { Member, Teams, User, Users } from "@effect-wandb/core"
import { RetryPolicy } from "@effect-wandb/client"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Option, Schedule } from "effect"
import { inTime, operationsSeen, outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", email: "ada@lovelace.org" },
    { username: "grace" },
    { username: "linus" },
    { username: "former", deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }, { username: "grace" }],
      invites: [{ email: "mary@example.com", role: "admin" }],
      serviceAccounts: [{ description: "ci" }]
    },
    {
      name: "compilers",
      members: [
        { username: "grace", role: "admin" },
        { username: "former", role: "admin" }
      ]
    }
  ]
}
const world = WandbTest.layer(seed)
const persistent = WandbTest.layer(seed, { retryPolicy: RetryPolicy.make(Schedule.recurs(2)) })

/** Who is in the team on the server, and as what. */
const onServer = (team: string) =>
  Effect.map(WandbTest.teams, (teams) =>
    teams.flatMap(({ members, name }) =>
      name === team ? members.map((one) => `${one.username} ${one.role}`) : []
    )
  )
const unchanged = ["ada admin", "grace member", "engine-ci member"]

/** The changes that the server was asked for. */
const changes = Effect.map(operationsSeen, (operations) =>
  operations.filter((operation) => operation === "DeleteInvite" || operation === "UpdateMember")
)

const memberOf = (team: string, username: string) =>
  Effect.flatMap(
    Teams.members(team),
    Arr.findFirst((one) => Option.contains<string>(username)(one.username))
  )
const pending = Effect.flatMap(
  Teams.members("engine"),
  Arr.findFirst((one) => one.pending)
)

/** Each form in which grace may be meant. */
const asGrace: ReadonlyArray<
  readonly [what: string, who: Effect.Effect<Teams.Teams.Who, unknown, Teams.Teams | Users.Users>]
> = [
  ["username", Effect.succeed({ username: "grace" })],
  ["email address, in any case", Effect.succeed({ email: "Grace@Example.com" })],
  ["member", memberOf("engine", "grace")],
  [
    "member without an id",
    Effect.map(memberOf("engine", "grace"), (member) => new Member.Member({ ...member, id: Option.none() }))
  ],
  ["user", Users.get({ username: "grace" })],
  [
    "user without a username",
    Effect.map(
      Users.get({ username: "grace" }),
      (user) => new User.User({ ...user, username: Option.none() })
    )
  ]
]

/** Those who are no members: nobody, somebody of another team, and who has not accepted yet. */
const strangers: ReadonlyArray<
  readonly [label: string, who: Effect.Effect<Teams.Teams.Who, unknown, Teams.Teams | Users.Users>]
> = [
  ["nobody", Effect.succeed({ username: "nobody" })],
  ["Grace", Effect.succeed({ username: "Grace" })],
  ["linus@example.com", Effect.succeed({ email: "linus@example.com" })],
  ["linus", Users.get({ username: "linus" })],
  ["mary@example.com", Effect.succeed({ email: "mary@example.com" })],
  ["mary@example.com", pending],
  ["former", memberOf("compilers", "former")]
]

const operations = {
  removeMember: (who: Teams.Teams.Who) => Teams.removeMember("engine", who),
  setRole: (who: Teams.Teams.Who) => Teams.setRole("engine", who, "view-only")
}

describe.each(Object.entries(operations))("Teams.%s", (name, change) => {
  it.effect.each(strangers)("is MemberNotFound for %s, before anything is sent", ([label, who]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(change(yield* who))
      assert.deepInclude(error, { _tag: "MemberNotFound", team: "engine", member: label })
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [who: Teams.Teams.Who, field: string]>([
    [{ username: " " }, "username"],
    [{ email: "grace" }, "email"],
    [{ email: "" }, "email"]
  ])("is InvalidInput for %j, before anything is sent", ([who, field]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(change(who))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: `Teams.${name}`, field, attempts: 0 })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("is PermissionDenied for who is no admin of the team", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* outcome(WandbTest.actAs("grace")(change({ username: "engine-ci" }))),
        "PermissionDenied"
      )
      deepStrictEqual(yield* onServer("engine"), unchanged)
    }).pipe(Effect.provide(world))
  )

  it.effect("is LastTeamAdmin for the last admin, before anything is sent", () =>
    Effect.gen(function* () {
      for (const who of [{ username: "ada" }, { email: "ADA@lovelace.org" }]) {
        const error = yield* Effect.flip(change(who))
        assert.deepInclude(error, { _tag: "LastTeamAdmin", team: "engine", attempts: 1 })
      }
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("is done to an admin where another one is left", () =>
    Effect.gen(function* () {
      yield* Teams.setRole("engine", { username: "grace" }, "admin")
      assert.strictEqual(yield* outcome(change({ username: "ada" })), "success")
      assert.notInclude(yield* onServer("engine"), "ada admin")
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "is MemberNotFound where the member has gone meanwhile, and TeamNotFound where the team has",
    () =>
      Effect.gen(function* () {
        const gone = (words: string) =>
          WandbTest.inject(
            ...["DeleteInvite", "UpdateMember"].map((operation) =>
              Fault.respond({ operation, status: 404, body: { error: words } })
            )
          )
        yield* gone("member not found")
        assert.deepInclude(yield* Effect.flip(change({ username: "grace" })), {
          _tag: "MemberNotFound",
          member: "grace",
          attempts: 1
        })
        yield* WandbTest.clearFaults
        yield* gone("team not found")
        const entity = yield* Teams.get("engine")
        yield* WandbTest.inject(
          Fault.delay("0 millis", { operation: "TeamByName" }),
          Fault.respond({ operation: "TeamByName", status: 200, body: { data: { entity: null } } })
        )
        assert.deepInclude(yield* Effect.flip(change({ username: "grace" })), {
          _tag: "TeamNotFound",
          team: entity.name,
          attempts: 1
        })
      }).pipe(Effect.provide(world))
  )

  it.effect("is TeamNotFound where there is no team, and InvalidInput where it has no name", () =>
    Effect.gen(function* () {
      yield* Teams.delete("engine")
      assert.strictEqual(yield* outcome(change({ username: "grace" })), "TeamNotFound")
      const blank = yield* Effect.flip(Teams.removeMember(" ", { username: "grace" }))
      assert.deepInclude(blank, { _tag: "InvalidInput", field: "team" })
    }).pipe(Effect.provide(world))
  )

  it.effect("is done once more, and no harm, where the answer is lost", () =>
    Effect.gen(function* () {
      const field = name === "setRole" ? "updateMember" : "deleteInvite"
      yield* WandbTest.inject(Fault.dropAfter({ operation: field }))
      yield* inTime(change({ username: "grace" }))
      assert.strictEqual((yield* changes).length, 2)
      assert.notInclude(yield* onServer("engine"), "grace member")
    }).pipe(Effect.provide(persistent))
  )

  it.effect("is OutcomeUnknown where it may not be sent again, and says whom it was about", () =>
    Effect.gen(function* () {
      const field = name === "setRole" ? "updateMember" : "deleteInvite"
      yield* WandbTest.inject(Fault.dropAfter({ operation: field }))
      const error = yield* Effect.flip(change({ username: "grace" }))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: `Teams.${name}` })
      assert.include(error.message, 'Look for "grace" with Teams.members("engine")')
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.removeMember", () => {
  it.effect.each(asGrace)("removes a member who is given as %s, and nobody else", ([, who]) =>
    Effect.gen(function* () {
      yield* Teams.removeMember("engine", yield* who)
      deepStrictEqual(yield* onServer("engine"), ["ada admin", "engine-ci member"])
      const [engine] = yield* WandbTest.teams
      assert.strictEqual(engine?.invites.length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("removes a service account, as an admin of the team", () =>
    Effect.gen(function* () {
      yield* WandbTest.actAs("ada")(Teams.removeMember("engine", { username: "engine-ci" }))
      deepStrictEqual(yield* onServer("engine"), ["ada admin", "grace member"])
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    [null, "UnexpectedResponse"],
    [false, "PermissionDenied"]
  ] as const)("ends after `success: %j` with %s", ([success, expected]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.respond({ operation: "DeleteInvite", status: 200, body: { data: { result: { success } } } })
      )
      assert.strictEqual(yield* outcome(Teams.removeMember("engine", { username: "grace" })), expected)
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.setRole", () => {
  it.effect.each(asGrace)(
    "gives a member who is given as %s another role, and the member as it is then",
    ([, who]) =>
      Effect.gen(function* () {
        const member = yield* Teams.setRole("engine", yield* who, "reviewer")
        deepStrictEqual(member, yield* memberOf("engine", "grace"))
        assertSome(member.role, "reviewer")
        deepStrictEqual(yield* onServer("engine"), ["ada admin", "grace reviewer", "engine-ci member"])
      }).pipe(Effect.provide(world))
  )

  it.effect("leaves the last admin one", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(Teams.setRole("engine", { username: "ada" }, "admin")), "success")
    }).pipe(Effect.provide(world))
  )

  it.effect("is InvalidInput for a blank role, before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.setRole("engine", { username: "grace" }, " "))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.setRole", field: "role" })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("is MemberNotFound where the user is gone", () =>
    Effect.gen(function* () {
      for (const user of [null, { id: "VXNlcjo5", username: "Grace" }]) {
        yield* WandbTest.inject(
          Fault.respond({ operation: "UserIdByUsername", status: 200, body: { data: { user } } })
        )
        const error = yield* Effect.flip(Teams.setRole("engine", { username: "grace" }, "admin"))
        assert.deepInclude(error, { _tag: "MemberNotFound", member: "grace" })
      }
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )
})

describe("the last admin of a team", () => {
  it.effect("is kept by the server too, which knows who was deleted", () =>
    Effect.gen(function* () {
      const grace = { username: "grace" }
      for (const change of [
        Teams.removeMember("compilers", grace),
        Teams.setRole("compilers", grace, "member")
      ]) {
        const error = yield* Effect.flip(change)
        assert.deepInclude(error, { _tag: "LastTeamAdmin", team: "compilers", member: "grace", attempts: 1 })
      }
      deepStrictEqual(yield* changes, ["DeleteInvite", "UpdateMember"])
      deepStrictEqual(yield* onServer("compilers"), ["grace admin", "former admin"])
    }).pipe(Effect.provide(world))
  )
})

describe("the personal entity of a user", () => {
  it.effect.each<readonly [string, Effect.Effect<unknown, { readonly _tag: string }, Teams.Teams>]>([
    ["removeMember", Teams.removeMember("ada", { username: "ada" })],
    ["setRole", Teams.setRole("ada", { username: "ada" }, "member")],
    ["invite", Teams.invite("ada", { username: "grace" })],
    ["cancelInvite", Teams.cancelInvite("ada", { username: "grace" })]
  ])("is no team for %s", ([, change]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(change), "TeamNotFound")
    }).pipe(Effect.provide(world))
  )
})
