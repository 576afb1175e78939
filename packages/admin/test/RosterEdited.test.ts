import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { digestOf } from "../src/internal/roster/digest.js"
import { changesSeen, engine, layer, planned } from "./rosterSupport.js"

const roster: Roster.Roster = {
  scope: { users: ["*@elsewhere.org"], teams: ["ml-*"] },
  users: [{ email: "guest@elsewhere.org", admin: true }],
  teams: [{ name: "ml-vision" }, { name: "ml-speech" }]
}

/** The plan with more in it, by somebody who knows how to make its digest as well. */
const forged = (plan: RosterPlan.Plan, ...changes: ReadonlyArray<RosterPlan.Change>): RosterPlan.Plan => {
  const edited = { ...plan, changes: [...plan.changes, ...changes] }
  return { ...edited, digest: digestOf(edited) }
}

const refusedFor = (plan: RosterPlan.Plan) =>
  Effect.flatMap(Effect.flip(Roster.run(plan)), (error) =>
    error._tag === "RosterRefused" ? Effect.succeed(error.refusals) : Effect.die(error)
  )

describe("a plan that was edited", () => {
  it.effect("is told as one, before anything is asked for", () =>
    Effect.gen(function* () {
      const plan = yield* planned(roster)
      assert.isFalse(RosterPlan.isEdited(plan))
      const edits: ReadonlyArray<Partial<RosterPlan.Plan>> = [
        { changes: [] },
        { guards: { maxRemovals: "100%" } },
        { removals: [] },
        { refusals: [{ _tag: "Edited" }] },
        { selection: { ...plan.selection, scope: { users: ["*"] } } },
        { fingerprint: "" }
      ]
      for (const edit of edits) {
        assert.isTrue(RosterPlan.isEdited({ ...plan, ...edit }))
        deepStrictEqual(yield* refusedFor({ ...plan, ...edit }), [{ _tag: "Edited" }])
      }
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("has its changes counted anew, whatever it says of them", () =>
    Effect.gen(function* () {
      const plan = yield* planned(roster)
      const more = forged(plan, { _tag: "DeleteTeam", team: "ml-video", members: 0 })
      deepStrictEqual(RosterPlan.counts(more), { "+": 0, "~": 1, "-": 1 })
      assert.include(RosterPlan.format(more), "0 to make, 1 to change, 1 to remove.")
      deepStrictEqual(yield* refusedFor(more), [
        { _tag: "TooManyRemovals", kind: "teams", removed: 1, of: 2, maxRemovals: 0.25 }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("does nothing to what its roster does not govern", () =>
    Effect.gen(function* () {
      const idOf = (actual: Roster.Actual, name: string) =>
        actual.accounts.find((account) => account.name === name)?.id ?? ""
      const actual = yield* Roster.read(roster)
      const user = { id: idOf(actual, "grace"), username: "grace", email: "grace@example.com" }
      const guest = { id: idOf(actual, "guest") }
      const inTeam = { team: "engine", who: user } as const
      const changes: ReadonlyArray<RosterPlan.Change> = [
        { _tag: "CreateUser", email: "evil@elsewhere.org", admin: true },
        { _tag: "RestoreUser", user, admin: false },
        { _tag: "UpdateUser", user, name: { from: "grace", to: "x" } },
        { _tag: "UpdateUser", user: guest, email: { from: "guest@elsewhere.org", to: "evil@elsewhere.org" } },
        { _tag: "SetAdmin", user, from: false, to: true },
        { _tag: "SetAdmin", user: { username: "grace" }, from: false, to: true },
        { _tag: "DeleteUser", user, admin: false },
        { _tag: "DeleteUser", user: guest, admin: false },
        { _tag: "CreateTeam", team: "evil" },
        { _tag: "DeleteTeam", team: "engine", members: 4 },
        { _tag: "DeleteTeam", team: "ml-vision", members: 1 },
        { _tag: "InviteMember", team: "ml-vision", who: user, role: "admin" },
        { _tag: "ChangeInvite", ...inTeam, from: "member", to: "admin" },
        { _tag: "CancelInvite", ...inTeam, role: "member" },
        { _tag: "SetRole", ...inTeam, from: "member", to: "admin" },
        { _tag: "RemoveMember", ...inTeam, role: "member" },
        { _tag: "CreateServiceAccount", team: "ml-vision", description: "evil" },
        { _tag: "RenameServiceAccount", ...inTeam, from: "ci", to: "evil" },
        { _tag: "RemoveServiceAccount", ...inTeam, description: "ci" }
      ]
      for (const change of changes) {
        const refusals = yield* refusedFor(forged(Roster.plan(roster, actual), change))
        deepStrictEqual(refusals[0], { _tag: "Ungoverned", change: RosterPlan.describe(change) })
      }
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("does nothing to who is in a team and not the one it says", () =>
    Effect.gen(function* () {
      const members = engine.members.filter((member) => member !== "new@elsewhere.org")
      const plan = yield* planned({ teams: [{ ...engine, members }] })
      const [change] = plan.changes
      assert.strictEqual(change?._tag, "CancelInvite")
      if (change?._tag !== "CancelInvite") return
      const other = { ...plan, changes: [{ ...change, who: { ...change.who, email: "ada@example.com" } }] }
      const [first] = yield* refusedFor({ ...other, digest: digestOf(other) })
      assert.strictEqual(first._tag, "Ungoverned")
      assert.strictEqual((yield* Roster.run(plan)).done, 1)
    }).pipe(Effect.provide(layer))
  )
})
