import { ApiKeys, User, Users } from "@effect-wandb/core"
import { Wandb } from "@effect-wandb/client"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Option, Redacted } from "effect"
import { outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", apiKeys: [{ description: "laptop" }, { description: "cluster" }] },
    { username: "grace" }
  ]
}
const world = WandbTest.layer(seed)

const keysOf = (username: string) =>
  Effect.map(WandbTest.apiKeys, (keys) => keys.filter((key) => key.username === username))

const changesSeen = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ rootFields }) => rootFields).filter((field) => /^(generate|delete|create)/.test(field))
)

describe("ApiKeys.generate", () => {
  it.effect("gives a key that works, with its public name, its id and its description", () =>
    Effect.gen(function* () {
      const key = yield* WandbTest.actAs("grace")(ApiKeys.generate({ description: "for the cluster" }))
      const [listed] = yield* keysOf("grace")
      assert.deepInclude(listed, { id: key.id, name: key.name, description: "for the cluster" })
      assertSome(key.description, "for the cluster")
      assert.isTrue(Redacted.value(key.secret).startsWith(key.name))

      const viewer = yield* Wandb.actAs(Users.viewer, key.secret)
      assert.strictEqual(User.label(viewer), "grace")
    }).pipe(Effect.provide(world))
  )

  it.effect("needs no description", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate()
      assertNone(key.description)
    }).pipe(Effect.provide(world))
  )

  it.effect("makes a key for the owner when the owner is authenticated", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* WandbTest.actAs("ada")(ApiKeys.generate({ owner: ada }))
      assert.strictEqual((yield* keysOf("ada")).length, 3)
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "fails with NotAuthenticatedAs for anybody else's key, and sends nothing that could make one",
    () =>
      Effect.gen(function* () {
        const ada = yield* Users.get({ username: "ada" })
        const error = yield* Effect.flip(ApiKeys.generate({ owner: ada, description: "for ada" }))
        assert.deepInclude(error, { _tag: "NotAuthenticatedAs", expected: "ada", actual: "root" })
        deepStrictEqual(yield* changesSeen, [])
      }).pipe(Effect.provide(world))
  )

  it.effect("says that a key may exist when the answer was lost, and one does", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const error = yield* Effect.flip(WandbTest.actAs("grace")(ApiKeys.generate()))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.strictEqual((yield* keysOf("grace")).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("is PermissionDenied where the server makes no keys", () =>
    Effect.gen(function* () {
      const message = "API key creation has been disabled by your organization administrator"
      yield* WandbTest.inject(Fault.respond({ status: 400, body: { errors: [{ message }] } }))
      const error = yield* Effect.flip(ApiKeys.generate())
      assert.strictEqual(error._tag, "PermissionDenied")
      assert.include(error.message, message)
    }).pipe(Effect.provide(world))
  )
})

describe("ApiKeys.list", () => {
  it.effect("gives what is there now, not what the given user was loaded with", () =>
    Effect.gen(function* () {
      const before = yield* Users.get({ username: "ada" })
      const key = yield* WandbTest.actAs("ada")(ApiKeys.generate())
      const listed = yield* ApiKeys.list(before)
      assert.strictEqual(listed.length, 3)
      assert.strictEqual(listed[2]?.id, key.id)
    }).pipe(Effect.provide(world))
  )

  it.effect.each([1, 2, 3])("is complete when the server hands keys out in pages of %i", (maxPageSize) =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const descriptions = Arr.map(yield* ApiKeys.list(ada), ({ description }) =>
        Option.getOrNull(description)
      )
      deepStrictEqual(descriptions, ["laptop", "cluster"])
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize })))
  )

  it.effect("is PermissionDenied for the keys of somebody else", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const error = yield* Effect.flip(WandbTest.actAs("grace")(ApiKeys.list(ada)))
      assert.strictEqual(error._tag, "PermissionDenied")
      assert.include(error.message, "refuses to show the API keys of ada")
    }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound for a user who does not exist any more", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const nobody = new User.User({ ...ada, id: User.UserId.make("VXNlcjo5OTk=") })
      assert.strictEqual(yield* outcome(ApiKeys.list(nobody)), "UserNotFound")
    }).pipe(Effect.provide(world))
  )
})

