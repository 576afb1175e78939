import { User, Users } from "@effect-wandb/core"
import { type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Chunk, Effect, Option, Stream } from "effect"

const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", email: "Ada@Example.com", apiKeys: [{ description: "laptop" }] },
    { username: "adam" },
    { username: "gone", deleted: true }
  ],
  teams: [{ name: "physics", members: [{ username: "ada" }] }]
}

const world = WandbTest.layer(seed)

const operationsSeen = Effect.map(
  WandbTest.requests,
  Arr.map(({ operation }) => operation)
)

describe("Users.create", () => {
  it.effect("gives the whole user: keys and teams loaded", () =>
    Effect.gen(function* () {
      const user = yield* Users.create({ email: "grace@example.com" })
      deepStrictEqual(User.apiKeyNames(user), [])
      assert.isTrue(Option.isSome(user.apiKeys))
      deepStrictEqual<ReadonlyArray<string>>(User.teamNames(user), ["grace"])
      assert.isFalse(user.admin)
      const [created] = (yield* WandbTest.users).slice(-1)
      assert.deepInclude(created, { id: user.id, email: "grace@example.com", admin: false })
    }).pipe(Effect.provide(world))
  )

  it.effect("creates an administrator when asked to", () =>
    Effect.gen(function* () {
      const user = yield* Users.create({ email: "grace@example.com", admin: true })
      assert.isTrue(user.admin)
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["ada@example.com", "gone@example.com"])(
    "fails with UserAlreadyExists for %s, which is taken",
    (email) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Users.create({ email }))
        assert.deepInclude(error, { _tag: "UserAlreadyExists", email })
      }).pipe(Effect.provide(world))
  )

  it.effect("fails with PermissionDenied for somebody who is no administrator, in the server's words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(WandbTest.actAs("ada")(Users.create({ email: "grace@example.com" })))
      assert.strictEqual(error._tag, "PermissionDenied")
      assert.include(error.message, "only admins can use createUser()")
    }).pipe(Effect.provide(world))
  )

  it.effect("refuses what cannot be an email address before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.create({ email: "grace" }))
      assert.deepInclude(error, { _tag: "InvalidInput", field: "email", problem: "has no @" })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )
})

