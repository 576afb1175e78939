import { type Invite, Teams, Users } from "@effect-wandb/core"
import { RetryPolicy } from "@effect-wandb/client"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Chunk, DateTime, Effect, Option, Schedule, Stream } from "effect"
import { inTime, operationsSeen, outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada" },
    { username: "grace" },
    { username: "gone", deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }],
      invites: [{ email: "mary@example.com", role: "view-only" }]
    }
  ]
}
const world = WandbTest.layer(seed)
const persistent = WandbTest.layer(seed, { retryPolicy: RetryPolicy.make(Schedule.recurs(2)) })

/** Who is in the team on the server, and who is invited, each as what. */
const onServer = Effect.map(WandbTest.teams, ([engine]) => ({
  members: engine?.members.map(({ role, username }) => `${username} ${role}`),
  invites: engine?.invites.map(({ email, role }) => `${email} ${role}`)
}))

/** How often the server was asked to change something. */
const asked = (operation: string) =>
  Effect.map(operationsSeen, (seen) => seen.filter((one) => one === operation).length)

const pending = (team = "engine") =>
  Effect.map(Stream.runCollect(Teams.pendingInvites(team)), Chunk.toReadonlyArray)

const answers = (operation: string, result: object) =>
  WandbTest.inject(Fault.respond({ operation, status: 200, body: { data: { result } } }))

