import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { Member, Team, Teams, User, Users } from "@effect-wandb/core"
import { Canary, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Option, Schema, Stream } from "effect"
import {
  changesSeen,
  engine,
  everything,
  layer,
  led,
  lines,
  planned,
  refusals,
  seed,
  synced,
  world
} from "./rosterSupport.js"

type Case = readonly [
  what: string,
  roster: Roster.Roster,
  lines: ReadonlyArray<string>,
  sent: ReadonlyArray<string>
]

/** Changes alone where no team depends on who is deleted. */
const ledCases: ReadonlyArray<Case> = [
  [
    "deletes the users of the scope who are not listed, and no others",
    {
      scope: { users: ["*@example.com"] },
      ignore: { users: ["ROOT@*"] },
      guards: { maxRemovals: "100%" },
      users: [{ email: "ada@example.com" }]
    },
    ["- delete user grace@example.com", "- delete user mary@example.com, an administrator"],
    ["DeleteUser", "DeleteUser"]
  ]
]

/** Each change alone: the roster, the line of the plan, and what is asked of the server. */
const cases: ReadonlyArray<Case> = [
  [
    "creates users, with a name and rights where they are given",
    {
      users: [{ email: "alan@example.com" }, { email: "kay@example.com", name: "Kay McNulty", admin: true }]
    },
    ["+ create user alan@example.com", "+ create user kay@example.com (Kay McNulty) as an administrator"],
    ["CreateUserFromAdmin", "CreateUserFromAdmin", "UpdateUser"]
  ],
  [
    "knows users whichever case their addresses are written in, and changes their names",
    { users: [{ email: "ADA@Example.com", name: "Ada Lovelace" }] },
    ['~ user ada@example.com: name Ada → "Ada Lovelace"'],
    ["UpdateUser"]
  ],
  [
    "restores the deleted",
    { users: [{ email: "gone@example.com", admin: true }] },
    ["+ restore user gone@example.com", "~ user gone@example.com: admin false → true"],
    ["UndeleteUser", "UpdateUser"]
  ],
  [
    "gives rights before it takes them",
    {
      users: [
        { email: "mary@example.com", admin: false },
        { email: "ada@example.com", admin: true }
      ]
    },
    ["~ user ada@example.com: admin false → true", "~ user mary@example.com: admin true → false"],
    ["UpdateUser", "UpdateUser"]
  ],
  [
    "moves who is found under a former address",
    { users: [{ email: "lovelace@example.org", previously: ["a@b.c", "Ada@example.com"] }] },
    ["~ user ada@example.com: email ada@example.com → lovelace@example.org"],
    ["UpdateUser"]
  ],
  [
    "restores and moves who was deleted under a former address",
    { users: [{ email: "back@example.com", previously: "gone@example.com", name: "Back" }] },
    [
      "+ restore user gone@example.com",
      "~ user gone@example.com: email gone@example.com → back@example.com, name gone → Back"
    ],
    ["UndeleteUser", "UpdateUser"]
  ],
  [
    "creates a team with an admin of its own, and invites the others",
    {
      teams: [
        {
          name: "search",
          members: ["grace@example.com", { username: "mary", role: "admin" }, "far@elsewhere.org"],
          serviceAccounts: ["ci"]
        }
      ]
    },
    [
      "+ create team search with mary@example.com as its admin",
      "+ team search: invite grace@example.com as member",
      "+ team search: invite far@elsewhere.org as member",
      "+ team search: create service account ci"
    ],
    ["CreateTeam", "CreateInvite", "CreateInvite", "CreateServiceAccount"]
  ],
  [
    "makes the first admin of who is created by the same plan",
    {
      users: [{ email: "alan@example.com" }],
      teams: [{ name: "search", members: [{ email: "Alan@example.com", role: "admin" }] }]
    },
    ["+ create user alan@example.com", "+ create team search with alan@example.com as its admin"],
    ["CreateUserFromAdmin", "CreateTeam"]
  ],
  [
    "makes the first admin of who is restored by the same plan",
    {
      users: [{ email: "gone@example.com" }],
      teams: [{ name: "search", members: [{ email: "gone@example.com", role: "admin" }] }]
    },
    ["+ restore user gone@example.com", "+ create team search with gone@example.com as its admin"],
    ["UndeleteUser", "CreateTeam"]
  ],
  [
    "invites, cancels, removes and gives roles, those of admins before all others",
    {
      guards: { maxRemovals: "50%" },
      teams: [
        {
          name: "engine",
          members: [
            "ada@example.com",
            { email: "grace@example.com", role: "admin" },
            { email: "mary@example.com", role: "view-only" },
            { email: "new@elsewhere.org", role: "admin" }
          ]
        }
      ]
    },
    [
      "~ team engine: grace@example.com, role member → admin",
      "+ team engine: invite mary@example.com as view-only",
      "~ team engine: invite new@elsewhere.org anew, role member → admin",
      "~ team engine: ada@example.com, role admin → member",
      "- team engine: remove member guest@elsewhere.org",
      "- team engine: cancel the invitation of other@elsewhere.org as member"
    ],
    [
      "UpdateMember",
      "CreateInvite",
      "DeleteInvite",
      "CreateInvite",
      "UpdateMember",
      "DeleteInvite",
      "DeleteInvite"
    ]
  ],
  [
    "renames, creates and removes service accounts",
    {
      guards: { maxRemovals: "50%" },
      teams: [
        { name: "engine", serviceAccounts: [{ description: "nightly", previously: "night" }, "export"] }
      ]
    },
    [
      "+ team engine: create service account export",
      "~ team engine: service account night → nightly",
      "- team engine: remove service account ci"
    ],
    ["CreateServiceAccount", "UpdateUser", "DeleteInvite"]
  ],
  [
    "deletes the teams of the scope that are not listed, and no others",
    {
      scope: { teams: ["ml-*"] },
      guards: { maxRemovals: "50%" },
      teams: [{ name: "ml-vision" }]
    },
    ["- delete team ml-speech of 1 member"],
    ["DeleteTeam"]
  ],
  [
    "leaves what is not given as it is",
    {
      scope: { users: ["*"], teams: ["*"] },
      teams: [{ name: "engine" }, { name: "ml-vision" }, { name: "ml-speech" }, { name: "other" }]
    },
    [],
    []
  ],
  ["leaves everything as it is where it lists nothing", { scope: { users: ["*"], teams: ["*"] } }, [], []]
]

