import { WandbError } from "@effect-wandb/core"
import { Arbitraries, WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

it.effect.prop(
  "hands nothing over, and deletes nothing, where no key may be made",
  { me: Arbitraries.user, key: Arbitraries.apiKey },
  ({ key, me }) =>
    Effect.gen(function* () {
      const handOver = () => Effect.dieMessage("there is no key")
      const error = yield* Effect.flip(rotate("nightly", handOver))
      assert.strictEqual(error._tag, "PermissionDenied")
    }).pipe(
      Effect.provide(
        // A key is not deleted: the method would die, naming itself.
        WandbTest.layerMock({
          users: { viewer: Effect.succeed(me) },
          apiKeys: {
            list: () => Effect.succeed([key]),
            generate: () => Effect.fail(new WandbError.PermissionDenied({ operation: "ApiKeys.generate" }))
          }
        })
      )
    ),
  { fastCheck: { numRuns: 12 } }
)
