import {
  type ApiKey,
  ApiKeys,
  Credentials,
  type Invite,
  type Member,
  Outcome,
  Progress,
  type Team,
  Teams,
  type User,
  Users,
  WandbError
} from "@effect-wandb/core"
import { describe, expectTypeOf, it } from "@effect/vitest"
import {
  Array as Arr,
  Effect,
  type Either,
  Layer,
  Match,
  type Option,
  pipe,
  type Redacted,
  type Scope,
  Stream
} from "effect"

// What these hold is checked by the compiler: they can only fail in `npm run check`.

type Query = "Unauthenticated" | "PermissionDenied" | "RequestFailed" | "UnexpectedResponse"
type Mutation = Query | "OutcomeUnknown"

type TagOf<E> = E extends { readonly _tag: infer Tag } ? Tag : never
type ErrorOf<F> = F extends (...args: never) => Effect.Effect<infer _A, infer E, infer _R> ? TagOf<E> : never
type StreamErrorOf<F> = F extends (...args: never) => Stream.Stream<infer _A, infer E, infer _R>
  ? TagOf<E>
  : never
type OutcomeOf<F> = F extends (...args: never) => Stream.Stream<infer A, infer _E, infer _R> ? A : never
type InputOf<S extends Stream.Stream<unknown, never, ApiKeys.ApiKeys | Users.Users | Teams.Teams>> =
  Stream.Stream.Success<S> extends { readonly input: infer Input } ? Input : never
