import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, TestClock } from "effect"
import { ask, at, legacyKey, refusal, seed } from "./support.js"

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
      deepStrictEqual(at(answer, "data", "createUser", "user"), {
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
      deepStrictEqual(at(answer, "data", "createUser", "user", "teams", "edges"), [
        { node: { name: "mary", isTeam: false } },
        { node: { name: "engine", isTeam: true } }
      ])
      const [engine] = yield* instance.teams
      deepStrictEqual(engine?.invites, [])
      deepStrictEqual(
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
        deepStrictEqual(answer.json, refusal("createUser", "resource already exists"))
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
        deepStrictEqual(answer.json, refusal("createUser", "only admins can use createUser()"))
      }
      deepStrictEqual(yield* instance.users, before)
    })
  )
})

const updateUser = `mutation ($id: ID, $admin: Boolean, $name: String, $email: String, $entity: String) {
  updateUser(input: {id: $id, admin: $admin, name: $name, primaryEmail: $email, defaultEntity: $entity}) {
    user { username name email admin entity defaultEntity { name isTeam } }
  }
}`

const [root, ada, grace, gone] = [1, 2, 3, 4].map((id) => btoa(`User:${id}`))

describe("updateUser", () => {
  const updated = (answer: Parameters<typeof at>[0]) => at(answer, "data", "updateUser", "user")

  it.effect("changes the name and the default entity of whoever asks, who leaves the rest as it is", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const changed = (variables: object) =>
        Effect.map(ask(instance, updateUser, variables, { as: "ada", privileged: false }), updated)
      const before = { username: "ada", name: "Ada", email: "ada@lovelace.org", admin: false }
      deepStrictEqual(yield* changed({}), {
        ...before,
        entity: "ada",
        defaultEntity: { name: "ada", isTeam: false }
      })
      deepStrictEqual(yield* changed({ name: "Countess", entity: "engine" }), {
        ...before,
        name: "Countess",
        entity: "engine",
        defaultEntity: { name: "engine", isTeam: true }
      })
      deepStrictEqual(yield* changed({ id: ada, entity: "ada" }), {
        ...before,
        name: "Countess",
        entity: "ada",
        defaultEntity: { name: "ada", isTeam: false }
      })
    })
  )

  it.effect("changes anybody, their privileges and their email address for an admin", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const variables = { id: ada, admin: true, name: "A. L.", email: "Ada@Example.com", entity: "engine" }
      deepStrictEqual(updated(yield* ask(instance, updateUser, variables)), {
        username: "ada",
        name: "A. L.",
        email: "Ada@Example.com",
        admin: true,
        entity: "engine",
        defaultEntity: { name: "engine", isTeam: true }
      })
    })
  )

  it.effect("frees the email address that it replaces", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, updateUser, { id: ada, email: "ada@example.com" })
      assert.strictEqual((yield* ask(instance, createUser, { email: "ada@lovelace.org" })).status, 200)
      assert.strictEqual((yield* ask(instance, createUser, { email: "ADA@example.com" })).status, 409)
      const again = yield* ask(instance, updateUser, { id: ada, email: "ADA@example.com" })
      assert.strictEqual(at(again, "data", "updateUser", "user", "email"), "ADA@example.com")
    })
  )

  it.effect("makes a member of whoever takes an email address that was invited, once", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const id of [ada, grace]) {
        yield* ask(instance, updateUser, { id, email: "mary@example.com" })
        yield* ask(
          instance,
          `mutation { createInvite(input: {entityName: "engine", email: "mary2@example.com"}) { success } }`
        )
        yield* ask(instance, updateUser, { id, email: "mary2@example.com" })
        yield* ask(instance, updateUser, { id, email: `${id}@example.com` })
      }
      const [engine] = yield* instance.teams
      deepStrictEqual(engine?.invites, [])
      deepStrictEqual(
        engine?.members.map(({ username }) => username),
        ["ada", "engine-ci", "grace"]
      )
    })
  )

  it.effect("goes back to the personal entity when the team is left or gone", () =>
    Effect.gen(function* () {
      for (const mutation of [
        `mutation { deleteInvite(input: {entityName: "engine", id: "${ada}"}) { success } }`,
        `mutation { deleteTeam(input: {teamName: "engine"}) { success } }`
      ]) {
        const instance = yield* Instance.make({ seed })
        yield* ask(instance, updateUser, { entity: "engine" }, { as: "ada" })
        assert.strictEqual((yield* ask(instance, mutation)).status, 200)
        const answer = yield* ask(instance, `{ viewer { entity } }`, {}, { as: "ada" })
        assert.strictEqual(at(answer, "data", "viewer", "entity"), "ada")
      }
    })
  )

  it.effect("refuses what is not allowed, unknown, taken or malformed, and then changes nothing", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* instance.users
      const mine = { as: "ada", privileged: false }
      const cases: ReadonlyArray<readonly [number, string, object, object?]> = [
        [403, "permission denied", { id: grace, name: "x" }, mine],
        [403, "permission denied", { admin: true }, mine],
        [403, "permission denied", { admin: true }, { as: "ada" }],
        [403, "permission denied", { email: "x@example.com" }, mine],
        [403, "permission denied", { id: ada, name: "x" }, { privileged: false }],
        [404, "user not found", { id: btoa("User:99"), name: "x" }],
        [404, "user not found", { id: gone, name: "x" }],
        [404, "user not found", { id: "", name: "x" }],
        [404, "entity not found", { name: "x", entity: "nowhere" }],
        [409, "resource already exists", { id: ada, name: "x", email: "GRACE@example.com" }],
        [409, "resource already exists", { id: ada, name: "x", email: "gone@example.com" }],
        [400, "invalid email", { id: ada, name: "x", email: "nobody" }],
        [400, "invalid name", { id: ada, name: " ", admin: true }],
        [400, "a default entity must be one of the user's own", { id: grace, name: "x", entity: "engine" }],
        [400, "an instance must keep an admin", { name: "x", admin: false }]
      ]
      for (const [status, message, variables, options] of cases) {
        const answer = yield* ask(instance, updateUser, variables, options)
        assert.strictEqual(answer.status, status, JSON.stringify(variables))
        deepStrictEqual(answer.json, refusal("updateUser", message))
      }
      deepStrictEqual(yield* instance.users, before)
    })
  )

  it.effect("takes an admin's privileges where another admin stays", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, updateUser, { id: ada, admin: true })
      const answer = yield* ask(instance, updateUser, { admin: false })
      assert.strictEqual(at(answer, "data", "updateUser", "user", "admin"), false)
      assert.strictEqual((yield* ask(instance, updateUser, { id: grace, admin: true })).status, 403)
    })
  )
})

