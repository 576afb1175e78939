import { HttpBody, HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Emulator, Fault, Instance, RequestLog } from "@effect-wandb/emulator"
import { Effect, Exit, Fiber, Layer, Redacted, Stream, TestClock } from "effect"
import * as Log from "../src/internal/log.js"
import { ask, at, authorization, legacyKey } from "./support.js"

const viewer = "query GetViewer { viewer { username } }"
const generate = `mutation GenerateApiKey { result: generateApiKey(input: {}) { apiKey { name } } }`

const send = (query: string, url = `${Emulator.baseUrl}/graphql`) =>
  Effect.gen(function* () {
    const { adminKey } = yield* Instance.Instance
    return yield* HttpClientRequest.post(url).pipe(
      HttpClientRequest.setHeader("authorization", authorization(adminKey)),
      HttpClientRequest.bodyUnsafeJson({ query }),
      HttpClient.execute
    )
  })

const emulator = Layer.provideMerge(Emulator.layerHttpClient, Instance.layer())

describe("the in-process client", () => {
  it.effect("answers whatever the origin and the path prefix", () =>
    Effect.gen(function* () {
      for (const base of [Emulator.baseUrl, "https://api.wandb.ai", "http://localhost:1/some/prefix"]) {
        const response = yield* send(viewer, `${base}/graphql`)
        assert.strictEqual(response.status, 200)
        assert.deepStrictEqual(yield* response.json, { data: { viewer: { username: "admin" } } })
      }
    }).pipe(Effect.provide(emulator))
  )

  it.effect("sends text and streamed bodies as well", () =>
    Effect.gen(function* () {
      const { adminKey } = yield* Instance.Instance
      const text = JSON.stringify({ query: viewer })
      for (const body of [
        HttpBody.text(text),
        HttpBody.raw(text),
        HttpBody.stream(Stream.make(new TextEncoder().encode(text)))
      ]) {
        const response = yield* HttpClientRequest.post(`${Emulator.baseUrl}/graphql`).pipe(
          HttpClientRequest.setHeader("authorization", authorization(adminKey)),
          HttpClientRequest.setBody(body),
          HttpClient.execute
        )
        assert.strictEqual(response.status, 200)
      }
    }).pipe(Effect.provide(emulator))
  )

  it.effect("sees a lost connection as a transport error with Node's code", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      yield* instance.inject(Fault.dropBefore(), Fault.refuse())
      for (const code of ["ECONNRESET", "ECONNREFUSED"]) {
        const error = yield* Effect.flip(send(viewer))
        assert.strictEqual(error._tag, "RequestError")
        assert.strictEqual(error.reason, "Transport")
        assert.instanceOf(error.cause, Error)
        assert.propertyVal(error.cause, "code", code)
      }
    }).pipe(Effect.provide(emulator))
  )

  it.effect("is the same handler that answers web requests", () =>
    Effect.gen(function* () {
      const response = yield* Emulator.handle(
        new Request(`${Emulator.baseUrl}/graphql`, { method: "POST", body: "" })
      )
      assert.strictEqual(response.status, 401)
    }).pipe(Effect.provide(emulator))
  )

  it.effect("does nothing for a request that was interrupted before its time", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      yield* instance.inject(Fault.delay("1 minute"))
      const before = yield* instance.apiKeys
      const fiber = yield* Effect.fork(Effect.timeout(send(generate), "30 seconds"))
      yield* TestClock.adjust("2 minutes")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
      assert.deepStrictEqual(yield* instance.apiKeys, before)
      assert.deepInclude((yield* instance.requests).at(-1), { status: null, fault: "Delay" })
    }).pipe(Effect.provide(emulator))
  )
})

