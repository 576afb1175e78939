import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, notDeepStrictEqual } from "@effect/vitest/utils"
import { Instance, Seed } from "@effect-wandb/emulator"
import { Effect, Redacted, Schema, TestClock } from "effect"
import { inspect } from "node:util"
import { ask, at, currentKey, legacyKey, seed } from "./support.js"

const viewer = `{ viewer { username admin } }`

describe("an instance", () => {
  it.effect("has one admin when it was told nothing", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      deepStrictEqual(yield* instance.users, [
        {
          id: btoa("User:1"),
          username: "admin",
          email: "admin@example.com",
          name: "admin",
          admin: true,
          accountType: "USER",
          deletedAt: null,
          teams: []
        }
      ])
      deepStrictEqual((yield* ask(instance, viewer)).json, {
        data: { viewer: { username: "admin", admin: true } }
      })
    })
  )

  it.effect("shows what it was seeded with", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed, adminKey: legacyKey })
      const users = yield* instance.users
      deepStrictEqual(
        users.map(({ username, accountType, teams }) => [username, accountType, ...teams]),
        [
          ["root", "USER"],
          ["ada", "USER", "engine"],
          ["grace", "USER"],
          ["gone", "USER"],
          ["engine-ci", "SERVICE", "engine"]
        ]
      )
      deepStrictEqual(yield* instance.teams, [
        {
          id: btoa("Entity:5"),
          name: "engine",
          members: [
            { username: "ada", role: "admin", accountType: "USER" },
            { username: "engine-ci", role: "member", accountType: "SERVICE" }
          ],
          invites: [{ id: btoa("Invite:1"), email: "mary@example.com", role: "member" }]
        }
      ])
      deepStrictEqual((yield* instance.apiKeys).at(-1), {
        id: btoa("ApiKey:2"),
        name: Redacted.value(legacyKey).slice(0, 20),
        description: "admin key",
        username: "root"
      })
    })
  )

  it.effect("gives the admin key to the first admin, and makes one when there is none", () =>
    Effect.gen(function* () {
      const owner = (users: ReadonlyArray<Seed.User>) =>
        Effect.gen(function* () {
          const instance = yield* Instance.make({ seed: { users }, adminKey: currentKey })
          assert.strictEqual(instance.adminKey, currentKey)
          return at(yield* ask(instance, viewer), "data", "viewer", "username")
        })
      assert.strictEqual(
        yield* owner([{ username: "a" }, { username: "b", admin: true }, { username: "c", admin: true }]),
        "b"
      )
      assert.strictEqual(
        yield* owner([
          { username: "a", admin: true, deleted: true },
          { username: "b", admin: true }
        ]),
        "b"
      )
      assert.strictEqual(yield* owner([{ username: "a" }]), "admin")
    })
  )

  it.effect("lends a session that no listing shows, the same one each time", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const before = yield* instance.apiKeys
      const session = yield* instance.session("grace")
      assert.match(Redacted.value(session), /^wandb_v1_\w{77}$/)
      assert.strictEqual(Redacted.value(yield* instance.session("grace")), Redacted.value(session))
      assert.strictEqual(
        at(yield* ask(instance, viewer, {}, { as: session }), "data", "viewer", "username"),
        "grace"
      )
      deepStrictEqual(yield* instance.apiKeys, before)
      const error = yield* Effect.flip(instance.session("nobody"))
      assert.strictEqual(error._tag, "UnknownUser")
      assert.include(error.message, '"nobody"')
    })
  )

  it.effect("takes the time from the clock", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* TestClock.adjust("1 day")
      const answer = yield* ask(
        instance,
        `mutation { createUser(input: {email: "x@y"}) { user { createdAt deletedAt } } }`
      )
      assert.strictEqual(at(answer, "data", "createUser", "user", "createdAt"), "1970-01-02T00:00:00.000Z")
    })
  )

  it.effect(
    "repeats to the byte with the same random seed and the same requests, and differs with another",
    () =>
      Effect.gen(function* () {
        const run = (randomSeed: string) =>
          Effect.gen(function* () {
            const instance = yield* Instance.make({ seed, randomSeed })
            const texts = [Redacted.value(instance.adminKey)]
            for (const query of [
              `mutation { generateApiKey(input: {}) { apiKey { id name } } }`,
              `mutation { createUser(input: {email: "x@y"}) { user { id username createdAt } } }`,
              `mutation { a: generateApiKey(input: {}) { apiKey { name } } b: generateApiKey(input: {}) { apiKey { name } } }`,
              `{ users { edges { cursor node { id apiKeys { edges { node { name } } } } } } }`
            ]) {
              texts.push((yield* ask(instance, query)).text)
            }
            return texts
          })
        deepStrictEqual(yield* run("one"), yield* run("one"))
        notDeepStrictEqual(yield* run("one"), yield* run("two"))
      })
  )

  it.effect("knows no users by lists of ids and usernames where bulk lookups are off", () =>
    Effect.gen(function* () {
      const older = yield* Instance.make({ seed, bulkLookups: false })
      const newer = yield* Instance.make({ seed })
      const bulk = `query ($names: [String!]) { users(ids: [], usernames: $names) { edges { node { username } } } }`
      const answer = yield* ask(older, bulk, { names: ["ada"] })
      assert.strictEqual(answer.status, 400)
      deepStrictEqual(
        [at(answer, "errors", 0, "message"), at(answer, "errors", 1, "message")],
        [
          `Unknown argument "ids" on field "Query.users".`,
          `Unknown argument "usernames" on field "Query.users".`
        ]
      )
      assert.isUndefined(at(answer, "data"))
      assert.strictEqual((yield* ask(newer, bulk)).status, 200)
      const search = `{ users(query: "ada", first: 1) { edges { node { username } } } user(userName: "ada") { id } }`
      deepStrictEqual((yield* ask(older, search)).json, (yield* ask(newer, search)).json)
      assert.strictEqual((yield* ask(older, search)).status, 200)
    })
  )

  it.effect("has keys of its own when it has no random seed", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* Instance.make(), yield* Instance.make()]
      assert.notStrictEqual(Redacted.value(one.adminKey), Redacted.value(two.adminKey))
      assert.strictEqual((yield* ask(one, viewer, {}, { as: two.adminKey })).status, 401)
    })
  )

  it.effect("does not show the admin key when it is printed", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ adminKey: legacyKey })
      const printed = [inspect(instance, { depth: 10 }), JSON.stringify(instance), String(instance)].join()
      assert.notInclude(printed, Redacted.value(legacyKey))
    })
  )
})

