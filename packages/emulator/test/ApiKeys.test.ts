import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"
import { type Answer, ask, at, currentKey, legacyKey, refusal, seed } from "./support.js"

const generate = `mutation ($description: String) {
  generateApiKey(input: {description: $description}) { apiKey { id name description user { username } } }
}`
const remove = `mutation ($id: String) { deleteApiKey(input: {id: $id}) { success } }`
const list = `query ($userName: String) { user(userName: $userName) { apiKeys { edges { node { id name description } } } } }`
const viewer = `{ viewer { username } }`

const keyNames = (answer: Answer): ReadonlyArray<unknown> | undefined => {
  const edges = at(answer, "data", "user", "apiKeys", "edges")
  return Array.isArray(edges) ? edges.map((edge) => edge.node.name) : undefined
}

describe("generateApiKey", () => {
  it.effect("gives the caller a key, whose secret is its name that once", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, generate, { description: "ci" }, { as: "grace", privileged: false })
      const secret = String(at(answer, "data", "generateApiKey", "apiKey", "name"))
      assert.match(secret, /^wandb_v1_[A-Za-z0-9_]{77}$/)
      assert.strictEqual(at(answer, "data", "generateApiKey", "apiKey", "user", "username"), "grace")

      const listed = yield* ask(instance, list, { userName: "grace" }, { as: Redacted.make(secret) })
      deepStrictEqual(at(listed, "data", "user", "apiKeys", "edges"), [
        { node: { id: btoa("ApiKey:3"), name: secret.slice(0, 20), description: "ci" } }
      ])
    })
  )

  it.effect("gives a different key each time", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const names = new Set<unknown>()
      for (let n = 0; n < 5; n++) {
        names.add(at(yield* ask(instance, generate), "data", "generateApiKey", "apiKey", "name"))
      }
      assert.strictEqual(names.size, 5)
    })
  )
})

describe("deleteApiKey", () => {
  it.effect("shuts out whoever uses the key, at once", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const generated = yield* ask(instance, generate, {}, { as: "grace" })
      const as = Redacted.make(String(at(generated, "data", "generateApiKey", "apiKey", "name")))
      const id = at(generated, "data", "generateApiKey", "apiKey", "id")

      const deleted = yield* ask(instance, remove, { id }, { as })
      deepStrictEqual(deleted.json, { data: { deleteApiKey: { success: true } } })
      assert.strictEqual((yield* ask(instance, viewer, {}, { as })).status, 401)
      assert.notInclude(
        (yield* instance.apiKeys).map(({ id }) => id),
        id
      )
      deepStrictEqual(
        (yield* ask(instance, remove, { id })).json,
        refusal("deleteApiKey", "api key not found")
      )
    })
  )

  it.effect("is for the owner, and for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const [key] = yield* instance.apiKeys
      const id = key?.id
      assert.strictEqual(key?.username, "ada")
      for (const options of [{ as: "grace" }, { privileged: false }]) {
        const answer = yield* ask(instance, remove, { id }, options)
        assert.strictEqual(answer.status, 403)
        deepStrictEqual(answer.json, refusal("deleteApiKey", "permission denied"))
      }
      assert.strictEqual((yield* ask(instance, remove, { id })).status, 200)
    })
  )

  it.effect("does not know ids of other types, nor no id", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const id of [btoa("User:1"), "1", "", null]) {
        assert.strictEqual((yield* ask(instance, remove, { id })).status, 404)
      }
    })
  )
})

describe("the listing of API keys", () => {
  const withKeys = {
    users: [
      { username: "root", admin: true },
      { username: "ada", apiKeys: [{ secret: legacyKey }, { secret: currentKey }] }
    ]
  }

  it.effect("names keys by their leading part", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed: withKeys })
      deepStrictEqual(keyNames(yield* ask(instance, list, { userName: "ada" })), [
        Redacted.value(legacyKey).slice(0, 20),
        Redacted.value(currentKey).slice(0, 20)
      ])
    })
  )

  it.effect("shows whole secrets where the instance is an older server", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed: withKeys, apiKeyListing: "legacy" })
      deepStrictEqual(keyNames(yield* ask(instance, list, { userName: "ada" })), [
        Redacted.value(legacyKey),
        Redacted.value(currentKey)
      ])
      const generated = yield* ask(instance, generate, {}, { as: "ada" })
      const names = keyNames(yield* ask(instance, list, { userName: "ada" }))
      assert.strictEqual(names?.at(-1), at(generated, "data", "generateApiKey", "apiKey", "name"))
      assert.strictEqual((yield* instance.apiKeys)[0]?.name, Redacted.value(legacyKey).slice(0, 20))
    })
  )

  it.effect("is null to everybody but the owner and admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed: withKeys })
      const seen = (options: object) =>
        Effect.map(ask(instance, list, { userName: "ada" }, options), keyNames)
      assert.isUndefined(yield* seen({ privileged: false }))
      assert.strictEqual((yield* seen({ as: "ada", privileged: false }))?.length, 2)
      const others = yield* ask(instance, list, { userName: "root" }, { as: "ada" })
      deepStrictEqual(others.json, { data: { user: { apiKeys: null } } })
    })
  )

  it.effect("shows a key to be used by whoever has it", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed: withKeys })
      for (const as of [legacyKey, currentKey]) {
        const answer = yield* ask(instance, viewer, {}, { as })
        deepStrictEqual(answer.json, { data: { viewer: { username: "ada" } } })
      }
    })
  )
})
