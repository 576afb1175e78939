import {
  type ApiKey,
  type ApiKeys,
  type Invite,
  Outcome,
  Progress,
  Teams,
  type User,
  Users,
  WandbError
} from "@effect-wandb/core"
import { Array as Arr, Effect, Layer, Match, pipe, Stream } from "effect"
import { describe, expect, test } from "tstyche"
import { anything, type Query, type TagOf } from "./support.js"

type OutcomeOf<F> = F extends (...args: never) => Stream.Stream<infer A, infer _E, infer _R> ? A : never
type Created = OutcomeOf<typeof Users.createMany>
type Invited = OutcomeOf<typeof Teams.inviteMany>
type Deleted = OutcomeOf<typeof ApiKeys.deleteMany<ApiKey.ApiKeyId>>
type EndOf<O, Tag> = Extract<O, { readonly _tag: Tag }>
type FailureOf<O> = EndOf<O, "Failed"> extends { readonly error: infer E } ? TagOf<E> : never

const created: Created = anything()
const invited: Invited = anything()
const user: User.User = anything()

describe("the outcome of one of many", () => {
  test("holds the input, and the value where it was done", () => {
    expect<EndOf<Created, "Done">>().type.toBe<{
      readonly _tag: "Done"
      readonly input: Users.Users.CreateOptions
      readonly value: User.User
    }>()
    expect<EndOf<Invited, "Done">>().type.toBe<{
      readonly _tag: "Done"
      readonly input: Teams.Teams.InviteManyOptions
      readonly value: Invite.Invite
    }>()
    expect<EndOf<Deleted, "Done">>().type.toBe<{
      readonly _tag: "Done"
      readonly input: ApiKey.ApiKeyId
      readonly value: void
    }>()
  })

  test("says of what was so already how it was", () => {
    expect<EndOf<Created, "Unchanged">["reason"]>().type.toBe<WandbError.UserAlreadyExists>()
    expect<EndOf<Invited, "Unchanged">["reason"]>().type.toBe<
      WandbError.AlreadyMember | WandbError.AlreadyInvited
    >()
    expect<EndOf<Deleted, "Unchanged">["reason"]>().type.toBe<WandbError.ApiKeyNotFound>()
  })

  test("has for a failure neither what is Unchanged nor a lost answer, and nothing else", () => {
    expect<FailureOf<Created>>().type.toBe<Query | "InvalidInput">()
    expect<FailureOf<Invited>>().type.toBe<Query | "InvalidInput" | "TeamNotFound" | "UserNotFound">()
    expect<FailureOf<Deleted>>().type.toBe<Query>()
    expect<EndOf<Created | Invited | Deleted, "Unknown">["error"]>().type.toBe<
      WandbError.OutcomeUnknown | WandbError.UnexpectedResponse
    >()
  })

  test("is one of the four kinds, and of no other", () => {
    expect<(Created | Invited | Deleted)["_tag"]>().type.toBe<"Done" | "Unchanged" | "Failed" | "Unknown">()
  })

  test("is given by a stream that does not fail and needs its service alone: Progress is there by default", () => {
    expect<ReturnType<typeof Users.createMany<Users.Users.CreateOptions>>>().type.toBe<
      Stream.Stream<Users.Users.CreateOutcome, never, Users.Users>
    >()
    expect<ReturnType<typeof Teams.inviteMany<Teams.Teams.InviteManyOptions>>>().type.toBe<
      Stream.Stream<Teams.Teams.InviteOutcome, never, Teams.Teams>
    >()
    expect<ReturnType<typeof ApiKeys.deleteMany<ApiKey.ApiKey>>>().type.toBe<
      Stream.Stream<ApiKeys.ApiKeys.DeleteOutcome<ApiKey.ApiKey>, never, ApiKeys.ApiKeys>
    >()
  })

  test("has the inputs as they were given, with what else is in them", () => {
    type InputOf<S> =
      S extends Stream.Stream<{ readonly input: infer Input }, never, infer _R> ? Input : never
    const rows = Users.createMany([{ email: "ada@example.com", department: "engines" }])
    expect<InputOf<typeof rows>["department"]>().type.toBe<string>()
    const people = Teams.inviteMany([{ team: "engine", username: "ada", row: 1 }])
    expect<InputOf<typeof people>["row"]>().type.toBe<number>()
  })

  test("may be made by hand, as a test does", () => {
    const input = { email: "ada@example.com" }
    expect<Users.Users.CreateOutcome>().type.toBeAssignableFrom(Outcome.Done({ input, value: user }))
    expect<Users.Users.CreateOutcome>().type.toBeAssignableFrom(
      Outcome.Unchanged({ input, reason: new WandbError.UserAlreadyExists(input) })
    )
    expect<Users.Users.CreateOutcome>().type.toBeAssignableFrom(
      Outcome.Failed({ input, error: new WandbError.PermissionDenied({ operation: "Users.create" }) })
    )
  })

  test("is no failure where it is unchanged", () => {
    expect<EndOf<Created, "Failed">>().type.not.toBeAssignableFrom(
      Outcome.Failed({ input: { email: "" }, error: new WandbError.UserAlreadyExists({ email: "" }) })
    )
  })
})

