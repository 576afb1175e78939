import * as Offboarding from "@effect-wandb/admin/Offboarding"
import {
  ApiKey,
  ApiKeys,
  Invite,
  Member,
  Progress,
  Team,
  Teams,
  User,
  Users,
  WandbError
} from "@effect-wandb/core"
import { Arbitraries } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { DateTime, Effect, FastCheck, Layer, Logger, Option, Schema, Stream } from "effect"

// Over no server at all: what there is to be seen that the emulator does not show.

const user = (name: string, fields: Partial<typeof User.User.Type> = {}): User.User =>
  new User.User({
    id: User.UserId.make(`id of ${name}`),
    username: Option.some(User.Username.make(name)),
    name,
    email: Option.some(User.Email.make(`${name}@example.com`)),
    admin: false,
    accountType: Option.some("USER"),
    defaultEntity: Option.none(),
    createdAt: DateTime.unsafeMake(0),
    deletedAt: Option.none(),
    apiKeys: Option.some([]),
    teams: Option.some([]),
    ...fields
  })

const named = (...names: ReadonlyArray<string>) => Option.some(names.map((name) => Team.TeamName.make(name)))

const invite = (id: string, who: { readonly username?: string; readonly email?: string }): Invite.Invite =>
  new Invite.Invite({
    id: Invite.InviteId.make(id),
    email: Option.map(Option.fromNullable(who.email), (email) => User.Email.make(email)),
    username: Option.map(Option.fromNullable(who.username), (name) => User.Username.make(name)),
    role: "member",
    accepted: false,
    createdAt: Option.none(),
    expiresAt: Option.none()
  })

const member = (fields: Partial<typeof Member.Member.Type>): Member.Member =>
  new Member.Member({
    id: Option.none(),
    username: Option.none(),
    name: "",
    email: Option.none(),
    role: Option.some("member"),
    accountType: Option.none(),
    pending: false,
    ...fields
  })

const team = (name: string, members: ReadonlyArray<Member.Member>, personal = false): Team.Team =>
  new Team.Team({ id: Team.TeamId.make(name), name: Team.TeamName.make(name), personal, members })

const root = user("root", { admin: true })

/** Everybody there is, the administrator first, and what is asked of their teams. */
const installation = (people: ReadonlyArray<User.User>, methods: Partial<Teams.Teams.Service> = {}) =>
  Layer.mergeAll(
    Users.layerMock({
      viewer: Effect.succeed(root),
      list: Stream.fromIterable([root, ...people]),
      get: ({ id }) => Effect.orDie(Effect.fromNullable(people.find((one) => one.id === id))),
      find: ({ id }) => Effect.succeed(Option.fromNullable(people.find((one) => one.id === id)))
    }),
    Teams.layerMock({
      get: (name) => Effect.succeed(team(name, [])),
      pendingInvites: () => Stream.empty,
      ...methods
    }),
    ApiKeys.layerMock({})
  )

