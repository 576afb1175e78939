import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKeys, User, Users, WandbError } from "@effect-wandb/core"
import { Fault, Instance, Server } from "@effect-wandb/emulator"
import { FetchHttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Layer, Redacted } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { adminKey } from "./support.js"

const clients = [
  ["FetchHttpClient.layer", FetchHttpClient.layer],
  ["NodeHttpClient.layer", NodeHttpClient.layer],
  ["NodeHttpClient.layerUndici", NodeHttpClient.layerUndici]
] as const

/** An emulated server on a socket, for the time of a scope. */
const emulator = Effect.gen(function* () {
  const instance = yield* Instance.make()
  const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, instance)
  return { instance, url }
})

/** A server of one answer on a socket, and what it was sent. */
const serving = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly seen: Array<IncomingMessage>; readonly close: () => void }>(
      (resume) => {
        const seen: Array<IncomingMessage> = []
        const server = createServer((request, response) => {
          seen.push(request)
          request.resume()
          answer(request, response)
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          const close = () => {
            server.closeAllConnections()
            server.close()
          }
          resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, seen, close }))
        })
      }
    ),
    ({ close }) => Effect.sync(close)
  )

describe.each(clients)("over %s, on a socket", (_, httpClient) => {
  const wandb = (baseUrl: string, apiKey: Redacted.Redacted = Redacted.make(adminKey)) =>
    Wandb.layer({ apiKey, baseUrl, retryPolicy: RetryPolicy.none }).pipe(Layer.provide(httpClient))

  it.scopedLive("every operation works, also behind a path prefix", () =>
    Effect.gen(function* () {
      const { instance, url } = yield* emulator
      yield* Effect.gen(function* () {
        const created = yield* Users.create({ email: "ada@example.com" })
        const me = yield* Users.viewer
        const key = yield* ApiKeys.generate({ description: "socket", owner: me })
        const same = yield* Wandb.actAs(Users.viewer, key.secret)
        assert.strictEqual(same.id, me.id)
        assert.strictEqual((yield* Users.get({ email: "ada@example.com" })).id, created.id)
        yield* ApiKeys.delete(me, key.name)
        assert.isFalse(User.apiKeyNames(yield* Users.viewer).includes(key.name))
      }).pipe(Effect.provide(wandb(`${url}/some/prefix/`, instance.adminKey)))
    })
  )

  it.scopedLive("a refused connection says so, and that nothing was done", () =>
    Effect.gen(function* () {
      const { close, url } = yield* serving((_, response) => response.end())
      close()
      const error = yield* Effect.flip(ApiKeys.generate()).pipe(Effect.provide(wandb(url)))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Transport" })
      assert.include(error.message, "ECONNREFUSED")
    })
  )

  it.scopedLive("a connection that is lost after the effect leaves the outcome unknown", () =>
    Effect.gen(function* () {
      const { instance, url } = yield* emulator
      yield* instance.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const error = yield* Effect.flip(ApiKeys.generate()).pipe(Effect.provide(wandb(url, instance.adminKey)))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.strictEqual((yield* instance.apiKeys).length, 2)
    })
  )

  it.scopedLive("an answer that breaks off is a failure of the transport", () =>
    Effect.gen(function* () {
      const { url } = yield* serving((_, response) => {
        response.writeHead(200, { "content-length": "1000" })
        response.write('{"data":', () => response.destroy())
      })
      const error = yield* Effect.flip(Users.viewer).pipe(Effect.provide(wandb(url)))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Transport" })
    })
  )

  it.scopedLive("credentials do not travel along a redirect", () =>
    Effect.gen(function* () {
      const elsewhere = yield* serving((_, response) => response.end("{}"))
      const { url } = yield* serving((_, response) => {
        response.writeHead(307, { location: `${elsewhere.url}/graphql` })
        response.end()
      })
      const error = yield* Effect.flip(Users.viewer).pipe(Effect.provide(wandb(url)))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected" })
      assert.isTrue(WandbError.isWandbError(error) && error.message.includes("redirect"))
      assert.strictEqual(elsewhere.seen.length, 0)
    })
  )

  it.scopedLive("credentials do not leave the path prefix along a redirect on the same host either", () =>
    Effect.gen(function* () {
      const statuses = [301, 302, 303, 307, 308]
      const { seen, url } = yield* serving((request, response) => {
        const isWithin = request.url?.startsWith("/wandb/") === true
        const location = seen.length % 2 === 0 ? "/elsewhere/graphql" : "../elsewhere/graphql"
        response.writeHead(isWithin ? (statuses[seen.length - 1] ?? 307) : 200, { location })
        response.end("{}")
      })
      for (const status of statuses) {
        const error = yield* Effect.flip(Users.viewer).pipe(Effect.provide(wandb(`${url}/wandb`)))
        assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected" }, `status ${status}`)
      }
      deepStrictEqual(
        seen.map(({ url }) => url),
        statuses.map(() => "/wandb/graphql")
      )
    })
  )
})
