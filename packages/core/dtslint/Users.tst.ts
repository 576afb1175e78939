import { type Team, type User, Users, type WandbError } from "@effect-wandb/core"
import { Effect, type Either, type Layer, type Option, Stream } from "effect"
import { describe, expect, test } from "tstyche"
import { anything, type ContextOf, type ErrorOf, type Mutation, type NeedsOf, type Query } from "./support.js"

describe("the error of an operation on users", () => {
  test("is exactly what can happen to it", () => {
    expect<ErrorOf<typeof Users.viewer>>().type.toBe<Query>()
    expect<ErrorOf<typeof Users.search>>().type.toBe<Query>()
    expect<ErrorOf<typeof Users.list>>().type.toBe<Query>()
    expect<ErrorOf<typeof Users.find>>().type.toBe<Query | "InvalidInput">()
    expect<ErrorOf<typeof Users.get>>().type.toBe<Query | "InvalidInput" | "UserNotFound">()
    expect<ErrorOf<typeof Users.create>>().type.toBe<Mutation | "InvalidInput" | "UserAlreadyExists">()
    expect<ErrorOf<typeof Users.update>>().type.toBe<
      Mutation | "InvalidInput" | "ForceRequired" | "UserNotFound" | "UserAlreadyExists" | "TeamNotFound"
    >()
    expect<ErrorOf<typeof Users.delete>>().type.toBe<Mutation | "ForceRequired" | "UserNotFound">()
    expect<ErrorOf<typeof Users.restore>>().type.toBe<Mutation | "UserNotFound">()
  })

  test("is that of a single item where many are looked up: the stream does not fail", () => {
    expect<ReturnType<typeof Users.getMany>>().type.toBe<
      Stream.Stream<Either.Either<User.User, Users.Users.GetError>, never, Users.Users>
    >()
  })

  test("narrows when one of them is caught", () => {
    expect(
      Users.get({ username: "ada" }).pipe(Effect.catchTag("UserNotFound", () => Effect.succeed(null)))
    ).type.toBe<
      Effect.Effect<User.User | null, WandbError.QueryError | WandbError.InvalidInput, Users.Users>
    >()
  })

  test("narrows when several of them are caught, and holds what each knows", () => {
    expect(
      Users.create({ email: "ada@example.com" }).pipe(
        Effect.catchTags({
          UserAlreadyExists: ({ email }) => Effect.succeed(email),
          OutcomeUnknown: ({ attempts }) => Effect.succeed(attempts)
        })
      )
    ).type.toBe<
      Effect.Effect<User.User | string | number, WandbError.QueryError | WandbError.InvalidInput, Users.Users>
    >()
  })

  test("is caught by no tag that it does not have", () => {
    // @ts-expect-error Argument of type '"UserNotFound"' is not assignable
    Users.viewer.pipe(Effect.catchTag("UserNotFound", () => Effect.void))
  })

  test("has nothing left where all of them are caught", () => {
    expect(Users.viewer.pipe(Effect.catchAll(() => Effect.void))).type.toBe<
      Effect.Effect<User.User | void, never, Users.Users>
    >()
  })
})

describe("what an operation on users needs", () => {
  test("is its service and nothing else", () => {
    expect(Users.viewer).type.toBe<Effect.Effect<User.User, WandbError.QueryError, Users.Users>>()
    expect<ContextOf<typeof Users.get>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.find>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.getMany>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.search>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.list>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.create>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.update>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.delete>>().type.toBe<Users.Users>()
    expect<ContextOf<typeof Users.restore>>().type.toBe<Users.Users>()
  })

  test("is nothing where it is a method of the service", () => {
    expect<NeedsOf<Users.Users.Service>>().type.toBe<never>()
  })
})

