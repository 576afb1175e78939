import { ApiKey, Invite, Member, Team, User, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Arbitrary, DateTime, Either, FastCheck, Option, Redacted, Schema } from "effect"
import { inspect } from "node:util"

const roundTrips = <A, I>(name: string, schema: Schema.Schema<A, I>) =>
  it(`${name} comes back equal after it was encoded to JSON and decoded`, () => {
    const encode = Schema.encodeSync(schema)
    const decode = Schema.decodeUnknownSync(schema)
    const same = Schema.equivalence(schema)
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(schema), (value) => {
        const json: unknown = JSON.parse(JSON.stringify(encode(value)))
        assert.isTrue(same(decode(json), value))
      })
    )
  })

const wholeKey = "0123456789abcdef0123456789abcdef01234567"

describe("the entities", () => {
  roundTrips("ApiKey", ApiKey.ApiKey)
  roundTrips("User", User.User)
  roundTrips("Member", Member.Member)
  roundTrips("Invite", Invite.Invite)
  roundTrips("Team", Team.Team)

  it.prop(
    "GeneratedApiKey comes back equal, and its encoded form does not hold the secret",
    [ApiKey.GeneratedApiKey],
    ([key]) => {
      const encoded = Schema.encodeSync(ApiKey.GeneratedApiKey)(key)
      assert.notInclude(JSON.stringify(encoded), Redacted.value(key.secret))
      assert.isTrue(
        Schema.equivalence(ApiKey.GeneratedApiKey)(Schema.decodeSync(ApiKey.GeneratedApiKey)(encoded), key)
      )
    }
  )

  it("a whole key that is listed as a name is shortened when it is decoded", () => {
    const decoded = Schema.decodeUnknownSync(ApiKey.ApiKey)({ id: "1", name: wholeKey, description: null })
    assert.strictEqual(decoded.name, ApiKey.nameFrom(wholeKey))
    assert.notInclude(JSON.stringify(decoded), wholeKey)
  })

  it("an invitation of which the server says little is read, with the role that it names", () => {
    const invite = Schema.decodeSync(Invite.Invite)({
      id: "1",
      email: null,
      username: null,
      role: "reviewer",
      accepted: false,
      createdAt: null,
      expiresAt: null
    })
    const { createdAt, email, expiresAt, username } = invite
    assert.isTrue([createdAt, email, expiresAt, username].every((field) => field._tag === "None"))
    assert.strictEqual(invite.role, "reviewer")
  })

  it("an invitation keeps whose it is and until when it is open", () => {
    const encoded = {
      id: "1",
      email: "grace@example.com",
      username: "grace",
      role: "admin",
      accepted: true,
      createdAt: "2026-01-01T00:00:00.000Z",
      expiresAt: "2026-01-15T00:00:00.000Z"
    }
    const invite = Schema.decodeSync(Invite.Invite)(encoded)
    assert.strictEqual<string | null>(Option.getOrNull(invite.username), "grace")
    assert.isTrue(invite.accepted)
    assert.isTrue(Option.getOrThrow(Option.zipWith(invite.createdAt, invite.expiresAt, DateTime.lessThan)))
    deepStrictEqual(Schema.encodeSync(Invite.Invite)(invite), encoded)
  })

  it("a team says whether it is the personal entity of a user", () => {
    const read = Schema.decodeUnknownEither(Team.Team)
    for (const personal of [true, false]) {
      const team = Either.getOrThrow(read({ id: "1", name: "engine", personal, members: [] }))
      assert.strictEqual(team.personal, personal)
    }
    assert.isTrue(Either.isLeft(read({ id: "1", name: "engine", members: [] })))
  })

  const [anyone] = FastCheck.sample(Arbitrary.make(User.User), 1)
  const user = Schema.encodeSync(User.User)(anyone ?? assert.fail("no sample"))
  const listed = { id: "1", name: "0123", description: null }

  it.each<readonly [string, () => unknown]>([
    [
      "a user whose key has no id",
      () => Schema.decodeUnknownSync(User.User)({ ...user, apiKeys: [{ name: wholeKey }] })
    ],
    ["a user whose key is text", () => Schema.decodeUnknownSync(User.User)({ ...user, apiKeys: [wholeKey] })],
    [
      "a key whose description is missing",
      () => Schema.decodeUnknownSync(ApiKey.ApiKey)({ id: wholeKey, name: wholeKey })
    ],
    ["a key that is text", () => Schema.decodeUnknownSync(ApiKey.ApiKey)(wholeKey)],
    [
      "a generated key with its secret in plain text",
      () => Schema.decodeUnknownSync(ApiKey.GeneratedApiKey)({ ...listed, secret: wholeKey })
    ],
    [
      "a name that is a whole key",
      () => Reflect.construct(ApiKey.ApiKey, [{ id: "1", name: wholeKey, description: null }])
    ],
    [
      "a generated key made of plain text",
      () =>
        Reflect.construct(ApiKey.GeneratedApiKey, [
          { id: "1", name: "0", description: wholeKey, secret: wholeKey }
        ])
    ]
  ])("%s is refused without being shown", (_, refuse) => {
    try {
      refuse()
      assert.fail("it was not refused")
    } catch (error) {
      const shown = [
        inspect(error),
        String(error),
        JSON.stringify(error),
        error instanceof Error ? error.stack : ""
      ]
      for (const text of shown) assert.notInclude(text, wholeKey)
    }
  })

  it.each(["USER", "SERVICE", "ORG_SERVICE", "ANONYMOUS", "VIEWER", "SOMETHING_NEW"])(
    "an account of type %s is read, known or not",
    (type) => assert.strictEqual(Schema.decodeSync(User.AccountType)(type), type)
  )
})

describe("the errors", () => {
  const tags = WandbError.WandbError.members.map((member) => member._tag)

  it("have each a tag of their own", () => assert.strictEqual(new Set(tags).size, tags.length))

  it("are all of one union, each under the name of its tag: none is forgotten", () => {
    const classes = Object.entries(WandbError).filter(
      ([, value]) => Schema.isSchema(value) && "_tag" in value
    )
    assert.sameDeepMembers(
      classes,
      WandbError.WandbError.members.map((member) => [member._tag, member])
    )
  })

  it.prop(
    "are told apart from everything else, and explain themselves in a sentence",
    [WandbError.WandbError],
    ([error]) => {
      assert.isTrue(WandbError.isWandbError(error))
      assert.isFalse(WandbError.isWandbError({ ...error }))
      assert.isAbove(error.message.length, 20)
    }
  )

  it.prop("come back equal after they were encoded and decoded", [WandbError.WandbError], ([error]) => {
    const encoded = Schema.encodeSync(WandbError.WandbError)(error)
    const decoded = Schema.decodeSync(WandbError.WandbError)(encoded)
    assert.isTrue(Schema.equivalence(WandbError.WandbError)(decoded, error))
  })
})
