import { Wandb, WandbConfigProvider } from "@effect-wandb/client"
import { ApiKeys } from "@effect-wandb/core"
import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"

// Reads what W&B's own client reads: variables, .netrc and settings.
const WandbLive = Wandb.layerConfig({
  requestsPerSecond: 20,
  onOutcomeUnknown: (error) => Effect.logError(error.message)
}).pipe(
  Layer.provide(WandbConfigProvider.layer),
  Layer.provide([NodeFileSystem.layer, NodeHttpClient.layerUndici])
)

const program = Effect.gen(function* () {
  const key = yield* ApiKeys.generate({ description: "nightly export", settle: true })
  yield* Console.log(`A new key: ${key.name}`)
})

NodeRuntime.runMain(Effect.provide(program, WandbLive))
