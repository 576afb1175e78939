import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"
import { getIntrospectionQuery } from "graphql"
import { ask, at, authorization, legacyKey, seed } from "./support.js"

const generate = "mutation { result: generateApiKey(input: {}) { apiKey { name } } }"
const list = "{ viewer { apiKeys { edges { node { name } } } } }"

const generated = (instance: Instance.Instance.Service) =>
  Effect.map(ask(instance, generate), (answer) => String(at(answer, "data", "result", "apiKey", "name")))

const listed = (instance: Instance.Instance.Service) =>
  Effect.map(ask(instance, list), (answer) =>
    String(at(answer, "data", "viewer", "apiKeys", "edges", 1, "node", "name"))
  )

describe("legacy keys", () => {
  const cases = [
    ["a server of one's own", "self-managed", /^local-[0-9a-f]{40}$/],
    ["W&B's own", "multi-tenant", /^[0-9a-f]{40}$/]
  ] as const
  it.effect.each(cases)(
    "of %s have the form of before, and listings show them whole",
    ([, deployment, form]) =>
      Effect.gen(function* () {
        const instance = yield* Instance.make({ apiKeyListing: "legacy", deployment })
        const secret = yield* generated(instance)
        assert.match(secret, form)
        assert.match(Redacted.value(instance.adminKey), form)
        assert.strictEqual(yield* listed(instance), secret)
        // What looks into the world has the name alone: the key without its last 20 characters.
        assert.strictEqual((yield* instance.apiKeys)[1]?.name, secret.slice(0, -20))
        const viewer = yield* ask(instance, "{ viewer { username } }", undefined, {
          as: Redacted.make(secret)
        })
        assert.strictEqual(viewer.status, 200)
      })
  )

  it.effect("are not what a server of today makes", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ deployment: "multi-tenant" })
      const secret = yield* generated(instance)
      assert.match(secret, /^wandb_v1_\w{77}$/)
      assert.strictEqual(yield* listed(instance), secret.slice(0, 20))
    })
  )
})

describe("disabled key creation", () => {
  it.effect("refuses to generate keys, also to admins, and leaves those that there are", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed, keyCreation: "disabled" })
      const before = yield* instance.apiKeys
      for (const as of ["root", "ada"]) {
        const answer = yield* ask(instance, generate, undefined, { as })
        assert.strictEqual(answer.status, 403)
        assert.include(answer.text, "API key creation has been disabled by your organization administrator")
      }
      deepStrictEqual(yield* instance.apiKeys, before)
    })
  )

  it.effect("is known of servers of one's own alone", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Instance.make({ keyCreation: "disabled", deployment: "multi-tenant" }))
      assert.strictEqual(error.message, "keyCreation: only self-managed servers can refuse to create keys")
    })
  )
})

describe("strict user agents", () => {
  const asAgent = (instance: Instance.Instance.Service, query: string, agent?: string) =>
    Effect.gen(function* () {
      const response = yield* instance.handle(
        new Request("http://emulator.invalid/graphql", {
          method: "POST",
          headers: {
            authorization: authorization(instance.adminKey),
            ...(agent === undefined ? {} : { "user-agent": agent })
          },
          body: JSON.stringify({ query })
        })
      )
      return [response.status, yield* Effect.promise(() => response.text())] as const
    })
  const hidden =
    "{ a: viewer { username ...Keys } } fragment Keys on User { k: apiKeys { edges { node { id } } } }"

  it.effect("are shown API keys when they are W&B's public clients, and fail whole otherwise", () =>
    Effect.gen(function* () {
      const strict = yield* Instance.make({ userAgents: "strict" })
      const relogin = [200, '{"errors":[{"message":"relogin required"}]}'] as const
      for (const agent of [undefined, "curl/8.0", "my W&B Public Client 1"]) {
        deepStrictEqual(yield* asAgent(strict, list, agent), relogin)
        deepStrictEqual(yield* asAgent(strict, hidden, agent), relogin)
        assert.strictEqual((yield* asAgent(strict, "{ viewer { username } }", agent))[0], 200)
      }
      const [status, text] = yield* asAgent(strict, list, "W&B Public Client 0.30.0")
      assert.strictEqual(status, 200)
      assert.include(text, '"apiKeys":{')
      assert.include((yield* asAgent(yield* Instance.make(), list, "curl/8.0"))[1], '"apiKeys":{')
    })
  )
})

describe("introspection", () => {
  it.effect("tells the schema, unless it is off", () =>
    Effect.gen(function* () {
      const open = yield* ask(yield* Instance.make(), getIntrospectionQuery())
      assert.strictEqual(open.status, 200)
      const closed = yield* Instance.make({ introspection: false })
      const refused = yield* ask(closed, getIntrospectionQuery())
      assert.strictEqual(refused.status, 400)
      assert.include(refused.text, "introspection has been disabled")
      assert.strictEqual((yield* ask(closed, "{ viewer { __typename } }")).status, 200)
    })
  )

  it.effect("or not, an unknown field is answered with the nearest known name", () =>
    Effect.gen(function* () {
      const answer = yield* ask(yield* Instance.make(), "{ viewr { usernam } }")
      assert.strictEqual(answer.status, 400)
      assert.include(answer.text, 'Did you mean \\"viewer\\"')
    })
  )

  it.effect("or not, an unknown operation is answered with the nearest name in the document", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ adminKey: legacyKey })
      const answer = yield* ask(instance, "", undefined, {
        body: JSON.stringify({ query: "query GetViewer { viewer { id } }", operationName: "GetViewr" })
      })
      assert.strictEqual(answer.status, 400)
      assert.include(answer.text, 'Unknown operation named \\"GetViewr\\". Did you mean \\"GetViewer\\"?')
    })
  )
})