describe("telling outcomes apart", () => {
  type Failure = EndOf<Created, "Failed">["error"]

  test("needs no word about their types", () => {
    expect(
      Match.valueTags(created, {
        Done: ({ value }) => value.id,
        Unchanged: ({ reason }) => reason.email,
        Failed: ({ error }) => error._tag,
        Unknown: ({ error }) => error.attempts
      })
    ).type.toBe<User.UserId | string | TagOf<Failure> | number>()

    expect(
      pipe(
        created,
        Match.valueTags({
          Done: ({ value }) => value,
          Unchanged: ({ input }) => input,
          Failed: ({ error }) => error,
          Unknown: ({ error }) => error
        })
      )
    ).type.toBe<
      | User.User
      | Users.Users.CreateOptions
      | Failure
      | WandbError.OutcomeUnknown
      | WandbError.UnexpectedResponse
    >()
  })

  test("needs none in a stream either", () => {
    expect(
      Users.createMany([]).pipe(
        Stream.mapEffect(
          Match.valueTags({
            Done: ({ value }) => Effect.succeed(value),
            Unchanged: ({ reason }) => Users.get({ email: reason.email }),
            Failed: ({ error }) => Effect.fail(error),
            Unknown: ({ error }) => Effect.fail(error)
          })
        )
      )
    ).type.toBe<
      Stream.Stream<
        User.User,
        WandbError.MutationError | WandbError.InvalidInput | WandbError.UserNotFound,
        Users.Users
      >
    >()

    expect(
      Teams.inviteMany([]).pipe(
        Stream.map(
          Match.valueTags({
            Done: ({ value }) => value.accepted,
            Unchanged: ({ reason }) => reason.team,
            Failed: ({ error }) => error.message,
            Unknown: ({ error }) => error.message
          })
        )
      )
    ).type.toBe<Stream.Stream<boolean | string, never, Teams.Teams>>()
  })

  test("is done by one function for all kinds of work", () => {
    const complaint = <Input, Value, Already, Error extends { readonly message: string }>(
      outcome: Outcome.Outcome<Input, Value, Already, Error>
    ) => (outcome._tag === "Failed" ? outcome.error.message : "")
    expect(Stream.map(Users.createMany([{ email: "ada@example.com" }]), complaint)).type.toBe<
      Stream.Stream<string, never, Users.Users>
    >()
    expect(Stream.map(Teams.inviteMany([{ team: "engine", username: "ada" }]), complaint)).type.toBe<
      Stream.Stream<string, never, Teams.Teams>
    >()
  })

  test("narrows by the tag, in a filter too", () => {
    const failed = Users.createMany([]).pipe(Stream.filter((outcome) => outcome._tag === "Failed"))
    expect<Stream.Stream.Success<typeof failed>>().type.toBeAssignableTo<EndOf<Created, "Failed">>()
    expect(
      Arr.map(
        Arr.filter([created], (outcome) => outcome._tag === "Done"),
        ({ value }) => value
      )
    ).type.toBe<Array<User.User>>()
    const [others, unknown] = Arr.partition([invited], (outcome) => outcome._tag === "Unknown")
    expect<(typeof others)[number]["_tag"]>().type.toBe<"Done" | "Unchanged" | "Failed">()
    expect(unknown).type.toBe<Array<EndOf<Invited, "Unknown">>>()
    expect(
      Users.createMany([]).pipe(
        Stream.filter((outcome) => outcome._tag === "Failed" || outcome._tag === "Unknown"),
        Stream.map(
          Match.valueTags({ Failed: ({ error }) => error.message, Unknown: ({ error }) => error.message })
        )
      )
    ).type.toBe<Stream.Stream<string, never, Users.Users>>()
  })

  test("forgets none of them, and makes none up", () => {
    // @ts-expect-error 'Unknown' is missing
    Match.valueTags(created, { Done: () => 1, Unchanged: () => 2, Failed: () => 3 })
    Users.createMany([]).pipe(
      // @ts-expect-error 'Unknown' is missing
      Stream.map(Match.valueTags({ Done: () => 1, Unchanged: () => 2, Failed: () => 3 }))
    )
    const five = { Done: () => 1, Unchanged: () => 2, Failed: () => 3, Unknown: () => 4, Skipped: () => 5 }
    // @ts-expect-error is not assignable to type '{ readonly Skipped: never; }'
    Match.valueTags(created, five)
    const misspelt = (outcome: Created) =>
      // @ts-expect-error have no overlap
      outcome._tag === "Fail"
    expect<ReturnType<typeof misspelt>>().type.toBe<boolean>()
  })
})

describe("how to go through many", () => {
  test("has names, and a number or no limit", () => {
    expect(Users.createMany).type.toBeCallableWith([], { concurrency: "unbounded", haltWhen: Effect.never })
    expect(Users.createMany).type.not.toBeCallableWith([], { concurrency: "inherit" })
    expect(Users.createMany).type.not.toBeCallableWith([], 10)
  })
})

describe("Progress", () => {
  test("is provided as a service or as a layer, and changes nothing of the types", () => {
    const silent: Progress.Progress.Service = { report: () => Effect.void }
    const program = Stream.runDrain(Users.createMany([]))
    expect(Effect.provideService(program, Progress.Progress, silent)).type.toBe(program)
    expect(Effect.provide(program, Layer.succeed(Progress.Progress, silent))).type.toBe(program)
    expect<Effect.Effect.Context<typeof Progress.Progress>>().type.toBe<never>()
  })

  test("has nobody to fail to", () => {
    const report = () => Effect.fail("broken")
    expect<Progress.Progress.Service>().type.not.toBeAssignableFrom({ report })
  })
})
