import { type Invite, type Member, type Team, Teams, type User, type WandbError } from "@effect-wandb/core"
import { Effect, type Layer, type Option, type Stream } from "effect"
import { describe, expect, test } from "tstyche"
import { anything, type ContextOf, type ErrorOf, type Mutation, type NeedsOf, type Query } from "./support.js"

const user: User.User = anything()
const member: Member.Member = anything()
const invite: Invite.Invite = anything()

describe("the error of an operation on teams", () => {
  test("is exactly what can happen to it", () => {
    expect<ErrorOf<typeof Teams.find>>().type.toBe<Query | "InvalidInput">()
    expect<ErrorOf<typeof Teams.get>>().type.toBe<Query | "InvalidInput" | "TeamNotFound">()
    expect<ErrorOf<typeof Teams.list>>().type.toBe<Query | "UserNotFound">()
    expect<ErrorOf<typeof Teams.create>>().type.toBe<
      Mutation | "InvalidInput" | "TeamAlreadyExists" | "UserNotFound"
    >()
    expect<ErrorOf<typeof Teams.getOrCreate>>().type.toBe<ErrorOf<typeof Teams.create>>()
    expect<ErrorOf<typeof Teams.delete>>().type.toBe<Mutation | "InvalidInput" | "TeamNotFound">()
  })

  test("is exactly what can happen to it, where it is about people", () => {
    expect<ErrorOf<typeof Teams.members>>().type.toBe<Query | "InvalidInput" | "TeamNotFound">()
    expect<ErrorOf<typeof Teams.removeMember>>().type.toBe<
      Mutation | "InvalidInput" | "TeamNotFound" | "MemberNotFound" | "LastTeamAdmin"
    >()
    expect<ErrorOf<typeof Teams.setRole>>().type.toBe<
      Mutation | "InvalidInput" | "TeamNotFound" | "MemberNotFound" | "LastTeamAdmin"
    >()
    expect<ErrorOf<typeof Teams.invite>>().type.toBe<
      Mutation | "InvalidInput" | "TeamNotFound" | "UserNotFound" | "AlreadyMember" | "AlreadyInvited"
    >()
    expect<ErrorOf<typeof Teams.pendingInvites>>().type.toBe<Query | "InvalidInput" | "TeamNotFound">()
    expect<ErrorOf<typeof Teams.cancelInvite>>().type.toBe<
      Mutation | "InvalidInput" | "TeamNotFound" | "InviteNotFound"
    >()
    expect<ErrorOf<typeof Teams.createServiceAccount>>().type.toBe<
      Mutation | "InvalidInput" | "TeamNotFound"
    >()
    expect<ErrorOf<typeof Teams.serviceAccountKey>>().type.toBe<
      Query | "InvalidInput" | "TeamNotFound" | "MemberNotFound"
    >()
  })

  test("narrows when several of them are caught", () => {
    const invited = Teams.invite("engine", { username: "grace" }).pipe(
      Effect.catchTags({ AlreadyMember: () => Effect.void, AlreadyInvited: () => Effect.void })
    )
    expect(invited).type.toBe<
      Effect.Effect<
        Invite.Invite | void,
        | WandbError.MutationError
        | WandbError.InvalidInput
        | WandbError.TeamNotFound
        | WandbError.UserNotFound,
        Teams.Teams
      >
    >()
  })
})

describe("what an operation on teams needs", () => {
  test("is its service and nothing else", () => {
    expect<ContextOf<typeof Teams.get>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.find>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.list>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.create>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.getOrCreate>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.delete>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.members>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.removeMember>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.setRole>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.invite>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.pendingInvites>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.cancelInvite>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.createServiceAccount>>().type.toBe<Teams.Teams>()
    expect<ContextOf<typeof Teams.serviceAccountKey>>().type.toBe<Teams.Teams>()
  })

  test("is nothing where it is a method of the service", () => {
    expect<NeedsOf<Teams.Teams.Service>>().type.toBe<never>()
  })
})