describe("a seed", () => {
  it.effect("is refused with the field that cannot be, and never with a key", () =>
    Effect.gen(function* () {
      const secret = Redacted.make("too-short-for-a-key")
      const ada = { username: "ada" }
      const cases: ReadonlyArray<readonly [string, Instance.Options]> = [
        ["users[1].username", { seed: { users: [ada, ada] } }],
        ["users[0].username", { seed: { users: [{ username: " " }] } }],
        ["users[1].email", { seed: { users: [ada, { username: "b", email: "ADA@example.com" }] } }],
        ["users[0].email", { seed: { users: [{ ...ada, email: "ada" }] } }],
        ["users[0].apiKeys[0].secret", { seed: { users: [{ ...ada, apiKeys: [{ secret }] }] } }],
        [
          "users[0].apiKeys[1].secret",
          { seed: { users: [{ ...ada, apiKeys: [{ secret: legacyKey }, { secret: legacyKey }] }] } }
        ],
        ["teams[0].name", { seed: { teams: [{ name: "" }] } }],
        ["teams[1].name", { seed: { teams: [{ name: "x" }, { name: "x" }] } }],
        ["teams[0].name", { seed: { users: [ada], teams: [{ name: "ada" }] } }],
        [
          "teams[0].members[1].username",
          { seed: { users: [ada], teams: [{ name: "x", members: [ada, { username: "bob" }] }] } }
        ],
        [
          "teams[0].members[1].username",
          { seed: { users: [ada], teams: [{ name: "x", members: [ada, ada] }] } }
        ],
        ["teams[0].invites[0].email", { seed: { teams: [{ name: "x", invites: [{ email: "?" }] }] } }],
        [
          "teams[0].invites[0].email",
          { seed: { users: [ada], teams: [{ name: "x", invites: [{ email: "ada@example.com" }] }] } }
        ],
        [
          "teams[0].invites[1].email",
          { seed: { teams: [{ name: "x", invites: [{ email: "a@b" }, { email: "A@b" }] }] } }
        ],
        ["users", { seed: { users: [{ username: "admin" }] } }],
        ["users", { seed: { users: [{ ...ada, email: "admin@example.com" }] } }],
        ["adminKey", { adminKey: secret }],
        ["adminKey", { adminKey: Redacted.make(`wandb_v1_${"x".repeat(31)}`) }],
        ["maxPageSize", { maxPageSize: 0 }]
      ]
      for (const [field, options] of cases) {
        const error = yield* Effect.flip(Instance.make(options))
        assert.strictEqual(error._tag, "InvalidSeed")
        assert.strictEqual(error.field, field, error.message)
        assert.notInclude(error.message, Redacted.value(secret))
      }
    })
  )

  it.effect("decodes from plain JSON, secrets included", () =>
    Effect.gen(function* () {
      const decoded = yield* Schema.decodeUnknown(Seed.Seed)({
        users: [{ username: "ada", apiKeys: [{ secret: Redacted.value(legacyKey) }] }]
      })
      assert.notInclude(JSON.stringify(decoded), Redacted.value(legacyKey))
      const instance = yield* Instance.make({ seed: decoded })
      assert.strictEqual(
        at(yield* ask(instance, viewer, {}, { as: legacyKey }), "data", "viewer", "username"),
        "ada"
      )
    })
  )
})
