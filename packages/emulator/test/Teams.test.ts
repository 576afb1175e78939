import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"
import { ask, at, refusal, seed } from "./support.js"

const createTeam = `mutation ($name: String!, $admin: String) {
  createTeam(input: {teamName: $name, teamAdminUserName: $admin}) {
    entity { id name isTeam limits members { username role admin } }
  }
}`
const createInvite = `mutation ($team: String!, $username: String, $email: String, $role: String, $admin: Boolean) {
  createInvite(input: {entityName: $team, username: $username, email: $email, role: $role, admin: $admin}) {
    success invite { id name email role accepted createdAt expiresAt entity { name } fromUser { username } toUser { username } }
  }
}`
const deleteInvite = `mutation ($id: String, $team: String) { deleteInvite(input: {id: $id, entityName: $team}) { success } }`
const createServiceAccount = `mutation ($team: String, $description: String) {
  createServiceAccount(input: {entityName: $team, description: $description}) {
    user { id name username accountType entity email teams { edges { node { name } } } }
  }
}`
const updateMember = `mutation ($team: String!, $user: ID!, $role: String, $admin: Boolean) {
  updateMember(input: {entityName: $team, user: $user, role: $role, admin: $admin}) {
    member { id username role admin pending }
  }
}`
const deleteTeam = `mutation ($name: String!) { deleteTeam(input: {teamName: $name}) { success } }`
const members = `query ($name: String) {
  entity(name: $name) { memberCount members { id username name email role pending accountType } }
}`

const roster = (instance: Instance.Instance.Service, name: string) =>
  Effect.map(ask(instance, members, { name }), (answer) => {
    const list = at(answer, "data", "entity", "members")
    return Array.isArray(list) ? list : []
  })

describe("createTeam", () => {
  it.effect("makes the given admin the only member", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, createTeam, { name: "bridge", admin: "grace" })
      deepStrictEqual(at(answer, "data", "createTeam", "entity"), {
        id: btoa("Entity:6"),
        name: "bridge",
        isTeam: true,
        limits: "{}",
        members: [{ username: "grace", role: "admin", admin: true }]
      })
    })
  )

  it.effect("leaves the caller out", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, createTeam, { name: "bridge" })
      deepStrictEqual(at(answer, "data", "createTeam", "entity", "members"), [])
    })
  )

  it.effect("refuses names that a team or a user has, unknown and deleted admins, and blank names", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const status = (variables: object) =>
        Effect.map(ask(instance, createTeam, variables), ({ status }) => status)
      assert.strictEqual(yield* status({ name: "engine" }), 409)
      assert.strictEqual(yield* status({ name: "ada" }), 409)
      assert.strictEqual(yield* status({ name: "x", admin: "nobody" }), 404)
      assert.strictEqual(yield* status({ name: "x", admin: "gone" }), 404)
      assert.strictEqual(yield* status({ name: " " }), 400)
      assert.lengthOf(yield* instance.teams, 1)
    })
  )

  it.effect("is for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const options of [{ privileged: false }, { as: "ada" }]) {
        const answer = yield* ask(instance, createTeam, { name: "x" }, options)
        assert.strictEqual(answer.status, 403)
        deepStrictEqual(answer.json, refusal("createTeam", "only admins can use createTeam()"))
      }
    })
  )
})

