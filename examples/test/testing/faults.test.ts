import { Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

const world = WandbTest.layer(Seed.user("root", { admin: true, apiKeys: ["nightly"] }))
const rotation = rotate("nightly", () => Effect.void)

describe("rotation", () => {
  it.effect("keeps the old key where it cannot know whether there is a new one", () =>
    Effect.gen(function* () {
      const [old] = yield* WandbTest.apiKeys
      // The server makes the key, and the connection is lost before it can say so.
      yield* WandbTest.failNext("generateApiKey", Fault.dropAfter())

      const error = yield* Effect.flip(rotation)
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.isTrue((yield* WandbTest.apiKeys).some(({ id }) => id === old?.id))
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    ["a refused connection", Fault.refuse()],
    ["a server that is down", Fault.respond({ status: 503 })],
    ["a refusal", Fault.graphqlErrors([{ message: "permission denied" }])],
    ["a page for browsers", Fault.respond({ status: 200, body: "<html></html>" })]
  ] as const)("ends without a new key after %s", ([, fault]) =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("generateApiKey", fault)
      yield* Effect.flip(rotation)
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )
})
