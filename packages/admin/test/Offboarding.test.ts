import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { Progress, Users, WandbError } from "@effect-wandb/core"
import { Canary, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Ref, Schema, Stream } from "effect"
import {
  addresses,
  all,
  leas,
  belongings,
  changes,
  everything,
  invited,
  planFor,
  seed,
  tags,
  world
} from "./OffboardingWorld.js"

const graces = ["key desk", "member of engine", "admin of compilers", "admin of research"]

const PlanText = Schema.parseJson(Offboarding.Plan)
const ReceiptText = Schema.parseJson(Offboarding.Receipt)

describe("Offboarding", () => {
  it.effect("plans all that there is to take, in order, and changes nothing", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      const [first, second] = plan.steps.flatMap((step) => (step._tag === "DeleteApiKey" ? [step.name] : []))
      deepStrictEqual(plan.steps.map(Offboarding.describe), [
        `delete the API key ${first}, described as "laptop"`,
        `delete the API key ${second}`,
        'make "grace" an admin of the team "engine"',
        'remove from the team "engine", where the role is "admin"',
        'remove from the team "compilers", where the role is "member"',
        'cancel the invitation of "lea@home.org" to the team "research"',
        "take the rights of an administrator away",
        "delete the user"
      ])
      deepStrictEqual([plan.user.label, plan.unseen], ["lea", []])
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("takes all of it, from nobody else, and finds nothing to do the second time", () =>
    Effect.gen(function* () {
      // As it comes from where it was kept.
      const plan = Schema.decodeSync(PlanText)(Schema.encodeSync(PlanText)(yield* planFor("lea", everything)))
      const receipt = yield* Offboarding.apply(plan)
      deepStrictEqual(tags(receipt), all)
      assert.isTrue(Offboarding.isComplete(receipt))
      deepStrictEqual(yield* belongings("lea"), ["deleted"])
      deepStrictEqual(yield* belongings("grace"), Arr.replace(graces, 1, "admin of engine"))
      deepStrictEqual(yield* belongings("former"), ["admin", "deleted", "key old", "member of engine"])
      deepStrictEqual(yield* invited, ["mary@example.com to research"])

      const sent = yield* changes
      const again = yield* Offboarding.apply(plan)
      deepStrictEqual(
        again.outcomes.map((outcome) => outcome._tag === "Skipped" && outcome.because),
        ["gone", "gone", "gone", "gone", "gone", "gone", "alreadySo", "alreadySo"]
      )
      assert.isTrue(Offboarding.isComplete(again))
      // Only the server knows of keys and invitations whether they are there.
      deepStrictEqual((yield* changes).slice(sent.length), ["DeleteApiKey", "DeleteApiKey", "DeleteInvite"])
      deepStrictEqual((yield* planFor("lea", everything)).steps, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes nobody unless that is asked for", () =>
    Effect.gen(function* () {
      deepStrictEqual(
        (yield* planFor("grace")).steps.map(({ _tag }) => _tag),
        ["DeleteApiKey", "RemoveMember", "RemoveMember", "RemoveMember"]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("marks where the last admin of a team would go, which fails and stops nothing else", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", { ...everything, successors: {} })
      const [engine] = plan.steps.filter((step) => step._tag === "RemoveMember")
      deepStrictEqual([engine?.team, engine?.lastAdmin], ["engine", true])
      assert.include(engine && Offboarding.describe(engine), "this fails for as long as nobody else")

      const receipt = yield* Offboarding.apply(plan)
      deepStrictEqual(tags(receipt), ["Done", "Done", "Failed", "Done", "Done", "Done", "Done"])
      assert.isFalse(Offboarding.isComplete(receipt))
      const lines = receipt.outcomes.map(Offboarding.describeOutcome)
      assert.include(lines[2], "Make another member an admin first, with Teams.setRole.")
      deepStrictEqual(yield* belongings("lea"), ["deleted", "admin of engine"])

      // The receipt comes back from JSON with its errors, which say there what they say here.
      const text = Schema.encodeSync(ReceiptText)(receipt)
      const kept = Schema.decodeSync(ReceiptText)(text)
      deepStrictEqual(Schema.encodeSync(ReceiptText)(kept), text)
      const again = kept.outcomes[2]
      assert.instanceOf(again?._tag === "Failed" && again.error, WandbError.LastTeamAdmin)
      deepStrictEqual(kept.outcomes.map(Offboarding.describeOutcome), lines)
      assert.include(text, "Make another member an admin first")
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [what: string, successors: Record<string, string>, tag: string]>([
    ["is no member", { engine: "root" }, "MemberNotFound"],
    ["is only invited", { engine: "mary" }, "MemberNotFound"],
    ["leaves", { engine: "lea" }, "InvalidInput"],
    ["has no name", { engine: " " }, "InvalidInput"]
  ])("refuses a successor who %s", ([, successors, tag]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(planFor("lea", { successors }))
      assert.strictEqual(error._tag, tag)
    }).pipe(Effect.provide(world))
  )

  it.effect("needs no successor where the user leads no team, or where somebody else does", () =>
    Effect.gen(function* () {
      const successors = { compilers: "grace", research: "nobody", elsewhere: "nobody" }
      const { steps } = yield* planFor("lea", { successors })
      assert.isFalse(steps.some(({ _tag }) => _tag === "HandOver"))
      assert.isTrue(steps.some((step) => step._tag === "RemoveMember" && step.lastAdmin))
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [what: string, options: Offboarding.PlanOptions]>([
    ["an address that cannot be one", { addresses: ["lea"] }],
    ["a team without a name", { teams: [" "] }]
  ])("refuses %s before anything is asked for", ([, options]) =>
    Effect.gen(function* () {
      const lea = yield* Users.get({ username: "lea" })
      const before = (yield* WandbTest.requests).length
      const error = yield* Effect.flip(Offboarding.plan(lea, options))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Offboarding.plan" })
      deepStrictEqual((yield* WandbTest.requests).length, before)
    }).pipe(Effect.provide(world))
  )

  it.effect("looks for invitations where it is told to, and reads no other users for it", () =>
    Effect.gen(function* () {
      const found = (teams: ReadonlyArray<string>) =>
        Effect.map(planFor("grace", { teams, addresses: ["mary@example.com"] }), ({ steps }) =>
          steps.flatMap((step) => (step._tag === "CancelInvite" ? [step.team] : []))
        )
      deepStrictEqual(yield* found(["engine"]), [])
      deepStrictEqual<ReadonlyArray<string>>(yield* found(["research", "research"]), ["research"])
      deepStrictEqual(yield* WandbTest.requestsTo("SearchUsers"), [])
    }).pipe(Effect.provide(world))
  )
})

describe("Offboarding of somebody who is deleted", () => {
  it.effect("has nothing to do where nothing is left", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("gone", { delete: true })
      deepStrictEqual([plan.steps, plan.unseen], [[], []])
      assert.isTrue(Offboarding.isComplete(yield* Offboarding.apply(plan)))
    }).pipe(Effect.provide(world))
  )

  it.effect("takes what would come back with the user", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("former", { delete: true })
      deepStrictEqual(tags(yield* Offboarding.apply(plan)), ["Done", "Done"])
      // These rights nobody can take from a deleted user.
      deepStrictEqual(yield* belongings("former"), ["admin", "deleted"])
    }).pipe(Effect.provide(world))
  )

  it.effect("skips the rights of an administrator who is deleted in between", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* Effect.flatMap(Users.get({ username: "lea" }), (lea) => Users.delete(lea))
      const { outcomes } = yield* Offboarding.apply(plan)
      deepStrictEqual(
        outcomes.slice(-2).map((outcome) => outcome._tag === "Skipped" && outcome.because),
        ["gone", "alreadySo"]
      )
    }).pipe(Effect.provide(world))
  )
})

describe("Offboarding.plan and Offboarding.apply refuse", () => {
  const alone = Seed.make(
    Seed.user("root", { admin: true }),
    Seed.user("lea", { apiKeys: ["laptop"] }),
    Seed.user("former", { admin: true, deleted: true })
  )

  it.effect("oneself", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(planFor("root", { delete: true }))
      assert.deepInclude(error, { _tag: "OffboardingRefused", user: "root", reason: "oneself" })
      const plan = yield* planFor("lea", everything)
      const later = yield* Effect.flip(WandbTest.actAs("lea")(Offboarding.apply(plan)))
      assert.deepInclude(later, { _tag: "OffboardingRefused", user: "lea", reason: "oneself" })
      deepStrictEqual(yield* belongings("lea"), leas)
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )

  it.effect.each<Offboarding.PlanOptions>([{ unseen: "list" }, { unseen: "list", teams: [] }])(
    "the last administrator, whatever is to be looked at: %j",
    (options) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(WandbTest.actAs("lea")(planFor("root", options)))
        assert.deepInclude(error, { _tag: "OffboardingRefused", user: "root", reason: "lastAdministrator" })
        assert.include(error.message, "Make somebody else an administrator first, with Users.update.")
        deepStrictEqual(yield* changes, [])
      }).pipe(Effect.provide(WandbTest.layer(alone)))
  )

  it.effect("who has become the last administrator since", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      const root = yield* Users.get({ username: "root" })
      yield* Users.update(root, { admin: false, force: true })
      const error = yield* Effect.flip(WandbTest.actAs("grace")(Offboarding.apply(plan)))
      assert.deepInclude(error, { _tag: "OffboardingRefused", user: "lea", reason: "lastAdministrator" })
      deepStrictEqual(yield* changes, ["UpdateUser"])
      deepStrictEqual(yield* belongings("lea"), leas)
    }).pipe(Effect.provide(world))
  )
})

describe("Offboarding, when the server shows less than there is", () => {
  it.effect("plans nothing without the keys, unless it is told to, and does the rest then", () =>
    Effect.gen(function* () {
      const asGrace = WandbTest.actAs("grace")
      const error = yield* Effect.flip(asGrace(planFor("lea")))
      assert.deepInclude(error, { _tag: "OffboardingUnseen", user: "lea" })
      assert.include(error.message, "the user's API keys")
      const plan = yield* asGrace(planFor("lea", { unseen: "list" }))
      deepStrictEqual(plan.unseen, [{ _tag: "ApiKeysHidden" }])
      const receipt = yield* asGrace(Offboarding.apply(plan))
      deepStrictEqual(tags(receipt), ["Failed", "Done", "Failed"])
      deepStrictEqual(receipt.unseen, plan.unseen)
      assert.isFalse(Offboarding.isComplete(receipt))
      deepStrictEqual(yield* belongings("lea"), leas.slice(0, -1))
    }).pipe(Effect.provide(world))
  )

  it.effect("takes no team that cannot be read for one without invitations", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("TeamInvites", Fault.respond({ status: 500 }))
      const error = yield* Effect.flip(planFor("lea", { teams: ["research"], addresses }))
      assert.deepInclude(error, { _tag: "OffboardingUnseen" })
      assert.include(error.message, 'the invitations to the team "research"')
      const options = { teams: ["nowhere", "research"], addresses, unseen: "list" } as const
      const { steps, unseen } = yield* planFor("lea", options)
      deepStrictEqual(
        unseen.map((one) => one._tag === "InvitesUnread" && `${one.team} ${one.error._tag}`),
        ["nowhere TeamNotFound"]
      )
      assert.isTrue(steps.some(({ _tag }) => _tag === "CancelInvite"))
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves a team that cannot be read all the same, and hands it over as it is told to", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("TeamByName", Fault.respond({ status: 500, times: 2 }))
      const plan = yield* planFor("lea", everything)
      deepStrictEqual(
        plan.steps.flatMap((step) => ("team" in step ? [`${step._tag} ${step.team}`] : [])),
        ["HandOver engine", "RemoveMember engine", "RemoveMember compilers", "CancelInvite research"]
      )
      deepStrictEqual(tags(yield* Offboarding.apply(plan)), all)
      deepStrictEqual(yield* belongings("lea"), ["deleted"])
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["viewer", "user", "users"])("fails where %s fails", (operation) =>
    Effect.gen(function* () {
      const lea = yield* Users.get({ username: "lea" })
      yield* WandbTest.failNext(operation, Fault.respond({ status: 500 }))
      assert.strictEqual((yield* Effect.flip(Offboarding.plan(lea)))._tag, "RequestFailed")
    }).pipe(Effect.provide(world))
  )
})

describe("Offboarding, where the server lists whole keys", () => {
  it.effect("shows none of them, in the plan and in the receipt", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", { ...everything, successors: {} })
      yield* WandbTest.failNext("deleteApiKey", Fault.refuse())
      const receipt = yield* Offboarding.apply(plan)
      deepStrictEqual(tags(receipt).slice(0, 3), ["Failed", "Done", "Failed"])
      return [plan, receipt, Schema.encodeSync(PlanText)(plan), Schema.encodeSync(ReceiptText)(receipt)]
    }).pipe(
      (program) => Canary.expectNoKeys(program, { legacyForm: true }),
      Effect.provide(WandbTest.layer(seed, { apiKeyListing: "legacy" }))
    )
  )
})

describe("Offboarding.applyStream", () => {
  it.effect("does a step when it is asked for, and no further", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      const first = yield* Stream.runHead(Offboarding.applyStream(plan))
      assert.isTrue(first._tag === "Some")
      deepStrictEqual(yield* changes, ["DeleteApiKey"])
    }).pipe(Effect.provide(world))
  )

  it.effect("tells the progress in context how far it has come, though not one that breaks", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", { ...everything, successors: {} })
      const reports = yield* Ref.make<ReadonlyArray<string>>([])
      const report = ({ done, failed, operation, unchanged, unknown }: Progress.Progress.Counts) =>
        Ref.update(reports, Arr.append(`${operation} ${done} ${unchanged} ${failed} ${unknown}`))
      yield* Effect.provideService(Offboarding.apply(plan), Progress.Progress, { report })
      const told = yield* Ref.get(reports)
      deepStrictEqual(
        [told[0], told[3], told.at(-1), told.length],
        ["Offboarding.apply 0 0 0 0", "Offboarding.apply 2 0 1 0", "Offboarding.apply 6 0 1 0", 8]
      )
    }).pipe(Effect.provide(world))
  )
})
