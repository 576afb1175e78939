import { Teams, Users } from "@effect-wandb/core"
import { RetryPolicy } from "@effect-wandb/client"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Chunk, Effect, Option, Schedule, Stream, TestClock } from "effect"
import { inTime, operationsSeen, outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", name: "Ada", email: "ada@lovelace.org" },
    { username: "grace" },
    { username: "gone", deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [
        { username: "ada", role: "admin" },
        { username: "grace", role: "editor" }
      ],
      invites: [{ email: "mary@example.com", role: "view-only" }],
      serviceAccounts: [{ description: "ci" }]
    },
    { name: "compilers", members: [{ username: "grace" }] }
  ]
}
const world = WandbTest.layer(seed)
const persistent = WandbTest.layer(seed, { retryPolicy: RetryPolicy.make(Schedule.recurs(2)) })

/** The names of the teams that the server has. */
const onServer = Effect.map(WandbTest.teams, (teams) => teams.map(({ name }) => name))

/** An answer that shows an entity instead of what the server has. */
const shows = (entity: object | null, operation = "TeamByName") =>
  WandbTest.inject(Fault.respond({ operation, status: 200, body: { data: { entity } } }))

const notFound = (operation: string, words: string) =>
  WandbTest.inject(
    Fault.respond({ operation, status: 404, body: { errors: [{ message: words, path: ["result"] }] } })
  )

