import { Teams, User, Users } from "@effect-wandb/core"
import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Option, Redacted, Schedule } from "effect"
import { inTime, operationsSeen, outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [{ username: "root", admin: true }, { username: "ada" }, { username: "grace" }],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }, { username: "grace" }],
      invites: [{ email: "mary@example.com" }],
      serviceAccounts: [{ description: "ci" }]
    }
  ]
}
const world = WandbTest.layer(seed)
/** A server that still shows whole keys. */
const older = WandbTest.layer(seed, { apiKeyListing: "legacy" })

const create = (description: string) => Teams.createServiceAccount("engine", { description })

/** The service accounts that the team has on the server. */
const onServer = Effect.map(WandbTest.teams, ([engine]) =>
  (engine?.members ?? []).flatMap(({ accountType, username }) =>
    accountType === "SERVICE" ? [username] : []
  )
)

describe("Teams.createServiceAccount", () => {
  it.effect("creates an account in the team, as an admin of it, and gives it whole", () =>
    Effect.gen(function* () {
      const account = yield* WandbTest.actAs("ada")(create("nightly"))
      assert.deepInclude(account, { name: "nightly", admin: false })
      assertSome(account.accountType, "SERVICE")
      deepStrictEqual<ReadonlyArray<string>>(User.teamNames(account), ["engine"])
      deepStrictEqual(yield* onServer, ["engine-ci", User.label(account)])
      deepStrictEqual(
        yield* Users.get({ id: account.id }),
        yield* Users.get({ username: User.label(account) })
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("gives the account of its own answer, although another one was made in between", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delayAfter("1 minute", { operation: "createServiceAccount" }))
      const patient = Wandb.withRetryPolicy(
        RetryPolicy.make(Schedule.stop, { attemptTimeout: "2 minutes", deadline: "2 minutes" })
      )
      const [first, second] = yield* inTime(
        Effect.all([patient(create("first")), Effect.delay(create("second"), "10 seconds")], {
          concurrency: "unbounded"
        })
      )
      deepStrictEqual([first.name, second.name], ["first", "second"])
      deepStrictEqual(yield* onServer, ["engine-ci", "engine-first", "engine-second"])
    }).pipe(Effect.provide(world))
  )

  it.effect("says why not", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(WandbTest.actAs("grace")(create("x"))), "PermissionDenied")
      for (const team of ["nowhere", "ada"]) {
        const error = yield* Effect.flip(Teams.createServiceAccount(team, { description: "x" }))
        assert.deepInclude(error, { _tag: "TeamNotFound", team, attempts: 1 })
      }
      deepStrictEqual(yield* onServer, ["engine-ci"])
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    [" ", "x", "team"],
    ["engine", " ", "description"]
  ] as const)(
    "refuses the team %j and the description %j before anything is sent",
    ([team, description, field]) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Teams.createServiceAccount(team, { description }))
        assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.createServiceAccount", field })
        deepStrictEqual(yield* operationsSeen, [])
      }).pipe(Effect.provide(world))
  )

  it.effect("is OutcomeUnknown after a lost answer, and not sent again", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "createServiceAccount" }))
      const error = yield* Effect.flip(inTime(create("nightly")))
      assert.deepInclude(error, {
        _tag: "OutcomeUnknown",
        operation: "Teams.createServiceAccount",
        attempts: 1
      })
      assert.include(error.message, 'Teams.members("engine")')
      deepStrictEqual(yield* onServer, ["engine-ci", "engine-nightly"])
    }).pipe(Effect.provide(WandbTest.layer(seed, { retryPolicy: RetryPolicy.make(Schedule.recurs(2)) })))
  )

  it.effect("is UnexpectedResponse where the answer does not show the account, which may be there", () =>
    Effect.gen(function* () {
      const body = { data: { result: { user: null } } }
      yield* WandbTest.inject(Fault.respondAfter({ operation: "CreateServiceAccount", status: 200, body }))
      const error = yield* Effect.flip(create("nightly"))
      assert.deepInclude(error, { _tag: "UnexpectedResponse", path: "data.result.user", mayHaveActed: true })
    }).pipe(Effect.provide(world))
  )
})

