import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { changesSeen, engine, layer, led, lines, planned, refusals, seed, synced } from "./rosterSupport.js"

const all = "100%"
const admin = (email: string): Roster.Member => ({ email, role: "admin" })
const people = ["ada@example.com", "grace@example.com", "mary@example.com", "root@example.com"]
const listed = people.map((email) => ({ email }))
const example = { users: ["*@example.com"] }

type Case = readonly [what: string, roster: Roster.Roster, refusals: ReadonlyArray<string>]

/** What is refused where no team depends on those who are deleted. */
const ledCases: ReadonlyArray<Case> = [
  [
    "more users are to be deleted than a quarter",
    { scope: example, users: listed.slice(2) },
    [
      "2 of 4 users would be removed, which is more than 25%. If that is meant, raise maxRemovals for this once."
    ]
  ],
  ["no more are", { scope: example, users: listed.slice(1) }, []],
  [
    "more are than the roster allows",
    { scope: example, guards: { maxRemovals: "24.5%" }, users: listed.slice(1) },
    [
      "1 of 4 users would be removed, which is more than 24.5%. If that is meant, raise maxRemovals for this once."
    ]
  ],
  [
    "the deleted, the restored and the moved are told apart",
    {
      scope: { users: ["mary@*", "*@example.org"] },
      guards: { maxRemovals: all, minAdmins: 1, requiredAdmins: ["rooted@example.org"] },
      users: [{ email: "rooted@example.org", previously: "root@example.com" }]
    },
    []
  ]
]

