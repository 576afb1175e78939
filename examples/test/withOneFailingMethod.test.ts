import { Users, WandbError } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { onboard } from "../src/onboarding.js"

const denied = new WandbError.PermissionDenied({ operation: "Users.create", attempts: 1 })

it.effect("takes whoever is there, and ends when it may not create the next", () =>
  Effect.gen(function* () {
    const error = yield* onboard(["grace@example.com"]).pipe(
      // Everything is as in the world, but for this method.
      Effect.updateService(Users.Users, (users) => ({ ...users, create: () => Effect.fail(denied) })),
      Effect.flip
    )
    assert.strictEqual(error._tag, "PermissionDenied")
    assert.strictEqual((yield* WandbTest.users).length, 1)
  }).pipe(Effect.provide(WandbTest.layer()))
)
