import { Users } from "@effect-wandb/core"
import { Emulator, Instance, Server } from "@effect-wandb/emulator"
import { Seed } from "@effect-wandb/testing"
import { FileSystem, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { ConfigProvider, Effect, Layer, Option, Redacted } from "effect"
import * as Configuration from "../../src/guides/configuration.js"
import { inWorld, secretOf } from "./world.js"

describe("configuration", () => {
  /** Two servers, by their origins, and the headers of the last request. */
  const servers = Effect.gen(function* () {
    const cloud = yield* Instance.make({ seed: Seed.user("cloud-admin", { admin: true }) })
    const own = yield* Instance.make({ seed: Seed.user("own-admin", { admin: true, apiKeys: ["laptop"] }) })
    const clients = { cloud: Emulator.makeHttpClient(cloud), own: Emulator.makeHttpClient(own) }
    const seen: Array<Readonly<Record<string, string>>> = []
    const client = HttpClient.make((request, url) => {
      seen.push(request.headers)
      return url.host === "wandb.example.com" ? clients.own.execute(request) : clients.cloud.execute(request)
    })
    const variables = ConfigProvider.fromMap(
      new Map([
        ["WANDB_API_KEY", Redacted.value(cloud.adminKey)],
        ["WANDB_ADMIN_KEY", Redacted.value(own.adminKey)],
        ["WANDB_ENTITY", "research"]
      ])
    )
    const environment = Layer.merge(
      Layer.succeed(HttpClient.HttpClient, client),
      Layer.setConfigProvider(variables)
    )
    return { cloud, environment, own, seen }
  })

  const viewer = Effect.map(Users.viewer, ({ username }) => Option.getOrNull(username))

  it.effect("takes key and server from wherever it is told, and each client has its own", () =>
    Effect.gen(function* () {
      const { environment } = yield* servers
      yield* Effect.gen(function* () {
        assert.strictEqual(yield* Effect.provide(viewer, Configuration.AdminLive), "own-admin")
        assert.strictEqual(yield* Effect.provide(viewer, Configuration.OwnServerLive), "own-admin")
        deepStrictEqual(yield* Configuration.whoAmIOnBoth, { cloud: "cloud-admin", own: "own-admin" })
        const entity = yield* Effect.provide(Configuration.entity, Configuration.OwnServerLive)
        assert.strictEqual(entity, "research")
      }).pipe(Effect.provide(environment))
    })
  )

  it.effect("acts as whoever a key belongs to", () =>
    Effect.gen(function* () {
      const names = yield* Configuration.keysOf(yield* secretOf("ada"))
      assert.strictEqual(names.length, 2)
      const { username } = yield* Users.viewer
      assertSome(Option.map(username, String), "root")
    }).pipe(inWorld)
  )

  it.effect("sends the header that a gateway wants", () =>
    Effect.gen(function* () {
      const { environment, seen } = yield* servers
      yield* Users.viewer.pipe(Effect.provide(Layer.provide(Configuration.ThroughGatewayLive, environment)))
      assert.strictEqual(seen.at(-1)?.["x-gateway-tenant"], "research")
    })
  )

  it.effect("exchanges the token that a file holds", () =>
    Effect.gen(function* () {
      const { cloud, seen } = yield* servers
      const emulated = Emulator.makeHttpClient(cloud)
      const basic = `Basic ${btoa(`api:${Redacted.value(cloud.adminKey)}`)}`
      const exchanging = HttpClient.make((request, url) => {
        seen.push(request.headers)
        if (!url.pathname.endsWith("/oidc/token")) {
          return emulated.execute(HttpClientRequest.setHeader(request, "authorization", basic))
        }
        const answer = Response.json({ access_token: "granted", expires_in: 3600 })
        return Effect.succeed(HttpClientResponse.fromWeb(request, answer))
      })
      const files = FileSystem.layerNoop({ readFileString: () => Effect.succeed("a.b.c\n") })
      const name = yield* viewer.pipe(
        Effect.provide(Configuration.FederatedLive),
        Effect.provide([files, Layer.succeed(HttpClient.HttpClient, exchanging)]),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))
      )
      assert.strictEqual(name, "cloud-admin")
      assert.strictEqual(seen.at(-1)?.["authorization"], "Bearer granted")
    })
  )

  it.scopedLive("reaches a server through Node's client of its own", () =>
    Effect.gen(function* () {
      const { cloud } = yield* servers
      const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, cloud)
      const name = yield* viewer.pipe(
        Effect.provide(Configuration.BehindProxyLive),
        Effect.withConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["WANDB_BASE_URL", url],
              ["WANDB_API_KEY", Redacted.value(cloud.adminKey)]
            ])
          )
        )
      )
      assert.strictEqual(name, "cloud-admin")
    })
  )
})