const deleteUser = `mutation ($id: ID!) { deleteUser(input: {id: $id}) { user { username deletedAt } } }`
const undeleteUser = `mutation ($id: ID!) { undeleteUser(input: {id: $id}) { user { username deletedAt } } }`

describe("deleteUser", () => {
  it.effect("lets nobody in by the user's keys, and leaves teams and keys with the user", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const [teams, keys] = [yield* instance.teams, yield* instance.apiKeys]
      yield* TestClock.adjust("1 hour")
      const answer = yield* ask(instance, deleteUser, { id: ada })
      deepStrictEqual(at(answer, "data", "deleteUser", "user"), {
        username: "ada",
        deletedAt: "1970-01-01T01:00:00.000Z"
      })
      assert.strictEqual((yield* ask(instance, `{ viewer { id } }`, {}, { as: "ada" })).status, 401)
      deepStrictEqual(yield* instance.teams, teams)
      deepStrictEqual(yield* instance.apiKeys, keys)
    })
  )

  it.effect("says of a deleted user when that was", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* TestClock.adjust("1 hour")
      const answer = yield* ask(instance, deleteUser, { id: gone })
      deepStrictEqual(answer.json, {
        data: { deleteUser: { user: { username: "gone", deletedAt: "1970-01-01T00:00:00.000Z" } } }
      })
    })
  )

  it.effect("refuses to delete the last admin in force, and nobody else", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: { users: [...(seed.users ?? []), { username: "former", admin: true, deleted: true }] }
      })
      const answer = yield* ask(instance, deleteUser, { id: root })
      assert.strictEqual(answer.status, 400)
      deepStrictEqual(answer.json, refusal("deleteUser", "an instance must keep an admin"))
      yield* ask(instance, updateUser, { id: ada, admin: true })
      assert.strictEqual((yield* ask(instance, deleteUser, { id: root })).status, 200)
      assert.strictEqual((yield* ask(instance, `{ viewer { id } }`)).status, 401)
    })
  )
})