describe("a lookup", () => {
  test("is by one thing", () => {
    expect(Users.get).type.toBeCallableWith({ username: "ada" })
    expect(Users.get).type.toBeCallableWith({ email: "ada@example.com" })
    expect(Users.get).type.toBeCallableWith({ id: "VXNlcjox" })
    expect(Users.get).type.not.toBeCallableWith({})
    expect(Users.get).type.not.toBeCallableWith("ada")
    expect(Users.get).type.not.toBeCallableWith({ username: "ada", email: "ada@example.com" })
    expect(Users.get).type.not.toBeCallableWith({ email: "ada@example.com", id: "VXNlcjox" })
    expect(Users.get).type.not.toBeCallableWith({ username: undefined })
    expect(Users.get).type.not.toBeCallableWith({ name: "ada" })
    expect(Users.find).type.not.toBeCallableWith({})
    expect(Users.find).type.not.toBeCallableWith({ username: "ada", id: "VXNlcjox" })
    expect(Users.getMany).type.not.toBeCallableWith([{ username: "ada", email: "ada@example.com" }])
    expect(Users.getMany).type.not.toBeCallableWith({ username: "ada" })
  })

  test("gives a user, or perhaps one", () => {
    expect(Users.find({ username: "ada" })).type.toBe<
      Effect.Effect<Option.Option<User.User>, Users.Users.FindError, Users.Users>
    >()
    expect(Users.search("ada")).type.toBe<Stream.Stream<User.User, WandbError.QueryError, Users.Users>>()
  })
})

describe("a change of a user", () => {
  const ada: User.User = anything()

  test("is of a user, not of a name", () => {
    expect(Users.update).type.toBeCallableWith(ada, { admin: true })
    expect(Users.update).type.not.toBeCallableWith("ada", { admin: true })
    expect(Users.delete).type.toBeCallableWith(ada, { force: true })
    expect(Users.delete).type.not.toBeCallableWith({ username: "ada" })
    expect(Users.restore).type.not.toBeCallableWith(ada.id)
  })

  test("is of what can be changed", () => {
    expect(Users.update).type.not.toBeCallableWith(ada, { username: "lovelace" })
    expect(Users.create).type.not.toBeCallableWith({})
    expect(Users.create).type.not.toBeCallableWith({ username: "ada" })
    expect(Users.createMany).type.not.toBeCallableWith(["ada@example.com"])
    expect(Users.createMany).type.not.toBeCallableWith({ email: "ada@example.com" })
  })
})

describe("a mock of the users", () => {
  const ada: User.User = anything()

  test("has some of the methods, each as it is", () => {
    expect(Users.layerMock({})).type.toBe<Layer.Layer<Users.Users>>()
    expect(Users.layerMock).type.toBeCallableWith({ viewer: Effect.succeed(ada) })
    expect(Users.layerMock).type.toBeCallableWith({ get: () => Effect.succeed(ada), list: Stream.make(ada) })
    expect(Users.layerMock).type.not.toBeCallableWith({ viewer: () => Effect.succeed(ada) })
    expect(Users.layerMock).type.not.toBeCallableWith({ get: () => Effect.succeed("ada") })
    expect(Users.layerMock).type.not.toBeCallableWith({ get: () => Effect.fail("no such user") })
    expect(Users.layerMock).type.not.toBeCallableWith({ viewer: Users.viewer })
    expect(Users.layerMock).type.not.toBeCallableWith({ fetch: () => Effect.void })
  })
})

describe("the names and ids of a user", () => {
  test("are told from each other and from plain text", () => {
    expect<User.Username>().type.toBeAssignableTo<string>()
    expect<User.Username>().type.not.toBeAssignableFrom<string>()
    expect<User.Username>().type.not.toBeAssignableTo<User.Email>()
    expect<User.Username>().type.not.toBeAssignableTo<User.UserId>()
    expect<User.Email>().type.not.toBeAssignableTo<User.UserId>()
    expect<User.Username>().type.not.toBeAssignableTo<Team.TeamName>()
    expect<Team.TeamName>().type.not.toBeAssignableTo<User.Username>()
    expect<Team.TeamId>().type.not.toBeAssignableTo<User.UserId>()
  })
})
