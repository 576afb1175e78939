import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertRight, deepStrictEqual } from "@effect/vitest/utils"
import {
  Config,
  ConfigError,
  ConfigProvider,
  Effect,
  Either,
  Layer,
  Option,
  Redacted,
  Schedule
} from "effect"
import { reporting } from "./identities.js"
import { errorOf, network, otherKey, scripted } from "./support.js"
import { basic, type Given, good, run } from "./surroundings.js"

describe("Wandb.layerConfig", () => {
  const read = (variables: Record<string, string>) => {
    const { layer, sent } = scripted(good)
    return Users.viewer.pipe(
      Effect.provide(Wandb.layerConfig().pipe(Layer.provide(layer))),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))),
      Effect.either,
      Effect.map((result) => ({ result, sent }))
    )
  }

  it.effect("reads the key, the server and the attribution from the official client's variables", () =>
    Effect.gen(function* () {
      const { sent } = yield* read({
        WANDB_API_KEY: otherKey,
        WANDB_BASE_URL: "https://wandb.example.com/",
        WANDB_USERNAME: "ada"
      })
      assert.strictEqual(sent[0]?.url, "https://wandb.example.com/graphql")
      assert.strictEqual(
        sent[0]?.headers.authorization,
        `Basic ${Buffer.from(`api:${otherKey}`).toString("base64")}`
      )
      assert.strictEqual(sent[0]?.headers["x-wandb-username"], "ada")
    })
  )

  it.effect("takes empty variables for unset ones", () =>
    Effect.gen(function* () {
      const { sent } = yield* read({ WANDB_API_KEY: otherKey, WANDB_BASE_URL: "", WANDB_USERNAME: "" })
      assert.strictEqual(sent[0]?.url, "https://api.wandb.ai/graphql")
      assert.notProperty(sent[0]?.headers, "x-wandb-username")
    })
  )

  it.effect.each([
    ["no key", {}, "WANDB_API_KEY"],
    ["an empty key", { WANDB_API_KEY: "" }, "set WANDB_API_KEY"],
    ["a key that is none", { WANDB_API_KEY: "private-but-short" }, "at least 40 characters"],
    ["a wrong server", { WANDB_API_KEY: otherKey, WANDB_BASE_URL: "https://wandb.ai" }, "WANDB_BASE_URL"]
  ] as const)(
    "fails for %s with a ConfigError that names the variable and shows no key",
    ([, variables, words]) =>
      Effect.gen(function* () {
        const { result, sent } = yield* read({ ...variables })
        assert.strictEqual(result._tag, "Left")
        const shown = String(result)
        assert.include(shown, words)
        assert.notInclude(shown, "private-but-short")
        assert.notInclude(shown, otherKey)
        assert.strictEqual(sent.length, 0)
      })
  )
})

describe("Wandb.layerConfig with a config of one's own", () => {
  const failure = (options: Wandb.ConfigOptions) =>
    Layer.build(Wandb.layerConfig(options).pipe(Layer.provide(scripted(good).layer))).pipe(
      Effect.scoped,
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["WANDB_API_KEY", otherKey]]))),
      Effect.flip,
      Effect.map(String)
    )

  it.effect("names the option where the value is wrong, not the variable that was not read", () =>
    Effect.gen(function* () {
      const wrongUrl = yield* failure({ baseUrl: Config.succeed("https://wandb.ai") })
      assert.include(wrongUrl, "baseUrl is not W&B's API")
      assert.notInclude(wrongUrl, "WANDB_BASE_URL")

      const wrongKey = yield* failure({ apiKey: Config.succeed(Redacted.make("private-but-short")) })
      assert.include(wrongKey, "apiKey needs at least 40 characters")
      assert.notInclude(wrongKey, "WANDB_API_KEY")
      assert.notInclude(wrongKey, "private-but-short")
    })
  )

  it.effect("takes an option that is undefined for one that is not given, and names the variable", () =>
    Effect.gen(function* () {
      const variables = { ...basic, WANDB_BASE_URL: "https://wandb.ai", WANDB_USERNAME: "ada" }
      const url = yield* run(Users.viewer, { variables, options: { baseUrl: undefined } })
      assert.include(String(errorOf(url.result)), "WANDB_BASE_URL")
      const name = yield* run(Users.viewer, {
        variables: { ...basic, WANDB_USERNAME: "a\nb" },
        options: { attribution: undefined }
      })
      assert.include(String(errorOf(name.result)), "WANDB_USERNAME")
    })
  )
})

