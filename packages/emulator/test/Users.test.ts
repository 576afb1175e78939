import { assert, describe, it } from "@effect/vitest"
import { Instance } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { ask, at, refusal, seed } from "./support.js"

const createUser = `mutation ($email: String!, $admin: Boolean, $accountType: String) {
  createUser(input: {email: $email, admin: $admin, accountType: $accountType}) {
    user { id username name email admin entity accountType teams { edges { node { name isTeam } } } }
  }
}`

const usernames = (answer: Parameters<typeof at>[0]) => {
  const edges = at(answer, "data", "users", "edges")
  return Array.isArray(edges) ? edges.map((edge) => edge.node.username) : edges
}

describe("createUser", () => {
  it.effect("names the user after the email address and gives them a personal entity", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, createUser, { email: "Mary.Ann+x@Example.com", admin: true })
      assert.deepStrictEqual(at(answer, "data", "createUser", "user"), {
        id: btoa("User:6"),
        username: "mary-ann-x",
        name: "mary-ann-x",
        email: "Mary.Ann+x@Example.com",
        admin: true,
        entity: "mary-ann-x",
        accountType: "USER",
        teams: { edges: [{ node: { name: "mary-ann-x", isTeam: false } }] }
      })
    })
  )

  it.effect("numbers a username that a user or a team has already", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const [email, username] of [
        ["ada@a.org", "ada-1"],
        ["ada@b.org", "ada-2"],
        ["engine@a.org", "engine-1"],
        ["+@a.org", "user"]
      ]) {
        const answer = yield* ask(instance, createUser, { email })
        assert.strictEqual(at(answer, "data", "createUser", "user", "username"), username)
      }
    })
  )

  it.effect("makes a member of whoever was invited by that email address", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, createUser, { email: "MARY@example.com" })
      assert.deepStrictEqual(at(answer, "data", "createUser", "user", "teams", "edges"), [
        { node: { name: "mary", isTeam: false } },
        { node: { name: "engine", isTeam: true } }
      ])
      const [engine] = yield* instance.teams
      assert.deepStrictEqual(engine?.invites, [])
      assert.deepStrictEqual(
        engine?.members.map(({ username }) => username),
        ["ada", "mary", "engine-ci"]
      )
    })
  )

  it.effect("refuses an email address that is taken, also by a deleted user", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const email of ["ada@lovelace.org", "Ada@Lovelace.ORG", "gone@example.com"]) {
        const answer = yield* ask(instance, createUser, { email })
        assert.strictEqual(answer.status, 409)
        assert.deepStrictEqual(answer.json, refusal("createUser", "resource already exists"))
      }
    })
  )

  it.effect("refuses what is no email address or no type of account", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const variables of [
        { email: "" },
        { email: "@x" },
        { email: "a b@x" },
        { email: "x@y", accountType: "CAT" }
      ]) {
        assert.strictEqual((yield* ask(instance, createUser, variables)).status, 400)
      }
    })
  )

  it.effect("is for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* instance.users
      for (const options of [{ privileged: false }, { as: "ada" }, { as: "ada", privileged: false }]) {
        const answer = yield* ask(instance, createUser, { email: "x@example.com" }, options)
        assert.strictEqual(answer.status, 403)
        assert.deepStrictEqual(answer.json, refusal("createUser", "only admins can use createUser()"))
      }
      assert.deepStrictEqual(yield* instance.users, before)
    })
  )
})

describe("users", () => {
  const users = `query ($query: String, $ids: [ID!], $usernames: [String!]) {
    users(query: $query, ids: $ids, usernames: $usernames) { edges { node { username deletedAt } } }
  }`

  it.effect("finds by the beginning or the end of a username or an email address", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const found = (query: string | null) => Effect.map(ask(instance, users, { query }), usernames)
      const everyone = ["root", "ada", "grace", "gone", "engine-ci"]
      assert.deepStrictEqual(yield* found("AD"), ["ada"])
      assert.deepStrictEqual(yield* found("lovelace.org"), ["ada"])
      assert.deepStrictEqual(yield* found("@example.com"), ["root", "grace", "gone"])
      assert.deepStrictEqual(yield* found("velace"), [])
      assert.deepStrictEqual(yield* found(""), everyone)
      assert.deepStrictEqual(yield* found(null), everyone)
    })
  )

  it.effect("looks up exactly by ids and usernames, each user once, in the order of creation", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const found = (variables: object) => Effect.map(ask(instance, users, variables), usernames)
      const [ada, grace] = [btoa("User:2"), btoa("User:3")]
      assert.deepStrictEqual(yield* found({ ids: [grace, ada, ada] }), ["ada", "grace"])
      assert.deepStrictEqual(yield* found({ ids: [btoa("User:99"), btoa("ApiKey:1"), "?"] }), [])
      assert.deepStrictEqual(yield* found({ ids: [] }), [])
      assert.deepStrictEqual(yield* found({ usernames: ["grace", "ad", "root"] }), ["root", "grace"])
      assert.deepStrictEqual(yield* found({ usernames: ["ada", "root"], ids: [ada, grace] }), ["ada"])
      assert.deepStrictEqual(yield* found({ usernames: ["ada", "grace"], query: "gra" }), ["grace"])
    })
  )

  it.effect("lists deleted users with the time of their deletion", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, users, { usernames: ["gone"] })
      assert.deepStrictEqual(at(answer, "data", "users", "edges"), [
        { node: { username: "gone", deletedAt: "1970-01-01T00:00:00.000Z" } }
      ])
    })
  )
})

describe("user", () => {
  it.effect("is looked up by id or username, and null when unknown", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(
        instance,
        `query ($id: ID) {
          byId: user(id: $id) { username } byName: user(userName: "grace") { username }
          nobody: user(userName: "nobody") { id } otherType: user(id: "${btoa("ApiKey:1")}") { id } nothing: user { id }
        }`,
        { id: btoa("User:2") }
      )
      assert.deepStrictEqual(at(answer, "data"), {
        byId: { username: "ada" },
        byName: { username: "grace" },
        nobody: null,
        otherType: null,
        nothing: null
      })
    })
  )
})
