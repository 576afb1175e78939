import { ApiKey, ApiKeys, ApiKeySecret, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Effect, Fiber, HashSet, Layer, Logger, Option, Ref, Stream } from "effect"
import { currentKey, secret, user } from "./support.js"

const generated = new ApiKey.GeneratedApiKey({
  id: ApiKey.ApiKeyId.make("QXBpS2V5OjE="),
  name: ApiKeySecret.publicName(secret(currentKey)),
  description: Option.some("test"),
  secret: secret(currentKey)
})

const denied = new WandbError.PermissionDenied({ operation: "DeleteApiKey", attempts: 1 })

/** An `ApiKeys` on which one key can be made and deleted. */
const oneKey = Effect.map(Ref.make(HashSet.empty<ApiKey.ApiKeyId>()), (live) => ({
  live,
  layer: ApiKeys.layerMock({
    generate: () => Effect.as(Ref.update(live, HashSet.add(generated.id)), generated),
    deleteById: (id) => Ref.update(live, HashSet.remove(id))
  })
}))

describe("ApiKeys.layerMock", () => {
  it.effect("answers with the methods that the test gives", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys.list(user({}))
      deepStrictEqual(keys, [])
    }).pipe(Effect.provide(ApiKeys.layerMock({ list: () => Effect.succeed([]) })))
  )

  it.effect.each([
    ["generate", ApiKeys.generate()],
    ["list", ApiKeys.list(user({}))],
    ["delete", ApiKeys.delete(user({}), "name")],
    ["deleteById", ApiKeys.deleteById(generated.id)],
    ["deleteById", Stream.runDrain(ApiKeys.deleteMany([generated]))]
  ] as const)("dies for %s, which was not given, naming it", ([method, program]) =>
    Effect.gen(function* () {
      const cause = yield* Effect.flip(Effect.sandbox<unknown, unknown, ApiKeys.ApiKeys>(program))
      assert.isTrue(Cause.isDie(cause))
      assert.include(Cause.pretty(cause), `ApiKeys.${method} was called`)
    }).pipe(Effect.provide(ApiKeys.layerMock({})))
  )
})

describe("ApiKeys.scoped", () => {
  it.effect("gives a key that exists within the scope and not after it", () =>
    Effect.gen(function* () {
      const { layer, live } = yield* oneKey
      const within = yield* ApiKeys.scoped({ description: "test" }).pipe(
        Effect.zipRight(Ref.get(live)),
        Effect.scoped,
        Effect.provide(layer)
      )
      assert.isTrue(HashSet.has(within, generated.id))
      assert.strictEqual(HashSet.size(yield* Ref.get(live)), 0)
    })
  )

  it.effect("deletes the key when the program fails, and when it is interrupted", () =>
    Effect.gen(function* () {
      const { layer, live } = yield* oneKey
      const using = <A, E>(program: Effect.Effect<A, E>) =>
        ApiKeys.scoped({ description: "test" }).pipe(
          Effect.zipRight(program),
          Effect.scoped,
          Effect.provide(layer)
        )

      yield* Effect.exit(using(Effect.fail("broken")))
      assert.strictEqual(HashSet.size(yield* Ref.get(live)), 0)

      const fiber = yield* Effect.fork(using(Effect.never))
      yield* Effect.yieldNow()
      assert.strictEqual(HashSet.size(yield* Ref.get(live)), 1)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(HashSet.size(yield* Ref.get(live)), 0)
    })
  )

  it.effect("logs the id of a key that it could not delete, and keeps the program's result", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => lines.push(String(message)))
      const result = yield* ApiKeys.scoped({ description: "test" }).pipe(
        Effect.as("done"),
        Effect.scoped,
        Effect.provide(
          Layer.merge(
            ApiKeys.layerMock({
              generate: () => Effect.succeed(generated),
              deleteById: () => Effect.fail(denied)
            }),
            Logger.replace(Logger.defaultLogger, logger)
          )
        )
      )
      assert.strictEqual(result, "done")
      assert.strictEqual(lines.length, 1)
      assert.include(lines[0], generated.id)
      assert.include(lines[0], denied.message)
    })
  )

  it.effect("is content when somebody else deleted the key within the scope", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      yield* Effect.scoped(ApiKeys.scoped({ description: "test" })).pipe(
        Effect.provide(
          Layer.merge(
            ApiKeys.layerMock({
              generate: () => Effect.succeed(generated),
              deleteById: (id) => Effect.fail(new WandbError.ApiKeyNotFound({ id }))
            }),
            Logger.replace(
              Logger.defaultLogger,
              Logger.make(({ message }) => lines.push(String(message)))
            )
          )
        )
      )
      deepStrictEqual(lines, [])
    })
  )
})