describe("a fault", () => {
  const keyCount = (instance: Instance.Instance.Service) =>
    Effect.map(instance.apiKeys, (keys) => keys.length)

  it.effect("answers instead of the server", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(
        Fault.respond({
          status: 429,
          headers: { "Retry-After": "3" },
          body: { error: "Rate limit exceeded" }
        }),
        Fault.respond({ status: 200, body: "<html>" }),
        Fault.respond({ status: 503 }),
        Fault.respond({ status: 204, body: "nothing" })
      )
      const request = () =>
        new Request(`${Emulator.baseUrl}/graphql`, {
          method: "POST",
          body: JSON.stringify({ query: generate })
        })
      const limited = yield* instance.handle(request())
      assert.strictEqual(limited.status, 429)
      assert.strictEqual(limited.headers.get("retry-after"), "3")
      assert.deepStrictEqual(yield* Effect.promise(() => limited.json()), { error: "Rate limit exceeded" })
      for (const [status, text] of [
        [200, "<html>"],
        [503, ""],
        [204, ""]
      ] as const) {
        const response = yield* instance.handle(request())
        assert.strictEqual(response.status, status)
        assert.strictEqual(yield* Effect.promise(() => response.text()), text)
      }
      assert.strictEqual(yield* keyCount(instance), 1)
    })
  )

  it.effect("answers after the effect took place", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.respondAfter({ status: 502, body: "bad gateway" }))
      const answer = yield* ask(instance, generate)
      assert.strictEqual(answer.status, 502)
      assert.strictEqual(answer.text, "bad gateway")
      assert.strictEqual(yield* keyCount(instance), 2)
    })
  )

  it.effect("loses the connection before or after the effect", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      for (const [fault, code, keys] of [
        [Fault.dropBefore(), "ECONNRESET", 1],
        [Fault.refuse(), "ECONNREFUSED", 1],
        [Fault.dropAfter(), "ECONNRESET", 2]
      ] as const) {
        yield* instance.inject(fault)
        const error = yield* Effect.flip(ask(instance, generate))
        assert.deepInclude(error, { _tag: "ConnectionLost", code })
        assert.strictEqual(yield* keyCount(instance), keys)
      }
    })
  )

  it.effect("delays by the clock", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(ask(instance, viewer))
      yield* TestClock.adjust("9 seconds")
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
    })
  )

  it.effect("waits for its operation, by name or root field, as often as it says", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const status = (query: string) => Effect.map(ask(instance, query), ({ status }) => status)
      yield* instance.inject(
        Fault.respond({ status: 500, operation: "generateApiKey", times: 2 }),
        Fault.respond({ status: 501, operation: "GetViewer" }),
        Fault.respond({ status: 502, operation: "generateApiKey" })
      )
      assert.strictEqual(yield* status("{ serverInfo { cliVersionInfo } }"), 200)
      assert.strictEqual(yield* status(viewer), 501)
      assert.strictEqual(yield* status(viewer), 200)
      assert.strictEqual(
        yield* status(
          `mutation { ...F } fragment F on Mutation { ... { generateApiKey(input: {}) { apiKey { id } } } }`
        ),
        500
      )
      assert.strictEqual(yield* status(generate), 500)
      assert.strictEqual(yield* status(generate), 502)
      assert.strictEqual(yield* status(generate), 200)
    })
  )

  it("has a status that HTTP has, and happens once at least", () => {
    assert.throws(() => Fault.respond({ status: 99 }))
    assert.throws(() => Fault.respondAfter({ status: 600 }))
    assert.throws(() => Fault.refuse({ times: 0 }))
  })

  it.effect("is forgotten on demand", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.refuse({ times: 9 }))
      yield* instance.clearFaults
      assert.strictEqual((yield* ask(instance, viewer)).status, 200)
    })
  )
})

describe("the request log", () => {
  it.effect("says who asked for what, when, and how it ended", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* TestClock.adjust("1 second")
      yield* ask(instance, "query A($name: String) { entity(name: $name) { id } viewer { id } }", {
        name: "x"
      })
      yield* ask(instance, "{ viewer { id } }", undefined, { as: null })
      yield* instance.inject(Fault.dropAfter())
      yield* Effect.flip(ask(instance, viewer))
      yield* ask(instance, "", undefined, { body: "?" })
      const at = "1970-01-01T00:00:01.000Z"
      const expected: ReadonlyArray<RequestLog.Entry> = [
        {
          at,
          operation: "A",
          rootFields: ["entity", "viewer"],
          variables: { name: "x" },
          username: "admin",
          status: 200
        },
        { at, operation: null, rootFields: ["viewer"], variables: {}, username: null, status: 401 },
        {
          at,
          operation: "GetViewer",
          rootFields: ["viewer"],
          variables: {},
          username: "admin",
          status: null,
          fault: "DropAfter"
        },
        { at, operation: null, rootFields: [], variables: {}, username: "admin", status: 400 }
      ]
      assert.deepStrictEqual(yield* instance.requests, expected)
    })
  )

  it.effect("holds no secret", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ apiKeyListing: "legacy", adminKey: legacyKey })
      const secret = Redacted.value(legacyKey)
      yield* ask(instance, generate)
      yield* ask(instance, "query A($a: JSON) { viewer { id } }", {
        plain: secret,
        inText: `my key is local-${secret}!`,
        deep: [{ key: at(yield* ask(instance, generate), "data", "result", "apiKey", "name") }],
        [secret]: 1
      })
      yield* ask(instance, `{ k${secret} }`)
      yield* ask(instance, "{", undefined, { body: JSON.stringify({ query: "{", operationName: secret }) })
      const log = JSON.stringify(yield* instance.requests)
      assert.notInclude(log, secret)
      assert.notInclude(log, "wandb_v1_")
      assert.include(log, "my key is local-<redacted>!")
    })
  )

  it.effect("forgets the oldest beyond its capacity", () =>
    Effect.gen(function* () {
      const log = yield* Log.make
      const entry = { at: "", operation: null, rootFields: [], variables: {}, username: null }
      for (let status = 0; status <= RequestLog.capacity; status++) yield* log.record({ ...entry, status })
      const entries = yield* log.entries
      assert.lengthOf(entries, RequestLog.capacity)
      assert.strictEqual(entries[0]?.status, 1)
    })
  )
})