describe("a plan", () => {
  const isMade = ([, roster, expected, sent]: Case) =>
    Effect.gen(function* () {
      const before = yield* world
      const plan = yield* planned(roster)
      deepStrictEqual(refusals(plan), [])
      deepStrictEqual(lines(plan), expected)
      deepStrictEqual(yield* world, before)
      const receipt = yield* Roster.run(plan, { concurrency: 1 })
      deepStrictEqual(
        receipt.entries.filter(({ outcome }) => outcome !== "Done"),
        []
      )
      deepStrictEqual(yield* changesSeen, sent)
      // What was done is not done again.
      deepStrictEqual(lines(yield* planned(roster)), [])
    })

  it.effect.each(cases)("%s", (one) => Effect.provide(isMade(one), layer))
  it.effect.each(ledCases)("%s", (one) => Effect.provide(isMade(one), led))

  it.effect("is empty against what it was exported from", () =>
    Effect.gen(function* () {
      const actual = yield* Roster.read(everything)
      const roster = Roster.fromActual(actual)
      deepStrictEqual(Roster.check(roster), [])
      const plan = Roster.plan(roster, actual)
      deepStrictEqual([lines(plan), refusals(plan)], [[], []])
      deepStrictEqual(
        roster.teams?.find(({ name }) => name === "engine"),
        {
          name: "engine",
          members: [
            { email: "ada@example.com", role: "admin" },
            "grace@example.com",
            "guest@elsewhere.org",
            "new@elsewhere.org",
            "other@elsewhere.org"
          ],
          serviceAccounts: ["ci", "night"]
        }
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("what is read", () => {
  it.effect("takes few requests: who asks, the pages of users, and each team", () =>
    Effect.gen(function* () {
      yield* Roster.read(everything)
      const requests = yield* WandbTest.requests
      deepStrictEqual(
        requests.map(({ operation }) => operation),
        ["GetViewer", "SearchUsers", "TeamByName", "TeamByName", "TeamByName", "TeamByName"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect.each<readonly [what: string, fault: Fault.Fault, unread: string]>([
    ["the viewer", Fault.refuse({ operation: "viewer" }), "the user whose API key is in force"],
    ["the list of users", Fault.refuse({ operation: "users" }), "the list of all users"],
    ["a team", Fault.graphqlErrors([{ message: "no" }], { operation: "entity" }), 'the team "']
  ])("is nothing where %s cannot be read", ([, fault, what]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(fault)
      const error = yield* Effect.flip(Roster.read(everything))
      assert.isTrue(error.what.startsWith(what), error.what)
      assert.isDefined(error.error)
    }).pipe(Effect.provide(layer))
  )

  const nameless = { username: Option.none(), email: Option.none() }

  it.effect.each<readonly [what: string, shown: Partial<Member.Member> | undefined]>([
    ['the team "engine", which has members,', undefined],
    ['the role of "ada@example.com" in the team "engine"', { role: Option.none() }],
    ['who "Ada" is in the team "engine"', nameless],
    ['the kind of account that "Ada" is in the team "engine"', { ...nameless, accountType: Option.none() }]
  ])("is nothing where the server does not show %s", ([what, shown]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Roster.read(everything))
      deepStrictEqual([error.what, error.error], [what, undefined])
      assert.include(error.message, "not taken for absent: the server does not show it")
    }).pipe(
      Effect.updateService(Teams.Teams, (teams) => ({
        ...teams,
        find: (name) =>
          Effect.map(
            teams.find(name),
            Option.flatMap((team) =>
              shown === undefined
                ? Option.none()
                : Option.some(
                    new Team.Team({
                      ...team,
                      members: team.members.map((member) => new Member.Member({ ...member, ...shown }))
                    })
                  )
            )
          )
      })),
      Effect.provide(layer)
    )
  )

  it.effect(
    "is nothing where the server does not show the teams of a user, if teams are to be found by them",
    () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Roster.read(everything))
        assert.strictEqual(error.what, "the list of the teams of root")
        const { teams } = yield* Roster.read({ scope: { users: ["*"] }, teams: [engine] })
        deepStrictEqual(
          teams.map(({ name }) => name),
          ["engine"]
        )
      }).pipe(
        Effect.updateService(Users.Users, (users) => ({
          ...users,
          list: Stream.map(users.list, (user) => new User.User({ ...user, teams: Option.none() }))
        })),
        Effect.provide(layer)
      )
  )

  it.effect("is nothing for who is no administrator: a part of the users is not all of them", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(WandbTest.actAs("ada")(Roster.read({ users: [] })))
      assert.deepInclude(error, { _tag: "RosterUnreadable", what: "the list of all users, by ada," })
    }).pipe(Effect.provide(layer))
  )

  it.effect("is data, and so is a plan", () =>
    Effect.gen(function* () {
      const actual = yield* Roster.read(everything)
      const plan = Roster.plan({ users: [{ email: "alan@example.com" }], teams: [engine] }, actual)
      const json = JSON.stringify(yield* Schema.encode(Roster.Actual)(actual))
      deepStrictEqual(yield* Schema.decodeUnknown(Roster.Actual)(JSON.parse(json)), actual)
      const saved = JSON.stringify(yield* Schema.encode(RosterPlan.Plan)(plan))
      deepStrictEqual(yield* Schema.decodeUnknown(RosterPlan.Plan)(JSON.parse(saved)), plan)
    }).pipe(Effect.provide(layer))
  )

  it.effect("has no key in it, nor has what follows from it", () =>
    synced({ users: [{ email: "ada@example.com", admin: true }], teams: [engine] }).pipe(
      Effect.zip(Roster.read({ scope: { users: ["*"] } })),
      Canary.expectNoKeys,
      Effect.provide(
        WandbTest.layer(Seed.make(seed, Seed.user("key", { apiKeys: ["laptop"] })), {
          apiKeyListing: "legacy"
        })
      )
    )
  )
})