describe("createInvite", () => {
  it.effect("makes a member of a user at once, by username or email address", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const byName = yield* ask(
        instance,
        createInvite,
        { team: "engine", username: "grace", role: "view-only", admin: true },
        { as: "ada", privileged: false }
      )
      deepStrictEqual(at(byName, "data", "createInvite"), {
        success: true,
        invite: {
          id: btoa("Invite:2"),
          name: "grace",
          email: "grace@example.com",
          role: "view-only",
          accepted: true,
          createdAt: "1970-01-01T00:00:00.000Z",
          expiresAt: null,
          entity: { name: "engine" },
          fromUser: { username: "ada" },
          toUser: { username: "grace" }
        }
      })
      yield* ask(instance, createInvite, { team: "engine", email: "ROOT@example.com", admin: true })
      const [engine] = yield* instance.teams
      deepStrictEqual(engine?.members.slice(-2), [
        { username: "grace", role: "view-only", accountType: "USER" },
        { username: "root", role: "admin", accountType: "USER" }
      ])
    })
  )

  it.effect("keeps a seat for an email address that nobody has", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, createInvite, { team: "engine", username: "", email: "new@x.org" })
      assert.strictEqual(at(answer, "data", "createInvite", "invite", "toUser"), null)
      deepStrictEqual((yield* roster(instance, "engine")).at(-1), {
        id: btoa("Invite:2"),
        username: null,
        name: "new@x.org",
        email: "new@x.org",
        role: "member",
        pending: true,
        accountType: null
      })
    })
  )

  it.effect("refuses whoever is there or invited, whoever is unknown, and what is no team", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const status = (variables: object) =>
        Effect.map(ask(instance, createInvite, variables), ({ status }) => status)
      assert.strictEqual(yield* status({ team: "engine", username: "ada" }), 409)
      assert.strictEqual(yield* status({ team: "engine", email: "MARY@example.com" }), 409)
      assert.strictEqual(yield* status({ team: "engine", username: "nobody" }), 404)
      assert.strictEqual(yield* status({ team: "engine", email: "gone@example.com" }), 404)
      assert.strictEqual(yield* status({ team: "nowhere", username: "ada" }), 404)
      assert.strictEqual(yield* status({ team: "grace", username: "ada" }), 404)
      assert.strictEqual(yield* status({ team: "engine" }), 400)
      assert.strictEqual(yield* status({ team: "engine", email: "nobody" }), 400)
    })
  )

  it.effect("is for the team's admins, and for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, createInvite, { team: "engine", username: "grace" }, { as: "ada" })
      for (const options of [{ as: "grace" }, { privileged: false }]) {
        const answer = yield* ask(instance, createInvite, { team: "engine", email: "x@y" }, options)
        assert.strictEqual(answer.status, 403)
        deepStrictEqual(answer.json, refusal("createInvite", "permission denied"))
      }
    })
  )
})

describe("deleteInvite", () => {
  it.effect("removes a member, and cancels an invitation, by the id of the member", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* roster(instance, "engine")
      deepStrictEqual(
        before.map(({ name }) => name),
        ["Ada", "mary@example.com", "ci"]
      )
      for (const { id } of before) {
        const answer = yield* ask(instance, deleteInvite, { id, team: "engine" })
        deepStrictEqual(answer.json, { data: { deleteInvite: { success: true } } })
      }
      deepStrictEqual(yield* roster(instance, "engine"), [])
      const [ada] = (yield* instance.users).filter(({ username }) => username === "ada")
      deepStrictEqual(ada?.teams, [])
    })
  )

  it.effect("knows only members of that team", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, createTeam, { name: "bridge" })
      for (const variables of [
        { id: btoa("User:3"), team: "engine" },
        { id: btoa("Invite:1"), team: "bridge" },
        { id: btoa("User:2"), team: "nowhere" },
        { id: null, team: "engine" },
        {}
      ]) {
        assert.strictEqual((yield* ask(instance, deleteInvite, variables)).status, 404)
      }
    })
  )

  it.effect("is for the team's admins", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const variables = { id: btoa("Invite:1"), team: "engine" }
      assert.strictEqual((yield* ask(instance, deleteInvite, variables, { as: "grace" })).status, 403)
      assert.strictEqual((yield* ask(instance, deleteInvite, variables, { as: "ada" })).status, 200)
    })
  )
})

