import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { onboard } from "../src/onboarding.js"

it.effect("stops where it cannot know whether a user was created", () =>
  Effect.gen(function* () {
    // The server creates the user, the connection is lost before it can say so, and looking for the user fails too.
    yield* WandbTest.inject(
      Fault.dropAfter({ operation: "createUser" }),
      Fault.respond({ operation: "users", status: 503 })
    )

    const error = yield* Effect.flip(onboard(["ada@example.com", "grace@example.com"]))
    assert.strictEqual(error._tag, "OutcomeUnknown")
    assert.strictEqual((yield* WandbTest.users).length, 2)
  }).pipe(Effect.provide(WandbTest.layer()))
)
