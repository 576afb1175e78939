import { Seed, WandbTest } from "@effect-wandb/testing"
import { it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { rotate } from "../../src/rotation.js"

const world = WandbTest.layer(
  Seed.make(
    Seed.user("root", { admin: true, apiKeys: ["nightly"] }),
    Seed.user("ada", { apiKeys: ["nightly"] })
  )
)

it.effect("rotates the keys of whoever is authenticated, and of nobody else", () =>
  Effect.gen(function* () {
    yield* WandbTest.actAs("ada")(rotate("nightly", () => Effect.void))

    const made = (yield* WandbTest.liveKeys).map(({ username }) => username)
    deepStrictEqual(made, ["ada"])
    const asWhom = (yield* WandbTest.requestsTo("deleteApiKey")).map(({ username }) => username)
    deepStrictEqual(asWhom, ["ada"])
  }).pipe(Effect.provide(world))
)