describe("the last admin of a team", () => {
  const ada = btoa("User:2")
  const kept = "a team must keep an admin"

  it.effect("stays while people are there, deleted ones and other teams notwithstanding", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: {
          users: [...(seed.users ?? []), { username: "former", deleted: true }],
          teams: [
            {
              name: "engine",
              members: [
                { username: "ada", role: "admin" },
                { username: "former", role: "admin" },
                { username: "grace", role: "member" }
              ]
            },
            { name: "bridge", members: [{ username: "grace", role: "admin" }] }
          ]
        }
      })
      const before = yield* instance.teams
      for (const options of [{}, { as: "ada", privileged: false }]) {
        const removal = yield* ask(instance, deleteInvite, { team: "engine", id: ada }, options)
        assert.strictEqual(removal.status, 400)
        deepStrictEqual(removal.json, refusal("deleteInvite", kept))
        const change = yield* ask(
          instance,
          updateMember,
          { team: "engine", user: ada, role: "member" },
          options
        )
        assert.strictEqual(change.status, 400)
        deepStrictEqual(change.json, refusal("updateMember", kept))
      }
      deepStrictEqual(yield* instance.teams, before)
    })
  )

  it.effect("may go when another admin is there, or nobody but service accounts and invites", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const status = (query: string, variables: object) =>
        Effect.map(ask(instance, query, { team: "engine", ...variables }), ({ status }) => status)
      assert.strictEqual(yield* status(updateMember, { user: ada, role: "member" }), 400)
      assert.strictEqual(yield* status(createInvite, { username: "grace", role: "admin" }), 200)
      assert.strictEqual(yield* status(updateMember, { user: ada, role: "member" }), 200)
      assert.strictEqual(yield* status(deleteInvite, { id: ada }), 200)
      assert.strictEqual(yield* status(deleteInvite, { id: btoa("User:3") }), 200)
      const [engine] = yield* instance.teams
      deepStrictEqual(engine?.members, [{ username: "engine-ci", role: "member", accountType: "SERVICE" }])
      assert.lengthOf(engine?.invites ?? [], 1)
    })
  )

  it.effect("is missed by nobody where there was none", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: {
          users: seed.users,
          teams: [{ name: "engine", members: [{ username: "ada" }, { username: "grace" }] }]
        }
      })
      const status = (query: string, variables: object) =>
        Effect.map(ask(instance, query, { team: "engine", ...variables }), ({ status }) => status)
      assert.strictEqual(yield* status(updateMember, { user: ada, role: "view-only" }), 200)
      assert.strictEqual(yield* status(deleteInvite, { id: ada }), 200)
    })
  )
})

describe("updateMember", () => {
  it.effect("gives a member another role, by id or username, as the team's admin", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, createInvite, { team: "engine", username: "grace" })
      const changed = (variables: object) =>
        ask(instance, updateMember, { team: "engine", ...variables }, { as: "ada", privileged: false }).pipe(
          Effect.map((answer) => at(answer, "data", "updateMember", "member"))
        )
      const grace = { id: btoa("User:3"), username: "grace", pending: false }
      deepStrictEqual(yield* changed({ user: btoa("User:3"), role: "admin" }), {
        ...grace,
        role: "admin",
        admin: true
      })
      deepStrictEqual(yield* changed({ user: "grace", role: "view-only", admin: true }), {
        ...grace,
        role: "view-only",
        admin: false
      })
      deepStrictEqual(yield* changed({ user: "grace", admin: true }), {
        ...grace,
        role: "admin",
        admin: true
      })
      yield* changed({ user: "grace", role: "", admin: false })
      const roles = (yield* roster(instance, "engine")).map(({ name, role }) => [name, role])
      deepStrictEqual(roles, [
        ["Ada", "admin"],
        ["mary@example.com", "member"],
        ["ci", "member"],
        ["grace", "member"]
      ])
    })
  )

  it.effect("knows only members of that team, and needs a role", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const cases: ReadonlyArray<readonly [number, string, object]> = [
        [404, "team not found", { team: "nowhere", user: "ada", role: "admin" }],
        [404, "team not found", { team: "ada", user: "ada", role: "admin" }],
        [404, "user not found", { team: "engine", user: "nobody", role: "admin" }],
        [404, "user not found", { team: "engine", user: btoa("Invite:1"), role: "admin" }],
        [404, "member not found", { team: "engine", user: "grace", role: "admin" }],
        [400, "a role is needed", { team: "engine", user: "ada" }],
        [400, "a role is needed", { team: "engine", user: "ada", role: "" }]
      ]
      for (const [status, message, variables] of cases) {
        const answer = yield* ask(instance, updateMember, variables)
        assert.strictEqual(answer.status, status, JSON.stringify(variables))
        deepStrictEqual(answer.json, refusal("updateMember", message))
      }
    })
  )

  it.effect("is for the team's admins, and for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, createInvite, { team: "engine", username: "grace" })
      const variables = { team: "engine", user: "grace", role: "admin" }
      for (const options of [{ as: "grace" }, { privileged: false }]) {
        const answer = yield* ask(instance, updateMember, variables, options)
        assert.strictEqual(answer.status, 403)
        deepStrictEqual(answer.json, refusal("updateMember", "permission denied"))
      }
      assert.strictEqual((yield* ask(instance, updateMember, variables)).status, 200)
    })
  )
})

