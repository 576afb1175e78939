import { Arbitraries, WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck, Layer, Option } from "effect"
import { CiAccount } from "../src/CiAccount.js"
import { onboard } from "../src/onboard.js"
import { layerMemory } from "../src/SecretStore.js"
import { outbox, person, recipients } from "./support.js"

const refusals = FastCheck.oneof(
  Arbitraries.errors.Unauthenticated,
  Arbitraries.errors.PermissionDenied,
  Arbitraries.errors.RequestFailed,
  Arbitraries.errors.OutcomeUnknown,
  Arbitraries.errors.UnexpectedResponse
)

it.effect.prop(
  "ends as it is explained to whoever sent the joiner, whatever the server says to a new user",
  { team: Arbitraries.team, refusal: refusals, apiKey: Arbitraries.apiKeySecret },
  ({ apiKey, refusal, team }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(onboard(person("mary")))
      const isForbidden = refusal._tag === "Unauthenticated" || refusal._tag === "PermissionDenied"
      assert.strictEqual(error._tag, isForbidden ? "NotPermitted" : "TryAgain")
      assert.strictEqual(error.message, refusal.message)
      deepStrictEqual(yield* recipients, [])
    }).pipe(
      Effect.provide([
        // Nobody may be invited, and no key made: any other method would die, naming itself.
        WandbTest.layerMock({
          teams: { get: () => Effect.succeed(team) },
          users: { find: () => Effect.succeed(Option.none()), create: () => Effect.fail(refusal) }
        }),
        Layer.succeed(CiAccount, { apiKey }),
        layerMemory,
        outbox
      ])
    ),
  { fastCheck: { numRuns: 15 } }
)
