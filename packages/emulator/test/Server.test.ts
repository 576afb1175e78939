import { HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Fault, Instance, Server } from "@effect-wandb/emulator"
import { Chunk, Effect, Exit, Fiber, Logger, LogLevel, Scope, TestClock, TestServices } from "effect"
import { Agent, type ClientRequest, request } from "node:http"
import { authorization } from "./support.js"

const body = JSON.stringify({ query: "query GetViewer { viewer { username } }" })
const viewer = { data: { viewer: { username: "admin" } } }

const post = (url: string, content = body) =>
  Effect.gen(function* () {
    const { adminKey } = yield* Instance.Instance
    return yield* Effect.tryPromise(() =>
      fetch(url, { method: "POST", headers: { authorization: authorization(adminKey) }, body: content })
    )
  })

const generate = JSON.stringify({ query: "mutation { generateApiKey(input: {}) { apiKey { name } } }" })

/** Waits in real time for what a socket brings. */
const until = (condition: Effect.Effect<boolean>) =>
  Effect.repeat(Effect.zipRight(TestServices.provideLive(Effect.sleep("1 millis")), condition), {
    until: (holds) => holds
  })

const isWaiting = Effect.map(TestClock.sleeps(), Chunk.isNonEmpty)

describe("a server", () => {
  it.scoped("answers fetch, under any path prefix", () =>
    Effect.gen(function* () {
      const { url, port } = yield* Server.serve({ port: 0 })
      assert.strictEqual(url, `http://127.0.0.1:${port}`)
      for (const path of ["/graphql", "/anything/graphql"]) {
        const response = yield* post(url + path)
        assert.strictEqual(response.status, 200)
        deepStrictEqual(yield* Effect.promise(() => response.json()), viewer)
      }
      assert.strictEqual((yield* post(`${url}/other`)).status, 404)
      assert.strictEqual((yield* Effect.promise(() => fetch(`${url}/graphql`))).status, 405)
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("answers Effect's client for Node", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { adminKey } = yield* Instance.Instance
      const response = yield* HttpClientRequest.post(`${url}/graphql`).pipe(
        HttpClientRequest.setHeader("authorization", authorization(adminKey)),
        HttpClientRequest.bodyText(body, "application/json"),
        HttpClient.execute
      )
      deepStrictEqual(yield* response.json, viewer)
    }).pipe(Effect.provide([Instance.layer(), NodeHttpClient.layerUndici]))
  )

  it.scoped("resets the connection where a fault loses it", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { port } = new URL(url)
      const { adminKey, inject, requests } = yield* Instance.Instance
      const faults = [Fault.dropBefore(), Fault.dropAfter(), Fault.refuse(), Fault.actLater("1 hour")]
      yield* inject(...faults)
      const code = Effect.async<unknown>((resume) => {
        request({
          port,
          host: "127.0.0.1",
          path: "/graphql",
          method: "POST",
          headers: { authorization: authorization(adminKey) }
        })
          .on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed(error.code)))
          .on("response", (response) => resume(Effect.succeed(response.statusCode)))
          .end(body)
      })
      for (const fault of faults) assert.strictEqual(yield* code, "ECONNRESET", fault._tag)
      deepStrictEqual(
        (yield* requests).map(({ fault }) => fault),
        faults.map(({ _tag }) => _tag)
      )
      assert.strictEqual(yield* code, 200)
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("sends half an answer whole", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { apiKeys, inject } = yield* Instance.Instance
      yield* inject(Fault.truncate())
      const response = yield* post(`${url}/graphql`)
      assert.strictEqual(response.status, 200)
      const whole = JSON.stringify(viewer)
      assert.strictEqual(
        yield* Effect.promise(() => response.text()),
        whole.slice(0, Math.floor(whole.length / 2))
      )
      assert.lengthOf(yield* apiKeys, 1)
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("acts after it has reset the connection", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { apiKeys, inject } = yield* Instance.Instance
      yield* inject(Fault.actLater("1 minute"))
      yield* Effect.flip(post(`${url}/graphql`, generate))
      yield* TestClock.adjust("59 seconds")
      assert.lengthOf(yield* apiKeys, 1)
      yield* TestClock.adjust("1 second")
      assert.lengthOf(yield* apiKeys, 2)
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("does for a client that hangs up what it does for one that waits", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { adminKey, apiKeys, inject, requests } = yield* Instance.Instance
      const headers = { authorization: authorization(adminKey) }
      for (const [fault, keysMeanwhile, keysAfter] of [
        [Fault.delay("1 minute"), 1, 2],
        [Fault.delayAfter("1 minute"), 3, 3]
      ] as const) {
        yield* inject(fault)
        const client = request(`${url}/graphql`, { method: "POST", headers }).on("error", () => {})
        client.end(generate)
        yield* until(isWaiting)
        client.destroy()
        yield* until(Effect.map(requests, (entries) => entries.at(-1)?.fault === fault._tag))
        assert.strictEqual((yield* requests).at(-1)?.status, null)
        assert.lengthOf(yield* apiKeys, keysMeanwhile)
        yield* TestClock.adjust("1 minute")
        assert.lengthOf(yield* apiKeys, keysAfter)
      }
      assert.lengthOf(yield* requests, 2)
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("keeps quiet and goes on when clients go away", () => {
    const logged: Array<unknown> = []
    const logger = Logger.make(({ message }) => void logged.push(message))
    return Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      const { adminKey, inject } = yield* Instance.Instance
      const open = (headers: Readonly<Record<string, string>> = {}) =>
        request(`${url}/graphql`, {
          method: "POST",
          headers: { authorization: authorization(adminKey), ...headers }
        }).on("error", () => {})
      const hangUp = (client: ClientRequest) =>
        Effect.async<void>((resume) => {
          client.on("close", () => resume(Effect.void)).destroy()
        })

      // In the midst of sending,
      const sending = open({ "content-length": "1000" })
      yield* Effect.async<void>((resume) => {
        sending.write(body, () => resume(Effect.void))
      })
      yield* hangUp(sending)

      // in the midst of an answer that is larger than any buffer,
      yield* inject(Fault.respond({ status: 200, body: "x".repeat(20_000_000) }))
      const receiving = open()
      yield* Effect.async<void>((resume) => {
        receiving.on("response", (response) =>
          response.on("error", () => {}).once("data", () => resume(Effect.void))
        )
        receiving.end(body)
      })
      yield* hangUp(receiving)

      // and right after the request, be it taken or not.
      const sent = open()
      yield* Effect.async<void>((resume) => {
        sent.end(body, () => resume(Effect.void))
      })
      yield* hangUp(sent)

      for (let times = 0; times < 3; times++) {
        assert.strictEqual((yield* post(`${url}/graphql`)).status, 200)
      }
      deepStrictEqual(logged, [])
    }).pipe(Effect.provide([Instance.layer(), Logger.add(logger), Logger.minimumLogLevel(LogLevel.All)]))
  })

  it.scoped("says in one sentence that a port is taken, or is none", () =>
    Effect.gen(function* () {
      const { port } = yield* Server.serve({ port: 0 })
      const taken = yield* Effect.flip(Server.serve({ port }))
      assert.strictEqual(taken._tag, "PortUnavailable")
      assert.strictEqual(
        taken.message,
        `cannot listen on 127.0.0.1:${port}: another process does; stop it or choose another port`
      )
      const none = yield* Effect.flip(Server.serve({ port: 65_536 }))
      assert.include(none.message, "from 0 to 65535")
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.effect("closes with its scope, kept-alive connections and waiting requests included", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { url } = yield* Scope.extend(Server.serve({ port: 0 }), scope)
      const { adminKey, inject } = yield* Instance.Instance
      const agent = new Agent({ keepAlive: true })
      const headers = { authorization: authorization(adminKey) }
      const send = Effect.async<unknown>((resume) => {
        request(`${url}/graphql`, { agent, method: "POST", headers })
          .on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed(error.code)))
          .on("response", (response) =>
            response.resume().on("end", () => resume(Effect.succeed(response.statusCode)))
          )
          .end(body)
      })
      assert.strictEqual(yield* send, 200)
      yield* inject(Fault.delay("1 hour"))
      // Whichever of two arrives first waits, so the answer to the other shows that one is waiting.
      const fibers = [yield* Effect.fork(send), yield* Effect.fork(send)] as const
      assert.strictEqual(yield* Effect.raceFirst(Fiber.join(fibers[0]), Fiber.join(fibers[1])), 200)
      yield* Scope.close(scope, Exit.void)
      assert.sameMembers(yield* Effect.forEach(fibers, Fiber.join), [200, "ECONNRESET"])
      agent.destroy()
      assert.strictEqual(yield* send, "ECONNREFUSED")
    }).pipe(Effect.provide(Instance.layer()))
  )
})
