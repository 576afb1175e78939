/** On Node: over undici, with server and key from the environment. */
import { Wandb } from "@effect-wandb/client"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"
import { story } from "./story.js"

const WandbLive = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(
  story.pipe(
    Effect.provide(WandbLive),
    Effect.flatMap((steps) => Console.log(JSON.stringify({ runtime: process.version, steps })))
  )
)
