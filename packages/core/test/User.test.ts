import { ApiKey, ApiKeySecret, Team, User } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertLeft, assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Either, FastCheck, Option } from "effect"
import { apiKey, currentKey, legacyKey, user } from "./support.js"

const word = (minLength: number, maxLength: number) =>
  FastCheck.string({ unit: FastCheck.constantFrom(..."0123456789abcdefXYZ_"), minLength, maxLength })

/** Keys of every form that is accepted. */
const anyKey = FastCheck.oneof(
  FastCheck.constantFrom("a.b.c", "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"),
  FastCheck.tuple(word(1, 30), word(1, 30), word(1, 30)).map((parts) => parts.join(".")),
  word(40, 40),
  word(40, 40).map((key) => `local-${key}`),
  word(31, 83).map((rest) => `wandb_v1_${rest}`)
)

describe("User.apiKeyNames", () => {
  it("gives the names in the server's order", () => {
    const ada = user({ apiKeys: [apiKey("2", "bbb"), apiKey("1", "aaa")] })
    deepStrictEqual<ReadonlyArray<string>>(User.apiKeyNames(ada), ["bbb", "aaa"])
  })

  it("is empty for a user without keys and for one whose keys are not shown, which the entity tells apart", () => {
    deepStrictEqual(User.apiKeyNames(user({ apiKeys: [] })), [])
    deepStrictEqual(User.apiKeyNames(user({})), [])
    assert.isTrue(Option.isSome(user({ apiKeys: [] }).apiKeys))
    assert.isTrue(Option.isNone(user({}).apiKeys))
  })
})

describe("User.teamNames", () => {
  it("gives the names of the teams, and none when they are not shown", () => {
    const name = Team.TeamName.make("physics")
    deepStrictEqual(User.teamNames(user({ teams: [name] })), [name])
    deepStrictEqual(User.teamNames(user({})), [])
  })
})

describe("User.findApiKey", () => {
  const ada = user({ apiKeys: [apiKey("1", legacyKey), apiKey("2", "other")] })

  it("finds a key by its exact name", () => {
    assert.strictEqual(Option.getOrThrow(User.findApiKey(ada, "other")).id, ApiKey.ApiKeyId.make("2"))
    assert.isTrue(Option.isNone(User.findApiKey(ada, "othe")))
  })

  it("finds a key by its whole secret, under which older servers list it", () => {
    assert.strictEqual(Option.getOrThrow(User.findApiKey(ada, legacyKey)).id, ApiKey.ApiKeyId.make("1"))
  })

  it("finds nothing when the keys are not shown", () => {
    assert.isTrue(Option.isNone(User.findApiKey(user({}), "other")))
  })
})

describe("ApiKey.nameFrom", () => {
  it.each([
    ["a legacy key", legacyKey, legacyKey.slice(0, 20)],
    ["an on-prem key", `local-${legacyKey}`, `local-${legacyKey.slice(0, 20)}`],
    ["a current key", currentKey, currentKey.slice(0, 20)],
    ["a JWT", `${"a".repeat(20)}.${"b".repeat(20)}.${"c".repeat(20)}`, "a".repeat(20)]
  ])("shortens %s to its public part", (_, listed, name) => assert.strictEqual(ApiKey.nameFrom(listed), name))

  it.each([["0123456789abcdef0123"], ["local-0123456789abcdef0123"], ["wandb_v1_Ab3_Ab3_Ab3_Ab3_Ab3_"]])(
    "leaves the public name %s as it is",
    (name) => assert.strictEqual(ApiKey.nameFrom(name), name)
  )
})

it.prop("a name is never the whole of a key, whatever form of key is accepted", [anyKey], ([key]) => {
  assert.isTrue(Either.isRight(ApiKeySecret.make(key)), key)
  const name = ApiKey.nameFrom(key)
  assert.isTrue(key.startsWith(name) && name.length <= Math.max(26, Math.ceil(key.length / 2)), name)
  assert.notStrictEqual<string>(name, key)
  assert.strictEqual(ApiKey.nameFrom(name), name)
})

describe("User.parseEmail", () => {
  it.each([["ada@example.com"], ["ada+wandb@localhost"], ["ÀdÀ@exämple.com"]])("accepts %s", (email) =>
    assertRight<string, string>(User.parseEmail(email), email)
  )

  it.each([
    ["", "is empty"],
    ["ada", "has no @"],
    ["@example.com", "has nothing before the @"],
    ["ada@", "has nothing after the @"],
    ["ada@b@c", "has more than one @"],
    ["ada @example.com", "has white space in it"],
    ["ada@example.com\n", "has white space in it"]
  ])("refuses %j: it %s", (email, problem) => assertLeft<string, string>(User.parseEmail(email), problem))
})

describe("User.label", () => {
  it("is the username, else the email address, else the id", () => {
    const ada = user({})
    assert.strictEqual(User.label(ada), "ada")
    assert.strictEqual(User.label({ ...ada, username: Option.none() }), "ada@example.com")
    assert.strictEqual(User.label({ ...ada, username: Option.none(), email: Option.none() }), "VXNlcjox")
  })
})