/** Each refusal alone. */
const cases: ReadonlyArray<Case> = [
  [
    "more of one kind are, however few of the others",
    {
      scope: { ...example, teams: ["engine", "ml-*"] },
      users: listed,
      teams: [
        { name: "engine", members: [admin("ada@example.com")], serviceAccounts: ["ci"] },
        { name: "ml-vision" }
      ]
    },
    [
      "4 of 5 memberships would be removed, which is more than 25%. If that is meant, raise maxRemovals for this once.",
      "1 of 2 service accounts would be removed, which is more than 25%. If that is meant, raise maxRemovals for this once.",
      "1 of 3 teams would be removed, which is more than 25%. If that is meant, raise maxRemovals for this once."
    ]
  ],
  [
    "too few administrators would be left",
    { guards: { minAdmins: 2 }, users: [{ email: "mary@example.com", admin: false }] },
    ["The installation would have 1 administrator, and has to keep 2. Make others administrators first."]
  ],
  [
    "enough would be, whoever they are",
    {
      guards: { minAdmins: 2 },
      users: [
        { email: "mary@example.com", admin: false },
        { email: "new@example.com", admin: true }
      ]
    },
    []
  ],
  [
    "somebody would be no administrator who has to be one",
    {
      guards: { requiredAdmins: ["Mary@example.com", "ada@example.com", "root@example.com"] },
      users: [
        { email: "mary@example.com", admin: false },
        { email: "lovelace@example.com", previously: "ada@example.com", admin: true }
      ]
    },
    [
      "Mary@example.com has to be an administrator of the installation, and would be none. Give the rights back, or take the address off requiredAdmins.",
      "ada@example.com has to be an administrator of the installation, and would be none. Give the rights back, or take the address off requiredAdmins."
    ]
  ],
  [
    "it would shut out whoever applies it",
    {
      scope: { users: ["root@*"] },
      guards: { maxRemovals: all },
      users: []
    },
    [
      "It would shut out whoever applies it: delete user root@example.com, an administrator. Have somebody else do that, or list the account in the roster as it is."
    ]
  ],
  [
    "it would take the rights of whoever applies it",
    { users: [{ email: "root@example.com", admin: false }] },
    [
      "It would shut out whoever applies it: user root@example.com: admin true → false. Have somebody else do that, or list the account in the roster as it is."
    ]
  ],
  [
    "it would take from a team the role, or the membership, of whoever applies it",
    {
      guards: { maxRemovals: all },
      teams: [
        { name: "own", members: ["root@example.com", admin("ada@example.com")] },
        { name: "lent", members: [admin("ada@example.com")] },
        { name: "visited", members: [admin("ada@example.com")] }
      ]
    },
    [
      "It would shut out whoever applies it: team own: root@example.com, role admin → member. Have somebody else do that, or list the account in the roster as it is.",
      "It would shut out whoever applies it: team lent: remove admin root@example.com. Have somebody else do that, or list the account in the roster as it is."
    ]
  ],
  [
    "a team would be left without an admin",
    {
      guards: { maxRemovals: all },
      teams: [
        { name: "engine", members: ["ada@example.com", "grace@example.com", "new@elsewhere.org"] },
        { name: "ml-vision", members: [] },
        { name: "ml-speech", members: [admin("new@elsewhere.org")] }
      ]
    },
    [
      "The team engine would lose its last admin. Give somebody in it the role of admin, or leave the team out to delete it where the scope has it.",
      "The team ml-vision would lose its last admin. Give somebody in it the role of admin, or leave the team out to delete it where the scope has it."
    ]
  ],
  [
    "it contradicts itself",
    { users: [{ email: "ada" }, { email: "ada@example.com", previously: "ADA@example.com" }] },
    [
      "users[0].email: it is no email address: it has no @.",
      "users[1].previously: it is that of users[1], and nobody else can have had it before."
    ]
  ],
  [
    "it contradicts what is there",
    {
      scope: { users: ["grace@*", "*@example.org", "a?a@example.com"] },
      guards: { maxRemovals: all },
      users: [{ email: "new@example.org", previously: ["ada@example.com"] }],
      teams: [
        { name: "ada" },
        {
          name: "engine",
          members: [
            admin("new@example.org"),
            { username: "ada", role: "admin" },
            { username: "grace" },
            { username: "nobody" },
            "gone@example.com",
            "stranger@example.org"
          ]
        }
      ]
    },
    [
      "teams[0].name: it is the name of a user, and a team cannot have it.",
      'teams[1].members[2]: "grace" is in the scope and not listed among the users, and so would be deleted: list the user too.',
      'teams[1].members[3]: no user has the username "nobody": name who is not there yet by an email address.',
      'teams[1].members[4]: "gone@example.com" is deleted: list the user, so that it is restored.',
      'teams[1].members[5]: "stranger@example.org" is in the scope and not listed among the users: list the user too.',
      "teams[1].members[1]: it is the same user as teams[1].members[0].",
      "The team ml-speech would lose its last admin. Give somebody in it the role of admin, or leave the team out to delete it where the scope has it."
    ]
  ],
  [
    "there are two accounts where one is to be moved",
    { users: [{ email: "ada@example.com", previously: "mary@example.com" }] },
    [
      "users[0].previously: there is an account under the former address too (VXNlcjo0), and one user cannot be both: delete one of them, or take this off."
    ]
  ]
]

const world = WandbTest.layer(
  Seed.make(
    seed,
    Seed.team("own", {
      members: [
        { username: "root", role: "admin" },
        { username: "ada", role: "admin" }
      ]
    }),
    Seed.team("lent", {
      members: [
        { username: "root", role: "admin" },
        { username: "ada", role: "admin" }
      ]
    }),
    Seed.team("visited", { members: ["root", { username: "ada", role: "admin" }] })
  )
)

const isRefused = ([, roster, expected]: Case) =>
  Effect.gen(function* () {
    const plan = yield* planned(roster)
    deepStrictEqual(refusals(plan), expected)
    if (expected.length === 0) return assert.strictEqual((yield* Roster.run(plan)).failed, 0)
    const error = yield* Effect.flip(Roster.run(plan))
    assert.deepInclude(error, { _tag: "RosterRefused" })
    deepStrictEqual(error.message.split("\n").slice(1), expected)
    deepStrictEqual(yield* changesSeen, [])
  })

describe("a plan is refused where", () => {
  it.effect.each(cases)("%s", (one) => Effect.provide(isRefused(one), world))
  it.effect.each(ledCases)("%s", (one) => Effect.provide(isRefused(one), led))
})

