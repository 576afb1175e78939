import { Wandb } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { FetchHttpClient, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Data, Effect, Either, Exit, Layer, Redacted } from "effect"
import {
  accessToken,
  assertions,
  assertShowsNone,
  authorizations,
  bearer,
  counted,
  inTime,
  jwt,
  only,
  over,
  queryAndMutation,
  run,
  unauthorized
} from "./identities.js"
import { adminKey, errorOf, otherKey, secret, type AnyOptions } from "./support.js"

class Silent extends Data.TaggedError("Silent")<{ readonly message: string }> {}

describe("the exchange of an identity token", () => {
  it.effect.each([
    [undefined, "https://api.wandb.ai"],
    ["https://tools.example.com/wandb/", "https://tools.example.com/wandb"],
    ["http://wandb.internal:8080", "http://wandb.internal:8080"]
  ] as const)("for base URL %s is a POST of a form to %s/oidc/token", ([baseUrl, base]) =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({}, { baseUrl })
      yield* Effect.provide(Users.viewer, layer)
      const [exchange] = exchanges
      if (exchange === undefined) return yield* Effect.dieMessage("nothing was sent")
      assert.strictEqual(exchange.method, "POST")
      assert.strictEqual(exchange.url, `${base}/oidc/token`)
      assert.match(exchange.headers["content-type"] ?? "", /^application\/x-www-form-urlencoded\b/)
      deepStrictEqual(
        [...new URLSearchParams(exchange.text)],
        [
          ["grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
          ["assertion", jwt]
        ]
      )
      assert.notProperty(exchange.headers, "authorization")
      deepStrictEqual(
        requests.map(({ url }) => url),
        [`${base}/graphql`]
      )
      deepStrictEqual(authorizations(requests), bearer(1))
    })
  )

  it.effect("does not happen before there is a call", () =>
    Effect.gen(function* () {
      const { identityToken, source } = counted()
      const { exchanges, layer } = over({}, { identityToken })
      yield* Effect.scoped(Layer.build(layer))
      assert.strictEqual(source.asked, 0)
      assert.strictEqual(exchanges.length, 0)
    })
  )

  it.effect.each([
    ["a line break, as files end in one", `${jwt}\n`, jwt],
    ["white space and a byte order mark", `\uFEFF ${jwt} \r\n`, jwt],
    ["characters that mean something in a form", "a+b/c=&d=%41 é", "a+b/c=&d=%41 é"]
  ] as const)("sends the token itself where it has %s", ([, given, assertion]) =>
    Effect.gen(function* () {
      const { exchanges, layer } = over({}, { identityToken: Effect.succeed(Redacted.make(given)) })
      yield* Effect.provide(Users.viewer, layer)
      deepStrictEqual(assertions(exchanges), [assertion])
      assert.lengthOf([...new URLSearchParams(exchanges[0]?.text)], 2)
    })
  )

  it.effect("goes by the changed HttpClient, as every request does", () =>
    Effect.gen(function* () {
      const { exchanges, layer } = over(
        { exchange: only(1, { status: 401 }) },
        { transformClient: HttpClient.filterStatusOk }
      )
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.strictEqual(error._tag, "Unauthenticated")
      assert.strictEqual(exchanges.length, 1)
    })
  )
})

describe("a redirect of the exchange", () => {
  const location = "https://login.example.com/oidc/token"

  it.effect.each([301, 302, 303, 307, 308])("with status %s fails and says what to do", (status) =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, requests, result } = yield* run(program, {
          exchange: () => ({ status, headers: { location }, body: "<html>moved</html>" })
        })
        const error = errorOf(result)
        assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected", status }, kind)
        assert.include(error.message, "redirects")
        deepStrictEqual(
          exchanges.map(({ url }) => url),
          ["https://api.wandb.ai/oidc/token"]
        )
        assert.strictEqual(requests.length, 0)
      }
    })
  )

  it.effect("is taken for one, whatever its body says", () =>
    Effect.gen(function* () {
      for (const body of ["Found. Redirecting to https://login.example.com/", "unauthorized", "rate limit"]) {
        const { exchanges, result } = yield* run(Users.viewer, { exchange: () => ({ status: 302, body }) })
        const error = errorOf(result)
        assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected" }, body)
        assert.include(error.message, "set the base URL to where it leads")
        assert.strictEqual(exchanges.length, 1)
      }
    })
  )

  it.effect.each<readonly [what: string, response: () => Response]>([
    ["as it is", () => new Response(null, { status: 307, headers: { location } })],
    // What `fetch` makes of a redirect in browsers has status 0.
    ["as browsers show it", () => Response.error()]
  ])("is not followed by fetch either, %s", ([, response]) =>
    Effect.gen(function* () {
      const seen: Array<readonly [url: string, redirect: RequestRedirect | undefined]> = []
      const fetch: typeof globalThis.fetch = (input, init) => {
        seen.push([input instanceof Request ? input.url : input.toString(), init?.redirect])
        return Promise.resolve(response())
      }
      const layer = Wandb.layer({ identityToken: Effect.succeed(Redacted.make(jwt)) }).pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
      )
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Rejected" })
      deepStrictEqual(seen, [["https://api.wandb.ai/oidc/token", "manual"]])
    })
  )
})

