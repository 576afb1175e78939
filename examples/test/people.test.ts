import { User, Users, WandbError } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { HttpApiBuilder, HttpApiClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { ConfigProvider, Duration, Effect, Layer, Option, Schema } from "effect"
import * as Api from "../people/src/Api.js"
import * as Authorization from "../people/src/Authorization.js"
import { NewPerson } from "../people/src/Person.js"

const tokens = Layer.setConfigProvider(
  ConfigProvider.fromMap(
    new Map([
      ["READER_TOKEN", "look"],
      ["ADMIN_TOKEN", "change"]
    ])
  )
)

const served = <R, E>(wandb: Layer.Layer<R | Users.Users, E>) =>
  HttpApiBuilder.serve().pipe(
    Layer.provide(Api.layer),
    Layer.provide(Layer.provide(Authorization.layerConfig, tokens)),
    Layer.provideMerge(wandb),
    Layer.provideMerge(NodeHttpServer.layerTest)
  )

const world = served(
  WandbTest.layer({
    users: [
      { username: "root", admin: true },
      { username: "ada", name: "Ada Lovelace", apiKeys: [{ description: "laptop" }] }
    ],
    teams: [{ name: "engine", members: [{ username: "ada" }] }]
  })
)

const as = (token: string) =>
  Effect.map(
    HttpApiClient.make(Api.Api, {
      transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(token))
    }),
    ({ people }) => people
  )

/** What matters here of a description by OpenAPI. */
const responses = Schema.Record({ key: Schema.String, value: Schema.Unknown })
const endpoints = Schema.Record({ key: Schema.String, value: Schema.Struct({ responses }) })
const OpenApi = Schema.Struct({ paths: Schema.Record({ key: Schema.String, value: endpoints }) })

const named = (username: string) => ({ path: { username: User.Username.make(username) } })
const grace = { payload: new NewPerson({ email: "grace@example.com" }) }

/** The tags of the errors in which these end. */
const tagsOf = <A, E extends { readonly _tag: string }, R>(programs: ReadonlyArray<Effect.Effect<A, E, R>>) =>
  Effect.forEach(programs, (program) => Effect.map(Effect.flip(program), ({ _tag }) => _tag))

describe("the API of people", () => {
  it.effect("shows people, and nothing of their keys", () =>
    Effect.gen(function* () {
      const people = yield* as("look")
      const ada = yield* Canary.expectNoKeys(people.get(named("ada")))
      deepStrictEqual([ada.name, ada.teams, ada.admin], ["Ada Lovelace", ["engine"], false])
      assertSome(ada.username, "ada")
      assertNone(ada.deletedAt)
      deepStrictEqual(yield* people.search({ urlParams: { search: "ad" } }), [ada])
      const raw = HttpClientRequest.get("/people/ada").pipe(HttpClientRequest.bearerToken("look"))
      assert.notInclude(yield* (yield* HttpClient.execute(raw)).text, "laptop")
    }).pipe(Effect.provide(world))
  )

  it.effect("creates somebody once, and deletes them as often as it is asked to", () =>
    Effect.gen(function* () {
      const people = yield* as("change")
      assertSome((yield* people.create(grace)).email, "grace@example.com")
      yield* people.remove(named("ada"))
      yield* people.remove(named("ada"))
      assert.isTrue(Option.isSome((yield* people.get(named("ada"))).deletedAt))
      const errors = yield* tagsOf<unknown, { readonly _tag: string }, never>([
        people.create(grace),
        people.remove(named("nobody")),
        people.remove(named("root"))
      ])
      deepStrictEqual(errors, ["Conflict", "NoSuchPerson", "Conflict"])
    }).pipe(Effect.provide(world))
  )

  it.effect("knows who may look and who may change, before W&B is asked", () =>
    Effect.gen(function* () {
      const stranger = yield* as("guess")
      const reader = yield* as("look")
      const before = (yield* WandbTest.requests).length
      const errors = yield* tagsOf<unknown, { readonly _tag: string }, never>([
        stranger.get(named("ada")),
        reader.create(grace),
        reader.remove(named("ada"))
      ])
      deepStrictEqual(errors, ["NotKnown", "ReadOnly", "ReadOnly"])
      assert.strictEqual((yield* WandbTest.requests).length, before)
    }).pipe(Effect.provide(world))
  )

  it.effect("answers with a status, also where W&B does not answer", () =>
    Effect.gen(function* () {
      const statusOf = (request: HttpClientRequest.HttpClientRequest) =>
        Effect.map(
          HttpClient.execute(HttpClientRequest.bearerToken(request, "change")),
          ({ status }) => status
        )
      const create = (email: string) =>
        HttpClientRequest.post("/people").pipe(HttpClientRequest.bodyUnsafeJson({ email }))
      const get = HttpClientRequest.get("/people/ada")
      const statuses = [yield* statusOf(create("grace@example.com")), yield* statusOf(create("nobody"))]
      yield* WandbTest.inject(Fault.respond({ status: 503 }))
      statuses.push(yield* statusOf(get))
      yield* WandbTest.inject(Fault.respond({ status: 401 }))
      statuses.push(yield* statusOf(get))
      deepStrictEqual(statuses, [201, 400, 503, 502])
    }).pipe(Effect.provide(world))
  )

  it.effect("describes itself, with the errors of each endpoint", () =>
    Effect.gen(function* () {
      const answer = yield* HttpClient.get("/openapi.json")
      const { paths } = yield* Schema.decodeUnknown(OpenApi)(yield* answer.json)
      deepStrictEqual(Object.keys(paths["/people"]?.["post"]?.responses ?? {}), [
        "201",
        "400",
        "401",
        "403",
        "409",
        "422",
        "502",
        "503"
      ])
    }).pipe(Effect.provide(world))
  )

  it.effect("says when to come again, and keeps the words of W&B for its log", () =>
    Effect.gen(function* () {
      const people = yield* as("change")
      const error = yield* Effect.flip(people.create(grace))
      assert.strictEqual(error._tag === "TryAgain" && error.retryAfter, 90)
      assert.notInclude(error.message, "internal words")
    }).pipe(
      Effect.provide(
        served(
          Users.layerMock({
            create: () =>
              new WandbError.RequestFailed({
                operation: "Users.create",
                reason: "RateLimited",
                description: "internal words",
                retryAfter: Duration.seconds(90),
                attempts: 1
              })
          })
        )
      )
    )
  )
})