describe("a refusal", () => {
  const roster: Roster.Roster = { scope: example, users: listed.slice(2) }

  it.effect("of many removals can be overruled for once, as the plan is made or as it is applied", () =>
    Effect.gen(function* () {
      deepStrictEqual(refusals(yield* planned(roster, { maxRemovals: 0.5 })), [])
      const plan = yield* planned(roster)
      const still = yield* Effect.flip(Roster.run(plan, { maxRemovals: 0.49 }))
      assert.strictEqual(still._tag, "RosterRefused")
      assert.strictEqual((yield* Roster.run(plan, { maxRemovals: 1 })).done, 2)
    }).pipe(Effect.provide(led))
  )

  it.effect("is stricter when it is asked to be", () =>
    Effect.gen(function* () {
      const plan = yield* planned({ scope: example, users: listed.slice(1) })
      const error = yield* Effect.flip(Roster.run(plan, { maxRemovals: 0 }))
      assert.strictEqual(error._tag, "RosterRefused")
    }).pipe(Effect.provide(led))
  )

  it.effect("of nothing else can be", () =>
    Effect.gen(function* () {
      const lonely = { users: [{ email: "root@example.com", admin: false }] }
      const error = yield* Effect.flip(synced(lonely, { maxRemovals: 1 }))
      assert.strictEqual(error._tag, "RosterRefused")
    }).pipe(Effect.provide(layer))
  )

  it.effect("is for whoever applies the plan, not for who has made it", () =>
    Effect.gen(function* () {
      const plan = yield* planned({ users: [{ email: "mary@example.com", admin: false }] })
      deepStrictEqual(plan.refusals, [])
      const error = yield* Effect.flip(WandbTest.actAs("mary")(Roster.run(plan)))
      assert.deepInclude(error, { _tag: "RosterRefused" })
      const own = yield* WandbTest.actAs("mary")(
        planned({ users: [{ email: "mary@example.com", admin: false }] })
      )
      assert.strictEqual(own.refusals.length, 1)
      assert.strictEqual((yield* Roster.run(own)).done, 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("keeps rights until those have them who take their place", () =>
    Effect.gen(function* () {
      const plan = yield* planned({
        scope: { users: ["kay@*", "mary@*", "vera@*"] },
        guards: { maxRemovals: all },
        users: [
          { email: "kay@example.com", admin: true },
          { email: "mary@example.com", admin: false }
        ],
        teams: [{ ...engine, members: [admin("grace@example.com")] }]
      })
      yield* WandbTest.inject(
        Fault.graphqlErrors([{ message: "no" }], { operation: "createUser" }),
        Fault.graphqlErrors([{ message: "no" }], { operation: "updateMember" })
      )
      const receipt = yield* Roster.run(plan, { concurrency: 1 })
      deepStrictEqual(
        receipt.entries.map(({ change, reason }) => [RosterPlan.describe(change), reason?.tag]),
        [
          ["create user kay@example.com as an administrator", "RequestFailed"],
          ["team engine: grace@example.com, role member → admin", "RequestFailed"],
          ["user mary@example.com: admin true → false", "PrerequisiteFailed"],
          ["team engine: remove admin ada@example.com", "PrerequisiteFailed"],
          ["team engine: remove member guest@elsewhere.org", undefined],
          ["team engine: cancel the invitation of new@elsewhere.org as member", undefined],
          ["team engine: cancel the invitation of other@elsewhere.org as member", undefined],
          ["delete user vera@example.com, an administrator", "PrerequisiteFailed"]
        ]
      )
    }).pipe(Effect.provide(WandbTest.layer(Seed.make(seed, Seed.user("vera", { admin: true })))))
  )

  it.effect("is shown with the plan", () =>
    Effect.gen(function* () {
      deepStrictEqual(RosterPlan.format(yield* planned(roster)).split("\n"), [
        "- delete user ada@example.com",
        "- delete user grace@example.com",
        "0 to make, 0 to change, 2 to remove.",
        "Refused: 2 of 4 users would be removed, which is more than 25%. If that is meant, raise maxRemovals for this once."
      ])
      assert.strictEqual(RosterPlan.format(yield* planned({})), "Nothing is to be changed.")
      deepStrictEqual(lines(yield* planned({})), [])
    }).pipe(Effect.provide(led))
  )
})