describe("Users.viewer", () => {
  it.effect("is the owner of the key in use, with the key among the keys", () =>
    Effect.gen(function* () {
      const user = yield* Users.viewer
      assert.strictEqual(User.label(user), "root")
      assert.strictEqual(User.apiKeyNames(user).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("is whoever is acted as", () =>
    Effect.gen(function* () {
      const user = yield* WandbTest.actAs("ada")(Users.viewer)
      assert.strictEqual(User.label(user), "ada")
      assert.strictEqual(User.apiKeyNames(user).length, 1)
      deepStrictEqual<ReadonlyArray<string>>(User.teamNames(user), ["ada", "physics"])
    }).pipe(Effect.provide(world))
  )
})

describe("Users.get", () => {
  it.effect("finds a user by username, by email address in any case, and by id", () =>
    Effect.gen(function* () {
      const byUsername = yield* Users.get({ username: "ada" })
      const byEmail = yield* Users.get({ email: "ADA@example.com" })
      const byId = yield* Users.get({ id: byUsername.id })
      deepStrictEqual([byEmail.id, byId.id], [byUsername.id, byUsername.id])
      deepStrictEqual(User.apiKeyNames(byId), User.apiKeyNames(byUsername))
    }).pipe(Effect.provide(world))
  )

  it.effect.each<Users.Users.Lookup>([
    { username: "ad" },
    { username: "Ada" },
    { username: "dam" },
    { email: "ada@example" },
    { email: "da@example.com" },
    { id: "VXNlcjo5OTk=" },
    { id: "ada" }
  ])("fails with UserNotFound for %j, which is no user's to the letter", (lookup) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.get(lookup))
      assert.strictEqual(error._tag, "UserNotFound")
      if (error._tag === "UserNotFound") deepStrictEqual<unknown>({ [error.by]: error.value }, lookup)
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    [{ username: "" }, "username"],
    [{ username: " " }, "username"],
    [{ email: "ada" }, "email"],
    [{ id: "" }, "id"],
    // Programs in JavaScript get here.
    [JSON.parse("{}"), "lookup"]
  ] as const)("refuses %j before anything is sent", ([lookup, field]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.get(lookup))
      assert.deepInclude(error, { _tag: "InvalidInput", field })
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("does not repeat a key that was given by mistake", () =>
    Effect.gen(function* () {
      const key = "0123456789abcdef0123456789abcdef01234567"
      for (const lookup of [{ username: key }, { id: key }]) {
        assert.notInclude(JSON.stringify(yield* Effect.flip(Users.get(lookup))), key)
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("shows a deleted user as deleted", () =>
    Effect.gen(function* () {
      const user = yield* Users.get({ username: "gone" })
      assert.isTrue(Option.isSome(user.deletedAt))
    }).pipe(Effect.provide(world))
  )

  it.effect("does not take keys that the server hides for none", () =>
    Effect.gen(function* () {
      const hidden = yield* WandbTest.actAs("adam")(Users.get({ username: "ada" }))
      assertNone(hidden.apiKeys)
      const shown = yield* Users.get({ username: "adam" })
      assertSome(shown.apiKeys, [])
    }).pipe(Effect.provide(world))
  )
})

describe("Users.find", () => {
  it.effect("is the user, or None when there is none", () =>
    Effect.gen(function* () {
      const found = yield* Users.find({ username: "ada" })
      assert.strictEqual(Option.getOrThrow(found).name, "ada")
      assertNone(yield* Users.find({ username: "nobody" }))
    }).pipe(Effect.provide(world))
  )
})

const crowd: Seed.Seed = {
  users: [{ username: "root", admin: true }, ...Arr.makeBy(5, (i) => ({ username: `crowd-${i}` }))]
}

describe("Users.search", () => {
  const names = (query: string) =>
    Users.search(query).pipe(Stream.map(User.label), Stream.runCollect, Effect.map(Chunk.toReadonlyArray))

  it.effect("gives everybody whom the server finds, page by page", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* names("crowd"), ["crowd-0", "crowd-1", "crowd-2", "crowd-3", "crowd-4"])
      deepStrictEqual(yield* operationsSeen, ["SearchUsers", "SearchUsers", "SearchUsers"])
    }).pipe(Effect.provide(WandbTest.layer(crowd, { maxPageSize: 2 })))
  )

  it.effect("asks for no more pages than are taken", () =>
    Effect.gen(function* () {
      const one = yield* Users.search("crowd").pipe(Stream.take(2), Stream.runCollect)
      assert.strictEqual(Chunk.size(one), 2)
      deepStrictEqual(yield* operationsSeen, ["SearchUsers"])
    }).pipe(Effect.provide(WandbTest.layer(crowd, { maxPageSize: 2 })))
  )

  it.effect("is empty when nobody fits", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* names("nobody"), [])
    }).pipe(Effect.provide(WandbTest.layer(crowd)))
  )
})

describe("a user's keys and teams", () => {
  const many: Seed.Seed = {
    users: [
      { username: "root", admin: true },
      { username: "ada", apiKeys: Arr.makeBy(5, (i) => ({ description: `key ${i}` })) }
    ],
    teams: Arr.makeBy(5, (i) => ({ name: `team-${i}`, members: [{ username: "ada" }] }))
  }
  const teams = ["ada", "team-0", "team-1", "team-2", "team-3", "team-4"]

  it.effect.each([1, 2, 5, 6, 1000])(
    "are complete when the server hands them out in pages of %i",
    (maxPageSize) =>
      Effect.gen(function* () {
        const listed = (yield* WandbTest.apiKeys).filter(({ username }) => username === "ada")
        const sources = {
          viewer: yield* WandbTest.actAs("ada")(Users.viewer),
          get: yield* Users.get({ username: "ada" }),
          search: yield* Users.search("ada").pipe(Stream.runHead, Effect.flatten)
        }
        for (const [source, user] of Object.entries(sources)) {
          deepStrictEqual<ReadonlyArray<string>>(
            User.apiKeyNames(user),
            listed.map(({ name }) => name),
            source
          )
          deepStrictEqual<ReadonlyArray<string>>(User.teamNames(user), teams, source)
        }
      }).pipe(Effect.provide(WandbTest.layer(many, { maxPageSize })))
  )
})
