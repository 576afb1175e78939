import { HttpBody, HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, notDeepStrictEqual } from "@effect/vitest/utils"
import { Emulator, Fault, Instance, Journal } from "@effect-wandb/emulator"
import { Effect, Exit, Fiber, Layer, Redacted, Schema, Stream, TestClock } from "effect"
import * as Entries from "../src/internal/journal.js"
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
        deepStrictEqual(yield* response.json, { data: { viewer: { username: "admin" } } })
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

  it.effect("takes effect when a delay is over, though the caller gave up before", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      yield* instance.inject(Fault.delay("1 minute"))
      const fiber = yield* Effect.fork(Effect.timeout(send(generate), "30 seconds"))
      yield* TestClock.adjust("59 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
      assert.lengthOf(yield* instance.apiKeys, 1)
      const log = yield* instance.requests
      assert.deepInclude(log.at(-1), { status: null, fault: "Delay" })
      yield* TestClock.adjust("1 second")
      assert.lengthOf(yield* instance.apiKeys, 2)
      deepStrictEqual(yield* instance.requests, log)
    }).pipe(Effect.provide(emulator))
  )

  it.effect("stops waiting for a late answer when the caller gives up", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      yield* instance.inject(Fault.delayAfter("1 minute"))
      const fiber = yield* Effect.fork(Effect.timeout(send(generate), "30 seconds"))
      yield* TestClock.adjust("30 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
      assert.lengthOf(yield* instance.apiKeys, 2)
      assert.deepInclude((yield* instance.requests).at(-1), { status: null, fault: "DelayAfter" })
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
      deepStrictEqual(yield* Effect.promise(() => limited.json()), { error: "Rate limit exceeded" })
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

  it.effect("takes effect at once and is answered late", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.delayAfter("10 seconds"))
      const fiber = yield* Effect.fork(ask(instance, generate))
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(yield* keyCount(instance), 2)
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
      assert.strictEqual(yield* keyCount(instance), 2)
    })
  )

  it.effect("loses the connection at once and takes effect later", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.actLater("10 seconds", { operation: "createUser" }))
      const error = yield* Effect.flip(
        ask(instance, `mutation { createUser(input: {email: "x@y"}) { user { id } } }`)
      )
      assert.deepInclude(error, { _tag: "ConnectionLost", code: "ECONNRESET" })
      assert.deepInclude((yield* instance.requests).at(-1), { status: null, fault: "ActLater" })
      yield* TestClock.adjust("9 seconds")
      assert.lengthOf(yield* instance.users, 1)
      yield* TestClock.adjust("1 second")
      assert.lengthOf(yield* instance.users, 2)
      const created = `{ user(userName: "x") { createdAt } }`
      assert.strictEqual(
        at(yield* ask(instance, created), "data", "user", "createdAt"),
        "1970-01-01T00:00:10.000Z"
      )
    })
  )

  it.effect("cuts the real answer in half, between characters", () =>
    Effect.gen(function* () {
      const randomSeed = "halves"
      const whole = yield* ask(yield* Instance.make({ randomSeed }), generate)
      const instance = yield* Instance.make({ randomSeed })
      yield* instance.inject(Fault.truncate())
      const half = yield* ask(instance, generate)
      assert.strictEqual(half.status, 200)
      assert.strictEqual(half.text, whole.text.slice(0, Math.floor(whole.text.length / 2)))
      assert.isUndefined(half.json)
      assert.strictEqual(yield* keyCount(instance), 2)
      assert.deepInclude((yield* instance.requests).at(-1), { status: 200, fault: "Truncate" })

      for (const description of ["😀".repeat(50), `${"😀".repeat(50)}!`]) {
        yield* instance.inject(Fault.truncate())
        const { text } = yield* ask(
          instance,
          `mutation A($description: String) { generateApiKey(input: { description: $description }) { apiKey { description } } }`,
          { description }
        )
        assert.match(text, /"description":"(?:😀)+$/u)
      }
    })
  )

  it("has a status that HTTP has, and happens once at least", () => {
    assert.throws(() => Fault.respond({ status: 99 }))
    assert.throws(() => Fault.respondAfter({ status: 600 }))
    assert.throws(() => Fault.refuse({ times: 0 }))
  })

  it("has a probability above 0 and at most 1", () => {
    for (const probability of [0, -0.5, 1.01, NaN, Infinity]) {
      assert.throws(() => Fault.dropAfter({ probability }))
      assert.throws(() => Fault.delayAfter("1 second", { probability }))
      assert.throws(() => Fault.respond({ status: 500, probability }))
    }
    deepStrictEqual(Fault.truncate({ probability: 1 }), { _tag: "Truncate", probability: 1 })
  })

  it("goes through JSON and back when it has no duration", () => {
    const faults = [Fault.truncate({ probability: 0.5, times: 3 }), Fault.dropAfter({ operation: "x" })]
    const decode = Schema.decodeUnknownSync(Schema.Array(Fault.Fault))
    deepStrictEqual(decode(JSON.parse(JSON.stringify(faults))), faults)
  })

  it.effect("is forgotten on demand", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.refuse({ times: 9 }), Fault.dropAfter({ probability: 1 }))
      yield* Effect.flip(ask(instance, viewer))
      yield* instance.clearFaults
      assert.strictEqual((yield* ask(instance, viewer)).status, 200)
    })
  )
})