describe("undeleteUser", () => {
  it.effect("restores a user with teams and keys", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: {
          users: [
            { username: "root", admin: true },
            { username: "ada", deleted: true, apiKeys: [{ secret: legacyKey }] }
          ],
          teams: [{ name: "engine", members: [{ username: "ada" }] }]
        }
      })
      const viewer = ask(instance, `{ viewer { teams { edges { node { name } } } } }`, {}, { as: legacyKey })
      assert.strictEqual((yield* viewer).status, 401)
      const answer = yield* ask(instance, undeleteUser, { id: ada })
      deepStrictEqual(at(answer, "data", "undeleteUser", "user"), {
        username: "ada",
        deletedAt: null
      })
      deepStrictEqual(at(yield* viewer, "data", "viewer", "teams", "edges"), [
        { node: { name: "ada" } },
        { node: { name: "engine" } }
      ])
    })
  )

  it.effect("leaves a user who was not deleted as they are", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* instance.users
      const answer = yield* ask(instance, undeleteUser, { id: ada })
      deepStrictEqual(answer.json, {
        data: { undeleteUser: { user: { username: "ada", deletedAt: null } } }
      })
      deepStrictEqual(yield* instance.users, before)
    })
  )
})

describe("deleteUser and undeleteUser", () => {
  it.effect("know only users, and are for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* instance.users
      for (const [field, mutation] of Object.entries({ deleteUser, undeleteUser })) {
        for (const id of [btoa("User:99"), btoa("Entity:2"), ""]) {
          const answer = yield* ask(instance, mutation, { id })
          assert.strictEqual(answer.status, 404)
          deepStrictEqual(answer.json, refusal(field, "user not found"))
        }
        for (const options of [{ privileged: false }, { as: "ada" }]) {
          const answer = yield* ask(instance, mutation, { id: ada }, options)
          assert.strictEqual(answer.status, 403)
          deepStrictEqual(answer.json, refusal(field, `only admins can use ${field}()`))
        }
      }
      deepStrictEqual(yield* instance.users, before)
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
      deepStrictEqual(yield* found("AD"), ["ada"])
      deepStrictEqual(yield* found("lovelace.org"), ["ada"])
      deepStrictEqual(yield* found("@example.com"), ["root", "grace", "gone"])
      deepStrictEqual(yield* found("velace"), [])
      deepStrictEqual(yield* found(""), everyone)
      deepStrictEqual(yield* found(null), everyone)
    })
  )

  it.effect("looks up exactly by ids and usernames, each user once, in the order of creation", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const found = (variables: object) => Effect.map(ask(instance, users, variables), usernames)
      const [ada, grace] = [btoa("User:2"), btoa("User:3")]
      deepStrictEqual(yield* found({ ids: [grace, ada, ada] }), ["ada", "grace"])
      deepStrictEqual(yield* found({ ids: [btoa("User:99"), btoa("ApiKey:1"), "?"] }), [])
      deepStrictEqual(yield* found({ ids: [] }), [])
      deepStrictEqual(yield* found({ usernames: ["grace", "ad", "root"] }), ["root", "grace"])
      deepStrictEqual(yield* found({ usernames: ["ada", "root"], ids: [ada, grace] }), ["ada"])
      deepStrictEqual(yield* found({ usernames: ["ada", "grace"], query: "gra" }), ["grace"])
    })
  )

  it.effect("lists deleted users with the time of their deletion", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, users, { usernames: ["gone"] })
      deepStrictEqual(at(answer, "data", "users", "edges"), [
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
      deepStrictEqual(at(answer, "data"), {
        byId: { username: "ada" },
        byName: { username: "grace" },
        nobody: null,
        otherType: null,
        nothing: null
      })
    })
  )
})
