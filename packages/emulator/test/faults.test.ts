import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Emulator, Fault, Instance, Server } from "@effect-wandb/emulator"
import { Duration, Effect, Either, Fiber, Layer, Redacted, Schema, TestClock } from "effect"
import { buildSchema } from "graphql"
import { sdl } from "../src/internal/sdl.js"
import { ask, at, authorization, seed } from "./support.js"

const viewer = "{ viewer { username } }"
const create = 'mutation { createUser(input: { email: "new@example.org" }) { user { username } } }'

const meeting = (fault: Fault.Fault, query = create) =>
  Effect.gen(function* () {
    const instance = yield* Instance.make({ seed })
    yield* instance.inject(fault)
    return { instance, answer: yield* ask(instance, query) }
  })

const tookEffect = (instance: Instance.Instance.Service) =>
  Effect.map(instance.users, (users) => users.some(({ username }) => username === "new"))

describe("a fault of the answer", () => {
  it.effect("spoils the body of what took effect", () =>
    Effect.gen(function* () {
      const { answer, instance } = yield* meeting(Fault.malformedBody())
      assert.strictEqual(answer.text, '"data":{"createUser":{"user":{"username":"new"}}}}')
      assert.isTrue(yield* tookEffect(instance))
    })
  )

  it.effect("puts another content type on what took effect", () =>
    Effect.gen(function* () {
      for (const [fault, type] of [
        [Fault.wrongContentType(), "text/html"],
        [Fault.wrongContentType({ contentType: "image/png" }), "image/png"]
      ] as const) {
        const instance = yield* Instance.make()
        yield* instance.inject(fault)
        const response = yield* instance.handle(
          new Request("http://x/graphql", {
            method: "POST",
            headers: { authorization: authorization(instance.adminKey), "use-admin-privileges": "true" },
            body: JSON.stringify({ query: create })
          })
        )
        assert.strictEqual(response.headers.get("content-type"), type)
        assert.isTrue(yield* tookEffect(instance))
      }
    })
  )

  it.effect("gives GraphQL errors where nothing took effect", () =>
    Effect.gen(function* () {
      const errors = [{ message: "out of order", extensions: { code: "X" } }] as const
      const { answer, instance } = yield* meeting(Fault.graphqlErrors(errors, { operation: "createUser" }))
      assert.strictEqual(answer.status, 200)
      deepStrictEqual(answer.json, { errors, data: null })
      assert.isFalse(yield* tookEffect(instance))
      deepStrictEqual((yield* instance.requests)[0]?.errors, ["out of order"])
      const other = yield* meeting(Fault.graphqlErrors(errors, { status: 500 }))
      assert.strictEqual(other.answer.status, 500)
    })
  )

  it.effect("takes a part out of the data of what took effect", () =>
    Effect.gen(function* () {
      const message = "relogin required"
      const path = ["createUser", "user"] as const
      const { answer, instance } = yield* meeting(Fault.partialData({ path, message }))
      assert.strictEqual(answer.status, 200)
      deepStrictEqual(answer.json, { data: { createUser: { user: null } }, errors: [{ message, path }] })
      assert.isTrue(yield* tookEffect(instance))
    })
  )

  it.effect("takes it out of every item of a list, or of one, by aliases as well", () =>
    Effect.gen(function* () {
      const query =
        "{ all: users(first: 3) { edges { node { username apiKeys { edges { node { id } } } } } } }"
      const every = yield* meeting(
        Fault.partialData({ path: ["all", "edges", "node", "apiKeys"], message: "m", status: 403 }),
        query
      )
      assert.strictEqual(every.answer.status, 403)
      const keys = (index: number) => at(every.answer, "data", "all", "edges", index, "node", "apiKeys")
      deepStrictEqual([keys(0), keys(1), keys(2)], [null, null, null])
      assert.strictEqual(at(every.answer, "data", "all", "edges", 1, "node", "username"), "ada")
      const one = yield* meeting(
        Fault.partialData({ path: ["all", "edges", 1, "node"], message: "m" }),
        query
      )
      assert.isNull(at(one.answer, "data", "all", "edges", 1, "node"))
      assert.strictEqual(at(one.answer, "data", "all", "edges", 2, "node", "username"), "grace")
      const nowhere = yield* meeting(Fault.partialData({ path: ["all", "nothing"], message: "m" }), query)
      assert.strictEqual(at(nowhere.answer, "data", "all", "edges", 0, "node", "username"), "root")
    })
  )
})

