import { ApiKeys } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Redacted } from "effect"
import { onboard } from "../src/onboard.js"
import { ciJob, inTime, over, person } from "./support.js"

const everybody = Effect.all([onboard(person("mary")), onboard(ciJob("nightly")), onboard(ciJob("weekly"))])

describe("onboarding", () => {
  it.effect("never shows a key", () => everybody.pipe(Canary.expectNoKeys, Effect.provide(over())))

  it.effect("never shows a key, when a key fails to be made or nobody knows whether it was", () =>
    Effect.gen(function* () {
      for (const fault of [Fault.dropAfter(), Fault.truncate(), Fault.respondAfter({ status: 502 })]) {
        yield* WandbTest.failNext("generateApiKey", fault)
        yield* Canary.expectNoKeys(Effect.either(onboard(ciJob(fault._tag))))
      }
      yield* WandbTest.failNext("generateApiKey", Fault.respond({ status: 500, body: "out of order" }))
      yield* onboard(ciJob("nightly")).pipe(inTime, Effect.either, Canary.expectNoKeys)
    }).pipe(Effect.provide(over()))
  )

  it.effect("leaves no key behind but those that it is for", () =>
    Effect.gen(function* () {
      yield* everybody
      yield* WandbTest.expectNoLiveKeys({ except: ["engine: nightly", "engine: weekly"] })
    }).pipe(Effect.provide(over()))
  )
})

describe("the canary", () => {
  it.effect("would have seen it", () =>
    Effect.gen(function* () {
      const careless = Effect.gen(function* () {
        const key = yield* ApiKeys.generate({ description: "careless" })
        yield* Effect.log("a new key", { headers: { authorization: `Bearer ${Redacted.value(key.secret)}` } })
      })
      const exit = yield* Effect.exit(Canary.expectNoKeys(careless))
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof Canary.KeyShown)
    }).pipe(Effect.provide(over()))
  )
})
