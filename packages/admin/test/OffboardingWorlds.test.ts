import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { Users } from "@effect-wandb/core"
import { Arbitraries, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck } from "effect"

const around = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("lea", { admin: true, apiKeys: ["a", "b"] })
)

/** All that there is on the server, apart by whether it is the user's. */
const things = (username: string, addresses: ReadonlySet<string>) =>
  Effect.gen(function* () {
    const teams = yield* WandbTest.teams
    const all = [
      ...(yield* WandbTest.users).map((user) => ({
        whose: user.username,
        thing: [user.id, user.email, user.name, user.admin, user.deletedAt === null]
      })),
      ...(yield* WandbTest.apiKeys).map((key) => ({ whose: key.username, thing: [key] })),
      ...teams.flatMap(({ invites, members, name }) => [
        ...members.map((member) => ({ whose: member.username, thing: [name, member] })),
        ...invites.map((invite) => ({
          whose: addresses.has(invite.email.toLowerCase()) ? username : "",
          thing: [name, invite]
        }))
      ])
    ]
    return {
      own: all.filter(({ whose }) => whose === username).map(({ thing }) => thing),
      others: all.filter(({ whose }) => whose !== username)
    }
  })

describe("Offboarding, in whatever world", () => {
  it.effect.prop(
    "leaves the user nothing but the teams that nobody else leads, and everybody else what they had",
    [Arbitraries.world({ around, maxUsers: 3, maxTeams: 2 }), FastCheck.nat({ max: 9 })],
    ([seed, place]) =>
      Effect.gen(function* () {
        const candidates = (seed.users ?? []).slice(1)
        const { username } = candidates[place % candidates.length] ?? assert.fail()
        const teams = (seed.teams ?? []).map(({ name }) => name)
        // Half of the invitations are the user's, under addresses of their own.
        const emails = (seed.teams ?? []).flatMap(({ invites = [] }) => invites.map(({ email }) => email))
        const addresses = emails.filter((_, index) => index % 2 === place % 2)
        const own = new Set(addresses.map((email) => email.toLowerCase()))

        const before = yield* things(username, own)
        const user = yield* Users.get({ username })
        const plan = yield* Offboarding.plan(user, { addresses, delete: true, teams })
        const kept = plan.steps.flatMap((step) =>
          step._tag === "RemoveMember" && step.lastAdmin ? [step.team] : []
        )
        const receipt = yield* Offboarding.apply(plan)
        const after = yield* things(username, own)

        deepStrictEqual(after.others, before.others)
        const [account, ...rest] = after.own
        // Of somebody who was deleted before, an administrator's rights are out of reach.
        deepStrictEqual(account?.slice(3), [user.admin && user.deletedAt._tag === "Some", false])
        deepStrictEqual<ReadonlyArray<unknown>>(
          rest.map(([name]) => name),
          kept
        )
        deepStrictEqual(Offboarding.isComplete(receipt), kept.length === 0)
        const again = yield* Offboarding.apply(plan)
        assert.isTrue(again.outcomes.every(({ _tag }) => _tag === "Skipped" || _tag === "Failed"))
        deepStrictEqual(yield* things(username, own), after)
      }).pipe(Effect.provide(WandbTest.layer(seed))),
    { fastCheck: { numRuns: 15 } }
  )
})
