import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { Progress, Team, Teams, User, Users } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, DateTime, Effect, Layer, Option, Schema, Stream } from "effect"
import { changesSeen, engine, layer, led, lines, planned, sorted, synced, world } from "./rosterSupport.js"

describe("applying", () => {
  const roster: Roster.Roster = {
    users: [{ email: "alan@example.com", name: "Alan" }],
    teams: [
      {
        name: "search",
        members: [{ email: "alan@example.com", role: "admin" }, "grace@example.com"],
        serviceAccounts: ["ci"]
      }
    ]
  }

  it.effect("gives what becomes of each, skips what needs one that failed, and can be done again", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.graphqlErrors([{ message: "no" }], { operation: "createTeam" }))
      const reports: Array<Progress.Progress.Counts> = []
      const receipt = yield* Effect.provideService(synced(roster), Progress.Progress, {
        report: (counts) => Effect.sync(() => void reports.push(counts))
      })
      deepStrictEqual(
        receipt.entries.map(({ change, outcome, reason }) => [change._tag, outcome, reason?.tag]),
        [
          ["CreateUser", "Done", undefined],
          ["CreateTeam", "Failed", "RequestFailed"],
          ["InviteMember", "Failed", "PrerequisiteFailed"],
          ["CreateServiceAccount", "Failed", "PrerequisiteFailed"]
        ]
      )
      deepStrictEqual([receipt.done, receipt.unchanged, receipt.failed, receipt.unknown], [1, 0, 3, 0])
      assert.include(receipt.entries[2]?.reason?.message, "create team search with alan@example.com")
      deepStrictEqual(
        reports.map(({ done, failed, operation, total }) => [
          operation,
          Option.getOrNull(total),
          done,
          failed
        ]),
        [0, 1, 2, 3, 4].map((count) => ["Roster.apply", 4, Math.min(count, 1), Math.max(0, count - 1)])
      )
      deepStrictEqual(yield* changesSeen, ["CreateUserFromAdmin", "UpdateUser", "CreateTeam"])

      yield* synced(roster)
      deepStrictEqual((yield* world).teams["search"], ["alan admin", "grace member", "search-ci member"])
      deepStrictEqual(lines(yield* planned(roster)), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("says of which change nobody knows, and does not make it twice", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "createServiceAccount" }))
      const receipt = yield* synced(roster)
      deepStrictEqual(
        receipt.entries.map(({ outcome, reason }) => reason?.tag ?? outcome),
        ["Done", "Done", "Done", "OutcomeUnknown"]
      )
      deepStrictEqual(lines(yield* planned(roster)), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes what somebody else has done in between for done", () =>
    Effect.gen(function* () {
      const receipt = yield* synced({
        scope: { teams: ["ml-speech", "engine"] },
        guards: { maxRemovals: "100%" },
        users: [{ email: "alan@example.com" }],
        teams: [
          {
            name: "engine",
            members: [
              { email: "ada@example.com", role: "admin" },
              { email: "mary@example.com", role: "view-only" },
              "far@elsewhere.org",
              "new@elsewhere.org"
            ],
            serviceAccounts: ["ci"]
          }
        ]
      })
      deepStrictEqual(
        receipt.entries.map(({ change, outcome, reason }) => [change._tag, reason?.tag ?? outcome]),
        [
          ["CreateUser", "UserAlreadyExists"],
          ["InviteMember", "Done"],
          ["InviteMember", "AlreadyInvited"],
          ["RemoveMember", "MemberNotFound"],
          ["RemoveMember", "MemberNotFound"],
          ["CancelInvite", "InviteNotFound"],
          ["RemoveServiceAccount", "MemberNotFound"],
          ["DeleteTeam", "TeamNotFound"]
        ]
      )
      deepStrictEqual(receipt.failed, 0)
    }).pipe(
      // Somebody else does each of them a moment before.
      Effect.updateService(Teams.Teams, (teams) => ({
        ...teams,
        create: (options) => Effect.zipRight(teams.create(options), teams.create(options)),
        delete: (name) => Effect.zipRight(teams.delete(name), teams.delete(name)),
        invite: (team, options) => Effect.zipRight(teams.invite(team, options), teams.invite(team, options)),
        cancelInvite: (team, who) =>
          Effect.zipRight(teams.cancelInvite(team, who), teams.cancelInvite(team, who)),
        removeMember: (team, who) =>
          Effect.zipRight(Effect.ignore(teams.removeMember(team, who)), teams.removeMember(team, who))
      })),
      Effect.updateService(Users.Users, (users) => ({
        ...users,
        create: (options) => Effect.zipRight(users.create(options), users.create(options))
      })),
      Effect.provide(layer)
    )
  )

  it.effect.each([
    ["a team", "Unchanged"],
    ["a user", "Failed"]
  ] as const)("tells %s that somebody else has created under the name of a team", ([what, outcome]) =>
    Effect.gen(function* () {
      const users = yield* Users.Users
      const plan = yield* planned({ teams: [{ name: "search", serviceAccounts: ["ci"] }] })
      const run = yield* Effect.map(Roster.run(plan), ({ entries }) =>
        entries.map(({ outcome }) => outcome)
      ).pipe(
        Effect.updateService(Teams.Teams, (teams) => ({
          ...teams,
          create: (options) =>
            Effect.zipRight(
              what === "a team"
                ? Effect.asVoid(teams.create(options))
                : Effect.ignore(users.create({ email: "search@example.com" })),
              teams.create(options)
            )
        }))
      )
      deepStrictEqual(run, [outcome, outcome === "Failed" ? "Failed" : "Done"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes up invitations that turn into members when their users are created", () =>
    Effect.gen(function* () {
      const plan: Roster.Roster = {
        guards: { maxRemovals: "100%" },
        users: [{ email: "new@elsewhere.org" }, { email: "other@elsewhere.org" }],
        teams: [
          {
            ...engine,
            members: [...engine.members.slice(0, 3), { email: "new@elsewhere.org", role: "admin" }]
          }
        ]
      }
      const receipt = yield* synced(plan)
      deepStrictEqual([receipt.done, receipt.entries.length], [4, 4])
      deepStrictEqual((yield* world).teams["engine"], [
        "ada admin",
        "engine-ci member",
        "engine-night member",
        "gone member",
        "grace member",
        "guest member",
        "new admin"
      ])
      deepStrictEqual(lines(yield* planned(plan)), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("is refused when what is there is another by then, naming what it is", () =>
    Effect.gen(function* () {
      const change = yield* planned({ users: [{ email: "ada@example.com", admin: true }], teams: [engine] })
      yield* Teams.removeMember("engine", { username: "guest" })
      yield* Effect.flatMap(Users.get({ username: "ada" }), (ada) => Users.update(ada, { name: "A" }))
      // What does not matter to the plan may change.
      yield* Effect.flatMap(Users.get({ username: "grace" }), (grace) => Users.update(grace, { name: "G" }))
      const sent = yield* changesSeen
      const error = yield* Effect.flip(Roster.run(change))
      assert.deepInclude(error, { _tag: "RosterChanged" })
      deepStrictEqual(error._tag === "RosterChanged" && error.differences, [
        "user ada@example.com",
        "team engine"
      ])
      deepStrictEqual(yield* changesSeen, sent)
    }).pipe(Effect.provide(layer))
  )

  it.effect("goes on from a plan that was saved, be it by somebody else", () =>
    Effect.gen(function* () {
      const plan = yield* planned({ users: [{ email: "ada@example.com", admin: true }] })
      const saved = JSON.stringify(yield* Schema.encode(RosterPlan.Plan)(plan))
      const read = yield* Schema.decode(Schema.parseJson(RosterPlan.Plan))(saved)
      const receipt = yield* WandbTest.actAs("mary")(Roster.run(read))
      deepStrictEqual([receipt.done, receipt.entries.length], [1, 1])
    }).pipe(Effect.provide(layer))
  )
})

describe("a fingerprint", () => {
  const roster: Roster.Roster = {
    scope: { users: ["*@example.com"], teams: ["engine"] },
    ignore: { users: ["root@*"] },
    users: [],
    teams: []
  }
  const printOf = (actual: Roster.Actual) => Roster.plan(roster, actual).fingerprint

  it.effect("is of what matters, and the same in whichever order that came", () =>
    Effect.gen(function* () {
      const actual = yield* Roster.read(roster)
      const { fingerprint, parts } = Roster.plan(roster, actual)
      assert.match(fingerprint, /^[0-9a-f]{64}$/)
      deepStrictEqual(sorted(Object.keys(parts)), [
        "team engine",
        ...["ada", "gone", "grace", "mary", "root"].map((name) => `user ${name}@example.com`)
      ])
      const otherWay = {
        ...actual,
        accounts: Arr.reverse(actual.accounts),
        teams: actual.teams.map((team) => ({ ...team, seats: Arr.reverse(team.seats) }))
      }
      assert.strictEqual(printOf(otherWay), fingerprint)
      deepStrictEqual(Roster.fromActual(otherWay), Roster.fromActual(actual))
    }).pipe(Effect.provide(layer))
  )

  it.effect("is another for each difference that matters, and for no other", () =>
    Effect.gen(function* () {
      const actual = yield* Roster.read(roster)
      const account = (of: string, change: Partial<Roster.Account>): Roster.Actual => ({
        ...actual,
        accounts: actual.accounts.map((one) =>
          Option.contains(one.username, of) ? { ...one, ...change } : one
        )
      })
      const seat = (change: Partial<Roster.Seat>): Roster.Actual => ({
        ...actual,
        teams: actual.teams.map((team) => ({
          ...team,
          seats: team.seats.map((seat, index) => (index === 0 ? { ...seat, ...change } : seat))
        }))
      })
      const worlds = [
        actual,
        { ...actual, accounts: actual.accounts.filter(({ name }) => name !== "grace") },
        { ...actual, teams: [] },
        account("ada", { name: "Lovelace" }),
        account("ada", { admin: true }),
        account("ada", { deleted: true }),
        account("ada", { email: Option.some("other@example.com") }),
        account("guest", { admin: true }),
        account("guest", { deleted: true }),
        account("root", { admin: false }),
        seat({ role: "member" }),
        seat({ pending: true }),
        seat({ email: Option.some("other@example.com") })
      ]
      assert.strictEqual(new Set(worlds.map(printOf)).size, worlds.length)
      for (const same of [
        account("guest", { name: "Guest" }),
        account("root", { name: "Root" }),
        account("ada", { email: Option.some("ADA@example.com") }),
        { ...actual, viewer: "somebody else" }
      ]) {
        assert.strictEqual(printOf(same), printOf(actual))
      }
    }).pipe(Effect.provide(layer))
  )
})

describe("outside of the scope", () => {
  const roster: Roster.Roster = {
    scope: { users: ["*@example.com"], teams: ["engine", "ml-*"] },
    ignore: { users: ["root@*", "gone@*", "mary@example.com"], teams: ["ml-speech"] },
    guards: { maxRemovals: "100%" },
    users: [{ email: "ada@example.com", admin: true }],
    teams: [{ name: "engine", members: [{ email: "ada@example.com", role: "admin" }], serviceAccounts: [] }]
  }

  it.effect("nothing is touched, nor what is ignored", () =>
    Effect.gen(function* () {
      const before = yield* world
      yield* synced(roster)
      const after = yield* world
      deepStrictEqual(after.users, [
        "SERVICE ci",
        "SERVICE night",
        "ada@example.com Ada admin",
        "gone@example.com gone deleted",
        "grace@example.com grace deleted",
        "guest@elsewhere.org guest",
        "mary@example.com mary admin",
        "root@example.com root admin"
      ])
      // The seats of deleted users do not count.
      deepStrictEqual(after.teams, {
        engine: ["ada admin", "gone member"],
        "ml-speech": before.teams["ml-speech"] ?? [],
        other: before.teams["other"] ?? []
      })
      const changed = (yield* WandbTest.requests).filter(({ rootFields }) =>
        rootFields.some((field) => /^(?:create|update|delete)/.test(field))
      )
      const users = yield* WandbTest.users
      const idOf = (username: string) => users.find((user) => user.username === username)?.id
      deepStrictEqual(
        changed.map(({ variables }) => variables["entity"] ?? variables["teamName"] ?? variables["id"]),
        [idOf("ada"), "engine", "engine", "engine", "engine", "engine", "engine", "ml-vision", idOf("grace")]
      )
    }).pipe(Effect.provide(led))
  )

  it.effect("nobody who is ignored loses a seat, an invitation or a role", () =>
    Effect.gen(function* () {
      const before = yield* world
      const receipt = yield* synced({
        ignore: { users: ["grace@example.com", "guest@*", "new@*"] },
        guards: { maxRemovals: "100%" },
        teams: [{ name: "engine", members: [{ email: "ada@example.com", role: "admin" }] }]
      })
      deepStrictEqual(
        receipt.entries.map(({ change }) => RosterPlan.describe(change)),
        ["team engine: cancel the invitation of other@elsewhere.org as member"]
      )
      deepStrictEqual(yield* world, {
        ...before,
        teams: {
          ...before.teams,
          engine: before.teams["engine"]?.filter((line) => !line.startsWith("other@")) ?? []
        }
      })
    }).pipe(Effect.provide(layer))
  )
})

it.effect("runs on mocks", () =>
  Effect.gen(function* () {
    const asked: Array<unknown> = []
    const user = (fields: Partial<User.User>) =>
      new User.User({
        id: User.UserId.make(`id-${fields.name ?? ""}`),
        username: Option.map(Option.fromNullable(fields.name), (name) => User.Username.make(name)),
        name: "",
        email: Option.none(),
        admin: false,
        accountType: Option.some("USER"),
        defaultEntity: Option.none(),
        createdAt: DateTime.unsafeMake(0),
        deletedAt: Option.none(),
        apiKeys: Option.none(),
        teams: Option.none(),
        ...fields
      })
    const root = user({ name: "root", admin: true })
    const services = Layer.merge(
      Users.layerMock({
        viewer: Effect.succeed(root),
        list: Stream.make(root, user({ name: "ada", email: Option.some(User.Email.make("ada@example.com")) }))
      }),
      Teams.layerMock({
        find: () => Effect.succeedNone,
        create: (options) =>
          Effect.sync(() => {
            asked.push(options)
            return new Team.Team({
              id: Team.TeamId.make("id"),
              name: Team.TeamName.make(options.name),
              personal: false,
              members: []
            })
          })
      })
    )
    const receipt = yield* Effect.provide(
      synced({ teams: [{ name: "search", members: [{ username: "ada", role: "admin" }] }] }),
      services
    )
    assert.strictEqual(receipt.done, 1)
    deepStrictEqual(asked, [{ name: "search", admin: "ada" }])
  })
)
