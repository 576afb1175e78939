import { WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

const world = WandbTest.layer({
  users: [{ username: "root", admin: true, apiKeys: [{ description: "nightly" }, { description: "laptop" }] }]
})

it.effect("puts a new key in the place of the old one", () =>
  Effect.gen(function* () {
    const [old] = yield* WandbTest.apiKeys
    const key = yield* rotate("nightly", () => Effect.void)

    const keys = yield* WandbTest.apiKeys
    assert.sameMembers(
      keys.map(({ description }) => description),
      ["admin key", "laptop", "nightly"]
    )
    assert.isTrue(keys.some(({ id }) => id === key.id))
    assert.isFalse(keys.some(({ id }) => id === old?.id))
    assert.strictEqual((yield* WandbTest.requestsTo("deleteApiKey")).length, 1)
  }).pipe(Effect.provide(world))
)
