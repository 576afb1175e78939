import { Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Config, ConfigError, Effect, Layer, Redacted, TestClock } from "effect"
import { assertions, authorizations, bearer, granted, serving } from "./identities.js"
import { adminKey, errorOf, otherKey } from "./support.js"
import {
  basic,
  configured,
  type Files,
  type Given,
  home,
  keysSent,
  netrc,
  run,
  settings
} from "./surroundings.js"

const tokenFile = "/run/token"

describe("WANDB_IDENTITY_TOKEN_FILE", () => {
  it.effect.each<readonly [what: string, files: Files | undefined]>([
    ["without files", undefined],
    ["with files", { [tokenFile]: "a.b.c" }],
    ["with a .netrc that has a key as well", { [`${home}/.netrc`]: netrc("api.wandb.ai", adminKey) }]
  ])("beside WANDB_API_KEY is a ConfigError that names both and shows no key, %s", ([, files]) =>
    Effect.gen(function* () {
      const variables = { WANDB_API_KEY: otherKey, WANDB_IDENTITY_TOKEN_FILE: tokenFile }
      const { result, sent } = yield* run(Users.viewer, {
        variables,
        ...(files !== undefined && { files })
      })
      const error = errorOf(result)
      assert.isTrue(ConfigError.isConfigError(error) && ConfigError.isInvalidData(error))
      assert.include(String(error), "WANDB_API_KEY")
      assert.include(String(error), "WANDB_IDENTITY_TOKEN_FILE")
      assert.notInclude(String(error), otherKey)
      assert.strictEqual(sent.length, 0)
    })
  )

  it.effect("counts as unset where it is empty, and WANDB_API_KEY does beside it", () =>
    Effect.gen(function* () {
      const key = yield* run(Users.viewer, {
        variables: { WANDB_API_KEY: otherKey, WANDB_IDENTITY_TOKEN_FILE: "" }
      })
      deepStrictEqual(keysSent(key.sent), [["https://api.wandb.ai/graphql", otherKey]])
      const file = yield* run(Users.viewer, {
        variables: { WANDB_API_KEY: "", WANDB_IDENTITY_TOKEN_FILE: tokenFile }
      })
      assert.include(String(errorOf(file.result)), "WANDB_IDENTITY_TOKEN_FILE")
      const neither = yield* run(Users.viewer, {
        variables: { WANDB_API_KEY: "", WANDB_IDENTITY_TOKEN_FILE: "" }
      })
      assert.include(String(errorOf(neither.result)), "set WANDB_API_KEY")
    })
  )

  it.effect("without a way to read files is a ConfigError that says what to provide", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* run(Users.viewer, {
        variables: { WANDB_IDENTITY_TOKEN_FILE: tokenFile }
      })
      const error = errorOf(result)
      assert.isTrue(ConfigError.isConfigError(error))
      assert.include(String(error), "WANDB_IDENTITY_TOKEN_FILE")
      assert.include(String(error), "WandbConfigProvider.layer")
      assert.strictEqual(sent.length, 0)
    })
  )

  /** A server that grants tokens for ten minutes, which is for five until they are renewed. */
  const granting = () => serving({ exchange: (nth) => granted(nth, 600) })

  it.effect("names a file that is read again at each exchange, and not before the first", () =>
    Effect.gen(function* () {
      const files: Record<string, string> = {}
      const { exchanges, layer, requests } = granting()
      const given = { variables: { WANDB_IDENTITY_TOKEN_FILE: tokenFile }, files }
      yield* Effect.gen(function* () {
        files[tokenFile] = "first.jwt.token\n"
        yield* Users.viewer
        files[tokenFile] = "second.jwt.token\n"
        yield* TestClock.adjust("299 seconds")
        yield* Users.viewer
        yield* TestClock.adjust("1 second")
        yield* Users.viewer
      }).pipe(Effect.provide(configured(given).pipe(Layer.provide(layer))))
      deepStrictEqual(assertions(exchanges), ["first.jwt.token", "second.jwt.token"])
      deepStrictEqual(authorizations(requests), bearer(1, 1, 2))
    })
  )

  it.effect.each([
    ["is missing", {}, tokenFile],
    ["is empty", { [tokenFile]: "\n" }, "it is empty"]
  ] as const)("that names a file that %s makes calls fail, Unauthenticated", ([, files, words]) =>
    Effect.gen(function* () {
      const { result, sent } = yield* run(Users.viewer, {
        variables: { WANDB_IDENTITY_TOKEN_FILE: tokenFile },
        files
      })
      const error = errorOf(result)
      assert.strictEqual(error._tag, "Unauthenticated")
      assert.include("message" in error ? error.message : "", words)
      assert.strictEqual(sent.length, 0)
    })
  )

  it.effect("comes before a .netrc", () =>
    Effect.gen(function* () {
      const { layer, requests } = granting()
      const given = {
        variables: { WANDB_IDENTITY_TOKEN_FILE: tokenFile },
        files: { [tokenFile]: "a.b.c", [`${home}/.netrc`]: netrc("api.wandb.ai", adminKey) }
      }
      yield* Effect.provide(Users.viewer, configured(given).pipe(Layer.provide(layer)))
      deepStrictEqual(authorizations(requests), bearer(1))
    })
  )

  it.effect("is not read where an identity or a key is given, and neither is WANDB_API_KEY", () =>
    Effect.gen(function* () {
      const variables = { WANDB_API_KEY: otherKey, WANDB_IDENTITY_TOKEN_FILE: tokenFile }
      const { exchanges, layer, requests } = granting()
      const identityToken = Effect.succeed(Redacted.make("own.jwt.token"))
      yield* Effect.provide(
        Users.viewer,
        configured({ variables, options: { identityToken } }).pipe(Layer.provide(layer))
      )
      deepStrictEqual(assertions(exchanges), ["own.jwt.token"])
      deepStrictEqual(authorizations(requests), bearer(1))

      const apiKey = Config.succeed(Redacted.make(adminKey))
      const key = yield* run(Users.viewer, { variables, options: { apiKey } })
      deepStrictEqual(keysSent(key.sent), [["https://api.wandb.ai/graphql", adminKey]])

      const both = yield* run(Users.viewer, { options: { apiKey, identityToken } })
      assert.include(String(errorOf(both.result)), "identityToken is given beside an apiKey")
      assert.strictEqual(both.sent.length, 0)
    })
  )
})

