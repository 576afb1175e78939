import * as Roster from "@effect-wandb/admin/Roster"
import type * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Option } from "effect"
import { changesSeen, engine, layer, led, lines, planned, refusals, seed } from "./rosterSupport.js"

const conflictsOf = (plan: RosterPlan.Plan) =>
  plan.refusals.flatMap((refusal) => (refusal._tag === "Conflict" ? [refusal] : []))

it.effect("who is ignored is not touched by a username either", () =>
  Effect.gen(function* () {
    const plan = yield* planned({
      ignore: { users: ["grace@*"] },
      teams: [
        {
          name: "engine",
          members: [
            { username: "ada", role: "admin" },
            { username: "grace", role: "admin" },
            ...engine.members.slice(2)
          ]
        }
      ]
    })
    deepStrictEqual(lines(plan), [])
    deepStrictEqual(refusals(plan), [
      'teams[0].members[1]: "grace" has the address "grace@example.com", and ignore.users has it, so that nothing would be done.'
    ])
  }).pipe(Effect.provide(layer))
)

describe("no team is left without an admin", () => {
  const leaving: Roster.Roster = {
    scope: { users: ["grace@*", "ada@*"] },
    guards: { maxRemovals: "100%" },
    users: []
  }
  const lost = (team: string) =>
    `The team ${team} would lose its last admin. Give somebody in it the role of admin, or leave the team out to delete it where the scope has it.`

  it.effect("by the deletion of users, be the team in the roster or not", () =>
    Effect.gen(function* () {
      const plan = yield* planned({ ...leaving, teams: [{ name: "engine" }] })
      deepStrictEqual(refusals(plan), [lost("engine"), lost("ml-speech")])
      assert.strictEqual((yield* Effect.flip(Roster.run(plan)))._tag, "RosterRefused")
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("which others may lead", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flatMap(planned(leaving), (plan) => Roster.run(plan))).done, 2)
    }).pipe(Effect.provide(led))
  )

  it.effect.each<readonly [what: string, members: ReadonlyArray<Roster.Member>, lost: boolean]>([
    ["is cancelled", ["ada@example.com"], true],
    ["is to another role", ["ada@example.com", "next@elsewhere.org"], true],
    ["stays", ["ada@example.com", { email: "next@elsewhere.org", role: "admin" }], false]
  ])("for an invitation as an admin that %s", ([, members, isLost]) =>
    Effect.gen(function* () {
      const plan = yield* planned({
        guards: { maxRemovals: "100%" },
        teams: [{ name: "lone", members }]
      })
      deepStrictEqual(refusals(plan), isLost ? [lost("lone")] : [])
    }).pipe(
      Effect.provide(
        WandbTest.layer(
          Seed.make(
            seed,
            Seed.team("lone", {
              members: [{ username: "ada", role: "admin" }],
              invites: [{ email: "next@elsewhere.org", role: "admin" }]
            })
          )
        )
      )
    )
  )

  it.effect("by the deletion of who is to be followed by somebody, and is not", () =>
    Effect.gen(function* () {
      const plan = yield* planned({
        scope: { users: ["ada@*"] },
        guards: { maxRemovals: "100%" },
        users: [],
        teams: [{ name: "engine", members: [{ email: "grace@example.com", role: "admin" }] }]
      })
      yield* WandbTest.inject(Fault.graphqlErrors([{ message: "no" }], { operation: "updateMember" }))
      const { entries } = yield* Roster.run(plan, { concurrency: 1 })
      deepStrictEqual(
        entries.flatMap(({ change, reason }) => (change._tag === "DeleteUser" ? [reason?.tag] : [])),
        ["PrerequisiteFailed"]
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("a share", () => {
  const roster: Roster.Roster = { scope: { users: ["grace@*"] }, users: [] }

  it.effect.each([Number.NaN, 25, -1, Number.POSITIVE_INFINITY])(
    "is none, and refused, as %s",
    (maxRemovals) =>
      Effect.gen(function* () {
        const plan = yield* planned(roster, { maxRemovals })
        deepStrictEqual(conflictsOf(plan), [
          { _tag: "Conflict", field: "maxRemovals", reason: `${maxRemovals} is no share from 0 to 1` }
        ])
        const sound = yield* planned(roster, { maxRemovals: 1 })
        assert.strictEqual((yield* Effect.flip(Roster.run(sound, { maxRemovals })))._tag, "RosterRefused")
        deepStrictEqual(yield* changesSeen, [])
      }).pipe(Effect.provide(led))
  )

  it.effect.each(["none", "25", "250%", "", "-1%"])("is none, and refused, as the guard %s", (maxRemovals) =>
    Effect.gen(function* () {
      const plan = yield* planned({ ...roster, guards: { maxRemovals } })
      deepStrictEqual(
        conflictsOf(plan).map(({ field }) => field),
        ["guards.maxRemovals"]
      )
      assert.strictEqual((yield* Effect.flip(Roster.run(plan)))._tag, "RosterRefused")
    }).pipe(Effect.provide(led))
  )

  it("is no number of administrators either", () => {
    for (const minAdmins of [Number.NaN, -1, 0.5]) {
      deepStrictEqual(
        Roster.check({ guards: { minAdmins } }).map(({ field }) => field),
        ["guards.minAdmins"]
      )
    }
  })
})

it.effect("two who share an address in different case are a conflict, and neither is deleted", () =>
  Effect.gen(function* () {
    const roster: Roster.Roster = {
      scope: { users: ["ada@*"] },
      users: [{ email: "ada@example.com" }]
    }
    const actual = yield* Roster.read(roster)
    const twins = actual.accounts.flatMap((account) =>
      account.name === "Ada"
        ? [
            account,
            { ...account, id: "twin", username: Option.none(), email: Option.some("ADA@example.com") }
          ]
        : [account]
    )
    const plan = Roster.plan(roster, { ...actual, accounts: twins })
    deepStrictEqual(lines(plan), [])
    assert.match(
      refusals(plan).join("\n"),
      /^users\[0\]\.email: there are 2 accounts with the address "ada@example\.com" \(.*, twin\)/
    )
  }).pipe(Effect.provide(layer))
)

describe("a role", () => {
  const withRole = (role: string, ...others: ReadonlyArray<Roster.Member>): Roster.Roster => ({
    teams: [
      {
        name: "ml-vision",
        members: [{ username: "mary", role: "admin" }, { email: "new@elsewhere.org", role }, ...others]
      }
    ]
  })

  it.effect.each<readonly [role: string, meant: string]>([
    ["adminn", "admin"],
    ["Admin", "admin"],
    ["Membr", "member"],
    ["viewonly", "view-only"]
  ])("that is almost a built-in one is refused: %s", ([role, meant]) =>
    Effect.gen(function* () {
      const roster = withRole(role)
      deepStrictEqual(Roster.check(roster), [])
      const plan = yield* planned(roster)
      deepStrictEqual(conflictsOf(plan), [
        {
          _tag: "Conflict",
          field: "teams[0].members[1].role",
          reason: `"${role}" is taken for a misspelt "${meant}", because nobody in the teams that were read has such a role: correct it, or give the custom role of that name to somebody there first`
        }
      ])
      assert.strictEqual((yield* Effect.flip(Roster.run(plan)))._tag, "RosterRefused")
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a name of its own is a custom one", () =>
    Effect.gen(function* () {
      const plan = yield* planned(withRole("billing"))
      deepStrictEqual(refusals(plan), [])
      deepStrictEqual(lines(plan), ["+ team ml-vision: invite new@elsewhere.org as billing"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("that somebody has is a custom one, whatever it is like", () =>
    Effect.gen(function* () {
      const plan = yield* planned(withRole("members", { username: "ada", role: "members" }))
      deepStrictEqual(refusals(plan), [])
      deepStrictEqual(lines(plan), ["+ team ml-vision: invite new@elsewhere.org as members"])
    }).pipe(
      Effect.provide(
        WandbTest.layer(
          Seed.make(
            Seed.user("root", { admin: true }),
            Seed.user("mary"),
            Seed.user("ada"),
            Seed.team("ml-vision", {
              members: [
                { username: "mary", role: "admin" },
                { username: "ada", role: "members" }
              ]
            })
          )
        )
      )
    )
  )
})