describe("WANDB_HTTP_TIMEOUT", () => {
  it.effect.each([
    ["3", 3000],
    ["2.5", 2500],
    [" 7 ", 7000],
    ["90", 90_000]
  ] as const)("of %s is the deadline of a call in seconds, and that of a try", ([timeout, millis]) =>
    Effect.gen(function* () {
      const given = { variables: { ...basic, WANDB_HTTP_TIMEOUT: timeout } }
      const { result, times, took } = yield* run(Users.viewer, given, () => "never")
      assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Timeout", attempts: 1 })
      deepStrictEqual(times, [0])
      assert.strictEqual(took, millis)
    })
  )

  it.effect("is the deadline of all tries together", () =>
    Effect.gen(function* () {
      const given = { variables: { ...basic, WANDB_HTTP_TIMEOUT: "5" } }
      const busy = () => ({ status: 503, headers: { "retry-after": "2" } })
      const { result, times, took } = yield* run(Users.viewer, given, busy)
      assert.deepInclude(errorOf(result), { _tag: "RequestFailed", reason: "Server", attempts: 3 })
      deepStrictEqual(times, [0, 2000, 4000])
      assert.strictEqual(took, 4000)
    })
  )

  it.effect.each([
    ["unset", {}],
    ["empty", { WANDB_HTTP_TIMEOUT: "" }]
  ] as const)("that is %s leaves the standard policy", ([, variables]) =>
    Effect.gen(function* () {
      const { sent, took } = yield* run(
        Users.viewer,
        { variables: { ...basic, ...variables } },
        () => "never"
      )
      assert.strictEqual(took, 30_000)
      assert.strictEqual(sent.length, 3)
    })
  )

  it.effect.each(["0", "-1", "abc", "5s", "1,5", "NaN", "Infinity", "-Infinity", "1e999", "0.0"])(
    "of %s is a ConfigError that names it, before anything is sent",
    (timeout) =>
      Effect.gen(function* () {
        const given = { variables: { ...basic, WANDB_HTTP_TIMEOUT: timeout } }
        const { result, sent } = yield* run(Users.viewer, given)
        const error = errorOf(result)
        assert.isTrue(ConfigError.isConfigError(error) && ConfigError.isInvalidData(error))
        assert.include(String(error), "WANDB_HTTP_TIMEOUT")
        assert.include(String(error), "seconds")
        assert.strictEqual(sent.length, 0)
      })
  )

  it.effect("is not read where a policy is given, or a config of one", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.make(Schedule.stop, { attemptTimeout: "4 seconds" })
      for (const retryPolicy of [policy, Config.succeed(policy)]) {
        for (const timeout of ["1", "abc"]) {
          const given = { variables: { ...basic, WANDB_HTTP_TIMEOUT: timeout }, options: { retryPolicy } }
          const { times, took } = yield* run(Users.viewer, given, () => "never")
          deepStrictEqual(times, [0])
          assert.strictEqual(took, 4000)
        }
      }
    })
  )
})

describe("WANDB_ENTITY", () => {
  it.effect("is the default entity, and nothing is sent for it", () =>
    Effect.gen(function* () {
      const given = { variables: { ...basic, WANDB_ENTITY: "research" } }
      const { result, sent } = yield* run(Wandb.defaultEntity, given)
      assertRight(Either.map(result, Option.map(String)), Option.some("research"))
      assert.strictEqual(sent.length, 0)
    })
  )

  it.effect.each([
    ["unset", {}],
    ["empty", { WANDB_ENTITY: "" }]
  ] as const)("that is %s leaves the viewer's, if there is one", ([, variables]) =>
    Effect.gen(function* () {
      const given = { variables: { ...basic, ...variables } }
      const { result, sent } = yield* run(Wandb.defaultEntity, given)
      assertRight(Either.map(result, Option.map(String)), Option.some("ada"))
      deepStrictEqual(
        sent.map(({ body }) => body.operationName),
        ["GetDefaultEntity"]
      )
      for (const entity of [null, ""]) {
        const none = yield* run(Wandb.defaultEntity, given, () => ({
          body: { data: { viewer: { id: "VXNlcjox", entity } } }
        }))
        assertRight(none.result, Option.none())
      }
    })
  )

  it.effect("comes after a config of one's own", () =>
    Effect.gen(function* () {
      const given = {
        variables: { ...basic, WANDB_ENTITY: "research", TEAM: "infra" },
        options: { entity: Config.string("TEAM") }
      }
      const own = yield* run(Wandb.defaultEntity, given)
      assertRight(Either.map(own.result, Option.map(String)), Option.some("infra"))
      const empty = yield* run(Wandb.defaultEntity, { ...given, variables: { ...basic, TEAM: "" } })
      assertRight(Either.map(empty.result, Option.map(String)), Option.some("ada"))
    })
  )
})