describe("deleteTeam", () => {
  it.effect("takes the team from its members, cancels its invites and frees its name", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, deleteTeam, { name: "engine" }, { as: "ada", privileged: false })
      deepStrictEqual(answer.json, { data: { deleteTeam: { success: true } } })
      deepStrictEqual(yield* instance.teams, [])
      deepStrictEqual((yield* ask(instance, members, { name: "engine" })).json, {
        data: { entity: null }
      })
      const users = yield* instance.users
      deepStrictEqual(
        users.map(({ username, teams }) => [username, ...teams]),
        [["root"], ["ada"], ["grace"], ["gone"], ["engine-ci"]]
      )
      assert.strictEqual((yield* ask(instance, createTeam, { name: "engine" })).status, 200)
      yield* ask(
        instance,
        `mutation { createUser(input: {email: "mary@example.com"}) { user { username } } }`
      )
      deepStrictEqual(yield* roster(instance, "engine"), [])
    })
  )

  it.effect("knows only teams", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const name of ["nowhere", "ada", ""]) {
        const answer = yield* ask(instance, deleteTeam, { name })
        assert.strictEqual(answer.status, 404)
        deepStrictEqual(answer.json, refusal("deleteTeam", "team not found"))
      }
    })
  )

  it.effect("is for the team's admins, and for admins who ask for their privileges", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const options of [{ as: "grace" }, { privileged: false }]) {
        const answer = yield* ask(instance, deleteTeam, { name: "engine" }, options)
        assert.strictEqual(answer.status, 403)
        deepStrictEqual(answer.json, refusal("deleteTeam", "permission denied"))
      }
      assert.strictEqual((yield* ask(instance, deleteTeam, { name: "engine" })).status, 200)
    })
  )
})

describe("the invites of an entity", () => {
  const invites = `query ($name: String, $first: Int, $after: String) { entity(name: $name) {
    invites(first: $first, after: $after) {
      edges { node { id email role accepted entity { name } fromUser { username } toUser { username } } }
      pageInfo { endCursor hasNextPage }
    }
  } }`
  const found = (answer: Parameters<typeof at>[0]) => at(answer, "data", "entity", "invites")

  it.effect("are those that are pending, in pages", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      yield* ask(instance, createInvite, { team: "engine", username: "grace" })
      yield* ask(instance, createInvite, { team: "engine", email: "new@x.org", role: "admin" })
      const pending = { accepted: false, entity: { name: "engine" }, toUser: null }
      const cursor = btoa("cursor:1")
      deepStrictEqual(found(yield* ask(instance, invites, { name: "engine", first: 1 })), {
        edges: [
          {
            node: {
              ...pending,
              id: btoa("Invite:1"),
              email: "mary@example.com",
              role: "member",
              fromUser: null
            }
          }
        ],
        pageInfo: { endCursor: cursor, hasNextPage: true }
      })
      deepStrictEqual(found(yield* ask(instance, invites, { name: "engine", after: cursor })), {
        edges: [
          {
            node: {
              ...pending,
              id: btoa("Invite:3"),
              email: "new@x.org",
              role: "admin",
              fromUser: { username: "root" }
            }
          }
        ],
        pageInfo: { endCursor: btoa("cursor:3"), hasNextPage: false }
      })
      deepStrictEqual(
        at(yield* ask(instance, invites, { name: "ada" }), "data", "entity", "invites", "edges"),
        []
      )
    })
  )
})

