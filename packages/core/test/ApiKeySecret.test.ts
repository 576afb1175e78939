import { ApiKey, ApiKeySecret, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Config, ConfigProvider, Effect, Either, FastCheck, Redacted, Schema } from "effect"
import { inspect } from "node:util"
import { currentKey, legacyKey, secret } from "./support.js"

const problemOf = (key: string): string =>
  Either.match(ApiKeySecret.make(key), {
    onLeft: (error: WandbError.InvalidApiKey) => error.problem,
    onRight: () => "accepted"
  })

describe("ApiKeySecret.make", () => {
  it.each([
    ["a legacy key", legacyKey],
    ["a legacy key with an on-prem prefix", `local-${legacyKey}`],
    ["a current key", currentKey],
    ["a longer key than any known today", "k".repeat(200)],
    ["a key whose characters include dashes after the first", `local-${"ab-".repeat(20)}`],
    ["a JWT of three parts", "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"]
  ])("accepts %s", (_, key) => assert.strictEqual(problemOf(key), "accepted"))

  it.each([
    ["nothing", "", /is empty/],
    ["39 characters", legacyKey.slice(1), /at least 40 characters and has 39/],
    ["40 characters of which the prefix makes up a part", `local-${legacyKey.slice(6)}`, /and has 34/],
    ["a line break at its end", `${legacyKey}\n`, /white space or a line break around/],
    ["a blank in the middle", `${legacyKey} ${legacyKey}`, /white space or a character outside ASCII/],
    ["a letter outside ASCII", `${legacyKey}é`, /outside ASCII/],
    ["a character that no key has", `${legacyKey}$`, /letters, digits/],
    ["a JWT of two parts", `${"a".repeat(30)}.${"b".repeat(30)}`, /letters, digits/]
  ])("refuses %s, and says why without quoting it", (_, key, problem) => {
    const error = Either.getOrThrow(Either.flip(ApiKeySecret.make(key)))
    assert.match(error.problem, problem)
    if (key.length > 0) assert.notInclude(inspect(error) + JSON.stringify(error) + String(error), key.trim())
  })

  it("takes a key that is redacted already", () => {
    const made = Either.getOrThrow(ApiKeySecret.make(Redacted.make(legacyKey)))
    assert.strictEqual(Redacted.value(made), legacyKey)
  })
})

describe("ApiKeySecret.publicName", () => {
  it.each([
    ["all but the last 20 characters of a legacy key", legacyKey, legacyKey.slice(0, 20)],
    ["the prefix too, of an on-prem key", `local-${legacyKey}`, `local-${legacyKey.slice(0, 20)}`],
    ["the first 20 characters of a current key", currentKey, currentKey.slice(0, 20)]
  ])("gives %s", (_, key, name) => assert.strictEqual(ApiKeySecret.publicName(secret(key)), name))
})

describe("the schema of ApiKeySecret", () => {
  it.prop(
    "makes keys that are accepted, and keeps them redacted when it encodes",
    [ApiKeySecret.ApiKeySecret],
    ([key]) => {
      const encoded = Schema.encodeSync(ApiKeySecret.ApiKeySecret)(key)
      assert.strictEqual(problemOf(Redacted.value(key)), "accepted")
      assert.strictEqual(JSON.stringify(encoded), '"<redacted>"')
    }
  )

  it("does not show a key in plain text that it refuses", () => {
    const refused = Schema.decodeUnknownEither(ApiKeySecret.ApiKeySecret)(legacyKey)
    assert.isTrue(Either.isLeft(refused))
    assert.notInclude(String(refused), legacyKey)
  })
})

describe("ApiKeySecret.config", () => {
  const read = (value: string) =>
    Effect.withConfigProvider(
      Effect.either(ApiKeySecret.config("KEY")),
      ConfigProvider.fromMap(new Map([["KEY", value]]))
    )

  it.effect("reads a key", () =>
    Effect.gen(function* () {
      const key = yield* Effect.flatten(read(currentKey))
      assert.strictEqual(Redacted.value(key), currentKey)
    })
  )

  it.effect("fails for what is no key, naming the variable and not the value", () =>
    Effect.gen(function* () {
      const result = yield* read("not-a-key-but-still-private")
      assert.isTrue(Either.isLeft(result))
      assert.include(String(result), "KEY")
      assert.notInclude(String(result), "still-private")
    })
  )

  it("is a config like any other", () => assert.isTrue(Config.isConfig(ApiKeySecret.config("KEY"))))
})

describe("the name of a key", () => {
  const arbitrary = Arbitrary.make(ApiKeySecret.ApiKeySecret)

  it.prop(
    "is borne by it in whichever length a server lists it",
    [arbitrary, FastCheck.nat(60)],
    ([secret, more]) => {
      const name = ApiKeySecret.publicName(secret)
      const whole = Redacted.value(secret)
      assert.isTrue(ApiKeySecret.isNamed(secret, name))
      const shorter = ApiKey.ApiKeyName.make(whole.slice(0, 16), { disableValidation: true })
      assert.strictEqual(ApiKeySecret.isNamed(secret, shorter), name.startsWith(shorter))
      const longer = ApiKey.ApiKeyName.make(whole.slice(0, name.length + more), { disableValidation: true })
      assert.isTrue(ApiKeySecret.isNamed(secret, longer))
    }
  )

  it.prop("is not borne by it where it is another's, or too short to tell", [arbitrary], ([secret]) => {
    for (const name of [`!${ApiKeySecret.publicName(secret)}`, Redacted.value(secret).slice(0, 15)]) {
      assert.isFalse(ApiKeySecret.isNamed(secret, ApiKey.ApiKeyName.make(name, { disableValidation: true })))
    }
  })
})