describe("Teams.get", () => {
  it.effect("gives the team with everybody in it, and who is invited as pending", () =>
    Effect.gen(function* () {
      const { id, members, name, personal } = yield* Teams.get("engine")
      const [onTheServer] = yield* WandbTest.teams
      deepStrictEqual([id, name, personal], [onTheServer?.id, "engine", false])
      deepStrictEqual(
        members.map(({ accountType, email, name, pending, role, username }) => [
          Option.getOrNull(username),
          name,
          Option.getOrNull(email),
          Option.getOrNull(role),
          Option.getOrNull(accountType),
          pending
        ]),
        [
          ["ada", "Ada", "ada@lovelace.org", "admin", "USER", false],
          ["grace", "grace", "grace@example.com", "editor", "USER", false],
          [null, "mary@example.com", "mary@example.com", "view-only", null, true],
          ["engine-ci", "ci", null, "member", "SERVICE", false]
        ]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("gives the personal entity of a user as such", () =>
    Effect.gen(function* () {
      const { members, personal } = yield* Teams.get("ada")
      assert.isTrue(personal)
      deepStrictEqual<ReadonlyArray<string | null>>(
        members.map(({ username }) => Option.getOrNull(username)),
        ["ada"]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("is TeamNotFound where there is none, by any other case of the name too", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.get("nowhere"))
      assert.deepInclude(error, { _tag: "TeamNotFound", team: "nowhere", attempts: 1 })
      assert.strictEqual(yield* outcome(Teams.get("Engine")), "TeamNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    ["a free name, and nothing else of use", { available: true, name: "engine", id: "", members: null }],
    [
      "a free name, as whole as a team",
      {
        available: true,
        name: "engine",
        id: "1",
        isTeam: true,
        createdAt: "2026-01-01T00:00:00",
        members: []
      }
    ],
    [
      "another team",
      {
        available: false,
        name: "Engine",
        id: "1",
        isTeam: true,
        createdAt: "2026-01-01T00:00:00",
        members: []
      }
    ],
    ["nothing", null]
  ] as const)("is TeamNotFound where the server shows %s", ([, entity]) =>
    Effect.gen(function* () {
      yield* shows(entity)
      assert.strictEqual(yield* outcome(Teams.get("engine")), "TeamNotFound")
      yield* shows(entity)
      assertNone(yield* Teams.find("engine"))
    }).pipe(Effect.provide(world))
  )

  it.effect("shows no key that was looked for by mistake", () =>
    Effect.gen(function* () {
      const key = "0123456789abcdef0123456789abcdef01234567"
      assert.notInclude((yield* Effect.flip(Teams.get(key))).message, key)
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["", " "])("is InvalidInput for the name %j, before anything is sent", (name) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(Teams.get(name)), {
        _tag: "InvalidInput",
        operation: "Teams.get",
        field: "name",
        attempts: 0
      })
      assert.deepInclude(yield* Effect.flip(Teams.find(name)), { operation: "Teams.find", field: "name" })
      assert.deepInclude(yield* Effect.flip(Teams.members(name)), {
        operation: "Teams.members",
        field: "team"
      })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.find and Teams.members", () => {
  it.effect("give the team or None, and its members or TeamNotFound", () =>
    Effect.gen(function* () {
      const engine = yield* Teams.get("engine")
      assertSome(yield* Teams.find("engine"), engine)
      assertNone(yield* Teams.find("nowhere"))
      deepStrictEqual(yield* Teams.members("engine"), engine.members)
      assert.deepInclude(yield* Effect.flip(Teams.members("nowhere")), {
        _tag: "TeamNotFound",
        team: "nowhere"
      })
    }).pipe(Effect.provide(world))
  )
})

const namesIn = <E, R>(teams: Stream.Stream<{ readonly name: string }, E, R>) =>
  teams.pipe(
    Stream.map(({ name }) => name),
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray)
  )

describe("Teams.list", () => {
  const many: Seed.Seed = {
    users: [{ username: "root", admin: true }, { username: "ada" }],
    teams: Arr.makeBy(5, (i) => ({ name: `team-${i}`, members: [{ username: "ada" }] }))
  }
  const all = ["ada", "team-0", "team-1", "team-2", "team-3", "team-4"]

  it.effect.each([1, 2, 5, 6, 1000])("gives all of them, however small the pages are: %i", (maxPageSize) =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      deepStrictEqual(yield* namesIn(Teams.list(ada)), all)
      deepStrictEqual(yield* WandbTest.actAs("ada")(namesIn(Teams.list())), all)
    }).pipe(Effect.provide(WandbTest.layer(many, { maxPageSize })))
  )

  it.effect("gives whole teams, the personal entity marked as such", () =>
    Effect.gen(function* () {
      const listed = yield* Stream.runCollect(Teams.list(yield* Users.get({ username: "ada" })))
      deepStrictEqual(Chunk.toReadonlyArray(listed), [yield* Teams.get("ada"), yield* Teams.get("engine")])
    }).pipe(Effect.provide(world))
  )

  it.effect("asks for no more pages than are taken", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const before = (yield* operationsSeen).length
      yield* Stream.runDrain(Stream.take(Teams.list(ada), 2))
      deepStrictEqual((yield* operationsSeen).slice(before), ["TeamsOfUser"])
    }).pipe(Effect.provide(WandbTest.layer(many, { maxPageSize: 2 })))
  )

  it.effect.each<readonly [what: string, answer: object, tag: string]>([
    ["gone", { user: null }, "UserNotFound"],
    ["hidden", { user: { teams: null, lastTeam: null } }, "PermissionDenied"]
  ])("is told where the user is %s", ([, data, tag]) =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* WandbTest.inject(Fault.respond({ operation: "TeamsOfUser", status: 200, body: { data } }))
      const error = yield* Effect.flip(Stream.runDrain(Teams.list(ada)))
      assert.strictEqual(error._tag, tag)
      assert.include(error.message, error._tag === "UserNotFound" ? ada.id : "show the teams of ada")
    }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound where the server says so", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* notFound("TeamsOfUser", "user not found")
      assert.strictEqual(yield* outcome(Stream.runDrain(Teams.list(ada))), "UserNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("is told where there is no viewer, or one's own teams are not shown", () =>
    Effect.gen(function* () {
      const respond = (viewer: object | null) =>
        WandbTest.inject(
          Fault.respond({ operation: "TeamsOfViewer", status: 200, body: { data: { viewer } } })
        )
      yield* respond(null)
      assert.strictEqual(yield* outcome(Stream.runDrain(Teams.list())), "Unauthenticated")
      yield* respond({ teams: null, lastTeam: null })
      const hidden = yield* Effect.flip(Stream.runDrain(Teams.list()))
      assert.deepInclude(hidden, { _tag: "PermissionDenied", operation: "Teams.list" })
      assert.include(hidden.message, "show one's own teams")
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.create", () => {
  it.effect("creates a team with its admin, or with nobody, and gives it as it is then", () =>
    Effect.gen(function* () {
      const bridge = yield* Teams.create({ name: "bridge", admin: "grace" })
      deepStrictEqual(yield* Teams.get("bridge"), bridge)
      const [, , created] = yield* WandbTest.teams
      assert.deepInclude(created, {
        name: "bridge",
        members: [{ username: "grace", role: "admin", accountType: "USER" }]
      })
      deepStrictEqual((yield* Teams.create({ name: "empty" })).members, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("says why not", () =>
    Effect.gen(function* () {
      for (const name of ["engine", "ada"]) {
        assert.deepInclude(yield* Effect.flip(Teams.create({ name })), {
          _tag: "TeamAlreadyExists",
          team: name
        })
      }
      for (const admin of ["nobody", "gone"]) {
        const error = yield* Effect.flip(Teams.create({ name: "bridge", admin }))
        assert.deepInclude(error, { _tag: "UserNotFound", by: "username", value: admin })
      }
      assert.strictEqual(
        yield* outcome(WandbTest.actAs("ada")(Teams.create({ name: "bridge" }))),
        "PermissionDenied"
      )
      deepStrictEqual(yield* onServer, ["engine", "compilers"])
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    [{ name: " " }, "name"],
    [{ name: "bridge", admin: "" }, "admin"]
  ] as const)("refuses %j before anything is sent", ([options, field]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.create(options))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.create", field })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )

  const lost = Fault.dropAfter({ operation: "createTeam" })
  const withoutEntity = { status: 200, body: { data: { result: { entity: null } } } }

  it.effect.each([
    ["its answer was lost", lost],
    ["its answer does not show it", Fault.respondAfter({ operation: "createTeam", ...withoutEntity })]
  ] as const)("looks the team up where %s", ([, fault]) =>
    Effect.gen(function* () {
      for (const options of [{ name: "bridge", admin: "grace" }, { name: "empty" }]) {
        yield* WandbTest.inject(fault)
        const created = yield* Teams.create(options)
        deepStrictEqual(yield* Teams.get(options.name), created)
      }
      deepStrictEqual((yield* operationsSeen).slice(0, 2), ["CreateTeam", "TeamByName"])
    }).pipe(Effect.provide(world))
  )

  it.effect("is done once where it has to be sent again", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(lost)
      const created = yield* inTime(Teams.create({ name: "bridge", admin: "grace" }))
      deepStrictEqual(yield* operationsSeen, ["CreateTeam", "CreateTeam", "TeamByName"])
      deepStrictEqual(yield* Teams.get("bridge"), created)
    }).pipe(Effect.provide(persistent))
  )

  it.effect("takes no team for its own that is older, or has other members, or is somebody's", () =>
    Effect.gen(function* () {
      const create = (options: Teams.Teams.CreateOptions) =>
        Effect.zipRight(WandbTest.inject(lost), Effect.flip(Teams.create(options)))
      yield* Teams.create({ name: "old" })
      yield* TestClock.adjust("2 hours")
      yield* Teams.create({ name: "led", admin: "grace" })
      yield* Teams.create({ name: "empty" })
      for (const options of [
        { name: "old" },
        { name: "led", admin: "ada" },
        { name: "led" },
        { name: "empty", admin: "ada" },
        { name: "engine", admin: "ada" },
        { name: "ada", admin: "ada" }
      ]) {
        const error = yield* create(options)
        assert.deepInclude(error, { _tag: "TeamAlreadyExists", team: options.name, attempts: 1 })
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("is OutcomeUnknown where the team is not to be found, or not to be looked for", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropBefore({ operation: "createTeam" }))
      const error = yield* Effect.flip(Teams.create({ name: "bridge" }))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: "Teams.create" })
      assert.include(error.message, 'Teams.find("bridge")')
      yield* WandbTest.inject(lost, Fault.respond({ operation: "TeamByName", status: 403 }))
      assert.strictEqual(yield* outcome(Teams.create({ name: "bridge" })), "OutcomeUnknown")
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.getOrCreate", () => {
  it.effect("gives what is there, creates what is not, and takes no user for a team", () =>
    Effect.gen(function* () {
      const engine = yield* Teams.get("engine")
      deepStrictEqual(yield* Teams.getOrCreate({ name: "engine", admin: "grace" }), engine)
      const bridge = yield* Teams.getOrCreate({ name: "bridge", admin: "grace" })
      deepStrictEqual(yield* Teams.getOrCreate({ name: "bridge" }), bridge)
      assert.strictEqual(yield* outcome(Teams.getOrCreate({ name: "ada" })), "TeamAlreadyExists")
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.delete", () => {
  it.effect("deletes a team, as an admin of it or of the installation", () =>
    Effect.gen(function* () {
      yield* WandbTest.actAs("ada")(Teams.delete("engine"))
      yield* Teams.delete("compilers")
      deepStrictEqual(yield* onServer, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("says why not", () =>
    Effect.gen(function* () {
      for (const name of ["nowhere", "ada"]) {
        assert.deepInclude(yield* Effect.flip(Teams.delete(name)), {
          _tag: "TeamNotFound",
          team: name,
          attempts: 1
        })
      }
      assert.strictEqual(yield* outcome(WandbTest.actAs("grace")(Teams.delete("engine"))), "PermissionDenied")
      const blank = yield* Effect.flip(Teams.delete(" "))
      assert.deepInclude(blank, { _tag: "InvalidInput", operation: "Teams.delete", field: "name" })
      yield* WandbTest.inject(
        Fault.respond({
          operation: "DeleteTeam",
          status: 200,
          body: { data: { result: { success: false } } }
        })
      )
      assert.strictEqual(yield* outcome(Teams.delete("engine")), "PermissionDenied")
      deepStrictEqual(yield* onServer, ["engine", "compilers"])
    }).pipe(Effect.provide(world))
  )

  it.effect("counts a team as deleted that is gone after a lost answer", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "deleteTeam" }))
      yield* inTime(Teams.delete("engine"))
      deepStrictEqual(yield* operationsSeen, ["DeleteTeam", "DeleteTeam"])
      deepStrictEqual(yield* onServer, ["compilers"])
    }).pipe(Effect.provide(persistent))
  )

  it.effect("is OutcomeUnknown where it may not be sent again, and says how to find out", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "deleteTeam" }))
      const error = yield* Effect.flip(Teams.delete("engine"))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.include(error.message, 'Delete the team "engine" again')
    }).pipe(Effect.provide(world))
  )
})