describe("Teams.serviceAccountKey", () => {
  const account = Effect.flatMap(
    Teams.members("engine"),
    Arr.findFirst(({ accountType }) => Option.contains(accountType, "SERVICE"))
  )

  it.effect(
    "gives the key of an account on a server that shows it, redacted, and it lets the account in",
    () =>
      Effect.gen(function* () {
        const nightly = yield* create("nightly")
        for (const who of [{ username: "engine-ci" }, yield* account, nightly]) {
          const key = yield* Effect.flatten(Teams.serviceAccountKey("engine", who))
          assert.isTrue(Redacted.isRedacted(key))
          const { accountType } = yield* Wandb.actAs(Users.viewer, key)
          assertSome(accountType, "SERVICE")
        }
        assert.strictEqual(
          yield* outcome(Effect.flatten(WandbTest.actAs("ada")(Teams.serviceAccountKey("engine", nightly)))),
          "success"
        )
      }).pipe(Effect.provide(older))
  )

  it.effect("is None to others than admins, for people, and on servers that keep digests", () =>
    Effect.gen(function* () {
      const keyOf = (username: string) => Teams.serviceAccountKey("engine", { username })
      const none = [keyOf("ada"), WandbTest.actAs("grace")(keyOf("engine-ci"))]
      for (const key of none) assert.isTrue(Option.isNone(yield* key))
      assert.isTrue(Option.isNone(yield* Effect.provide(keyOf("engine-ci"), world)))
    }).pipe(Effect.provide(older))
  )

  const shows = (apiKey: string | null) =>
    WandbTest.inject(
      Fault.respond({
        operation: "TeamMemberKeys",
        status: 200,
        body: {
          data: {
            entity: {
              name: "engine",
              available: false,
              members: [{ id: null, username: "ci", name: "ci", email: null, pending: null, apiKey }]
            }
          }
        }
      })
    )
  const ofCi = Teams.serviceAccountKey("engine", { username: "ci" })

  it.effect.each([
    null,
    "",
    "0123456789abcdef0123",
    "local-0123456789abcdef0123",
    "wandb_v1_Ab3_Ab3_Ab3",
    `${"0123456789".repeat(4)} `,
    "0123 ".repeat(10)
  ])("takes no name of a key for a secret: %j", (shown) =>
    Effect.gen(function* () {
      yield* shows(shown)
      assert.isTrue(Option.isNone(yield* ofCi))
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    "0123456789".repeat(4),
    `local-${"0123456789".repeat(4)}`,
    `wandb_v1_${"Ab3_".repeat(20)}`
  ])("takes a whole key for one: %s", (shown) =>
    Effect.gen(function* () {
      yield* shows(shown)
      assert.strictEqual(Redacted.value(yield* Effect.flatten(ofCi)), shown)
    }).pipe(Effect.provide(world))
  )

  it.effect("says why not", () =>
    Effect.gen(function* () {
      const failing = (team: string, who: Teams.Teams.Person) =>
        Effect.flip(Teams.serviceAccountKey(team, who))
      assert.deepInclude(yield* failing("nowhere", { username: "ci" }), {
        _tag: "TeamNotFound",
        team: "nowhere"
      })
      for (const who of [{ username: "nobody" }, { email: "mary@example.com" }]) {
        const error = yield* failing("engine", who)
        assert.deepInclude(error, {
          _tag: "MemberNotFound",
          team: "engine",
          member: who.username ?? who.email
        })
      }
      const before = (yield* operationsSeen).length
      assert.deepInclude(yield* failing(" ", { username: "ci" }), { _tag: "InvalidInput", field: "team" })
      assert.deepInclude(yield* failing("engine", { username: "" }), {
        _tag: "InvalidInput",
        field: "username"
      })
      assert.strictEqual((yield* operationsSeen).length, before)
    }).pipe(Effect.provide(world))
  )
})
