import {
  type ApiKey,
  ApiKeySecret,
  ApiKeys,
  Credentials,
  Teams,
  Users,
  type WandbError
} from "@effect-wandb/core"
import {
  type Brand,
  type Config,
  Effect,
  type Either,
  type Layer,
  Redacted,
  type Scope,
  type Stream
} from "effect"
import { describe, expect, test } from "tstyche"
import { anything } from "./support.js"

const secret: ApiKeySecret.ApiKeySecret = anything()
const redacted: Redacted.Redacted = anything()
const text: string = anything()

describe("actAs", () => {
  test("keeps the value and the error of a program, and needs a connection beside what the program needs", () => {
    type Program = Effect.Effect<"made", WandbError.UserNotFound | "mine", Users.Users | Scope.Scope>
    type Acting = Effect.Effect<
      "made",
      WandbError.UserNotFound | "mine",
      Users.Users | Scope.Scope | Credentials.Credentials
    >
    const program: Program = anything()
    expect(Credentials.actAs(program, secret)).type.toBe<Acting>()
    expect(program.pipe(Credentials.actAs(secret))).type.toBe<Acting>()
    expect(Credentials.actAs(Effect.succeed(1), secret)).type.toBe<
      Effect.Effect<number, never, Credentials.Credentials>
    >()
  })

  test("takes no program that is a stream", () => {
    const stream: Stream.Stream<number> = anything()
    expect(Credentials.actAs).type.not.toBeCallableWith(stream, secret)
  })

  test("takes a key that was checked, and nothing else", () => {
    expect(Credentials.actAs).type.toBeCallableWith(Users.viewer, secret)
    expect(Credentials.actAs).type.not.toBeCallableWith(Users.viewer, text)
    expect(Credentials.actAs).type.not.toBeCallableWith(Users.viewer, redacted)
    expect(Credentials.actAs).type.not.toBeCallableWith(Users.viewer, undefined)
    expect(Credentials.layerMock).type.not.toBeCallableWith(text)
    expect(Credentials.layerMock).type.not.toBeCallableWith(redacted)
    expect(Credentials.layerMock(secret)).type.toBe<Layer.Layer<Credentials.Credentials>>()
  })
})

describe("a secret", () => {
  test("is no text, and no text is a secret", () => {
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableTo<string>()
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableFrom<string>()
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableFrom<Redacted.Redacted>()
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableFrom<
      string & Brand.Brand<"@effect-wandb/core/ApiKeySecret">
    >()
    expect(text.concat).type.not.toBeCallableWith(secret)
  })

  test("is a redacted text, so that it can be given to whoever takes one", () => {
    expect<ApiKeySecret.ApiKeySecret>().type.toBeAssignableTo<Redacted.Redacted>()
    expect(Redacted.value(secret)).type.toBe<string>()
  })

  test("is neither the name of a key nor the key as it is listed", () => {
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableTo<ApiKey.ApiKeyName>()
    expect<ApiKeySecret.ApiKeySecret>().type.not.toBeAssignableFrom<ApiKey.ApiKeyName>()
    expect<ApiKey.ApiKey>().type.not.toHaveProperty("secret")
    expect<ApiKey.GeneratedApiKey>().type.toHaveProperty("secret")
    expect<ApiKey.GeneratedApiKey["secret"]>().type.toBe<ApiKeySecret.ApiKeySecret>()
  })

  test("comes of a text that is checked, or of configuration", () => {
    expect(ApiKeySecret.make(text)).type.toBe<
      Either.Either<ApiKeySecret.ApiKeySecret, WandbError.InvalidApiKey>
    >()
    expect(ApiKeySecret.make).type.toBeCallableWith(redacted)
    expect(ApiKeySecret.config("WANDB_API_KEY")).type.toBe<Config.Config<ApiKeySecret.ApiKeySecret>>()
  })
})

describe("a program", () => {
  test("that has all it needs needs nothing, and one that lacks something cannot be run", () => {
    const program = Effect.all([Users.viewer, Teams.get("engine"), ApiKeys.generate()])
    const provided = program.pipe(
      Effect.provide(Users.layerMock({})),
      Effect.provide(Teams.layerMock({})),
      Effect.provide(ApiKeys.layerMock({}))
    )
    expect(Effect.runPromise).type.toBeCallableWith(provided)
    expect(Effect.runPromise).type.not.toBeCallableWith(program)
    expect(Effect.runPromise).type.not.toBeCallableWith(Credentials.actAs(provided, secret))
  })
})
