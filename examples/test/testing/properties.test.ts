import { Arbitraries, WandbTest } from "@effect-wandb/testing"
import { it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

const keysBut = (purpose: string) =>
  Effect.map(WandbTest.apiKeys, (keys) => keys.filter((key) => key.description !== purpose))

it.effect.prop(
  "leaves one key for the purpose and all others as they are, whatever there is",
  { seed: Arbitraries.world(), purpose: Arbitraries.description },
  ({ purpose, seed }) =>
    Effect.gen(function* () {
      const others = yield* keysBut(purpose)
      const key = yield* rotate(purpose, () => Effect.void)

      deepStrictEqual(yield* keysBut(purpose), others)
      const mine = (yield* WandbTest.apiKeys).filter(
        ({ description, username }) => description === purpose && username === seed.users?.[0]?.username
      )
      deepStrictEqual(
        mine.map(({ id }) => id),
        [String(key.id)]
      )
    }).pipe(Effect.provide(WandbTest.layer(seed))),
  { fastCheck: { numRuns: 20 } }
)