describe("ApiKeys.delete", () => {
  const firstName = (user: User.User) => User.apiKeyNames(user)[0] ?? assert.fail("the user has no key")

  it.effect("deletes a key of another user for an administrator", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* ApiKeys.delete(ada, firstName(ada))
      deepStrictEqual(
        (yield* keysOf("ada")).map(({ description }) => description),
        ["cluster"]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes the caller's own key, which is refused from then on", () =>
    Effect.gen(function* () {
      const key = yield* WandbTest.actAs("grace")(ApiKeys.generate())
      const grace = yield* Users.get({ username: "grace" })
      yield* Wandb.actAs(ApiKeys.delete(grace, key.name), key.secret)
      assert.strictEqual(yield* outcome(Wandb.actAs(Users.viewer, key.secret)), "Unauthenticated")
    }).pipe(Effect.provide(world))
  )

  it.effect("finds a key that was made after the user was loaded", () =>
    Effect.gen(function* () {
      const stale = yield* Users.get({ username: "grace" })
      const key = yield* WandbTest.actAs("grace")(ApiKeys.generate())
      yield* ApiKeys.delete(stale, key.name)
      deepStrictEqual(yield* keysOf("grace"), [])
    }).pipe(Effect.provide(world))
  )

  it.effect("fails with ApiKeyNotFound for a name that the user has not, carrying owner and name", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const error = yield* Effect.flip(ApiKeys.delete(ada, "no-such-key"))
      assert.deepInclude(error, { _tag: "ApiKeyNotFound", owner: "ada", keyName: "no-such-key" })
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("fails with ApiKeyNotFound the second time, also on the user as loaded before", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      yield* ApiKeys.delete(ada, firstName(ada))
      assert.strictEqual(yield* outcome(ApiKeys.delete(ada, firstName(ada))), "ApiKeyNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("is PermissionDenied for somebody else's key, and the key stays", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const error = yield* Effect.flip(WandbTest.actAs("grace")(ApiKeys.delete(ada, firstName(ada))))
      assert.strictEqual(error._tag, "PermissionDenied")
      assert.strictEqual((yield* keysOf("ada")).length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes success: false for the refusal that it is", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const body = { data: { result: { success: false } } }
      yield* WandbTest.inject(Fault.respond({ operation: "deleteApiKey", status: 200, body }))
      assert.strictEqual(yield* outcome(ApiKeys.delete(ada, firstName(ada))), "PermissionDenied")
    }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound when the owner is gone and the key is not among the loaded ones", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const nobody = new User.User({ ...ada, id: User.UserId.make("VXNlcjo5OTk=") })
      assert.strictEqual(yield* outcome(ApiKeys.delete(nobody, "no-such-key")), "UserNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "works on a server that lists whole secrets as names, by the public name and by the whole key",
    () =>
      Effect.gen(function* () {
        const key = yield* WandbTest.actAs("ada")(ApiKeys.generate())
        const ada = yield* Users.get({ username: "ada" })
        assert.isTrue(User.apiKeyNames(ada).includes(key.name))
        assert.isTrue((yield* ApiKeys.list(ada)).every(({ secretListed }) => secretListed === true))
        yield* ApiKeys.delete(ada, Redacted.value(key.secret))
        yield* ApiKeys.delete(ada, firstName(ada))
        assert.strictEqual((yield* keysOf("ada")).length, 1)
      }).pipe(Effect.provide(WandbTest.layer(seed, { apiKeyListing: "legacy" })))
  )
})

describe("ApiKeys.delete, when a name does not tell which key is meant", () => {
  const [first, second] = ["a", "b"].map((end) => `wandb_v1_${"x".repeat(76)}${end}`)
  const alike: Seed.Seed = {
    users: [
      {
        username: "root",
        admin: true,
        apiKeys: [first, second].map((key) => ({ secret: Redacted.make(key ?? "") }))
      }
    ]
  }

  it.effect("deletes none of them, and names their ids", () =>
    Effect.gen(function* () {
      const root = yield* Users.viewer
      const error = yield* Effect.flip(ApiKeys.delete(root, second ?? ""))
      assert.strictEqual(error._tag, "ApiKeyAmbiguous")
      assert.strictEqual(error._tag === "ApiKeyAmbiguous" && error.ids.length, 2)
      deepStrictEqual(yield* changesSeen, [])
    }).pipe(Effect.provide(WandbTest.layer(alike)))
  )

  it.effect("deletes the key that it is given itself", () =>
    Effect.gen(function* () {
      const root = yield* Users.viewer
      const key = yield* ApiKeys.generate()
      yield* ApiKeys.delete(root, key)
      const error = yield* Effect.flip(ApiKeys.delete(root, key))
      assert.deepInclude(error, { _tag: "ApiKeyNotFound", owner: "root", keyName: key.name })
    }).pipe(Effect.provide(WandbTest.layer(alike)))
  )

  it.effect("does not say that a key is gone when the given name is only the beginning of its name", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const part = (User.apiKeyNames(ada)[0] ?? "").slice(0, 18)
      assert.strictEqual(yield* outcome(ApiKeys.delete(ada, part)), "ApiKeyAmbiguous")
    }).pipe(Effect.provide(world))
  )
})

describe("ApiKeys.deleteById", () => {
  it.effect("deletes a key that was just generated, and is ApiKeyNotFound after that", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate()
      yield* ApiKeys.deleteById(key.id)
      const error = yield* Effect.flip(ApiKeys.deleteById(key.id))
      assert.deepInclude(error, { _tag: "ApiKeyNotFound", id: key.id })
    }).pipe(Effect.provide(world))
  )
})

describe("ApiKeys.scoped", () => {
  it.effect("gives a working key within the scope, and none is left after it", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      const key = yield* Effect.scoped(
        Effect.tap(ApiKeys.scoped({ description: "scoped" }), (key) => Wandb.actAs(Users.viewer, key.secret))
      )
      deepStrictEqual(yield* WandbTest.apiKeys, before)
      assert.strictEqual(yield* outcome(Wandb.actAs(Users.viewer, key.secret)), "Unauthenticated")
    }).pipe(Effect.provide(world))
  )
})
