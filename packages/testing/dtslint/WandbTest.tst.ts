import { RetryPolicy, type Wandb } from "@effect-wandb/client"
import { type ApiKey, ApiKeys, type Credentials, type User, Users, type WandbError } from "@effect-wandb/core"
import type { Instance } from "@effect-wandb/emulator"
import { Arbitraries, Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, type FastCheck, type Layer, type Schedule, Stream } from "effect"
import { describe, expect, test } from "tstyche"

declare const user: User.User
declare const schedule: Schedule.Schedule<unknown>

describe("WandbTest.layer", () => {
  test("provides all that the real layer does, and needs nothing", () => {
    expect(WandbTest.layer()).type.toBe<
      Layer.Layer<Wandb.Wandb | WandbTest.WandbTest, Instance.InvalidSeed>
    >()
    const program = Effect.zipRight(Users.viewer, WandbTest.users)
    expect(Effect.runPromise).type.toBeCallableWith(Effect.provide(program, WandbTest.layer()))
    expect(Effect.runPromise).type.not.toBeCallableWith(program)
  })

  test("takes a world as data", () => {
    expect(WandbTest.layer).type.toBeCallableWith({ users: [{ username: "ada", admin: true }] })
    expect(WandbTest.layer).type.toBeCallableWith({}, { retryPolicy: RetryPolicy.standard })
    expect(WandbTest.layer).type.not.toBeCallableWith({ users: ["ada"] })
    expect(WandbTest.layer).type.not.toBeCallableWith({ people: [] })
    expect(WandbTest.layer).type.not.toBeCallableWith({}, { retryPolicy: schedule })
  })

  test("has no seed or key among its options, since the world is the first argument", () => {
    expect(WandbTest.layer).type.not.toBeCallableWith({}, { seed: {} })
    expect(WandbTest.layer).type.not.toBeCallableWith({}, { adminKey: "0123456789abcdef" })
  })
})

describe("what looks into the world", () => {
  test("needs WandbTest alone and does not fail", () => {
    expect(WandbTest.users).type.toBe<
      Effect.Effect<ReadonlyArray<Instance.UserView>, never, WandbTest.WandbTest>
    >()
    expect(WandbTest.expectNoLiveKeys()).type.toBe<Effect.Effect<void, never, WandbTest.WandbTest>>()
  })

  test("shows no key's secret", () => {
    expect<Instance.ApiKeyView>().type.not.toHaveProperty("secret")
  })
})

describe("WandbTest.actAs", () => {
  test("keeps what a program needs and gives, and may know no such user", () => {
    expect(Users.viewer.pipe(WandbTest.actAs("ada"))).type.toBe<
      Effect.Effect<
        User.User,
        WandbError.QueryError | Instance.UnknownUser,
        Users.Users | WandbTest.WandbTest | Credentials.Credentials
      >
    >()
  })
})

describe("WandbTest.layerMock", () => {
  test("provides all that the real layer does, with whichever methods there are", () => {
    expect(WandbTest.layerMock()).type.toBe<Layer.Layer<Wandb.Wandb>>()
    expect(WandbTest.layerMock).type.toBeCallableWith({
      users: { viewer: Effect.succeed(user), list: Stream.make(user) },
      client: { baseUrl: "https://wandb.example.com" }
    })
  })

  test("has no method that a service does not have, or that ends in something else", () => {
    expect(WandbTest.layerMock).type.not.toBeCallableWith({ users: { fetch: () => Effect.void } })
    expect(WandbTest.layerMock).type.not.toBeCallableWith({
      apiKeys: { generate: () => Effect.succeed("a key") }
    })
    expect(WandbTest.layerMock).type.not.toBeCallableWith({ users: { viewer: Users.viewer } })
    expect(WandbTest.layerMock).type.not.toBeCallableWith({ apiKey: "0123456789abcdef" })
  })
})

describe("faults", () => {
  test("are those that there are, for an operation by its name", () => {
    expect(WandbTest.failNext).type.toBeCallableWith("deleteApiKey", Fault.dropBefore())
    expect(WandbTest.failNext).type.not.toBeCallableWith("deleteApiKey", { _tag: "no such fault" })
    expect(WandbTest.failNext).type.not.toBeCallableWith("deleteApiKey", "drop")
  })
})

describe("arbitraries", () => {
  test("are of the domain's types", () => {
    expect(Arbitraries.user).type.toBe<FastCheck.Arbitrary<User.User>>()
    expect(Arbitraries.generatedApiKey).type.toBe<FastCheck.Arbitrary<ApiKey.GeneratedApiKey>>()
    expect(Arbitraries.error).type.toBe<FastCheck.Arbitrary<WandbError.WandbError>>()
  })
})

describe("a canary", () => {
  test("changes nothing of a program's type, or holds its end", () => {
    expect(Canary.expectNoKeys(ApiKeys.generate())).type.toBe(ApiKeys.generate())
    expect(Canary.watch(ApiKeys.generate())).type.toBe<
      Effect.Effect<
        Canary.Watched<ApiKey.GeneratedApiKey, ApiKeys.ApiKeys.GenerateError>,
        never,
        ApiKeys.ApiKeys
      >
    >()
  })
})