const thirdKey = `wandb_v1_${"Zq7_".repeat(20)}`

describe("the key that layerConfig takes", () => {
  const files = { [`${home}/.netrc`]: netrc("wandb.example.com:8443", thirdKey) }
  const variables = { WANDB_BASE_URL: "https://wandb.example.com:8443/p", WANDB_API_KEY: otherKey }
  const options = { apiKey: Config.redacted("OWN_KEY") }

  it.effect("is that of an own config, then the environment's, then the .netrc's, then there is none", () =>
    Effect.gen(function* () {
      const sentWith = (given: Given) => Effect.map(run(Users.viewer, given), ({ sent }) => keysSent(sent))
      const url = "https://wandb.example.com:8443/p/graphql"
      const own = { ...variables, OWN_KEY: adminKey }
      deepStrictEqual(yield* sentWith({ files, variables: own, options }), [[url, adminKey]])
      deepStrictEqual(yield* sentWith({ files, variables: own }), [[url, otherKey]])
      const empty = { ...own, WANDB_API_KEY: "" }
      deepStrictEqual(yield* sentWith({ files, variables: empty }), [[url, thirdKey]])
      const { result, sent } = yield* run(Users.viewer, { files: {}, variables: empty })
      const error = errorOf(result)
      assert.isTrue(ConfigError.isConfigError(error) && ConfigError.isMissingData(error))
      assert.include(String(error), "WANDB_API_KEY")
      assert.include(String(error), "wandb.example.com:8443")
      assert.strictEqual(sent.length, 0)
    })
  )

  it.effect("is not looked for elsewhere where an own config has none, or a wrong one", () =>
    Effect.gen(function* () {
      const missing = yield* run(Users.viewer, { files, variables, options })
      assert.include(String(errorOf(missing.result)), "OWN_KEY")
      assert.strictEqual(missing.sent.length, 0)
      const wrong = yield* run(Users.viewer, {
        files,
        variables: { ...variables, OWN_KEY: "private-but-short" },
        options
      })
      assert.include(String(errorOf(wrong.result)), "apiKey needs at least 40 characters")
      assert.notInclude(String(errorOf(wrong.result)), "private-but-short")
      assert.strictEqual(wrong.sent.length, 0)
    })
  )

  it.effect.each([
    "https://evil.example.com",
    "https://api.wandb.ai.evil.example.com",
    "https://evil.example.com/api.wandb.ai",
    "https://xapi.wandb.ai",
    "https://api.wandb.ai:8443",
    "https://api.wandb.ai:80"
  ])("of a .netrc for api.wandb.ai does not go to %s, wherever that comes from", (url) =>
    Effect.gen(function* () {
      const key = netrc("api.wandb.ai", adminKey)
      const ways: ReadonlyArray<Given> = [
        { options: { baseUrl: Config.succeed(url) } },
        { variables: { WANDB_BASE_URL: url } },
        { files: { "./wandb/settings": settings(url) } }
      ]
      for (const way of ways) {
        const { result, sent } = yield* run(Users.viewer, {
          ...way,
          files: { ...way.files, [`${home}/.netrc`]: `${key}default login user password ${thirdKey}\n` }
        })
        const error = errorOf(result)
        assert.isTrue(ConfigError.isConfigError(error) && ConfigError.isMissingData(error))
        assert.include(String(error), new URL(url).host)
        assert.notInclude(String(error), adminKey)
        assert.strictEqual(sent.length, 0)
      }
    })
  )

  it.effect.each([
    ["https://api.wandb.ai:443", "https://api.wandb.ai/graphql"],
    ["HTTPS://API.wandb.ai/", "https://api.wandb.ai/graphql"]
  ] as const)("of a .netrc for api.wandb.ai goes to %s, which is the same", ([url, sentTo]) =>
    Effect.gen(function* () {
      const { sent } = yield* run(Users.viewer, {
        files: { [`${home}/.netrc`]: netrc("api.wandb.ai", adminKey) },
        options: { baseUrl: Config.succeed(url) }
      })
      deepStrictEqual(keysSent(sent), [[sentTo, adminKey]])
    })
  )

  it.effect("of a .netrc is that of the server that the settings name", () =>
    Effect.gen(function* () {
      const machines = netrc("api.wandb.ai", adminKey) + netrc("settings.example.com:8080", otherKey)
      for (const place of ["./wandb/settings", `${home}/.config/wandb/settings`]) {
        const { sent } = yield* run(Users.viewer, {
          files: {
            [place]: settings("http://settings.example.com:8080/prefix/"),
            [`${home}/.netrc`]: machines
          }
        })
        deepStrictEqual(keysSent(sent), [["http://settings.example.com:8080/prefix/graphql", otherKey]])
      }
    })
  )

  it.effect("of the environment goes to the server that the settings name", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(Users.viewer, {
        variables: basic,
        files: {
          "./wandb/settings": settings("https://settings.example.com"),
          [`${home}/.netrc`]: netrc("settings.example.com", adminKey)
        }
      })
      deepStrictEqual(keysSent(sent), [["https://settings.example.com/graphql", otherKey]])
    })
  )

  it.effect(
    "goes to the server of an own config before the environment's, and that before the settings'",
    () =>
      Effect.gen(function* () {
        const given = {
          variables: { ...basic, WANDB_BASE_URL: "https://env.example.com" },
          files: { "./wandb/settings": settings("https://settings.example.com") }
        }
        const env = yield* run(Users.viewer, given)
        deepStrictEqual(keysSent(env.sent), [["https://env.example.com/graphql", otherKey]])
        const options = { baseUrl: Config.succeed("https://own.example.com") }
        const own = yield* run(Users.viewer, { ...given, options })
        deepStrictEqual(keysSent(own.sent), [["https://own.example.com/graphql", otherKey]])
      })
  )

  it.effect("and is not one in a .netrc is a ConfigError that names the host and not the key", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* run(Users.viewer, {
        files: { [`${home}/.netrc`]: netrc("api.wandb.ai", "private-but-short") }
      })
      const shown = String(errorOf(result))
      assert.include(shown, "api.wandb.ai")
      assert.include(shown, "at least 40 characters")
      assert.notInclude(shown, "private-but-short")
      assert.strictEqual(sent.length, 0)
    })
  )

  it.effect("is the environment's also where the .netrc has one that is none", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(Users.viewer, {
        variables: basic,
        files: { [`${home}/.netrc`]: netrc("api.wandb.ai", "private-but-short") }
      })
      deepStrictEqual(keysSent(sent), [["https://api.wandb.ai/graphql", otherKey]])
    })
  )

  it.effect.each(["https://wandb.ai", "wandb.example.com", "https://ada:private@wandb example.com"])(
    "is not asked for where the server %s is wrong, and that is what is told",
    (url) =>
      Effect.gen(function* () {
        const { result } = yield* run(Users.viewer, { variables: { WANDB_BASE_URL: url }, files: {} })
        assert.include(String(errorOf(result)), "WANDB_BASE_URL")
        assert.notInclude(String(errorOf(result)), "private")
      })
  )
})
