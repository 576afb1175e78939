import { Wandb } from "@effect-wandb/client"
import { HttpApiBuilder, HttpMiddleware } from "@effect/platform"
import { NodeHttpClient, NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Config, Effect, Layer } from "effect"
import { createServer } from "node:http"
import * as Api from "./Api.js"
import * as CiAccount from "./CiAccount.js"
import * as Mailer from "./Mailer.js"
import * as SecretStore from "./SecretStore.js"

// WANDB_API_KEY is an administrator's, CI_API_KEY that of the account that CI jobs run as.
const WandbLive = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))

const HttpLive = Layer.unwrapEffect(
  Effect.map(Config.withDefault(Config.port("PORT"), 3000), (port) =>
    NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })
  )
)

HttpApiBuilder.serve(HttpMiddleware.logger).pipe(
  Layer.provide(Api.layer),
  Layer.provide([WandbLive, CiAccount.layerConfig, SecretStore.layerMemory, Mailer.layerLog]),
  Layer.provide(HttpLive),
  Layer.launch,
  NodeRuntime.runMain
)