describe("Offboarding.plan", () => {
  const ada = user("ada", { teams: named("ada", "engine") })

  it.effect("finds invitations by username and by address in all teams of all users", () =>
    Effect.gen(function* () {
      const pending: Record<string, ReadonlyArray<Invite.Invite>> = {
        engine: [invite("1", { username: "ada" }), invite("2", { username: "Ada" })],
        research: [
          invite("3", { email: "ADA@example.com" }),
          invite("4", { email: "ada@home.org" }),
          invite("5", { email: "grace@example.com", username: "grace" })
        ]
      }
      const asked: Array<string> = []
      const layer = installation([ada, user("grace", { teams: named("grace", "research", "engine") })], {
        pendingInvites: (name) => {
          asked.push(name)
          return Stream.fromIterable(pending[name] ?? [])
        }
      })
      const { steps } = yield* Effect.provide(Offboarding.plan(ada), layer)
      deepStrictEqual<ReadonlyArray<string>>(
        steps.flatMap((step) => (step._tag === "CancelInvite" ? [step.id] : [])),
        ["1", "3"]
      )
      // Personal entities are no teams to be invited to.
      deepStrictEqual(asked, ["engine", "research"])
    })
  )

  it.effect("knows the user in a team by the address too, and leaves no personal entity", () =>
    Effect.gen(function* () {
      const lead = { role: Option.some("admin") }
      const teams: Record<string, Team.Team> = {
        engine: team("engine", [
          member({ email: Option.some(User.Email.make("Ada@example.com")), ...lead }),
          member({ email: Option.some(User.Email.make("grace@example.com")), pending: true, ...lead })
        ]),
        "ada-before": team("ada-before", [], true)
      }
      const leaving = user("ada", { teams: named("engine", "ada-before") })
      const { steps } = yield* Offboarding.plan(leaving, { teams: [] }).pipe(
        Effect.provide(
          installation([leaving], { get: (name) => Effect.fromNullable(teams[name]).pipe(Effect.orDie) })
        )
      )
      // Who is only invited leads nobody yet.
      deepStrictEqual(
        steps.map((step) => step._tag === "RemoveMember" && [step.team, step.lastAdmin]),
        [[Team.TeamName.make("engine"), true]]
      )
    })
  )

  it.effect("takes nobody for a successor who has not accepted the invitation yet", () =>
    Effect.gen(function* () {
      const known = (name: string) => Option.some(User.Username.make(name))
      const engine = team("engine", [
        member({ username: known("ada"), role: Option.some("admin") }),
        member({ username: known("grace"), pending: true })
      ])
      const error = yield* Offboarding.plan(ada, { teams: [], successors: { engine: "grace" } }).pipe(
        Effect.provide(installation([ada], { get: () => Effect.succeed(engine) })),
        Effect.flip
      )
      assert.deepInclude(error, { _tag: "MemberNotFound", team: "engine", member: "grace" })
    })
  )

  it.effect("fails where teams are hidden, the user's or those of others, and says so", () =>
    Effect.gen(function* () {
      const hiding = user("ada", { teams: Option.none(), apiKeys: Option.none() })
      const others = ["a", "b"].map((name) => user(name, { teams: Option.none() }))
      const layer = installation([hiding, ...others])
      const error = yield* Effect.flip(Effect.provide(Offboarding.plan(hiding), layer))
      const unseen = error._tag === "OffboardingUnseen" ? error.unseen : assert.fail(error._tag)
      deepStrictEqual(unseen, [
        { _tag: "ApiKeysHidden" },
        { _tag: "TeamsHidden" },
        { _tag: "OtherTeamsHidden", users: 2 }
      ])
      assert.include(error.message, "the teams of 2 other users")
      const plan = yield* Effect.provide(Offboarding.plan(hiding, { unseen: "list" }), layer)
      deepStrictEqual([plan.steps, plan.unseen], [[], unseen])
      const receipt = yield* Effect.provide(Offboarding.apply(plan), layer)
      assert.isFalse(Offboarding.isComplete(receipt))
    })
  )

  it.effect("names no more of what is hidden than a person reads", () =>
    Effect.gen(function* () {
      const teams = Array.from({ length: 8 }, (_, index) => `team-${index}`)
      const pendingInvites = (team: string) => Stream.fail(new WandbError.TeamNotFound({ team }))
      const error = yield* Effect.flip(
        Effect.provide(Offboarding.plan(ada, { teams }), installation([ada], { pendingInvites }))
      )
      assert.include(error.message, "team-4")
      assert.notInclude(error.message, "team-5")
      assert.include(error.message, "- and 3 more")
    })
  )
})