describe("a source of identity tokens", () => {
  /** A source that gives a token from the second time on, and at first does something else. */
  const first = <E>(other: Effect.Effect<never, E>) => {
    let asked = 0
    return Effect.suspend(() => (asked++ === 0 ? other : Effect.succeed(Redacted.make(jwt))))
  }

  it.effect.each<readonly [what: string, token: AnyOptions["identityToken"], words: string]>([
    ["fails", Effect.fail({ message: "/run/token is gone" }), "/run/token is gone"],
    ["fails with an error", new Silent({ message: "the metadata server is silent" }), "metadata server"],
    ["is empty", Effect.succeed(Redacted.make("")), "it is empty"],
    ["has white space only", Effect.succeed(Redacted.make(" \r\n\t")), "it is empty"]
  ])("that %s is Unauthenticated and says so, and nothing is sent", ([, identityToken, words]) =>
    Effect.gen(function* () {
      for (const [kind, program] of queryAndMutation) {
        const { exchanges, requests, result } = yield* run(program, {}, { identityToken })
        const error = errorOf(result)
        assert.strictEqual(error._tag, "Unauthenticated", kind)
        assert.include(error.message, "identity token")
        assert.include(error.message, words)
        assert.notInclude(error.message, "API key")
        assert.strictEqual(exchanges.length + requests.length, 0)
      }
    })
  )

  it.effect("that fails with a token in its words does not get it into the error", () =>
    Effect.gen(function* () {
      const long = `${"a".repeat(20)}.${"b".repeat(20)}.${"c".repeat(20)}`
      const identityToken = Effect.fail({ message: `cannot parse ${long} and ${otherKey}` })
      const { result } = yield* run(Users.viewer, {}, { identityToken })
      assertShowsNone(errorOf(result), long, otherKey)
    })
  )

  it.effect("that has failed is asked again by the next call", () =>
    Effect.gen(function* () {
      const identityToken = first(Effect.fail({ message: "not yet" }))
      const { layer, requests } = over({}, { identityToken })
      const results = yield* Effect.all([Effect.either(Users.viewer), Effect.either(Users.viewer)]).pipe(
        Effect.provide(layer)
      )
      deepStrictEqual(results.map(Either.isRight), [false, true])
      assert.strictEqual(requests.length, 1)
    })
  )

  it.effect("that hangs is a try that took too long, and is asked again", () =>
    Effect.gen(function* () {
      const identityToken = first(Effect.never)
      const { requests, result, times } = yield* run(ApiKeys.generate(), {}, { identityToken })
      assert.isTrue(Either.isRight(result))
      deepStrictEqual(times, [10_100])
      assert.strictEqual(requests.length, 1)
    })
  )

  it.effect("that dies does not keep later calls waiting", () =>
    Effect.gen(function* () {
      const identityToken = first(Effect.dieMessage("broken"))
      const { layer } = over({}, { identityToken })
      const exits = yield* inTime(
        Effect.provide(Effect.all([Effect.exit(Users.viewer), Effect.exit(Users.viewer)]), layer)
      )
      deepStrictEqual(exits.map(Exit.isSuccess), [false, true])
    })
  )
})

describe("a key beside an identity", () => {
  it.effect("is what actAs sends, and it is not exchanged", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over()
      yield* Effect.gen(function* () {
        yield* Wandb.actAs(Users.viewer, secret(otherKey))
        assert.strictEqual(exchanges.length, 0)
        yield* Users.viewer
        yield* Wandb.actAs(Users.viewer, secret(otherKey))
        yield* Users.viewer
      }).pipe(Effect.provide(layer))
      deepStrictEqual(authorizations(requests), ["Basic", ...bearer(1), "Basic", ...bearer(1)])
      const [, token = ""] = (requests[0]?.headers.authorization ?? "").split(" ")
      assert.strictEqual(Buffer.from(token, "base64").toString(), `api:${otherKey}`)
      assert.strictEqual(exchanges.length, 1)
    })
  )

  it.effect("that is refused costs no exchange, and leaves the access token as it is", () =>
    Effect.gen(function* () {
      const { exchanges, layer, requests } = over({
        graphql: (_, { headers }) => (headers.authorization?.startsWith("Basic") ? unauthorized : undefined)
      })
      yield* Effect.gen(function* () {
        yield* Users.viewer
        const error = yield* Effect.flip(Wandb.actAs(Users.viewer, secret(otherKey)))
        assert.deepInclude(error, { _tag: "Unauthenticated" })
        assert.include(error.message, "API key")
        yield* Users.viewer
      }).pipe(Effect.provide(layer))
      deepStrictEqual(authorizations(requests), [...bearer(1), "Basic", ...bearer(1)])
      assert.strictEqual(exchanges.length, 1)
    })
  )

  it.effect.each([
    ["neither of them", { apiKey: undefined, identityToken: undefined }, "apiKey"],
    ["both of them", { apiKey: Redacted.make(adminKey) }, "identityToken"]
  ] as const)("and %s is InvalidInput before anything is sent or asked for", ([, given, field]) =>
    Effect.gen(function* () {
      const { identityToken, source } = counted()
      const { exchanges, layer, requests } = over({}, { identityToken, ...given })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.deepInclude(error, { _tag: "InvalidInput", field })
      assertShowsNone(error, adminKey, jwt)
      assert.strictEqual(source.asked + exchanges.length + requests.length, 0)
    })
  )
})

describe("the layer of an identity", () => {
  it.effect("shows neither of its tokens, and neither does what it provides", () =>
    Effect.gen(function* () {
      const { layer } = over()
      const context = yield* Layer.build(layer)
      yield* Effect.provide(Users.viewer, context)
      assertShowsNone(layer, jwt, accessToken(1))
      for (const service of context.unsafeMap.values()) assertShowsNone(service, jwt, accessToken(1))
    }).pipe(Effect.scoped)
  )
})
