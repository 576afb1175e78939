import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { ApiKeys, Teams } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Fiber, Ref, TestClock } from "effect"
import { all, belongings, changes, everything, leas, planFor, tags, world } from "./OffboardingWorld.js"

describe("Offboarding.apply, when something goes wrong", () => {
  it.effect.each<readonly [operation: string, failed: ReadonlyArray<number>]>([
    ["deleteApiKey", [0]],
    ["updateMember", [2, 3]],
    ["deleteInvite", [3]],
    ["updateUser", [6]],
    ["deleteUser", [7]]
  ])("goes on after a failure of %s, and does the rest the next time", ([operation, failed]) =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* WandbTest.failNext(operation, Fault.refuse())
      const expected = all.map((tag, index) => (failed.includes(index) ? "Failed" : tag))
      deepStrictEqual(tags(yield* Offboarding.apply(plan)), expected)
      assert.isTrue(Offboarding.isComplete(yield* Offboarding.apply(plan)))
      // What could not be taken before the deletion cannot be after it.
      deepStrictEqual(yield* belongings("lea"), [...(operation === "updateUser" ? ["admin"] : []), "deleted"])
    }).pipe(Effect.provide(world))
  )

  it.effect.each<readonly [operation: string, index: number]>([
    ["deleteApiKey", 0],
    ["updateMember", 2],
    ["deleteInvite", 3],
    ["updateUser", 6],
    ["deleteUser", 7]
  ])("says of a lost answer of %s that nobody knows", ([operation, index]) =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* WandbTest.failNext(operation, Fault.dropAfter())
      const receipt = yield* Offboarding.apply(plan)
      deepStrictEqual(tags(receipt), Arr.replace(all, index, "Unknown"))
      assert.isFalse(Offboarding.isComplete(receipt))
      assert.isTrue(Offboarding.isComplete(yield* Offboarding.apply(plan)))
      deepStrictEqual(yield* belongings("lea"), ["deleted"])
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes the keys that were made since, before all else, and says so", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* WandbTest.actAs("lea")(ApiKeys.generate({ description: "since" }))
      const receipt = yield* Offboarding.apply(plan)
      deepStrictEqual(tags(receipt), ["Done", ...all])
      assert.include(
        Offboarding.describeOutcome(receipt.outcomes[0] ?? assert.fail()),
        'described as "since"'
      )
      deepStrictEqual(yield* belongings("lea"), ["deleted"])
      assert.isTrue(Offboarding.isComplete(receipt))
      // What was cut off after the first of them has all of the plan before it.
      const cut = Offboarding.receipt(plan, receipt.outcomes.slice(0, 2))
      deepStrictEqual(cut.remaining, plan.steps.slice(1))
      assert.isFalse(Offboarding.isComplete(Offboarding.receipt(plan, receipt.outcomes.slice(0, -1))))
    }).pipe(Effect.provide(world))
  )

  it.effect("skips a successor who has taken over in between", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* Teams.setRole("engine", { username: "grace" }, "admin")
      const outcomes = (yield* Offboarding.apply(plan)).outcomes.slice(2, 4)
      deepStrictEqual(
        outcomes.map((outcome) => (outcome._tag === "Skipped" ? outcome.because : outcome._tag)),
        ["alreadySo", "Done"]
      )
      deepStrictEqual((yield* changes).filter((change) => change === "UpdateMember").length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes a team that is deleted in between for gone", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      yield* Effect.forEach(["engine", "compilers"], Teams.delete)
      deepStrictEqual(tags(yield* Offboarding.apply(plan)).slice(2, 5), ["Skipped", "Skipped", "Skipped"])
    }).pipe(Effect.provide(world))
  )

  it.effect("ends the step at hand when it is interrupted, and has a receipt of what was done", () =>
    Effect.gen(function* () {
      const plan = yield* planFor("lea", everything)
      const outcomes = yield* Ref.make<ReadonlyArray<Offboarding.StepOutcome>>([])
      yield* WandbTest.failNext("deleteApiKey", Fault.delayAfter("5 seconds"))
      const fiber = yield* Offboarding.apply(plan, {
        onOutcome: (outcome) => Ref.update(outcomes, Arr.append(outcome))
      }).pipe(Effect.fork)
      yield* Effect.repeatN(Effect.yieldNow(), 500)
      const interruption = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(interruption)
      const receipt = Offboarding.receipt(plan, yield* Ref.get(outcomes))
      deepStrictEqual(tags(receipt), ["Done"])
      deepStrictEqual(receipt.remaining, plan.steps.slice(1))
      assert.isFalse(Offboarding.isComplete(receipt))
      deepStrictEqual(
        yield* belongings("lea"),
        leas.filter((thing) => thing !== "key laptop")
      )
    }).pipe(Effect.provide(world))
  )
})
