import { KeyRotation, RotationJournal } from "@effect-wandb/admin"
import { ApiKey, User, WandbError } from "@effect-wandb/core"
import { Arbitraries, WandbTest } from "@effect-wandb/testing"
import { FileSystem } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Option } from "effect"
import { nightly } from "../../src/nightlyRotation.js"

it.effect.prop(
  "stores nothing, deletes nothing and leaves nothing to finish, where no key may be made",
  { me: Arbitraries.user, key: Arbitraries.apiKey },
  ({ key, me }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(nightly("export", "wandb.key"))
      assert.include(error, { _tag: "RotationFailed", step: "generate" })
      deepStrictEqual(yield* KeyRotation.unfinished, [])
    }).pipe(
      Effect.provide([
        // No key is deleted, and no file is written: the methods would die.
        WandbTest.layerMock({
          users: {
            viewer: Effect.succeed(
              new User.User({
                ...me,
                apiKeys: Option.some([new ApiKey.ApiKey({ ...key, description: Option.some("export") })])
              })
            )
          },
          apiKeys: {
            generate: () => Effect.fail(new WandbError.PermissionDenied({ operation: "ApiKeys.generate" }))
          }
        }),
        RotationJournal.layerMemory,
        FileSystem.layerNoop({ writeFileString: () => Effect.dieMessage("there is no key") })
      ])
    ),
  { fastCheck: { numRuns: 12 } }
)
