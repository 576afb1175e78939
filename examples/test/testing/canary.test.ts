import type { ApiKey } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Data, Effect, Exit, Redacted } from "effect"
import { rotate } from "../../src/rotation.js"

/** Puts a key where a program reads it; here it is only said that it was. */
const deliver = (key: ApiKey.GeneratedApiKey) => Effect.log("delivered", key)

class Refused extends Data.TaggedError("Refused")<{ readonly url: string }> {}

const careless = ({ secret }: ApiKey.GeneratedApiKey) =>
  new Refused({ url: `https://vault.example.com/nightly?value=${Redacted.value(secret)}` })

describe("rotation", () => {
  it.effect("shows no key", () =>
    rotate("nightly", deliver).pipe(Canary.expectNoKeys, Effect.provide(WandbTest.layer()))
  )

  it.effect("shows no key when it fails", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("generateApiKey", Fault.truncate())
      yield* Effect.flip(rotate("nightly", deliver)).pipe(Canary.expectNoKeys)
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("is seen to show one, if whom it hands it to does", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Canary.expectNoKeys(rotate("nightly", careless)))
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof Canary.KeyShown)
    }).pipe(Effect.provide(WandbTest.layer()))
  )
})
