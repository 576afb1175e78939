import { ApiKeys, Users } from "@effect-wandb/core"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { Wandb } from "@effect-wandb/client"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Chunk, Effect, Option, Stream } from "effect"
import { outcome } from "./support.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", email: "ada@example.com" },
    { username: "grace", admin: true },
    { username: "gone", deleted: true }
  ],
  teams: [
    { name: "engine", members: [{ username: "ada" }], serviceAccounts: [{ description: "ci" }] },
    { name: "compilers", members: [{ username: "grace" }] }
  ]
}
const world = WandbTest.layer(seed)

const named = (username: string) => Users.get({ username })

/** A user as the server has it. */
const onServer = (username: string) =>
  Effect.flatMap(WandbTest.users, (users) => Arr.findFirst(users, (user) => user.username === username))

/** The changes that the server was asked for. */
const changes = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ operation }) =>
    /^(?:Update|Delete|Undelete)User$/.test(operation ?? "") ? [operation] : []
  )
)

const keyOf = (username: string) => WandbTest.actAs(username)(ApiKeys.generate())

describe("Users.list", () => {
  it.effect("gives everybody, service accounts and the deleted as such, however small the pages are", () =>
    Effect.gen(function* () {
      const all = Chunk.toReadonlyArray(yield* Stream.runCollect(Users.list))
      deepStrictEqual(
        all.map(({ accountType, deletedAt, username }) => [
          Option.getOrNull(username),
          Option.getOrNull(accountType),
          Option.isSome(deletedAt)
        ]),
        [
          ["root", "USER", false],
          ["ada", "USER", false],
          ["grace", "USER", false],
          ["gone", "USER", true],
          ["engine-ci", "SERVICE", false]
        ]
      )
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize: 2 })))
  )

  it.effect("asks for no more pages than are taken", () =>
    Effect.gen(function* () {
      yield* Stream.runDrain(Stream.take(Users.list, 2))
      assert.strictEqual((yield* WandbTest.requests).length, 1)
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize: 2 })))
  )
})

