import { RetryPolicy } from "@effect-wandb/client"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Fiber, Layer, Option, TestClock } from "effect"
import { onboard } from "../src/onboard.js"
import { SecretStore, Unavailable } from "../src/SecretStore.js"
import { ciJob, company, over, person, recipients } from "./support.js"

const tagOf = <A, E extends { readonly _tag: string }, R>(program: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(program), (result) => (result._tag === "Left" ? result.left._tag : "done"))

describe("an answer that is lost", () => {
  it.effect.each([
    ["createUser", person("mary")],
    ["createInvite", person("mary")],
    ["createInvite", ciJob("nightly")],
    ["generateApiKey", ciJob("nightly")]
  ] as const)("of %s, is found out about", ([operation, joiner]) =>
    Effect.gen(function* () {
      yield* WandbTest.failNext(operation, Fault.dropAfter())
      yield* onboard(joiner)
      deepStrictEqual(yield* recipients, [joiner.email])
      assert.strictEqual((yield* WandbTest.liveKeys).length, joiner.kind === "ci" ? 1 : 0)
      const [team] = yield* WandbTest.teams
      assert.strictEqual(team?.members.length, 2)
    }).pipe(Effect.provide(over()))
  )

  it.effect("of which nothing can be found out, may be tried again, with nothing twice", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("createInvite", Fault.dropAfter())
      // The team is read once before, and once after the loss.
      yield* WandbTest.inject(
        Fault.delay(0, { operation: "entity" }),
        Fault.respond({ operation: "entity", status: 503 })
      )
      assert.strictEqual(yield* tagOf(onboard(person("mary"))), "TryAgain")
      deepStrictEqual(yield* recipients, [])
      assert.strictEqual(yield* tagOf(onboard(person("mary"))), "done")
      assert.strictEqual((yield* WandbTest.requestsTo("createInvite")).length, 1)
      deepStrictEqual(yield* recipients, ["mary@example.com"])
    }).pipe(Effect.provide(over()))
  )
})

describe("a server", () => {
  it.effect("that is down is waited for as long as the client's policy says", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("createUser", Fault.respond({ status: 503, times: 2 }))
      const fiber = yield* Effect.fork(onboard(person("mary")))
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual((yield* WandbTest.requestsTo("createUser")).length, 3)
    }).pipe(Effect.provide(over(company, { retryPolicy: RetryPolicy.standard })))
  )

  it.effect("that refuses is for somebody to look at, and not to be tried again", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("createUser", Fault.respond({ status: 403 }))
      assert.strictEqual(yield* tagOf(onboard(person("mary"))), "NotPermitted")
    }).pipe(Effect.provide(over()))
  )
})

describe("a store of secrets that does not answer", () => {
  const closed = Layer.succeed(SecretStore, {
    find: () => Effect.succeed(Option.none()),
    put: () => Effect.fail(new Unavailable({ what: "The store" }))
  })

  it.effect("leaves no key behind whose secret nobody has", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* tagOf(Effect.provide(onboard(ciJob("nightly")), closed)), "TryAgain")
      assert.strictEqual((yield* WandbTest.requestsTo("generateApiKey")).length, 1)
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(over()))
  )

  it.effect("leaves a key behind where it cannot be deleted either, until the job is sent again", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("deleteApiKey", Fault.refuse())
      yield* tagOf(Effect.provide(onboard(ciJob("nightly")), closed))
      const [left] = yield* WandbTest.liveKeys
      yield* onboard(ciJob("nightly"))
      const keys = yield* WandbTest.liveKeys
      assert.strictEqual(keys.length, 1)
      assert.notStrictEqual(keys[0]?.id, left?.id)
    }).pipe(Effect.provide(over()))
  )
})
