import { HttpApiBuilder, HttpMiddleware } from "@effect/platform"
import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Config, Effect, Layer } from "effect"
import { createServer } from "node:http"
import * as Wandb from "../../shared/wandb.js"
import * as Api from "./Api.js"
import * as Authorization from "./Authorization.js"

const http = Layer.unwrapEffect(
  Effect.map(Config.withDefault(Config.port("PORT"), 3000), (port) =>
    NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })
  )
)

const wandb = Wandb.layer({ users: [{ username: "root", admin: true }, { username: "ada" }] })

HttpApiBuilder.serve(HttpMiddleware.logger).pipe(
  Layer.provide(Api.layer),
  Layer.provide([Authorization.layerConfig, wandb]),
  Layer.provide(http),
  Layer.launch,
  NodeRuntime.runMain
)