describe("a fault of chance", () => {
  const statuses = (instance: Instance.Instance.Service, times: number, query = viewer) =>
    Effect.replicateEffect(
      Effect.map(ask(instance, query), ({ status }) => status),
      times
    )
  const count = (all: ReadonlyArray<number>, one: number) => all.filter((status) => status === one).length
  const half = (status: number, operation?: string) => Fault.respond({ status, operation, probability: 0.5 })

  it.effect("meets its share of the requests, the same ones with the same random seed", () =>
    Effect.gen(function* () {
      const run = (randomSeed: string, times: number) =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ randomSeed })
          yield* instance.inject(half(500))
          return yield* statuses(instance, times)
        })
      const one = yield* run("one", 1000)
      assert.isTrue(count(one, 500) > 400 && count(one, 500) < 600, `${count(one, 500)} of 1000`)
      assert.strictEqual(count(one, 200), 1000 - count(one, 500))
      const beginning = one.slice(0, 100)
      deepStrictEqual(yield* run("one", 100), beginning)
      notDeepStrictEqual(yield* run("two", 100), beginning)
    })
  )

  it.effect("meets every request when it is certain, and as many as it says at most", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ randomSeed: "times" })
      yield* instance.inject(Fault.respond({ status: 500, probability: 1 }))
      assert.strictEqual(count(yield* statuses(instance, 50), 500), 50)
      yield* instance.clearFaults
      yield* instance.inject(Fault.respond({ status: 501, probability: 0.5, times: 3 }))
      assert.strictEqual(count(yield* statuses(instance, 50), 501), 3)
      assert.strictEqual(count(yield* statuses(instance, 50), 200), 50)
    })
  )

  it.effect("leaves what it spares to those behind it, each with a die of its own", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ randomSeed: "order" })
      yield* instance.inject(half(500), half(501), Fault.respond({ status: 502, times: 1000 }))
      const all = yield* statuses(instance, 1000)
      for (const [status, expected] of [
        [500, 500],
        [501, 250],
        [502, 250]
      ] as const) {
        assert.approximately(count(all, status), expected, 75, `status ${status}`)
      }
      assert.strictEqual(count(all, 200), 0)
    })
  )

  it.effect("casts no die for requests that it does not fit", () =>
    Effect.gen(function* () {
      const run = (others: number) =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ randomSeed: "fits" })
          yield* instance.inject(half(500, "GetViewer"))
          const all: Array<number> = []
          for (let request = 0; request < 50; request++) {
            all.push(...(yield* statuses(instance, 1)))
            assert.strictEqual(
              count(yield* statuses(instance, others, "{ serverInfo { cliVersionInfo } }"), 200),
              others
            )
          }
          return all
        })
      deepStrictEqual(yield* run(2), yield* run(0))
    })
  )

  it.effect("takes nothing from the randomness of ids and keys", () =>
    Effect.gen(function* () {
      const run = (...faults: ReadonlyArray<Fault.Fault>) =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ randomSeed: "keys" })
          yield* instance.inject(...faults)
          return yield* Effect.replicateEffect(ask(instance, generate), 20)
        })
      deepStrictEqual(yield* run(Fault.delayAfter(0, { probability: 0.5 })), yield* run())
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
      const answered = { at, durationMillis: 0, outcome: "answered", errors: [], hints: [] } as const
      const expected: ReadonlyArray<Journal.Entry> = [
        {
          ...answered,
          id: 1,
          operation: "A",
          rootFields: ["entity", "viewer"],
          variables: { name: "x" },
          username: "admin",
          status: 200
        },
        {
          ...answered,
          id: 2,
          operation: null,
          rootFields: ["viewer"],
          variables: {},
          username: null,
          status: 401,
          errors: ["user is not logged in"]
        },
        {
          ...answered,
          id: 3,
          operation: "GetViewer",
          rootFields: ["viewer"],
          variables: {},
          username: "admin",
          status: null,
          outcome: "lost",
          fault: "DropAfter"
        },
        {
          ...answered,
          id: 4,
          operation: null,
          rootFields: [],
          variables: {},
          username: "admin",
          status: 400,
          errors: ['the body must be a JSON object with a string "query"']
        }
      ]
      deepStrictEqual(yield* instance.requests, expected)
    })
  )

  it.effect("holds no secret", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ apiKeyListing: "legacy", adminKey: legacyKey })
      const secret = Redacted.value(legacyKey)
      const made = String(at(yield* ask(instance, generate), "data", "result", "apiKey", "name"))
      yield* ask(instance, "query A($a: JSON) { viewer { id } }", {
        plain: secret,
        inText: `my key is local-${secret}!`,
        deep: [{ key: made }],
        [secret]: 1
      })
      yield* ask(instance, `{ k${secret} }`)
      yield* ask(instance, "{", undefined, { body: JSON.stringify({ query: "{", operationName: secret }) })
      const log = JSON.stringify(yield* instance.requests)
      assert.notInclude(log, secret)
      assert.notInclude(log, made.slice(-20))
      assert.include(log, "my key is local-<redacted>!")
    })
  )

  it.effect("forgets the oldest beyond its capacity", () =>
    Effect.gen(function* () {
      const journal = Entries.make()
      const entry = {
        at: "",
        durationMillis: 0,
        operation: null,
        rootFields: [],
        variables: {},
        username: null,
        outcome: "answered",
        errors: [],
        hints: []
      } as const
      for (let status = 0; status <= Journal.capacity; status++) journal.record({ ...entry, status })
      const entries = journal.entries()
      assert.lengthOf(entries, Journal.capacity)
      assert.strictEqual(entries[0]?.id, 2)
    })
  )
})
