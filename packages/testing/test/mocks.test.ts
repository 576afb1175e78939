import { Operation, WandbClient, type Wandb } from "@effect-wandb/client"
import { ApiKeys, Credentials, Teams, Users, WandbError } from "@effect-wandb/core"
import { Arbitraries, WandbTest } from "@effect-wandb/testing"
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Effect, Exit, FastCheck, type Layer, Option, Redacted, Schema, Stream } from "effect"

const [ada] = FastCheck.sample(Arbitraries.user, { numRuns: 1, seed: 1 })
const [key] = FastCheck.sample(Arbitraries.generatedApiKey, { numRuns: 1, seed: 1 })
const user = ada ?? assert.fail("no sample")
const generated = key ?? assert.fail("no sample")

const complaint = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.exit(program), (exit) =>
    Exit.isFailure(exit) ? String(Cause.squash(exit.cause)) : assert.fail("it went well")
  )

const version = Operation.query("Version", {
  document: "query Version { serverInfo { cliVersionInfo } }",
  variables: Schema.Struct({}),
  result: Schema.Struct({ serverInfo: Schema.Struct({ cliVersionInfo: Schema.Unknown }) })
})

const sendVersion = Effect.flatMap(WandbClient.WandbClient, (client) =>
  client.call("version")(client.query(version, {}))
)

describe("WandbTest.layerMock", () => {
  it("provides all that the real layer does, with whichever methods there are", () => {
    expectTypeOf(WandbTest.layerMock()).toEqualTypeOf<Layer.Layer<Wandb.Wandb>>()
    const misspelt = () =>
      // @ts-expect-error there is no such method
      WandbTest.layerMock({ users: { fetch: () => Effect.void } })
    const wrong = () =>
      // @ts-expect-error it does not end in what the method ends in
      WandbTest.layerMock({ apiKeys: { generate: () => Effect.succeed("a key") } })
    expectTypeOf([misspelt, wrong]).toBeArray()
  })

  it.effect("runs a program over several services with the given methods", () =>
    Effect.gen(function* () {
      const program = Effect.all([
        Users.find({ username: "ada" }),
        Effect.option(Teams.get("engine")),
        ApiKeys.generate()
      ])
      deepStrictEqual(yield* program, [Option.some(user), Option.none(), generated])
    }).pipe(
      Effect.provide(
        WandbTest.layerMock({
          users: { find: () => Effect.succeedSome(user) },
          teams: { get: (team) => Effect.fail(new WandbError.TeamNotFound({ team })) },
          apiKeys: { generate: () => Effect.succeed(generated) }
        })
      )
    )
  )

  it.effect.each<readonly [string, Effect.Effect<unknown, unknown, Wandb.Wandb>]>([
    ["Users.viewer", Users.viewer],
    ["Users.list", Stream.runDrain(Users.list)],
    ["ApiKeys.deleteById", ApiKeys.deleteById(generated.id)],
    ["Teams.invite", Teams.invite("engine", { username: "ada" })],
    ["WandbClient.query", sendVersion]
  ])("dies of %s, which was not given", ([name, program]) =>
    Effect.gen(function* () {
      assert.include(yield* complaint(program), `${name} was called, but`)
    }).pipe(Effect.provide(WandbTest.layerMock()))
  )

  it.effect("has a client that runs what it is to call, and sends what it was given", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* complaint(sendVersion), "Error: no version")
      const client = yield* WandbClient.WandbClient
      assert.strictEqual(yield* client.call("nothing")(Effect.succeed(1)), 1)
    }).pipe(
      Effect.provide(WandbTest.layerMock({ client: { query: () => Effect.die(new Error("no version")) } }))
    )
  )

  it.effect("lets a program act as somebody else, as whom the mock sees who acts", () =>
    Effect.gen(function* () {
      const own = yield* Credentials.Credentials
      const { credentials } = yield* WandbClient.WandbClient
      assert.strictEqual(credentials, own)
      const acting = yield* Credentials.actAs(Credentials.Credentials, generated.secret)
      assert.strictEqual(acting.connection, own.connection)
      assert.strictEqual(
        acting.apiKey.pipe(Option.getOrThrow, Redacted.value),
        Redacted.value(generated.secret)
      )
      assert.notStrictEqual(
        own.apiKey.pipe(Option.getOrThrow, Redacted.value),
        Redacted.value(generated.secret)
      )
    }).pipe(Effect.provide(WandbTest.layerMock()))
  )

  it.effect("acts with the key that it is given", () =>
    Effect.gen(function* () {
      const { apiKey } = yield* Credentials.Credentials
      assert.strictEqual(Option.getOrThrow(apiKey), generated.secret)
    }).pipe(Effect.provide(WandbTest.layerMock({ apiKey: generated.secret })))
  )
})
