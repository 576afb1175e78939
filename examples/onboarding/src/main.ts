import { ApiKeySecret } from "@effect-wandb/core"
import { HttpApiBuilder, HttpMiddleware } from "@effect/platform"
import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Config, Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import * as Wandb from "../../shared/wandb.js"
import * as Api from "./Api.js"
import * as CiAccount from "./CiAccount.js"
import * as Mailer from "./Mailer.js"
import * as SecretStore from "./SecretStore.js"

/** The key of the account that CI jobs run as, in a W&B in memory. */
const robotKey = Redacted.make(randomBytes(20).toString("hex"))

const wandb = Wandb.layer({
  users: [
    { username: "root", admin: true },
    { username: "robot", accountType: "SERVICE", apiKeys: [{ description: "onboarding", secret: robotKey }] }
  ],
  teams: [{ name: "engine", members: [{ username: "root", role: "admin" }] }]
})

const ciAccount = Layer.unwrapEffect(
  Effect.map(Wandb.isInMemory, (here) =>
    here
      ? Layer.effect(
          CiAccount.CiAccount,
          Effect.map(Effect.orDie(ApiKeySecret.make(robotKey)), (apiKey) => ({ apiKey }))
        )
      : CiAccount.layerConfig
  )
)

const http = Layer.unwrapEffect(
  Effect.map(Config.withDefault(Config.port("PORT"), 3000), (port) =>
    NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })
  )
)

HttpApiBuilder.serve(HttpMiddleware.logger).pipe(
  Layer.provide(Api.layer),
  Layer.provide([wandb, ciAccount, SecretStore.layerMemory, Mailer.layerLog]),
  Layer.provide(http),
  Layer.launch,
  NodeRuntime.runMain
)
