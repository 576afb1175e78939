import { type ApiKey, ApiKeys, type Team, type User } from "@effect-wandb/core"
import { Array as Arr, Effect, type Layer, type Redacted, type Scope, type Stream } from "effect"
import { describe, expect, test } from "tstyche"
import { anything, type ContextOf, type ErrorOf, type Mutation, type NeedsOf, type Query } from "./support.js"

const user: User.User = anything()
const key: ApiKey.ApiKey = anything()
const generated: ApiKey.GeneratedApiKey = anything()
const id: ApiKey.ApiKeyId = anything()
const name: ApiKey.ApiKeyName = anything()
const plain: Redacted.Redacted = anything()

describe("the error of an operation on API keys", () => {
  test("is exactly what can happen to it", () => {
    expect<ErrorOf<typeof ApiKeys.generate>>().type.toBe<Mutation | "NotAuthenticatedAs">()
    expect<ErrorOf<typeof ApiKeys.scoped>>().type.toBe<Mutation | "NotAuthenticatedAs">()
    expect<ErrorOf<typeof ApiKeys.list>>().type.toBe<Query | "UserNotFound">()
    expect<ErrorOf<typeof ApiKeys.delete>>().type.toBe<
      Mutation | "ApiKeyNotFound" | "ApiKeyAmbiguous" | "UserNotFound"
    >()
    expect<ErrorOf<typeof ApiKeys.deleteById>>().type.toBe<Mutation | "ApiKeyNotFound">()
  })

  test("narrows when one of them is caught", () => {
    const caught = ApiKeys.delete(user, key).pipe(Effect.catchTag("ApiKeyNotFound", () => Effect.void))
    expect<ErrorOf<typeof caught>>().type.toBe<Mutation | "ApiKeyAmbiguous" | "UserNotFound">()
  })
})

describe("what an operation on API keys needs", () => {
  test("is its service and nothing else", () => {
    expect<ContextOf<typeof ApiKeys.generate>>().type.toBe<ApiKeys.ApiKeys>()
    expect<ContextOf<typeof ApiKeys.list>>().type.toBe<ApiKeys.ApiKeys>()
    expect<ContextOf<typeof ApiKeys.delete>>().type.toBe<ApiKeys.ApiKeys>()
    expect<ContextOf<typeof ApiKeys.deleteById>>().type.toBe<ApiKeys.ApiKeys>()
  })

  test("is a scope too, for a key that exists as long as one", () => {
    expect<ContextOf<typeof ApiKeys.scoped>>().type.toBe<ApiKeys.ApiKeys | Scope.Scope>()
  })

  test("is nothing where it is a method of the service", () => {
    expect<NeedsOf<ApiKeys.ApiKeys.Service>>().type.toBe<never>()
  })
})

describe("a key to generate", () => {
  test("needs no description, unless it is made for a time", () => {
    expect(ApiKeys.generate).type.toBeCallableWith()
    expect(ApiKeys.generate).type.toBeCallableWith({ description: undefined, owner: user, settle: true })
    expect(ApiKeys.scoped).type.toBeCallableWith({ description: "nightly export" })
    expect(ApiKeys.scoped).type.not.toBeCallableWith({})
    expect(ApiKeys.scoped).type.not.toBeCallableWith()
  })

  test("is for a user, not for a name", () => {
    expect(ApiKeys.generate).type.not.toBeCallableWith({ owner: "ada" })
    expect(ApiKeys.list).type.not.toBeCallableWith("ada")
  })

  test("bears a mark that was made to be one", () => {
    expect(ApiKeys.generate).type.not.toBeCallableWith({ settle: { ref: "mi2x9k3f7a2b00c" } })
  })
})

describe("a key to delete", () => {
  test("is one of a user's by its name or itself, or any by its id", () => {
    expect(ApiKeys.delete).type.toBeCallableWith(user, "a1b2c3")
    expect(ApiKeys.delete).type.toBeCallableWith(user, key)
    expect(ApiKeys.delete).type.toBeCallableWith(user, generated)
    expect(ApiKeys.delete).type.not.toBeCallableWith(key)
    expect(ApiKeys.deleteById).type.toBeCallableWith(id)
    expect(ApiKeys.deleteById).type.not.toBeCallableWith(user.id)
    expect(ApiKeys.deleteById).type.not.toBeCallableWith(name)
    expect(ApiKeys.deleteById).type.not.toBeCallableWith("QXBpS2V5OjE=")
  })

  test("is not its secret", () => {
    expect(ApiKeys.delete).type.not.toBeCallableWith(user, generated.secret)
    expect(ApiKeys.delete).type.not.toBeCallableWith(user, plain)
  })

  test("is known for what it is among many", () => {
    type Deleted<Key extends ApiKey.ApiKey | ApiKey.ApiKeyId> = Stream.Stream<
      ApiKeys.ApiKeys.DeleteOutcome<Key>,
      never,
      ApiKeys.ApiKeys
    >
    expect(ApiKeys.deleteMany([key])).type.toBe<Deleted<ApiKey.ApiKey>>()
    expect(ApiKeys.deleteMany(new Set([generated]))).type.toBe<Deleted<ApiKey.GeneratedApiKey>>()
    expect(ApiKeys.deleteMany([id])).type.toBe<Deleted<ApiKey.ApiKeyId>>()
    expect(ApiKeys.deleteMany([key, id])).type.toBe<Deleted<ApiKey.ApiKey | ApiKey.ApiKeyId>>()
    expect(ApiKeys.deleteMany(Arr.flatten(Arr.fromOption(user.apiKeys)))).type.toBe<Deleted<ApiKey.ApiKey>>()
  })

  test("is neither somebody, nor a name that may be ambiguous, nor what is not shown", () => {
    expect(ApiKeys.deleteMany).type.not.toBeCallableWith([user.id])
    expect(ApiKeys.deleteMany).type.not.toBeCallableWith([name])
    expect(ApiKeys.deleteMany).type.not.toBeCallableWith(user.apiKeys)
    expect(ApiKeys.deleteMany).type.not.toBeCallableWith(id)
  })
})

describe("a mock of the API keys", () => {
  test("has some of the methods, each as it is", () => {
    expect(ApiKeys.layerMock({})).type.toBe<Layer.Layer<ApiKeys.ApiKeys>>()
    expect(ApiKeys.layerMock).type.toBeCallableWith({ generate: () => Effect.succeed(generated) })
    expect(ApiKeys.layerMock).type.not.toBeCallableWith({ generate: () => Effect.succeed(key) })
    expect(ApiKeys.layerMock).type.not.toBeCallableWith({ generate: () => Effect.succeed("a key") })
    // It is made of other methods, and is none.
    expect(ApiKeys.layerMock).type.not.toBeCallableWith({ scoped: () => Effect.succeed(generated) })
  })
})

describe("the names and ids of an API key", () => {
  test("are told from each other and from plain text", () => {
    expect<ApiKey.ApiKeyId>().type.not.toBeAssignableFrom<string>()
    expect<ApiKey.ApiKeyName>().type.not.toBeAssignableFrom<string>()
    expect<ApiKey.ApiKeyRef>().type.not.toBeAssignableFrom<string>()
    expect<ApiKey.ApiKeyId>().type.not.toBeAssignableTo<ApiKey.ApiKeyName>()
    expect<ApiKey.ApiKeyRef>().type.not.toBeAssignableTo<ApiKey.ApiKeyId>()
    expect<ApiKey.ApiKeyId>().type.not.toBeAssignableTo<User.UserId>()
    expect<ApiKey.ApiKeyId>().type.not.toBeAssignableTo<Team.TeamId>()
  })
})
