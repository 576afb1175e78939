import { Wandb } from "@effect-wandb/client"
import { User, Users } from "@effect-wandb/core"
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const me = yield* Users.viewer
  yield* Console.log(`Keys of ${User.label(me)}: ${User.apiKeyNames(me).join(", ")}`)
})

// Reads WANDB_API_KEY and WANDB_BASE_URL (default https://api.wandb.ai).
const WandbLive = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, WandbLive))