type EndOf<O, Tag> = Extract<O, { readonly _tag: Tag }>
type FailureOf<O> = EndOf<O, "Failed"> extends { readonly error: infer E } ? TagOf<E> : never

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
      Mutation | "InvalidInput" | "ForceRequired" | "UserNotFound" | "UserAlreadyExists" | "TeamNotFound"
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

  it("is exactly what can happen to it, of those that are about teams too", () => {
    expectTypeOf<ErrorOf<typeof Teams.get>>().toEqualTypeOf<Query | "InvalidInput" | "TeamNotFound">()
    expectTypeOf<ErrorOf<typeof Teams.find>>().toEqualTypeOf<Query | "InvalidInput">()
    expectTypeOf<StreamErrorOf<typeof Teams.list>>().toEqualTypeOf<Query | "UserNotFound">()
    expectTypeOf<ErrorOf<typeof Teams.create>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamAlreadyExists" | "UserNotFound"
    >()
    expectTypeOf<ErrorOf<typeof Teams.getOrCreate>>().toEqualTypeOf<ErrorOf<typeof Teams.create>>()
    expectTypeOf<ErrorOf<typeof Teams.delete>>().toEqualTypeOf<Mutation | "InvalidInput" | "TeamNotFound">()
    expectTypeOf<ErrorOf<typeof Teams.members>>().toEqualTypeOf<Query | "InvalidInput" | "TeamNotFound">()
    expectTypeOf<ErrorOf<typeof Teams.removeMember>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamNotFound" | "MemberNotFound" | "LastTeamAdmin"
    >()
    expectTypeOf<ErrorOf<typeof Teams.setRole>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamNotFound" | "MemberNotFound" | "LastTeamAdmin"
    >()
    expectTypeOf<ErrorOf<typeof Teams.invite>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamNotFound" | "UserNotFound" | "AlreadyMember" | "AlreadyInvited"
    >()
    expectTypeOf<StreamErrorOf<typeof Teams.pendingInvites>>().toEqualTypeOf<
      Query | "InvalidInput" | "TeamNotFound"
    >()
    expectTypeOf<ErrorOf<typeof Teams.cancelInvite>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamNotFound" | "InviteNotFound"
    >()
    expectTypeOf<ErrorOf<typeof Teams.createServiceAccount>>().toEqualTypeOf<
      Mutation | "InvalidInput" | "TeamNotFound"
    >()
    expectTypeOf<ErrorOf<typeof Teams.serviceAccountKey>>().toEqualTypeOf<
      Query | "InvalidInput" | "TeamNotFound" | "MemberNotFound"
    >()
  })

  it("is that of a single item where many are looked up: the stream does not fail", () => {
    expectTypeOf<ReturnType<typeof Users.getMany>>().toEqualTypeOf<
      Stream.Stream<Either.Either<User.User, Users.Users.GetError>, never, Users.Users>
    >()
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

describe("the outcome of one of many", () => {
  type Created = OutcomeOf<typeof Users.createMany>
  type Invited = OutcomeOf<typeof Teams.inviteMany>
  type Deleted = OutcomeOf<typeof ApiKeys.deleteMany<ApiKey.ApiKeyId>>

  it("holds the input, and the value where it was done", () => {
    expectTypeOf<EndOf<Created, "Done">>().toEqualTypeOf<{
      readonly _tag: "Done"
      readonly input: Users.Users.CreateOptions
      readonly value: User.User
    }>()
    expectTypeOf<EndOf<Invited, "Done">>().toEqualTypeOf<{
      readonly _tag: "Done"
      readonly input: Teams.Teams.InviteManyOptions
      readonly value: Invite.Invite
    }>()
    expectTypeOf<EndOf<Deleted, "Done">>().toEqualTypeOf<{
      readonly _tag: "Done"
      readonly input: ApiKey.ApiKeyId
      readonly value: void
    }>()
  })

  it("says of what was so already how it was", () => {
    expectTypeOf<EndOf<Created, "Unchanged">["reason"]>().toEqualTypeOf<WandbError.UserAlreadyExists>()
    expectTypeOf<EndOf<Invited, "Unchanged">["reason"]>().toEqualTypeOf<
      WandbError.AlreadyMember | WandbError.AlreadyInvited
    >()
    expectTypeOf<EndOf<Deleted, "Unchanged">["reason"]>().toEqualTypeOf<WandbError.ApiKeyNotFound>()
  })

  it("has for a failure neither what is Unchanged nor a lost answer, and nothing else", () => {
    expectTypeOf<FailureOf<Created>>().toEqualTypeOf<Query | "InvalidInput">()
    expectTypeOf<FailureOf<Invited>>().toEqualTypeOf<
      Query | "InvalidInput" | "TeamNotFound" | "UserNotFound"
    >()
    expectTypeOf<FailureOf<Deleted>>().toEqualTypeOf<Query>()
    expectTypeOf<EndOf<Created | Invited | Deleted, "Unknown">["error"]>().toEqualTypeOf<
      WandbError.OutcomeUnknown | WandbError.UnexpectedResponse
    >()
  })

  it("is one of the four kinds, and of no other", () => {
    expectTypeOf<(Created | Invited | Deleted)["_tag"]>().toEqualTypeOf<
      "Done" | "Unchanged" | "Failed" | "Unknown"
    >()
  })

  it("is given by a stream that does not fail and needs its service alone: Progress is there by default", () => {
    expectTypeOf<ReturnType<typeof Users.createMany<Users.Users.CreateOptions>>>().toEqualTypeOf<
      Stream.Stream<Users.Users.CreateOutcome, never, Users.Users>
    >()
    expectTypeOf<ReturnType<typeof Teams.inviteMany<Teams.Teams.InviteManyOptions>>>().toEqualTypeOf<
      Stream.Stream<Teams.Teams.InviteOutcome, never, Teams.Teams>
    >()
    expectTypeOf<ReturnType<typeof ApiKeys.deleteMany<ApiKey.ApiKey>>>().toEqualTypeOf<
      Stream.Stream<ApiKeys.ApiKeys.DeleteOutcome<ApiKey.ApiKey>, never, ApiKeys.ApiKeys>
    >()
  })

  it("knows what keys were given, be it keys, generated ones, ids or some of each", () => {
    const checks = (
      key: ApiKey.ApiKey,
      generated: ApiKey.GeneratedApiKey,
      id: ApiKey.ApiKeyId,
      user: User.User
    ) => {
      const keys = ApiKeys.deleteMany([key])
      const some = ApiKeys.deleteMany(new Set([generated]))
      const ids = ApiKeys.deleteMany([id])
      const mixed = ApiKeys.deleteMany([key, id])
      const shown = ApiKeys.deleteMany(Arr.flatten(Arr.fromOption(user.apiKeys)))
      expectTypeOf<InputOf<typeof keys>>().toEqualTypeOf<ApiKey.ApiKey>()
      expectTypeOf<InputOf<typeof some>>().toEqualTypeOf<ApiKey.GeneratedApiKey>()
      expectTypeOf<InputOf<typeof ids>>().toEqualTypeOf<ApiKey.ApiKeyId>()
      expectTypeOf<InputOf<typeof mixed>>().toEqualTypeOf<ApiKey.ApiKey | ApiKey.ApiKeyId>()
      expectTypeOf<InputOf<typeof shown>>().toEqualTypeOf<ApiKey.ApiKey>()
    }
    expectTypeOf(checks).toBeFunction()
  })

  it("has the inputs as they were given, with what else is in them", () => {
    const rows = Users.createMany([{ email: "ada@example.com", department: "engines" }])
    expectTypeOf<InputOf<typeof rows>["department"]>().toEqualTypeOf<string>()
    const people = Teams.inviteMany([{ team: "engine", username: "ada", row: 1 }])
    expectTypeOf<InputOf<typeof people>["row"]>().toEqualTypeOf<number>()
  })

  it("is told apart without a word about its types, wherever it is", () => {
    const cases = (outcome: Users.Users.CreateOutcome) =>
      Match.valueTags(outcome, {
        Done: ({ value }) => value.id,
        Unchanged: ({ reason }) => reason.email,
        Failed: ({ error }) => error._tag,
        Unknown: ({ error }) => error.attempts
      })
    expectTypeOf<ReturnType<typeof cases>>().toEqualTypeOf<User.UserId | string | TagOf<Failure> | number>()
    type Failure = EndOf<Created, "Failed">["error"]

    const piped = (outcome: Users.Users.CreateOutcome) =>
      pipe(
        outcome,
        Match.valueTags({
          Done: ({ value }) => value,
          Unchanged: ({ input }) => input,
          Failed: ({ error }) => error,
          Unknown: ({ error }) => error
        })
      )
    expectTypeOf<ReturnType<typeof piped>>().toEqualTypeOf<
      | User.User
      | Users.Users.CreateOptions
      | Failure
      | WandbError.OutcomeUnknown
      | WandbError.UnexpectedResponse
    >()

    const whoever = Users.createMany([]).pipe(
      Stream.mapEffect(
        Match.valueTags({
          Done: ({ value }) => Effect.succeed(value),
          Unchanged: ({ reason }) => Users.get({ email: reason.email }),
          Failed: ({ error }) => Effect.fail(error),
          Unknown: ({ error }) => Effect.fail(error)
        })
      )
    )
    expectTypeOf(whoever).toEqualTypeOf<
      Stream.Stream<
        User.User,
        WandbError.MutationError | WandbError.InvalidInput | WandbError.UserNotFound,
        Users.Users
      >
    >()

    const worded = Teams.inviteMany([]).pipe(
      Stream.map(
        Match.valueTags({
          Done: ({ value }) => value.accepted,
          Unchanged: ({ reason }) => reason.team,
          Failed: ({ error }) => error.message,
          Unknown: ({ error }) => error.message
        })
      )
    )
    expectTypeOf(worded).toEqualTypeOf<Stream.Stream<boolean | string, never, Teams.Teams>>()
  })

  it("is told by one function for all kinds of work", () => {
    const complaint = <Input, Value, Already, Error extends { readonly message: string }>(
      outcome: Outcome.Outcome<Input, Value, Already, Error>
    ) => (outcome._tag === "Failed" ? outcome.error.message : "")
    const created = Stream.map(Users.createMany([{ email: "ada@example.com" }]), complaint)
    const invited = Stream.map(Teams.inviteMany([{ team: "engine", username: "ada" }]), complaint)
    expectTypeOf(created).toEqualTypeOf<Stream.Stream<string, never, Users.Users>>()
    expectTypeOf(invited).toEqualTypeOf<Stream.Stream<string, never, Teams.Teams>>()
  })

  it("is narrowed by its tag, in a filter too", () => {
    const failed = Users.createMany([]).pipe(Stream.filter((outcome) => outcome._tag === "Failed"))
    expectTypeOf<Stream.Stream.Success<typeof failed>>().toExtend<EndOf<Created, "Failed">>()
    const users = (outcomes: ReadonlyArray<Created>) =>
      Arr.map(
        Arr.filter(outcomes, (outcome) => outcome._tag === "Done"),
        ({ value }) => value
      )
    expectTypeOf<ReturnType<typeof users>>().toEqualTypeOf<Array<User.User>>()
    const rest = (outcomes: ReadonlyArray<Invited>) => {
      const [others, unknown] = Arr.partition(outcomes, (outcome) => outcome._tag === "Unknown")
      expectTypeOf<(typeof others)[number]["_tag"]>().toEqualTypeOf<"Done" | "Unchanged" | "Failed">()
      return unknown
    }
    expectTypeOf<ReturnType<typeof rest>>().toEqualTypeOf<Array<EndOf<Invited, "Unknown">>>()
    const those = Users.createMany([]).pipe(
      Stream.filter((outcome) => outcome._tag === "Failed" || outcome._tag === "Unknown"),
      Stream.map(
        Match.valueTags({ Failed: ({ error }) => error.message, Unknown: ({ error }) => error.message })
      )
    )
    expectTypeOf(those).toEqualTypeOf<Stream.Stream<string, never, Users.Users>>()
  })

  it("may be made by hand, as a test does", () => {
    const made = (user: User.User): ReadonlyArray<Users.Users.CreateOutcome> => {
      const input = { email: "ada@example.com" }
      return [
        Outcome.Done({ input, value: user }),
        Outcome.Unchanged({ input, reason: new WandbError.UserAlreadyExists(input) }),
        Outcome.Failed({ input, error: new WandbError.PermissionDenied({ operation: "Users.create" }) })
      ]
    }
    expectTypeOf(made).toBeFunction()
  })
})

describe("Progress", () => {
  it("is provided as a service or as a layer, and changes nothing of the types", () => {
    const silent: Progress.Progress.Service = { report: () => Effect.void }
    const program = Stream.runDrain(Users.createMany([]))
    expectTypeOf(Effect.provideService(program, Progress.Progress, silent)).toEqualTypeOf(program)
    expectTypeOf(Effect.provide(program, Layer.succeed(Progress.Progress, silent))).toEqualTypeOf(program)
    expectTypeOf<Effect.Effect.Context<typeof Progress.Progress>>().toEqualTypeOf<never>()
  })
})

describe("what an operation needs", () => {
  it("is its service and nothing else", () => {
    expectTypeOf(Users.viewer).toEqualTypeOf<Effect.Effect<User.User, WandbError.QueryError, Users.Users>>()
    expectTypeOf<Effect.Effect.Context<ReturnType<typeof ApiKeys.scoped>>>().toEqualTypeOf<
      ApiKeys.ApiKeys | Scope.Scope
    >()
    expectTypeOf<Effect.Effect.Context<Users.Users.Service["viewer"]>>().toEqualTypeOf<never>()
    expectTypeOf<ReturnType<typeof Teams.find>>().toEqualTypeOf<
      Effect.Effect<Option.Option<Team.Team>, Teams.Teams.FindError, Teams.Teams>
    >()
    expectTypeOf<ReturnType<typeof Teams.getOrCreate>>().toEqualTypeOf<
      Effect.Effect<Team.Team, Teams.Teams.CreateError, Teams.Teams>
    >()
    expectTypeOf<ReturnType<typeof Teams.setRole>>().toEqualTypeOf<
      Effect.Effect<Member.Member, Teams.Teams.MemberError, Teams.Teams>
    >()
    expectTypeOf<Stream.Stream.Context<ReturnType<typeof Teams.list>>>().toEqualTypeOf<Teams.Teams>()
    expectTypeOf<Effect.Effect.Context<ReturnType<Teams.Teams.Service["invite"]>>>().toEqualTypeOf<never>()
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

  it("does not compile where it is about teams", () => {
    // @ts-expect-error one is invited by one thing
    const byTwo = () => Teams.invite("engine", { username: "grace", email: "grace@example.com" })
    // @ts-expect-error one is invited by something
    const byNothing = () => Teams.invite("engine", {})
    // @ts-expect-error a role is nobody
    const nobody = () => Teams.invite("engine", { role: "admin" })
    // @ts-expect-error a team has a name
    const nameless = () => Teams.create({})
    // @ts-expect-error neither is an admin a name
    const adminOnly = () => Teams.getOrCreate({ admin: "ada" })
    // @ts-expect-error a service account says what it is for
    const undescribed = () => Teams.createServiceAccount("engine", {})
    // @ts-expect-error a user is removed as what it is, not by a bare word that may be a name, an address or an id
    const bare = () => Teams.removeMember("engine", "grace")
    // @ts-expect-error an invitation is no member
    const invited = (invite: Invite.Invite) => Teams.removeMember("engine", invite)
    // @ts-expect-error the teams of a user are listed, not those of a name
    const named = () => Teams.list("ada")
    expectTypeOf([
      byTwo,
      byNothing,
      nobody,
      nameless,
      adminOnly,
      undescribed,
      bare,
      invited,
      named
    ]).toBeArray()
  })

  it("does not compile where it is about many", () => {
    // @ts-expect-error the id of a user is not the id of a key
    const wrongIds = (user: User.User) => ApiKeys.deleteMany([user.id])
    // @ts-expect-error an id is one, not many
    const oneId = (id: ApiKey.ApiKeyId) => ApiKeys.deleteMany(id)
    // @ts-expect-error the names of keys may be ambiguous
    const names = (name: ApiKey.ApiKeyName) => ApiKeys.deleteMany([name])
    // @ts-expect-error keys that are not shown are not none
    const unshown = (user: User.User) => ApiKeys.deleteMany(user.apiKeys)
    // @ts-expect-error an address is not yet a user to create
    const addresses = () => Users.createMany(["ada@example.com"])
    // @ts-expect-error one is not many
    const single = () => Users.createMany({ email: "ada@example.com" })
    // @ts-expect-error an invitation is to a team
    const nowhere = () => Teams.inviteMany([{ email: "ada@example.com" }])
    // @ts-expect-error one is invited by one thing, also as one of many
    const byTwo = () => Teams.inviteMany([{ team: "engine", email: "ada@example.com", username: "ada" }])
    // @ts-expect-error a lookup is by one thing, also as one of many
    const lookupByTwo = () => Users.getMany([{ username: "ada", email: "ada@example.com" }])
    // @ts-expect-error the concurrency is a number, or "unbounded"
    const unbounded = () => Users.createMany([], { concurrency: "inherit" })
    // @ts-expect-error the options have names
    const ten = () => Users.createMany([], 10)
    // @ts-expect-error there is no such kind
    const misspelt = (given: Users.Users.CreateOutcome) => given._tag === "Fail"
    const incomplete = (given: Users.Users.CreateOutcome) =>
      // @ts-expect-error what is unknown is forgotten
      Match.valueTags(given, { Done: () => 1, Unchanged: () => 2, Failed: () => 3 })
    const incompletePiped = Users.createMany([]).pipe(
      // @ts-expect-error what is unknown is forgotten
      Stream.map(Match.valueTags({ Done: () => 1, Unchanged: () => 2, Failed: () => 3 }))
    )
    const five = { Done: () => 1, Unchanged: () => 2, Failed: () => 3, Unknown: () => 4, Skipped: () => 5 }
    // @ts-expect-error nothing is skipped
    const excessive = (given: Users.Users.CreateOutcome) => Match.valueTags(given, five)
    const wrongFailure = (error: WandbError.UserAlreadyExists): Users.Users.CreateOutcome =>
      // @ts-expect-error a failure does not hold what is unchanged
      Outcome.Failed({ input: { email: "" }, error })
    const report = () => Effect.fail("broken")
    // @ts-expect-error a report has nobody to fail to
    const failing = () => Effect.provideService(Effect.void, Progress.Progress, { report })
    expectTypeOf([
      wrongIds,
      oneId,
      names,
      unshown,
      addresses,
      single,
      nowhere,
      byTwo,
      lookupByTwo
    ]).toBeArray()
    expectTypeOf([
      unbounded,
      ten,
      misspelt,
      incomplete,
      incompletePiped,
      excessive,
      wrongFailure,
      failing
    ]).toBeArray()
  })
})
