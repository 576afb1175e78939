// #region imports
import { Wandb } from "@effect-wandb/client"
import { type ApiKeySecret, User, Users } from "@effect-wandb/core"
import { FileSystem, HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { EnvHttpProxyAgent } from "@effect/platform-node/Undici"
import { Config, Effect, Layer, Redacted } from "effect"
// #endregion

// #region explicit
/** The key comes from a variable of our own, and the server is always this one. */
export const AdminLive = Layer.unwrapEffect(
  Effect.map(Config.redacted("WANDB_ADMIN_KEY"), (apiKey) =>
    Wandb.layer({ apiKey, baseUrl: "https://wandb.example.com", requestsPerSecond: 20 })
  )
)
// #endregion

// #region configs
/** Only what is given here is read from somewhere else; all the rest stays as W&B's own client has it. */
export const OwnServerLive = Wandb.layerConfig({
  baseUrl: Config.succeed("https://wandb.example.com"),
  apiKey: Config.redacted("WANDB_ADMIN_KEY")
})
// #endregion

// #region servers
const CloudLive = Wandb.layerConfig()

/** Two clients in one program share nothing: no credentials, no limit, no cache. */
export const whoAmIOnBoth = Effect.all({
  cloud: Effect.map(Users.viewer, User.label).pipe(Effect.provide(CloudLive)),
  own: Effect.map(Users.viewer, User.label).pipe(Effect.provide(OwnServerLive))
})
// #endregion

// #region actAs
/** The names of the keys of whoever this key belongs to; the program around it goes on as before. */
export const keysOf = (secret: ApiKeySecret.ApiKeySecret) =>
  Effect.map(Users.viewer, User.apiKeyNames).pipe(Wandb.actAs(secret))
// #endregion

// #region identity
/** A token that the platform keeps fresh in a file; it is read again at each exchange. */
export const FederatedLive = Layer.unwrapEffect(
  Effect.map(FileSystem.FileSystem, (fs) =>
    Wandb.layerConfig({
      identityToken: Effect.map(fs.readFileString("/var/run/secrets/wandb/token"), (token) =>
        Redacted.make(token.trim())
      )
    })
  )
)
// #endregion

// #region transform
/** Everything goes through a gateway that wants a header of its own. */
export const ThroughGatewayLive = Layer.unwrapEffect(
  Effect.map(Config.redacted("WANDB_ADMIN_KEY"), (apiKey) =>
    Wandb.layer({
      apiKey,
      baseUrl: "https://wandb.example.com",
      transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-gateway-tenant", "research"))
    })
  )
)
// #endregion

// #region proxy
/** Honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which Node's clients do not by themselves. */
const proxyFromEnvironment = Layer.scoped(
  NodeHttpClient.Dispatcher,
  Effect.acquireRelease(
    Effect.sync(() => new EnvHttpProxyAgent()),
    (agent) => Effect.promise(() => agent.close())
  )
)

export const BehindProxyLive = Wandb.layerConfig().pipe(
  Layer.provide(NodeHttpClient.layerUndiciWithoutDispatcher),
  Layer.provide(proxyFromEnvironment)
)
// #endregion

// #region entity
/** What `WANDB_ENTITY` says, else the default entity of whoever is authenticated. */
export const entity = Effect.flatten(Wandb.defaultEntity)
// #endregion
