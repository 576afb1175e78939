import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"
import { forms, mutations, queries } from "./officialDocuments.js"
import { ask, at, refusal, seed } from "./support.js"

describe("the official client", () => {
  for (const [name, { query, ...rest }] of Object.entries(queries)) {
    it.effect(`is answered: ${name}`, () =>
      Effect.gen(function* () {
        const instance = yield* Instance.make({ seed })
        const body = JSON.stringify({ query, operationName: "", ...rest })
        const answer = yield* ask(instance, query, undefined, { body })
        assert.strictEqual(answer.status, 200, answer.text)
        assert.isUndefined(at(answer, "errors"))
      })
    )
  }

  for (const { form, alias, entity } of forms) {
    for (const [field, { query, variables }] of Object.entries(mutations(alias, entity))) {
      it.effect(`is answered: ${field} ${form}`, () =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ seed })
          const answer = yield* ask(instance, query, variables)
          assert.strictEqual(answer.status, 200, answer.text)
          assert.isObject(at(answer, "data", alias === "" ? field : "result"))
        })
      )
    }

    const refused = (
      status: number,
      field: "createUser" | "createTeam" | "deleteApiKey",
      variables: object,
      message: string
    ) =>
      it.effect(`is refused with ${status} ${form}: ${message}`, () =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ seed })
          const { query } = mutations(alias, entity)[field]
          const answer = yield* ask(instance, query, variables)
          assert.strictEqual(answer.status, status)
          deepStrictEqual(answer.json, refusal(alias === "" ? field : "result", message))
        })
      )
    refused(409, "createUser", { email: "ADA@lovelace.org" }, "resource already exists")
    refused(400, "createUser", { email: "nobody" }, "invalid email")
    refused(404, "createTeam", { teamName: "x", teamAdminUserName: "nobody" }, "user not found")
    refused(404, "deleteApiKey", { id: btoa("ApiKey:99") }, "api key not found")
  }

  it.effect("sees the whole user in GetViewer", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, queries["query GetViewer"].query, undefined, { as: "ada" })
      const [key] = (yield* instance.apiKeys).filter(({ username }) => username === "ada")
      deepStrictEqual(at(answer, "data", "viewer"), {
        id: btoa("User:2"),
        name: "Ada",
        username: "ada",
        email: "ada@lovelace.org",
        admin: false,
        flags: "{}",
        entity: "ada",
        deletedAt: null,
        apiKeys: { edges: [{ node: { id: key?.id, name: key?.name, description: "laptop" } }] },
        teams: { edges: [{ node: { name: "ada" } }, { node: { name: "engine" } }] }
      })
    })
  )

  it.effect("loads a personal entity as a team of one", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, queries["query Entity"].query, { name: "grace" })
      assert.strictEqual(at(answer, "data", "entity", "isTeam"), false)
      deepStrictEqual(at(answer, "data", "entity", "members"), [
        {
          id: btoa("User:3"),
          admin: true,
          pending: false,
          email: "grace@example.com",
          username: "grace",
          name: "grace",
          photoUrl: null,
          accountType: "USER",
          apiKey: null
        }
      ])
    })
  )

  it.effect("gets null for an entity that does not exist", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, queries["query Entity"].query, { name: "nowhere" })
      deepStrictEqual(answer.json, { data: { entity: null } })
    })
  )
})

describe("the protocol", () => {
  const viewer = "{ viewer { username } }"
  const root = { data: { viewer: { username: "root" } } }

  it.effect("accepts anonymous documents, no variables, and empty or null members of the body", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const bodies = [
        { query: viewer },
        { query: viewer, variables: null },
        { query: viewer, variables: {}, operationName: "" },
        { query: viewer, operationName: null },
        { query: `query A { viewer { username } } query B { viewer { id } }`, operationName: "A" }
      ]
      for (const body of bodies) {
        const answer = yield* ask(instance, "", undefined, { body: JSON.stringify(body) })
        assert.strictEqual(answer.status, 200, JSON.stringify(body))
        deepStrictEqual(answer.json, root)
      }
    })
  )

  it.effect("answers a body that is no GraphQL request with 400 and a message", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const body of [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"query":1}',
        '{"query":"{ viewer { id } }","variables":[]}'
      ]) {
        const answer = yield* ask(instance, "", undefined, { body })
        assert.strictEqual(answer.status, 400, body)
        assert.isString(at(answer, "errors", 0, "message"))
      }
    })
  )

  it.effect("answers documents that do not parse, fit or know what to run with 400", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const bodies = [
        { query: "{ viewer" },
        { query: "{ nothing }" },
        { query: "query A { viewer { id } }", operationName: "B" },
        { query: "query A($id: ID!) { user(id: $id) { id } }" }
      ]
      for (const body of bodies) {
        const answer = yield* ask(instance, "", undefined, { body: JSON.stringify(body) })
        assert.strictEqual(answer.status, 400, JSON.stringify(body))
        assert.isString(at(answer, "errors", 0, "message"))
        assert.isUndefined(at(answer, "data"))
      }
    })
  )

  it.effect("is spoken by POST to any path that ends in /graphql", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const status = (method: string, path: string) =>
        Effect.map(ask(instance, viewer, undefined, { method, path }), (answer) => answer.status)
      assert.strictEqual(yield* status("POST", "/graphql"), 200)
      assert.strictEqual(yield* status("POST", "/some/prefix/graphql?x=1"), 200)
      assert.strictEqual(yield* status("GET", "/graphql"), 405)
      assert.strictEqual(yield* status("POST", "/"), 404)
      assert.strictEqual(yield* status("POST", "/graphql/more"), 404)
    })
  )

  it.effect("asks for credentials in words, and refuses wrong ones as GraphQL does", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const missing = yield* ask(instance, viewer, undefined, { as: null })
      assert.strictEqual(missing.status, 401)
      assert.strictEqual(missing.text, "user is not logged in")
      for (const as of [Redacted.make("x".repeat(40)), Redacted.make(""), "gone"]) {
        const wrong = yield* ask(instance, viewer, undefined, { as })
        assert.strictEqual(wrong.status, 401)
        deepStrictEqual(wrong.json, { errors: [{ message: "unauthorized" }] })
      }
    })
  )

  it.effect("executes aliases and fragments, mutations in their order", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(
        instance,
        `mutation { one: generateApiKey(input: {description: "1"}) { ...K } two: generateApiKey(input: {description: "2"}) { ...K } }
         fragment K on GenerateApiKeyPayload { apiKey { description user { apiKeys { edges { node { description } } } } } }`
      )
      const descriptions = ["admin key", "1", "2"].map((description) => ({ node: { description } }))
      deepStrictEqual(at(answer, "data", "two", "apiKey", "user", "apiKeys", "edges"), descriptions)
      assert.notStrictEqual(at(answer, "data", "one"), at(answer, "data", "two"))
    })
  )

  it.effect("keeps what a document did before its refusal, and says so in data", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(
        instance,
        `mutation { a: createTeam(input: {teamName: "a"}) { entity { name } } b: createTeam(input: {teamName: "ada"}) { entity { name } } }`
      )
      assert.strictEqual(answer.status, 409)
      deepStrictEqual(at(answer, "data"), { a: { entity: { name: "a" } }, b: null })
      assert.include(
        (yield* instance.teams).map(({ name }) => name),
        "a"
      )
    })
  )
})
