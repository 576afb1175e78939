import { Users, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Chunk, Effect, Either, Stream } from "effect"
import { user } from "./support.js"

const ada = user({})
const nobody = new WandbError.UserNotFound({ by: "id", value: "nobody" })

describe("Users.layerMock", () => {
  it.effect("answers with the methods that the test gives, through the module's functions", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Users.viewer, ada)
      assert.strictEqual(yield* Users.get({ username: "ada" }), ada)
      assertNone(yield* Users.find({ id: "nobody" }))
      deepStrictEqual(
        Chunk.toReadonlyArray(
          yield* Stream.runCollect(Users.getMany([{ id: "VXNlcjox" }, { id: "nobody" }]))
        ),
        [Either.right(ada), Either.left(nobody)]
      )
      assert.strictEqual(yield* Users.create({ email: "ada@example.com" }), ada)
      deepStrictEqual(Chunk.toReadonlyArray(yield* Stream.runCollect(Users.search("a"))), [ada, ada])
      assert.strictEqual(yield* Stream.runCount(Users.list), 3)
      assert.strictEqual(yield* Users.update(ada, { name: "Ada" }), ada)
      assert.strictEqual(yield* Users.delete(ada), ada)
      assert.strictEqual(yield* Users.restore(ada), ada)
    }).pipe(
      Effect.provide(
        Users.layerMock({
          viewer: Effect.succeed(ada),
          get: () => Effect.succeed(ada),
          find: () => Effect.succeedNone,
          getMany: (lookups) =>
            Stream.map(Stream.fromIterable(lookups), ({ id }) =>
              id === ada.id ? Either.right(ada) : Either.left(nobody)
            ),
          create: () => Effect.succeed(ada),
          search: () => Stream.make(ada, ada),
          list: Stream.make(ada, ada, ada),
          update: () => Effect.succeed(ada),
          delete: () => Effect.succeed(ada),
          restore: () => Effect.succeed(ada)
        })
      )
    )
  )

  it.effect("fails with the typed error that a method is made to fail with", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.get({ username: "ada" }))
      assert.strictEqual(error._tag, "UserNotFound")
    }).pipe(
      Effect.provide(
        Users.layerMock({
          get: () => Effect.fail(new WandbError.UserNotFound({ by: "username", value: "ada" }))
        })
      )
    )
  )

  it.effect.each([
    ["create", Users.create({ email: "ada@example.com" })],
    ["viewer", Users.viewer],
    ["get", Users.get({ username: "ada" })],
    ["find", Users.find({ username: "ada" })],
    ["getMany", Stream.runDrain(Users.getMany([{ username: "ada" }]))],
    ["search", Stream.runDrain(Users.search("a"))],
    ["list", Stream.runDrain(Users.list)],
    ["update", Users.update(ada, { name: "Ada" })],
    ["delete", Users.delete(ada)],
    ["restore", Users.restore(ada)],
    ["create", Stream.runDrain(Users.createMany([{ email: "ada@example.com" }]))]
  ] as const)("dies for %s, which was not given, naming it", ([method, program]) =>
    Effect.gen(function* () {
      const cause = yield* Effect.flip(Effect.sandbox<unknown, unknown, Users.Users>(program))
      assert.isTrue(Cause.isDie(cause))
      assert.include(
        Cause.pretty(cause),
        `Users.${method} was called, but Users.layerMock was given no "${method}".`
      )
    }).pipe(Effect.provide(Users.layerMock({})))
  )
})