describe("createServiceAccount", () => {
  it.effect("adds a service account as the last member", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(
        instance,
        createServiceAccount,
        { team: "engine", description: "Night Job" },
        { as: "ada" }
      )
      const user = at(answer, "data", "createServiceAccount", "user")
      deepStrictEqual(user, {
        id: btoa("User:6"),
        name: "Night Job",
        username: "engine-night-job",
        accountType: "SERVICE",
        entity: "engine",
        email: null,
        teams: { edges: [{ node: { name: "engine" } }] }
      })
      const last = (yield* roster(instance, "engine")).at(-1)
      assert.strictEqual(last?.id, btoa("User:6"))
      assert.strictEqual(last?.accountType, "SERVICE")
    })
  )

  it.effect("is for the team's admins, and needs a team", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const status = (variables: object, as: string) =>
        Effect.map(ask(instance, createServiceAccount, variables, { as }), ({ status }) => status)
      assert.strictEqual(yield* status({ team: "engine", description: "x" }, "grace"), 403)
      assert.strictEqual(yield* status({ team: "nowhere", description: "x" }, "ada"), 404)
      assert.strictEqual(yield* status({ description: "x" }, "ada"), 404)
    })
  )
})

describe("the API key of a service account", () => {
  const keys = `query ($name: String) { entity(name: $name) { members { username apiKey } } }`
  const shown = (instance: Instance.Instance.Service, options: Parameters<typeof ask>[3] = {}) =>
    Effect.map(ask(instance, keys, { name: "engine" }, options), (answer) => {
      const list = at(answer, "data", "entity", "members")
      return Array.isArray(list) ? list.map(({ apiKey }): unknown => apiKey) : []
    })

  it.effect("is shown to nobody where listings name keys by their IDs, and there is none", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      deepStrictEqual(yield* shown(instance), [null, null, null])
      assert.notInclude(
        (yield* instance.apiKeys).map(({ username }) => username),
        "engine-ci"
      )
    })
  )

  it.effect("is shown whole to admins where listings show whole keys, and lets the account in", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed, apiKeyListing: "legacy" })
      yield* ask(instance, createServiceAccount, { team: "engine", description: "night" })
      const [ada, mary, ci, night] = yield* shown(instance)
      deepStrictEqual([ada, mary], [null, null])
      deepStrictEqual(yield* shown(instance, { as: "ada", privileged: false }), [ada, mary, ci, night])
      for (const [key, username] of [
        [ci, "engine-ci"],
        [night, "engine-night"]
      ]) {
        const viewer = yield* ask(instance, "{ viewer { username } }", {}, { as: Redacted.make(String(key)) })
        assert.strictEqual(at(viewer, "data", "viewer", "username"), username)
      }
      deepStrictEqual(yield* shown(instance, { as: "grace" }), [null, null, null, null])
      deepStrictEqual(yield* shown(instance, { privileged: false }), [null, null, null, null])
    })
  )

  it.effect("is in no log and no view of the instance", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed, apiKeyListing: "legacy" })
      const [, , key] = yield* shown(instance)
      yield* ask(instance, deleteInvite, { team: "engine", id: key })
      const views = [
        yield* instance.requests,
        yield* instance.teams,
        yield* instance.apiKeys,
        yield* instance.users
      ]
      assert.notInclude(JSON.stringify(views), String(key))
    })
  )
})