describe("a slow body", () => {
  const get = Effect.gen(function* () {
    const { adminKey } = yield* Instance.Instance
    return yield* HttpClientRequest.post(`${Emulator.baseUrl}/graphql`).pipe(
      HttpClientRequest.basicAuth("api", Redacted.value(adminKey)),
      HttpClientRequest.bodyUnsafeJson({ query: viewer }),
      HttpClient.execute
    )
  })
  const inProcess = Layer.provideMerge(Emulator.layerHttpClient, Instance.layer())

  it.effect("begins at once and ends after its time, in process", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      yield* instance.inject(Fault.slowBody("10 seconds", { times: 2 }))
      const response = yield* get
      assert.strictEqual(response.status, 200)
      const text = yield* Effect.fork(response.text)
      yield* TestClock.adjust("9 seconds")
      assert.isNull(yield* Fiber.poll(text).pipe(Effect.map((exit) => (exit._tag === "None" ? null : exit))))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(text), '{"data":{"viewer":{"username":"admin"}}}')
    }).pipe(Effect.provide(inProcess))
  )

  it.scopedLive("arrives in pieces on a socket", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const { url } = yield* Server.serve({ port: 0 })
      yield* instance.inject(Fault.slowBody("100 millis"))
      const pieces = yield* Effect.promise(async () => {
        const response = await fetch(`${url}/graphql`, {
          method: "POST",
          headers: { authorization: authorization(instance.adminKey) },
          body: JSON.stringify({ query: viewer })
        })
        const found: Array<string> = []
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
        for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
          found.push(next.value)
        }
        return found
      })
      assert.isAtLeast(pieces.length, 3)
      assert.strictEqual(pieces.join(""), '{"data":{"viewer":{"username":"admin"}}}')
    }).pipe(Effect.provide(Instance.layer()))
  )
})

describe("faults that wait", () => {
  it.effect("are listed with how often they were met, and how often they still can be", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const twice = Fault.respond({ status: 503, operation: "viewer", times: 2 })
      const often = Fault.dropBefore({ operation: "createTeam", probability: 0.5 })
      yield* instance.inject(twice, often)
      yield* ask(instance, viewer)
      deepStrictEqual(yield* instance.faults, [
        { fault: twice, met: 1, left: 1 },
        { fault: often, met: 0, left: null }
      ])
      yield* ask(instance, viewer)
      deepStrictEqual(yield* instance.faults, [{ fault: often, met: 0, left: null }])
    })
  )

  it.effect("for something misspelt are hinted at by the journal", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(
        Fault.refuse({ operation: "createUsr" }),
        Fault.refuse({ operation: "deleteTeam" })
      )
      yield* ask(instance, create)
      deepStrictEqual((yield* instance.requests)[0]?.hints, [
        'a fault (Refuse) waits for "createUsr", and this is "createUser"'
      ])
    })
  )

  it.effect("so does a request to a path that is not served", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const answer = yield* ask(instance, viewer, undefined, { path: "/graphq" })
      assert.strictEqual(answer.status, 404)
      assert.strictEqual(answer.text, "there is nothing at /graphq: GraphQL is at /graphql")
      deepStrictEqual((yield* instance.requests)[0]?.hints, [answer.text])
    })
  )
})

describe("faults as data", () => {
  it("have durations as texts or milliseconds", () => {
    const decode = Schema.decodeUnknownEither(Fault.Fault)
    for (const duration of ["2 seconds", 2000]) {
      const decoded = Either.getOrThrow(decode({ _tag: "SlowBody", duration, operation: "viewer" }))
      assert.isTrue(
        decoded._tag === "SlowBody" && Duration.equals(decoded.duration, Duration.seconds(2)),
        String(duration)
      )
    }
    for (const duration of ["soon", -1, null])
      assert.isTrue(Either.isLeft(decode({ _tag: "Delay", duration })))
  })

  it.prop("are the same after they were written down", [Fault.Fault], ([fault]) => {
    const write = (one: Fault.Fault) => JSON.stringify(Schema.encodeSync(Fault.Fault)(one))
    const again = Schema.decodeUnknownEither(Schema.parseJson(Fault.Fault))(write(fault))
    assertRight(Either.map(again, write), write(fault))
  })

  it("know the root fields of the schema", () => {
    const known: Record<Fault.RootField, true> = {
      viewer: true,
      user: true,
      users: true,
      entity: true,
      serverInfo: true,
      createUser: true,
      generateApiKey: true,
      deleteApiKey: true,
      updateUser: true,
      deleteUser: true,
      undeleteUser: true,
      createTeam: true,
      deleteTeam: true,
      createInvite: true,
      deleteInvite: true,
      updateMember: true,
      createServiceAccount: true
    }
    const schema = buildSchema(sdl)
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {})
    )
    deepStrictEqual(new Set(Object.keys(known)), new Set(fields))
  })
})
