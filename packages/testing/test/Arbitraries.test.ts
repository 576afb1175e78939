import {
  ApiKey,
  ApiKeySecret,
  Invite,
  Member,
  Outcome,
  Team,
  Teams,
  User,
  Users,
  WandbError
} from "@effect-wandb/core"
import { Instance } from "@effect-wandb/emulator"
import { Arbitraries, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Chunk,
  DateTime,
  Effect,
  Either,
  FastCheck,
  Option,
  Order,
  Redacted,
  Schema,
  Stream
} from "effect"

const sorted = (texts: Iterable<string>) => Arr.sort(texts, Order.string)

const some = { fastCheck: { numRuns: 25 } }

describe("what is drawn", () => {
  const isFixed = <A, I>(name: string, arbitrary: FastCheck.Arbitrary<A>, schema: Schema.Schema<A, I>) =>
    it.prop(`of ${name}, comes back equal after it was encoded and decoded`, [arbitrary], ([value]) => {
      const encoded = Schema.encodeSync(schema)(value)
      const decoded = Schema.decodeSync(schema)(encoded)
      assert.isTrue(Schema.is(schema)(value))
      assert.isTrue(Schema.equivalence(schema)(decoded, value))
      deepStrictEqual(Schema.encodeSync(schema)(decoded), encoded)
    })

  isFixed("users", Arbitraries.user, User.User)
  isFixed("keys", Arbitraries.apiKey, ApiKey.ApiKey)
  isFixed("generated keys", Arbitraries.generatedApiKey, ApiKey.GeneratedApiKey)
  isFixed("teams", Arbitraries.team, Team.Team)
  isFixed("members", Arbitraries.member, Member.Member)
  isFixed("invitations", Arbitraries.invite, Invite.Invite)
  isFixed("errors", Arbitraries.error, WandbError.WandbError)
  isFixed("usernames", Arbitraries.username, User.Username)
  isFixed("names of teams", Arbitraries.teamName, Team.TeamName)

  it.prop("of addresses, is taken for one", [Arbitraries.email], ([email]) =>
    assert.isTrue(Either.isRight(User.parseEmail(email)))
  )

  it.prop("of secrets, is taken for a key", [Arbitraries.apiKeySecret], ([secret]) =>
    assert.isTrue(Either.isRight(ApiKeySecret.make(secret)))
  )

  it("of secrets, has each form", () => {
    const forms = FastCheck.sample(Arbitraries.apiKeySecret, { numRuns: 100, seed: 1 }).map((secret) =>
      Redacted.value(secret)
        .replace(/[0-9a-f]{40}$/, "")
        .slice(0, 9)
    )
    deepStrictEqual(sorted(new Set(forms)), ["", "local-", "wandb_v1_"])
  })

  it.each(Object.entries(Arbitraries.errors))("of %s, is that error", (tag, arbitrary) =>
    FastCheck.assert(
      FastCheck.property(arbitrary, (error: WandbError.WandbError) => {
        assert.strictEqual(error._tag, tag)
        assert.isAtMost(error.message.length, 1500)
      }),
      { numRuns: 20 }
    )
  )

  it("of errors, has each of them", () => {
    const tags = new Set(
      FastCheck.sample(Arbitraries.error, { numRuns: 500, seed: 1 }).map(({ _tag }) => _tag)
    )
    deepStrictEqual(sorted(tags), sorted(WandbError.WandbError.members.map(({ _tag }) => _tag)))
  })

  it("of outcomes, has each of them, with what it was made of", () => {
    const outcomes = FastCheck.sample(
      Arbitraries.outcome({
        input: FastCheck.constant("input"),
        value: FastCheck.constant("value"),
        reason: FastCheck.constant("reason"),
        error: FastCheck.constant("error")
      }),
      { numRuns: 50, seed: 1 }
    )
    const known = outcomes.filter((outcome) => outcome._tag !== "Unknown")
    deepStrictEqual(
      Arr.sortWith(Arr.dedupe(known), ({ _tag }) => _tag, Order.string),
      [
        Outcome.Done({ input: "input", value: "value" }),
        Outcome.Failed({ input: "input", error: "error" }),
        Outcome.Unchanged({ input: "input", reason: "reason" })
      ]
    )
    assert.isAbove(outcomes.length, known.length)
  })
})

describe("a user that is drawn", () => {
  const isService = (user: User.User) => Option.exists(user.accountType, (type) => type.endsWith("SERVICE"))

  it.prop("fits together", [Arbitraries.user], ([user]) => {
    const teams = User.teamNames(user)
    assert.strictEqual(new Set(teams).size, teams.length)
    if (Option.isSome(user.teams)) {
      deepStrictEqual(Option.isSome(user.defaultEntity), teams.length > 0)
      assert.isTrue(
        Option.getOrElse(
          Option.map(user.defaultEntity, (name) => teams.includes(name)),
          () => true
        )
      )
      const isFirst = Option.exists(user.username, (name) => teams[0] === String(name))
      assert.strictEqual(isFirst, Option.isSome(user.username) && !isService(user))
    }
    assert.strictEqual(Option.isNone(user.email), isService(user))
    assert.isFalse(Option.exists(user.deletedAt, DateTime.lessThan(user.createdAt)))
    const ids = Option.getOrElse(user.apiKeys, () => []).map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
  })

  it.prop("is named by their key as the secret says", [Arbitraries.generatedApiKey], ([key]) =>
    assert.strictEqual(key.name, ApiKeySecret.publicName(key.secret))
  )
})