describe("Offboarding.apply", () => {
  const key = { id: ApiKey.ApiKeyId.make("key"), name: ApiKey.nameFrom("abc"), description: Option.none() }
  const planned = (...steps: ReadonlyArray<Offboarding.Step>) =>
    new Offboarding.Plan({ user: { id: User.UserId.make("id of ada"), label: "ada" }, steps, unseen: [] })
  const engine = Team.TeamName.make("engine")

  it.effect("skips all that is about a user who is gone for good", () =>
    Effect.gen(function* () {
      const plan = planned(
        { _tag: "HandOver", team: engine, successor: User.Username.make("grace") },
        { _tag: "RemoveMember", team: engine, role: Option.none(), lastAdmin: false },
        { _tag: "RevokeAdmin" },
        { _tag: "DeleteUser" }
      )
      const { outcomes } = yield* Offboarding.apply(plan)
      deepStrictEqual(
        outcomes.map((outcome) => outcome._tag === "Skipped" && outcome.because),
        ["gone", "gone", "gone", "gone"]
      )
    }).pipe(Effect.provide(installation([])))
  )

  it.effect("is not complete where the keys are hidden by then, among which may be new ones", () =>
    Effect.gen(function* () {
      const receipt = yield* Offboarding.apply(planned())
      deepStrictEqual(receipt.unseen, [{ _tag: "ApiKeysHidden" }])
      assert.isFalse(Offboarding.isComplete(receipt))
    }).pipe(Effect.provide(installation([user("ada", { apiKeys: Option.none() })])))
  )

  it.effect("hands nothing over that the user does not lead", () =>
    Effect.gen(function* () {
      const members = [member({ username: Option.some(User.Username.make("ada")) })]
      const layer = installation([user("ada", { teams: named("engine") })], {
        members: () => Effect.succeed(members)
      })
      const plan = planned({ _tag: "HandOver", team: engine, successor: User.Username.make("grace") })
      const { outcomes } = yield* Effect.provide(Offboarding.apply(plan), layer)
      deepStrictEqual(
        outcomes.map(({ _tag }) => _tag),
        ["Skipped"]
      )
    })
  )

  it.effect("does not take a team that it cannot see for gone while the user is in it", () =>
    Effect.gen(function* () {
      const missing = (team: string) => Effect.fail(new WandbError.TeamNotFound({ team }))
      const layer = installation([user("ada", { teams: named("engine") })], { removeMember: missing })
      const plan = planned({ _tag: "RemoveMember", team: engine, role: Option.none(), lastAdmin: false })
      const { outcomes } = yield* Effect.provide(Offboarding.apply(plan), layer)
      deepStrictEqual(
        outcomes.map((outcome) => outcome._tag === "Failed" && outcome.error._tag),
        ["TeamNotFound"]
      )
    })
  )

  it.effect("goes on without reports after one that breaks", () =>
    Effect.gen(function* () {
      const layer = Layer.merge(
        installation([user("ada")]),
        ApiKeys.layerMock({ deleteById: () => Effect.void })
      )
      const { outcomes } = yield* Offboarding.apply(planned({ _tag: "DeleteApiKey", ...key })).pipe(
        Effect.provide(layer),
        Effect.provideService(Progress.Progress, { report: () => Effect.die("no terminal") }),
        Effect.provide(Logger.remove(Logger.defaultLogger))
      )
      deepStrictEqual(
        outcomes.map(({ _tag }) => _tag),
        ["Done"]
      )
    })
  )

  it("keeps every error in a receipt, with its message, as it comes back from JSON", () => {
    const Text = Schema.parseJson(Offboarding.StepOutcome)
    for (const error of FastCheck.sample(Arbitraries.error, { numRuns: 60, seed: 1 })) {
      const text = Schema.encodeSync(Text)({ _tag: "Failed", step: { _tag: "DeleteUser" }, error })
      assert.strictEqual(JSON.parse(text).error.message, error.message)
      const kept = Schema.decodeSync(Text)(text)
      const again = kept._tag === "Failed" ? kept.error : assert.fail(kept._tag)
      deepStrictEqual([again.constructor, again.message], [error.constructor, error.message])
    }
  })
})