describe("what an operation on teams gives", () => {
  test("is a team, or perhaps one", () => {
    expect(Teams.find("engine")).type.toBe<
      Effect.Effect<Option.Option<Team.Team>, Teams.Teams.FindError, Teams.Teams>
    >()
    expect(Teams.getOrCreate({ name: "engine" })).type.toBe<
      Effect.Effect<Team.Team, Teams.Teams.CreateError, Teams.Teams>
    >()
    expect(Teams.list()).type.toBe<Stream.Stream<Team.Team, Teams.Teams.ListError, Teams.Teams>>()
    expect(Teams.setRole("engine", member, "admin")).type.toBe<
      Effect.Effect<Member.Member, Teams.Teams.MemberError, Teams.Teams>
    >()
  })
})

describe("who is meant", () => {
  test("is told by a name, by an address, or by what was loaded", () => {
    expect(Teams.removeMember).type.toBeCallableWith("engine", { username: "grace" })
    expect(Teams.removeMember).type.toBeCallableWith("engine", { email: "grace@example.com" })
    expect(Teams.removeMember).type.toBeCallableWith("engine", member)
    expect(Teams.removeMember).type.toBeCallableWith("engine", user)
  })

  test("is not told by a bare word, which may be a name, an address or an id", () => {
    expect(Teams.removeMember).type.not.toBeCallableWith("engine", "grace")
    expect(Teams.setRole).type.not.toBeCallableWith("engine", "grace", "admin")
  })

  test("is no member who was invited only", () => {
    expect(Teams.removeMember).type.not.toBeCallableWith("engine", invite)
    expect(Teams.cancelInvite).type.toBeCallableWith("engine", invite)
  })

  test("is one person, whom an invitation needs", () => {
    expect(Teams.invite).type.not.toBeCallableWith("engine", {})
    expect(Teams.invite).type.not.toBeCallableWith("engine", { role: "admin" })
    expect(Teams.invite).type.not.toBeCallableWith("engine", { username: "grace", email: "g@example.com" })
    expect(Teams.inviteMany).type.not.toBeCallableWith([{ email: "ada@example.com" }])
    expect(Teams.inviteMany).type.not.toBeCallableWith([
      { team: "engine", email: "ada@example.com", username: "ada" }
    ])
  })

  test("is a user where it is about the user's teams", () => {
    expect(Teams.list).type.toBeCallableWith(user)
    expect(Teams.list).type.not.toBeCallableWith("ada")
  })

  test("has one of the known roles, or one of the server's own", () => {
    expect<Member.Role>().type.toBeAssignableFrom<"admin" | "member" | "view-only">()
    expect<Member.Role>().type.toBeAssignableFrom<string>()
    expect<Member.Role>().type.not.toBeAssignableFrom<undefined>()
  })
})

describe("what is to be made", () => {
  test("has a name, or says what it is for", () => {
    expect(Teams.create).type.toBeCallableWith({ name: "engine", admin: "ada" })
    expect(Teams.create).type.not.toBeCallableWith({})
    expect(Teams.create).type.not.toBeCallableWith("engine")
    expect(Teams.getOrCreate).type.not.toBeCallableWith({ admin: "ada" })
    expect(Teams.createServiceAccount).type.not.toBeCallableWith("engine", {})
  })
})

describe("a mock of the teams", () => {
  test("has some of the methods, each as it is", () => {
    expect(Teams.layerMock({})).type.toBe<Layer.Layer<Teams.Teams>>()
    expect(Teams.layerMock).type.toBeCallableWith({ delete: () => Effect.void })
    expect(Teams.layerMock).type.not.toBeCallableWith({ members: () => Effect.succeed([user]) })
    // It is made of other methods, and is none.
    expect(Teams.layerMock).type.not.toBeCallableWith({ getOrCreate: () => Effect.void })
  })
})