describe("a world that is drawn", () => {
  const nameless = "(made up)"
  const rolesOf = (team: Seed.Team) => [
    ...(team.members ?? []).map(({ role = "member", username }) => `${username} as ${role}`),
    ...(team.invites ?? []).map(({ email, role = "member" }) => `${email} as ${role}, invited`),
    ...(team.serviceAccounts ?? []).map(({ description }) => `${description} as member`)
  ]

  /** What a seed says of its users, in the words of the client. */
  const seededUsers = ({ teams = [], users = [] }: Seed.Seed) =>
    users.map((user, index) => {
      const { accountType = "USER", apiKeys = [], username } = user
      const seats = teams.filter(({ members = [] }) => members.some((member) => member.username === username))
      const isPerson = !accountType.endsWith("SERVICE")
      return {
        username,
        name: user.name ?? username,
        email: user.email ?? `${username}@example.com`,
        admin: user.admin ?? false,
        accountType,
        deleted: user.deleted ?? false,
        // The first administrator has one key more, which is in use.
        apiKeys: [
          ...apiKeys.map(({ description }) => description ?? null),
          ...(index === 0 ? ["admin key"] : [])
        ],
        teams: [...(isPerson ? [username] : []), ...seats.map(({ name }) => name)]
      }
    })

  const shownUser = (user: User.User) => ({
    username: Option.getOrElse(user.username, () => nameless),
    name: user.name,
    email: Option.getOrElse(user.email, () => nameless),
    admin: user.admin,
    accountType: Option.getOrElse(user.accountType, () => nameless),
    deleted: Option.isSome(user.deletedAt),
    apiKeys: Option.getOrThrow(user.apiKeys).map(({ description }) => Option.getOrNull(description)),
    teams: Option.getOrThrow(user.teams).map(String)
  })

  const shownMember = (member: Member.Member) => {
    const isAccount = Option.contains(member.accountType, "SERVICE") && Option.isNone(member.email)
    const whom = isAccount
      ? member.name
      : Option.getOrElse(member.username, () => Option.getOrElse(member.email, () => nameless))
    return `${whom} as ${Option.getOrElse(member.role, () => nameless)}${member.pending ? ", invited" : ""}`
  }

  it.effect.prop(
    "is accepted by an instance, and the client reads what it says",
    [Arbitraries.world()],
    ([seed]) =>
      Effect.gen(function* () {
        const users = Chunk.toReadonlyArray(yield* Stream.runCollect(Users.list))
        const [people, accounts] = Arr.partition(users, (user) => Option.isNone(user.email))
        deepStrictEqual(people.map(shownUser), seededUsers(seed))
        deepStrictEqual(
          accounts.map(({ name }) => name),
          (seed.teams ?? []).flatMap(({ serviceAccounts = [] }) =>
            serviceAccounts.map(({ description }) => description)
          )
        )
        const [first] = users
        deepStrictEqual(yield* Users.viewer, first)
        for (const team of seed.teams ?? []) {
          const shown = yield* Teams.get(team.name)
          deepStrictEqual(shown.members.map(shownMember), rolesOf(team))
        }
      }).pipe(Effect.provide(WandbTest.layer(seed))),
    some
  )

  const fixed: Seed.Seed = {
    // Addresses differ by more than case, and the service account will be called engine-2.
    users: ["Ada", "Grace", "Mary", "Alan", "admin"].map((username) => ({ username })),
    teams: [{ name: "engine", members: [{ username: "Ada" }], serviceAccounts: [{ description: "2" }] }]
  }

  it.effect.prop(
    "has what it is to be drawn around, as it is",
    [Arbitraries.world({ around: fixed, maxUsers: 3 })],
    ([{ teams = [], users = [] }]) =>
      Effect.gen(function* () {
        deepStrictEqual(users.slice(0, 5), fixed.users)
        deepStrictEqual(teams.slice(0, 1), fixed.teams)
        assert.isAtMost(users.length, 8)
        yield* Instance.make({ seed: { users, teams } })
      }),
    { fastCheck: { numRuns: 150 } }
  )

  it("is plain and small when it is shrunk", () => {
    const { counterexample } = FastCheck.check(
      FastCheck.property(Arbitraries.world(), ({ teams = [] }) =>
        teams.every(({ members = [] }) => members.every(({ role = "member" }) => role !== "admin"))
      ),
      { numRuns: 1000, seed: 1 }
    )
    deepStrictEqual(counterexample?.[0], {
      users: [{ username: "ada", admin: true }],
      teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }] }]
    })
  })

  it("has what is seldom thought of, too", () => {
    const worlds = FastCheck.sample(Arbitraries.world(), { numRuns: 300, seed: 1 })
    const shown = JSON.stringify(worlds)
    for (const odd of [
      "__proto__",
      "constructor",
      "\u611b",
      "SERVICE",
      "VIEWER",
      "reviewer",
      "; DROP TABLE"
    ]) {
      assert.include(shown, odd)
    }
  })
})
