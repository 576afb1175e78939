import { RetryPolicy, Wandb, type WandbClient, WandbConfigProvider } from "@effect-wandb/client"
import {
  type ApiKeys,
  type ApiKeySecret,
  type Credentials,
  type Team,
  type Teams,
  Users,
  type WandbError
} from "@effect-wandb/core"
import { FetchHttpClient, type FileSystem, type HttpClient } from "@effect/platform"
import { Config, type ConfigError, Effect, Layer, type Option, type Redacted } from "effect"
import { describe, expect, test } from "tstyche"

type Services =
  Users.Users | ApiKeys.ApiKeys | Teams.Teams | Credentials.Credentials | WandbClient.WandbClient

declare const apiKey: Redacted.Redacted
declare const program: Effect.Effect<"made", "mine", Users.Users>
declare const secret: ApiKeySecret.ApiKeySecret
declare const identityToken: Effect.Effect<Redacted.Redacted>

describe("the layers", () => {
  test("provide all services and need an HttpClient alone", () => {
    expect(Wandb.layer({ apiKey })).type.toBe<
      Layer.Layer<Services, WandbError.InvalidApiKey | WandbError.InvalidInput, HttpClient.HttpClient>
    >()
    expect(Wandb.layerConfig()).type.toBe<
      Layer.Layer<Services, ConfigError.ConfigError, HttpClient.HttpClient>
    >()
    expect<Wandb.Wandb>().type.toBe<Services>()
  })

  test("need nothing once they have one", () => {
    expect(Layer.provide(Wandb.layerConfig(), FetchHttpClient.layer)).type.toBe<
      Layer.Layer<Services, ConfigError.ConfigError>
    >()
    const whole = Effect.provide(Users.viewer, Layer.provide(Wandb.layer({ apiKey }), FetchHttpClient.layer))
    expect(Effect.runPromise).type.toBeCallableWith(whole)
    expect(Effect.runPromise).type.not.toBeCallableWith(Effect.provide(Users.viewer, Wandb.layer({ apiKey })))
  })

  test("read files where a FileSystem is there", () => {
    expect(WandbConfigProvider.layer).type.toBe<Layer.Layer<never, never, FileSystem.FileSystem>>()
  })
})

describe("the options of a layer", () => {
  test("say by what a client acts: a key or an identity", () => {
    expect(Wandb.layer).type.toBeCallableWith({ apiKey })
    expect(Wandb.layer).type.toBeCallableWith({ apiKey: secret, baseUrl: "https://wandb.example.com" })
    expect(Wandb.layer).type.toBeCallableWith({ identityToken })
    expect(Wandb.layer).type.not.toBeCallableWith({})
    expect(Wandb.layer).type.not.toBeCallableWith({ apiKey, identityToken })
  })

  test("have no key in plain text, which would end up in logs", () => {
    expect(Wandb.layer).type.not.toBeCallableWith({ apiKey: "0123456789abcdef" })
    expect(Wandb.layer).type.not.toBeCallableWith({ identityToken: Effect.succeed("a.b.c") })
    expect(Wandb.layerConfig).type.toBeCallableWith({ apiKey: Config.redacted("ADMIN_KEY") })
    expect(Wandb.layerConfig).type.not.toBeCallableWith({ apiKey: Config.string("ADMIN_KEY") })
    expect(Wandb.layerConfig).type.not.toBeCallableWith({ apiKey })
  })

  test("are none that do not exist", () => {
    expect(Wandb.layer).type.not.toBeCallableWith({ apiKey, baseURL: "https://wandb.example.com" })
    expect(Wandb.layer).type.not.toBeCallableWith({ apiKey, concurrency: "unbounded" })
  })
})

describe("actAs", () => {
  type Acting = Effect.Effect<"made", "mine", Users.Users | Credentials.Credentials>

  test("keeps the value, the error and the needs of a program, and needs a connection", () => {
    expect(program.pipe(Wandb.actAs(secret))).type.toBe<Acting>()
    expect(Wandb.actAs(program, secret)).type.toBe<Acting>()
  })

  test("needs nothing more where the layer is there", () => {
    const acting = Users.viewer.pipe(Wandb.actAs(secret))
    expect(Effect.provide(acting, Layer.provide(Wandb.layer({ apiKey }), FetchHttpClient.layer))).type.toBe<
      Effect.Effect<
        Effect.Effect.Success<typeof Users.viewer>,
        WandbError.QueryError | WandbError.InvalidApiKey | WandbError.InvalidInput
      >
    >()
  })

  test("takes a key that was checked, and nothing else", () => {
    expect(Wandb.actAs).type.not.toBeCallableWith(Users.viewer, "0123456789abcdef")
    expect(Wandb.actAs).type.not.toBeCallableWith(Users.viewer, apiKey)
  })
})

describe("a retry policy", () => {
  test("changes nothing of a program's type", () => {
    expect(Wandb.withRetryPolicy(Users.viewer, RetryPolicy.none)).type.toBe(Users.viewer)
    expect(Users.viewer.pipe(Wandb.withRetryPolicy(RetryPolicy.standard))).type.toBe(Users.viewer)
  })
})

describe("the default entity", () => {
  test("is a name, and there may be none", () => {
    expect(Wandb.defaultEntity).type.toBe<
      Effect.Effect<Option.Option<Team.TeamName>, WandbError.QueryError, WandbClient.WandbClient>
    >()
  })
})
