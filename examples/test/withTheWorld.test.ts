import { WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { onboard } from "../src/onboarding.js"

const world = WandbTest.layer({
  users: [{ username: "root", admin: true }, { username: "ada" }]
})

it.effect("creates whoever is missing and takes whoever is there", () =>
  Effect.gen(function* () {
    const users = yield* onboard(["ada@example.com", "grace@example.com"])
    assert.strictEqual(users.length, 2)

    const names = (yield* WandbTest.users).map(({ username }) => username)
    deepStrictEqual(names, ["root", "ada", "grace"])
  }).pipe(Effect.provide(world))
)
