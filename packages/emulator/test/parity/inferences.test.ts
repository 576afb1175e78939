import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { ask, at } from "../support.js"
import { seed } from "./world.js"

const [ada, grace] = [btoa("User:2"), btoa("User:3")]

/** The data of an answer to whoever asks, an admin with privileges unless told otherwise. */
const data = (query: string, options?: Parameters<typeof ask>[3]) =>
  Effect.gen(function* () {
    const answer = yield* ask(yield* Instance.make({ seed }), query, {}, options)
    assert.strictEqual(answer.status, 200, answer.text)
    return (...path: ReadonlyArray<string | number>) => at(answer, "data", ...path)
  })

const anybody = { as: "grace", privileged: false }

describe("values, as inferred", () => {
  it.effect("gives times in ISO 8601 and sizes as numbers", () =>
    Effect.gen(function* () {
      const found = yield* data(`{ entity(name: "engine") { createdAt storageBytes } }`)
      deepStrictEqual(found("entity"), { createdAt: "1970-01-01T00:00:00.000Z", storageBytes: 0 })
    })
  )
})

describe("users, as inferred", () => {
  it.effect("finds a deleted user, and by the id where both are given", () =>
    Effect.gen(function* () {
      const found = yield* data(
        `{ gone: user(userName: "gone") { username } both: user(id: "${ada}", userName: "grace") { username } }`
      )
      deepStrictEqual(found(), { gone: { username: "gone" }, both: { username: "ada" } })
    })
  )

  it.effect("shows all users to everybody with a key", () =>
    Effect.gen(function* () {
      const list = `{ users { edges { node { username name email admin accountType deletedAt } } } }`
      deepStrictEqual((yield* data(list, anybody))(), (yield* data(list))())
    })
  )
})

describe("teams, as inferred", () => {
  it.effect("shows every entity to everybody with a key", () =>
    Effect.gen(function* () {
      const show = `{ entity(name: "engine") {
        name memberCount members { name email role pending } invites { edges { node { email role } } }
      } }`
      deepStrictEqual((yield* data(show, anybody))(), (yield* data(show))())
    })
  )

  it.effect("tells personal entities by their type", () =>
    Effect.gen(function* () {
      const found = yield* data(
        `{ team: entity(name: "engine") { entityType isTeam } own: entity(name: "ada") { entityType isTeam } }`
      )
      deepStrictEqual(found(), {
        team: { entityType: "team", isTeam: true },
        own: { entityType: "user", isTeam: false }
      })
    })
  )

  it.effect("lists members and pending invites as they came, and counts the members", () =>
    Effect.gen(function* () {
      const found = yield* data(
        `mutation { createInvite(input: {entityName: "engine", username: "grace"}) { entity { memberCount members { name } } } }`
      )
      deepStrictEqual(found("createInvite", "entity"), {
        memberCount: 6,
        members: [
          "Ada",
          "second",
          "visitor",
          "gone",
          "mary@example.com",
          "anne@example.com",
          "x@y.z",
          "ci",
          "grace"
        ].map((name) => ({ name }))
      })
    })
  )

  it.effect("names an invite after whom it is for", () =>
    Effect.gen(function* () {
      const found = yield* data(`mutation {
        user: createInvite(input: {entityName: "empty", username: "ada"}) { invite { name accepted } }
        address: createInvite(input: {entityName: "empty", email: "new@x.org"}) { invite { name accepted } }
        both: createInvite(input: {entityName: "empty", username: "grace", email: "newer@x.org"}) { invite { name accepted } }
      }`)
      deepStrictEqual(found(), {
        user: { invite: { name: "Ada", accepted: true } },
        address: { invite: { name: "new@x.org", accepted: false } },
        both: { invite: { name: "grace", accepted: true } }
      })
    })
  )

  it.effect("takes any text for a role", () =>
    Effect.gen(function* () {
      const found = yield* data(`mutation {
        createInvite(input: {entityName: "empty", username: "ada", role: "Any text?"}) { invite { role } }
        updateMember(input: {entityName: "empty", user: "ada", role: "another"}) { member { role } }
      }`)
      deepStrictEqual(found(), {
        createInvite: { invite: { role: "Any text?" } },
        updateMember: { member: { role: "another" } }
      })
    })
  )

  it.effect("removes nobody without knowing the team", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const answer = yield* ask(instance, `mutation { deleteInvite(input: {id: "${grace}"}) { success } }`)
      assert.strictEqual(answer.status, 404)
    })
  )

  it.effect("calls a service account so when it has no description", () =>
    Effect.gen(function* () {
      const found = yield* data(
        `mutation { createServiceAccount(input: {entityName: "empty"}) { user { name username } } }`
      )
      deepStrictEqual(found("createServiceAccount", "user"), {
        name: "service account",
        username: "empty-service-account"
      })
    })
  )
})