describe("Teams.invite", () => {
  it.effect("invites an address that nobody has, who is pending then", () =>
    Effect.gen(function* () {
      const invite = yield* Teams.invite("engine", { email: "new@example.com" })
      const { accepted, createdAt, email, expiresAt, role, username } = invite
      deepStrictEqual([accepted, role], [false, "member"])
      assertSome(email.pipe(Option.map(String)), "new@example.com")
      assert.isTrue(Option.isNone(username) && Option.isNone(expiresAt))
      assertSome(Option.map(createdAt, DateTime.toEpochMillis), 0)
      deepStrictEqual((yield* onServer).invites, ["mary@example.com view-only", "new@example.com member"])
      deepStrictEqual((yield* pending())[1], invite)
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [string, Teams.Teams.InviteOptions]>([
    ["username", { username: "grace", role: "reviewer" }],
    ["email address", { email: "Grace@example.com", role: "reviewer" }]
  ])("invites a user by %s, as an admin of the team, who is in at once", ([, options]) =>
    Effect.gen(function* () {
      const invite = yield* WandbTest.actAs("ada")(Teams.invite("engine", options))
      assert.deepInclude(invite, { accepted: true, role: "reviewer" })
      assertSome(Option.map(invite.username, String), "grace")
      deepStrictEqual((yield* onServer).members, ["ada admin", "grace reviewer"])
    }).pipe(Effect.provide(world))
  )

  it.effect("sends nothing that was not given", () =>
    Effect.gen(function* () {
      yield* Teams.invite("engine", { username: "grace" })
      const [request] = yield* WandbTest.requests
      deepStrictEqual(request?.variables, { entity: "engine", username: "grace", role: "member" })
    }).pipe(Effect.provide(world))
  )

  it.effect("says that there is nothing to do", () =>
    Effect.gen(function* () {
      for (const who of [{ username: "ada" }, { email: "ADA@example.com" }]) {
        const error = yield* Effect.flip(Teams.invite("engine", who))
        assert.deepInclude(error, {
          _tag: "AlreadyMember",
          team: "engine",
          member: who.username ?? who.email,
          attempts: 1
        })
      }
      const error = yield* Effect.flip(Teams.invite("engine", { email: "Mary@example.com" }))
      assert.deepInclude(error, { _tag: "AlreadyInvited", team: "engine", invited: "Mary@example.com" })
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "leaves it at the server's refusal where the team shows no such person, or cannot be looked at",
    () =>
      Effect.gen(function* () {
        const conflict = Fault.respond({
          operation: "createInvite",
          status: 409,
          body: { error: "already exists" }
        })
        yield* WandbTest.inject(conflict)
        const unseen = yield* Effect.flip(Teams.invite("engine", { username: "grace" }))
        assert.deepInclude(unseen, { _tag: "RequestFailed", reason: "Rejected", status: 409 })
        yield* WandbTest.inject(conflict, Fault.respond({ operation: "TeamByName", status: 403 }))
        const hidden = yield* Effect.flip(Teams.invite("engine", { username: "ada" }))
        assert.deepInclude(hidden, { _tag: "RequestFailed", status: 409 })
      }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound for an unknown username, and TeamNotFound where there is no team", () =>
    Effect.gen(function* () {
      for (const username of ["nobody", "gone"]) {
        const error = yield* Effect.flip(Teams.invite("engine", { username }))
        assert.deepInclude(error, { _tag: "UserNotFound", by: "username", value: username, attempts: 1 })
      }
      for (const team of ["nowhere", "ada"]) {
        const error = yield* Effect.flip(Teams.invite(team, { username: "grace" }))
        assert.deepInclude(error, { _tag: "TeamNotFound", team, attempts: 1 })
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("says so in whatever words the server has for it, and for nothing else that it refuses", () =>
    Effect.gen(function* () {
      const refuses = (message: string) =>
        WandbTest.inject(
          Fault.respond({ operation: "createInvite", status: 400, body: { errors: [{ message }] } })
        )
      yield* refuses("this user is a member of the team already")
      assert.strictEqual(yield* outcome(Teams.invite("engine", { username: "ada" })), "AlreadyMember")
      for (const words of ["no seats left", 'there is no role "already"']) {
        yield* refuses(words)
        assert.strictEqual(yield* outcome(Teams.invite("engine", { username: "ada" })), "RequestFailed")
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound for the address of a user who is deleted", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.invite("engine", { email: "gone@example.com" }))
      assert.deepInclude(error, { _tag: "UserNotFound", by: "email", value: "gone@example.com" })
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves it at the server's refusal where nobody can tell what is not found", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ operation: "TeamByName", status: 403 }))
      const hidden = yield* Effect.flip(Teams.invite("engine", { username: "nobody" }))
      assert.deepInclude(hidden, { _tag: "RequestFailed", status: 404 })
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [team: string, options: Teams.Teams.InviteOptions, field: string]>([
    [" ", { username: "grace" }, "team"],
    ["engine", { username: "" }, "username"],
    ["engine", { email: "grace" }, "email"],
    ["engine", { username: "grace", role: " " }, "role"]
  ])("refuses %j and %j before anything is sent", ([team, options, field]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.invite(team, options))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.invite", field, attempts: 0 })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("is PermissionDenied for others than admins", () =>
    Effect.gen(function* () {
      const asGrace = WandbTest.actAs("grace")
      assert.strictEqual(
        yield* outcome(asGrace(Teams.invite("engine", { email: "new@example.com" }))),
        "PermissionDenied"
      )
      yield* answers("CreateInvite", { success: false, invite: null })
      assert.strictEqual(
        yield* outcome(Teams.invite("engine", { email: "new@example.com" })),
        "PermissionDenied"
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("is OutcomeUnknown after a lost answer, and not sent again", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "createInvite" }))
      const error = yield* Effect.flip(inTime(Teams.invite("engine", { email: "new@example.com" })))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: "Teams.invite", attempts: 1 })
      assert.include(error.message, 'Look for "new@example.com" with Teams.members("engine")')
      deepStrictEqual(yield* operationsSeen, ["CreateInvite"])
    }).pipe(Effect.provide(persistent))
  )

  it.effect.each<readonly [string, Teams.Teams.InviteOptions, accepted: boolean]>([
    ["who is pending", { email: "new@example.com", role: "reviewer" }, false],
    ["who is in at once", { username: "grace", role: "reviewer" }, true]
  ])("is found in the team where the answer does not show it: %s", ([, options, accepted]) =>
    Effect.gen(function* () {
      const body = { data: { result: { success: true, invite: null } } }
      yield* WandbTest.inject(Fault.respondAfter({ operation: "CreateInvite", status: 200, body }))
      const invite = yield* Teams.invite("engine", options)
      assert.deepInclude(invite, { accepted, role: "reviewer" })
      assert.include(
        [...Option.toArray<string>(invite.email), ...Option.toArray<string>(invite.username)],
        options.email ?? options.username
      )
      // What is pending can be cancelled by it, and nobody is taken out by it who is in.
      assert.strictEqual(
        yield* outcome(Teams.cancelInvite("engine", invite)),
        accepted ? "InviteNotFound" : "success"
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("is UnexpectedResponse where it is not to be found either", () =>
    Effect.gen(function* () {
      yield* answers("CreateInvite", { success: true, invite: null })
      const error = yield* Effect.flip(Teams.invite("engine", { email: "new@example.com" }))
      assert.deepInclude(error, {
        _tag: "UnexpectedResponse",
        operation: "Teams.invite",
        path: "data.result.invite",
        mayHaveActed: true
      })
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.pendingInvites", () => {
  const crowded: Seed.Seed = {
    teams: [{ name: "engine", invites: Arr.makeBy(5, (i) => ({ email: `new-${i}@example.com` })) }]
  }
  const all = Arr.makeBy(5, (i) => `new-${i}@example.com`)

  it.effect.each([1, 2, 5, 1000])("gives all of them, however small the pages are: %i", (maxPageSize) =>
    Effect.gen(function* () {
      const invites = yield* pending()
      deepStrictEqual(
        invites.flatMap(({ email }) => Option.toArray<string>(email)),
        all
      )
    }).pipe(Effect.provide(WandbTest.layer(crowded, { maxPageSize })))
  )

  it.effect("asks for no more pages than are taken", () =>
    Effect.gen(function* () {
      yield* Stream.runDrain(Stream.take(Teams.pendingInvites("engine"), 2))
      deepStrictEqual(yield* operationsSeen, ["TeamInvites"])
    }).pipe(Effect.provide(WandbTest.layer(crowded, { maxPageSize: 2 })))
  )

  it.effect("is empty where nobody is invited", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* pending("ada"), [])
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves out those that are accepted, and passes on those that are expired or say nothing", () =>
    Effect.gen(function* () {
      const node = {
        id: "1",
        email: "a@example.com",
        role: "member",
        accepted: false,
        createdAt: null,
        expiresAt: "1969-01-01T00:00:00",
        toUser: { username: "ada" }
      }
      const edges = [
        { node },
        { node: null },
        { node: { ...node, id: "2", accepted: true } },
        { node: { ...node, id: "3", accepted: null, email: "", toUser: { username: "" }, expiresAt: null } }
      ]
      const invites = { edges, pageInfo: { hasNextPage: false, endCursor: null } }
      const body = { data: { entity: { name: "engine", available: false, invites } } }
      yield* WandbTest.inject(Fault.respond({ operation: "TeamInvites", status: 200, body }))
      const [first, second, ...others] = yield* pending()
      deepStrictEqual(others, [])
      deepStrictEqual(
        [first, second].map((invite) => [invite?.id, invite?.accepted].map(String)),
        [
          ["1", "false"],
          ["3", "false"]
        ]
      )
      assert.isTrue(first !== undefined && Option.isSome(first.expiresAt) && Option.isSome(first.username))
      assert.isTrue(second !== undefined && Option.isNone(second.email) && Option.isNone(second.username))
    }).pipe(Effect.provide(world))
  )

  it.effect("says that there is no team, or that it does not show them", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(pending("nowhere")), {
        _tag: "TeamNotFound",
        team: "nowhere",
        attempts: 1
      })
      const shows = (entity: object) =>
        WandbTest.inject(Fault.respond({ operation: "TeamInvites", status: 200, body: { data: { entity } } }))
      yield* shows({ name: "engine", available: true })
      assert.strictEqual(yield* outcome(pending()), "TeamNotFound")
      yield* shows({ name: "Engine", available: false, invites: null })
      assert.strictEqual(yield* outcome(pending()), "TeamNotFound")
      yield* shows({ name: "engine", available: null, invites: null })
      const hidden = yield* Effect.flip(pending())
      assert.deepInclude(hidden, { _tag: "PermissionDenied", operation: "Teams.pendingInvites" })
      assert.include(hidden.message, 'show the invitations to the team "engine"')
      const blank = yield* Effect.flip(pending(" "))
      assert.deepInclude(blank, { _tag: "InvalidInput", field: "team", attempts: 0 })
    }).pipe(Effect.provide(world))
  )
})

type Given = Effect.Effect<Invite.Invite | Teams.Teams.Who, unknown, Teams.Teams | Users.Users>

const mary: Given = Effect.flatMap(pending(), Arr.head)
const memberWhere = (isPending: boolean): Given =>
  Effect.flatMap(
    Teams.members("engine"),
    Arr.findFirst((member) => member.pending === isPending)
  )

describe("Teams.cancelInvite", () => {
  it.effect.each<readonly [string, Given]>([
    ["invitation", mary],
    ["email address", Effect.succeed({ email: "Mary@example.com" })],
    ["member", memberWhere(true)]
  ])("cancels an invitation that is given as %s", ([, given]) =>
    Effect.gen(function* () {
      const invite = yield* given
      yield* WandbTest.actAs("ada")(Teams.cancelInvite("engine", invite))
      deepStrictEqual(yield* onServer, { members: ["ada admin"], invites: [] })
      assert.strictEqual(yield* outcome(Teams.cancelInvite("engine", invite)), "InviteNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("cancels the invitation of a user, who is known by the address alone", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* WandbTest.inject(
        Fault.respond({
          operation: "TeamByName",
          status: 200,
          body: {
            data: {
              entity: {
                id: "1",
                name: "engine",
                available: false,
                isTeam: true,
                createdAt: "1970-01-01T00:00:00",
                members: [
                  {
                    id: "SW52aXRlOjE=",
                    username: null,
                    name: "",
                    email: "Ada@example.com",
                    role: null,
                    admin: null,
                    accountType: null,
                    pending: true
                  }
                ]
              }
            }
          }
        })
      )
      yield* Teams.cancelInvite("engine", ada)
      deepStrictEqual((yield* onServer).invites, [])
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [label: string, Given]>([
    ["nobody@example.com", Effect.succeed({ email: "nobody@example.com" })],
    ["ada", Effect.succeed({ username: "ada" })],
    ["ada", memberWhere(false)],
    ["ada", Users.get({ username: "ada" })]
  ])("is InviteNotFound for %s, who is not pending, and asks for no change", ([label, given]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.cancelInvite("engine", yield* given))
      assert.deepInclude(error, { _tag: "InviteNotFound", team: "engine", invite: label })
      assert.strictEqual(yield* asked("DeleteInvite"), 0)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes nobody out by an invitation that was accepted", () =>
    Effect.gen(function* () {
      const grace = yield* Teams.invite("engine", { username: "grace" })
      const error = yield* Effect.flip(Teams.cancelInvite("engine", grace))
      assert.deepInclude(error, { _tag: "InviteNotFound", invite: "grace@example.com", attempts: 0 })
      const early = yield* Teams.invite("engine", { email: "new@example.com" })
      yield* Users.create({ email: "new@example.com" })
      assert.strictEqual(yield* outcome(Teams.cancelInvite("engine", early)), "InviteNotFound")
      deepStrictEqual((yield* onServer).members, ["ada admin", "grace member", "new member"])
    }).pipe(Effect.provide(world))
  )

  it.effect("says why not otherwise", () =>
    Effect.gen(function* () {
      const invite = yield* mary
      assert.strictEqual(
        yield* outcome(WandbTest.actAs("grace")(Teams.cancelInvite("engine", invite))),
        "PermissionDenied"
      )
      for (const given of [invite, { email: "mary@example.com" }]) {
        const error = yield* Effect.flip(Teams.cancelInvite("nowhere", given))
        assert.deepInclude(error, { _tag: "TeamNotFound", team: "nowhere" })
      }
      const before = (yield* operationsSeen).length
      for (const [team, given, field] of [
        [" ", invite, "team"],
        ["engine", { username: "" }, "username"],
        ["engine", { email: "mary" }, "email"]
      ] as const) {
        const error = yield* Effect.flip(Teams.cancelInvite(team, given))
        assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.cancelInvite", field })
      }
      assert.strictEqual((yield* operationsSeen).length, before)
      yield* answers("DeleteInvite", { success: false })
      assert.strictEqual(yield* outcome(Teams.cancelInvite("engine", invite)), "PermissionDenied")
      yield* answers("DeleteInvite", { success: null })
      assert.strictEqual(yield* outcome(Teams.cancelInvite("engine", invite)), "UnexpectedResponse")
    }).pipe(Effect.provide(world))
  )

  it.effect("counts an invitation as cancelled that is gone after a lost answer", () =>
    Effect.gen(function* () {
      const invite = yield* mary
      yield* WandbTest.inject(Fault.dropAfter({ operation: "deleteInvite" }))
      yield* inTime(Teams.cancelInvite("engine", invite))
      assert.strictEqual(yield* asked("DeleteInvite"), 2)
      deepStrictEqual((yield* onServer).invites, [])
    }).pipe(Effect.provide(persistent))
  )

  it.effect("is OutcomeUnknown where it may not be sent again, and says what it was about", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "deleteInvite" }))
      const error = yield* Effect.flip(Teams.cancelInvite("engine", { email: "mary@example.com" }))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: "Teams.cancelInvite" })
      assert.include(error.message, 'the invitation of "mary@example.com" to the team "engine" again')
    }).pipe(Effect.provide(world))
  )
})
