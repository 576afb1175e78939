import { ApiKey, Invite, Member, Team, User, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Redacted, Schema } from "effect"

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

  it("an ApiKey cannot bear a whole key as its name, and the refusal does not show it", () => {
    const key = "0123456789abcdef0123456789abcdef01234567"
    const decoded = Schema.decodeUnknownEither(ApiKey.ApiKey)({ id: "1", name: key, description: null })
    assert.strictEqual(decoded._tag, "Left")
    assert.notInclude(String(decoded), key)
  })

  it.each(["USER", "SERVICE", "ORG_SERVICE", "ANONYMOUS", "VIEWER", "SOMETHING_NEW"])(
    "an account of type %s is read, known or not",
    (type) => assert.strictEqual(Schema.decodeSync(User.AccountType)(type), type)
  )
})

describe("the errors", () => {
  const tags = WandbError.WandbError.members.map((member) => member._tag)

  it("have each a tag of their own", () => assert.strictEqual(new Set(tags).size, tags.length))

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