describe("the other options of layerConfig", () => {
  it.effect("are those of Wandb.layer: requestsPerSecond", () =>
    Effect.gen(function* () {
      const given = { variables: basic, options: { requestsPerSecond: 2 } }
      const { times } = yield* run(Effect.replicateEffect(Users.viewer, 3), given)
      deepStrictEqual(times, [0, 500, 1000])
    })
  )

  it.effect("are those of Wandb.layer: concurrency", () =>
    Effect.gen(function* () {
      const given = { variables: basic, options: { concurrency: 1, retryPolicy: RetryPolicy.none } }
      const two = Effect.all([Effect.either(Users.viewer), Effect.either(Users.viewer)], {
        concurrency: "unbounded"
      })
      const { times } = yield* run(two, given, () => "never")
      deepStrictEqual(times, [0, 10_000])
    })
  )

  it.effect("are those of Wandb.layer: onOutcomeUnknown", () =>
    Effect.gen(function* () {
      const { onOutcomeUnknown, reported } = reporting()
      const { result } = yield* run(
        ApiKeys.generate(),
        { variables: basic, options: { onOutcomeUnknown } },
        (sent) => (sent.body.operationName === "GenerateApiKey" ? network("ECONNRESET") : good(sent))
      )
      assert.strictEqual(errorOf(result)._tag, "OutcomeUnknown")
      deepStrictEqual(
        reported.map(({ operation }) => operation),
        ["ApiKeys.generate"]
      )
    })
  )

  it.effect("are those of Wandb.layer: retryPolicy, or a config of one", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(
        Schedule.intersect(Schedule.spaced("3 seconds"), Schedule.recurs(2))
      )
      const seconds = Config.map(Config.duration("TIMEOUT"), (deadline) =>
        RetryPolicy.withDeadline(retryPolicy, deadline)
      )
      const failing = () => ({ status: 500 })
      const variables = { ...basic, TIMEOUT: "5 seconds" }
      const given = yield* run(Users.viewer, { variables, options: { retryPolicy } }, failing)
      deepStrictEqual(given.times, [0, 3000, 6000])
      const read = yield* run(Users.viewer, { variables, options: { retryPolicy: seconds } }, failing)
      deepStrictEqual(read.times, [0, 3000])
      const wrong = yield* run(Users.viewer, {
        variables: { ...basic, TIMEOUT: "soon" },
        options: { retryPolicy: seconds }
      })
      assert.include(String(errorOf(wrong.result)), "TIMEOUT")
    })
  )

  it.effect("are those of Wandb.layer: userAgent and transformClient", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(Users.viewer, {
        variables: basic,
        options: {
          userAgent: "mine",
          transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-team", "platform"))
        }
      })
      assert.deepInclude(sent[0]?.headers, { "user-agent": "mine", "x-team": "platform" })
    })
  )

  it.effect.each<readonly [name: string, given: Given]>([
    ["requestsPerSecond", { options: { requestsPerSecond: 0 } }],
    ["concurrency", { options: { concurrency: 0 } }],
    ["userAgent", { options: { userAgent: "a\nb" } }],
    ["WANDB_USERNAME", { variables: { WANDB_USERNAME: "a\nb" } }],
    ["WANDB_USER_EMAIL", { variables: { WANDB_USER_EMAIL: "é@example.com" } }],
    ["attribution", { options: { attribution: Config.succeed({ username: "a\nb" }) } }]
  ])("that are wrong are a ConfigError that names %s", ([name, given]) =>
    Effect.gen(function* () {
      const { result, sent } = yield* run(Users.viewer, {
        ...given,
        variables: { ...basic, ...given.variables }
      })
      const error = errorOf(result)
      assert.isTrue(ConfigError.isConfigError(error) && ConfigError.isInvalidData(error))
      assert.include(String(error), name)
      assert.strictEqual(sent.length, 0)
    })
  )
})