describe("Users.update", () => {
  it.effect("changes what is given and nothing else, and gives the user as it is then", () =>
    Effect.gen(function* () {
      const ada = yield* named("ada")
      const renamed = yield* Users.update(ada, { name: "Ada Lovelace" })
      assert.strictEqual(renamed.name, "Ada Lovelace")
      deepStrictEqual(yield* named("ada"), renamed)
      const moved = yield* Users.update(renamed, { defaultEntity: "engine", admin: true })
      assert.deepInclude(moved, { name: "Ada Lovelace", admin: true })
      assertSome(moved.defaultEntity.pipe(Option.map(String)), "engine")
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    [{}, "changes"],
    [{ name: " " }, "name"],
    [{ defaultEntity: "" }, "defaultEntity"],
    [{ email: "ada" }, "email"]
  ] as const)("refuses %j before anything is sent, naming the field", ([given, field]) =>
    Effect.gen(function* () {
      const ada = yield* named("ada")
      const error = yield* Effect.flip(Users.update(ada, given))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Users.update", field })
      deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("changes the address to one that nobody else has", () =>
    Effect.gen(function* () {
      const ada = yield* named("ada")
      const moved = yield* Users.update(ada, { email: "ada@lovelace.example" })
      assertSome(Option.map(moved.email, String), "ada@lovelace.example")
      const grace = yield* named("grace")
      const error = yield* Effect.flip(Users.update(grace, { email: "ADA@lovelace.example" }))
      assert.deepInclude(error, { _tag: "UserAlreadyExists", email: "ADA@lovelace.example" })
      deepStrictEqual(yield* named("grace"), grace)
    }).pipe(Effect.provide(world))
  )

  it.effect("is for oneself and for administrators", () =>
    Effect.gen(function* () {
      const grace = yield* named("grace")
      assert.strictEqual(
        yield* outcome(WandbTest.actAs("ada")(Users.update(grace, { name: "G" }))),
        "PermissionDenied"
      )
      const ada = yield* named("ada")
      assert.strictEqual(yield* outcome(WandbTest.actAs("ada")(Users.update(ada, { name: "A" }))), "success")
      assert.strictEqual(
        yield* outcome(WandbTest.actAs("ada")(Users.update(ada, { admin: true }))),
        "PermissionDenied"
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("is TeamNotFound where the default entity does not exist", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.update(yield* named("ada"), { defaultEntity: "nowhere" }))
      assert.deepInclude(error, { _tag: "TeamNotFound", team: "nowhere" })
    }).pipe(Effect.provide(world))
  )

  it.effect("is UserNotFound for one who is deleted", () =>
    Effect.gen(function* () {
      const gone = yield* named("gone")
      assert.strictEqual(yield* outcome(Users.update(gone, { defaultEntity: "engine" })), "UserNotFound")
      assert.strictEqual(yield* outcome(Users.update(gone, { name: "Here" })), "UserNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("takes no rights from oneself in passing", () =>
    Effect.gen(function* () {
      const root = yield* named("root")
      const error = yield* Effect.flip(Users.update(root, { admin: false }))
      assert.deepInclude(error, { _tag: "ForceRequired", reason: "oneself", user: "root" })
      assert.include(error.message, "{ force: true }")
      deepStrictEqual(yield* changes, [])
      const changed = yield* Users.update(root, { admin: false, force: true })
      assert.isFalse(changed.admin)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes rights from another administrator, as long as there is one left", () =>
    Effect.gen(function* () {
      const grace = yield* named("grace")
      assert.isFalse((yield* Users.update(grace, { admin: false })).admin)
    }).pipe(Effect.provide(world))
  )

  it.effect("is done once more, and no harm, when the answer is lost", () =>
    Effect.gen(function* () {
      const ada = yield* named("ada")
      yield* WandbTest.inject(
        Fault.respondAfter({
          operation: "UpdateUser",
          status: 200,
          body: { data: { result: { user: null } } }
        })
      )
      const renamed = yield* Users.update(ada, { name: "Ada Lovelace" })
      assert.strictEqual(renamed.name, "Ada Lovelace")
    }).pipe(Effect.provide(world))
  )
})

describe("Users.delete and Users.restore", () => {
  it.effect("delete softly, and bring back with keys and teams", () =>
    Effect.gen(function* () {
      const key = yield* keyOf("ada")
      const asAda = Wandb.actAs(Users.viewer, key.secret)
      const before = yield* named("ada")
      const deleted = yield* Users.delete(before)
      assert.isTrue(Option.isSome(deleted.deletedAt))
      assert.isNotNull((yield* onServer("ada")).deletedAt)
      assert.strictEqual(yield* outcome(asAda), "Unauthenticated")

      const restored = yield* Users.restore(deleted)
      deepStrictEqual(restored, before)
      assert.strictEqual(yield* outcome(asAda), "success")
    }).pipe(Effect.provide(world))
  )

  it.effect("are for administrators", () =>
    Effect.gen(function* () {
      const [grace, gone] = [yield* named("grace"), yield* named("gone")]
      assert.strictEqual(yield* outcome(WandbTest.actAs("ada")(Users.delete(grace))), "PermissionDenied")
      assert.strictEqual(yield* outcome(WandbTest.actAs("ada")(Users.restore(gone))), "PermissionDenied")
    }).pipe(Effect.provide(world))
  )

  it.effect("are UserNotFound for nobody", () =>
    Effect.gen(function* () {
      const ada = yield* named("ada")
      yield* WandbTest.inject(
        Fault.respond({ operation: "DeleteUser", status: 404, body: { error: "user not found" } }),
        Fault.respond({ operation: "UndeleteUser", status: 404, body: { error: "user not found" } })
      )
      assert.strictEqual(yield* outcome(Users.delete(ada)), "UserNotFound")
      assert.strictEqual(yield* outcome(Users.restore(ada)), "UserNotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("delete neither oneself nor the last administrator in passing", () =>
    Effect.gen(function* () {
      const root = yield* named("root")
      const itself = yield* Effect.flip(Users.delete(root))
      assert.deepInclude(itself, { _tag: "ForceRequired", operation: "Users.delete", reason: "oneself" })

      yield* Users.delete(yield* named("grace"))
      const last = yield* Effect.flip(WandbTest.actAs("ada")(Users.delete(root)))
      assert.deepInclude(last, { _tag: "ForceRequired", reason: "lastAdministrator", user: "root" })
      deepStrictEqual(yield* changes, ["DeleteUser"])
      // The server has the last word.
      assert.strictEqual(yield* outcome(Users.delete(root, { force: true })), "RequestFailed")
      assert.isNull((yield* onServer("root")).deletedAt)
    }).pipe(Effect.provide(world))
  )
})
