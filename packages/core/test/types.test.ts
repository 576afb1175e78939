import { type ApiKey, ApiKeys, Credentials, type User, Users, type WandbError } from "@effect-wandb/core"
import { describe, expectTypeOf, it } from "@effect/vitest"
import { Effect, type Redacted, type Scope, type Stream } from "effect"

// What these hold is checked by the compiler: they can only fail in `npm run check`.

type Query = "Unauthenticated" | "PermissionDenied" | "RequestFailed" | "UnexpectedResponse"
type Mutation = Query | "OutcomeUnknown"

type TagOf<E> = E extends { readonly _tag: infer Tag } ? Tag : never
type ErrorOf<F> = F extends (...args: never) => Effect.Effect<infer _A, infer E, infer _R> ? TagOf<E> : never

describe("the error of an operation", () => {
  it("is exactly what can happen to it", () => {
    expectTypeOf<ErrorOf<typeof Users.create>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "UserAlreadyExists"
    >()
    expectTypeOf<ErrorOf<typeof Users.get>>().toEqualTypeOf<Query | "InvalidInput" | "UserNotFound">()
    expectTypeOf<ErrorOf<typeof Users.find>>().toEqualTypeOf<Query | "InvalidInput">()
    expectTypeOf<Effect.Effect.Error<typeof Users.viewer>["_tag"]>().toEqualTypeOf<Query>()
    expectTypeOf<Stream.Stream.Error<ReturnType<typeof Users.search>>["_tag"]>().toEqualTypeOf<Query>()
    expectTypeOf<Stream.Stream.Error<typeof Users.list>["_tag"]>().toEqualTypeOf<Query>()
    expectTypeOf<ErrorOf<typeof Users.update>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "ForceRequired" | "UserNotFound"
    >()
    expectTypeOf<ErrorOf<typeof Users.delete>>().toEqualTypeOf<Mutation | "ForceRequired" | "UserNotFound">()
    expectTypeOf<ErrorOf<typeof Users.restore>>().toEqualTypeOf<Mutation | "UserNotFound">()
    expectTypeOf<ErrorOf<typeof ApiKeys.generate>>().toEqualTypeOf<Mutation | "NotAuthenticatedAs">()
    expectTypeOf<ErrorOf<typeof ApiKeys.scoped>>().toEqualTypeOf<Mutation | "NotAuthenticatedAs">()
    expectTypeOf<ErrorOf<typeof ApiKeys.list>>().toEqualTypeOf<Query | "UserNotFound">()
    expectTypeOf<ErrorOf<typeof ApiKeys.delete>>().toEqualTypeOf<
      Mutation | "ApiKeyNotFound" | "ApiKeyAmbiguous" | "UserNotFound"
    >()
    expectTypeOf<ErrorOf<typeof ApiKeys.deleteById>>().toEqualTypeOf<Mutation | "ApiKeyNotFound">()
  })

  it("narrows when one of them is caught", () => {
    const caught = Users.get({ username: "ada" }).pipe(
      Effect.catchTag("UserNotFound", () => Effect.succeed(null))
    )
    expectTypeOf(caught).toEqualTypeOf<
      Effect.Effect<User.User | null, WandbError.QueryError | WandbError.InvalidInput, Users.Users>
    >()
  })
})

describe("what an operation needs", () => {
  it("is its service and nothing else", () => {
    expectTypeOf(Users.viewer).toEqualTypeOf<Effect.Effect<User.User, WandbError.QueryError, Users.Users>>()
    expectTypeOf<Effect.Effect.Context<ReturnType<typeof ApiKeys.scoped>>>().toEqualTypeOf<
      ApiKeys.ApiKeys | Scope.Scope
    >()
    expectTypeOf<Effect.Effect.Context<Users.Users.Service["viewer"]>>().toEqualTypeOf<never>()
  })

  it("is a connection too, when it acts as somebody else", () => {
    const acting = (key: ApiKey.GeneratedApiKey) => Credentials.actAs(Users.viewer, key.secret)
    expectTypeOf<Effect.Effect.Context<ReturnType<typeof acting>>>().toEqualTypeOf<
      Users.Users | Credentials.Credentials
    >()
  })
})

describe("misuse", () => {
  it("does not compile", () => {
    // @ts-expect-error a lookup is by one thing
    const byTwo = () => Users.get({ username: "ada", email: "ada@example.com" })
    // @ts-expect-error a lookup is by something
    const byNothing = () => Users.get({})
    // @ts-expect-error a key in plain text is no secret to act with
    const unchecked = () => Credentials.actAs(Users.viewer, "0123456789abcdef")
    // @ts-expect-error neither is a redacted text that nobody checked
    const redacted = (key: Redacted.Redacted) => Credentials.actAs(Users.viewer, key)
    // @ts-expect-error a key that is made for a time says what it is for
    const undescribed = () => ApiKeys.scoped({})
    // @ts-expect-error the id of a user is not the id of a key
    const wrongId = (user: User.User) => ApiKeys.deleteById(user.id)
    expectTypeOf([byTwo, byNothing, unchecked, redacted, undescribed, wrongId]).toBeArray()
  })
})
