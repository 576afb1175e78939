import { WandbTest } from "@effect-wandb/testing"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

it.effect("leaves no key behind that could not be handed over", () =>
  Effect.gen(function* () {
    yield* Effect.flip(rotate("nightly", () => Effect.fail("the vault is closed")))
    yield* WandbTest.expectNoLiveKeys()
  }).pipe(Effect.provide(WandbTest.layer()))
)

it.effect("leaves the key that it is for, and no other", () =>
  Effect.gen(function* () {
    yield* rotate("nightly", () => Effect.void)
    yield* rotate("nightly", () => Effect.void)
    yield* WandbTest.expectNoLiveKeys({ except: ["nightly"] })
  }).pipe(Effect.provide(WandbTest.layer()))
)
