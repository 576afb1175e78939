import * as TemporaryKey from "@effect-wandb/admin/TemporaryKey"
import { Credentials, User, Users } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Deferred, Effect, Exit, Fiber, Logger, Scope, TestClock } from "effect"
import { makeMock } from "./rotationMock.js"
import { descriptionsOf, seed } from "./rotationWorld.js"

const world = WandbTest.layer(seed)
const nightly = { description: "nightly" }

describe("TemporaryKey.use", () => {
  it.effect("gives a key that works for as long as the program runs", () =>
    Effect.gen(function* () {
      const name = yield* TemporaryKey.use(nightly, (key) =>
        Effect.map(Credentials.actAs(Users.viewer, key.secret), User.label)
      )
      assert.strictEqual(name, "root")
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes the key when the program fails", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(TemporaryKey.use(nightly, () => Effect.fail("no")))
      assert.strictEqual(error, "no")
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes the key when the program is interrupted", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        TemporaryKey.use(nightly, () => Effect.zipRight(Deferred.succeed(reached, undefined), Effect.never))
      )
      yield* Deferred.await(reached)
      assert.strictEqual((yield* WandbTest.liveKeys).length, 1)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )

  it.effect("interrupts a program that takes longer than its key was to live", () =>
    Effect.gen(function* () {
      let hasEnded = false
      const program = () =>
        Effect.ensuring(
          Effect.never,
          Effect.sync(() => (hasEnded = true))
        )
      const fiber = yield* Effect.fork(TemporaryKey.use({ ...nightly, ttl: "1 minute" }, program))
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual((yield* WandbTest.liveKeys).length, 1)
      yield* TestClock.adjust("1 second")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.strictEqual(error._tag, "TemporaryKeyExpired")
      assert.include(error.message, "1m")
      assert.isTrue(hasEnded)
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps the program's value when the key cannot be deleted, and names the key in the log", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => void logged.push(message))
      )
      yield* WandbTest.inject(Fault.respond({ operation: "deleteApiKey", status: 403 }))
      const id = yield* TemporaryKey.use(nightly, (key) => Effect.succeed(key.id)).pipe(
        Effect.provide(logger)
      )
      assert.include(String(logged), id)
    }).pipe(Effect.provide(world))
  )

  it.effect("is for the given owner alone, before a key is made", () =>
    Effect.gen(function* () {
      const owner = yield* Users.get({ username: "ada" })
      const error = yield* Effect.flip(TemporaryKey.use({ ...nightly, owner }, () => Effect.void))
      assert.strictEqual(error._tag, "NotAuthenticatedAs")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves open what the program opens in a scope of its own", () =>
    Effect.gen(function* () {
      let isOpen = true
      const scope = yield* Scope.make()
      yield* TemporaryKey.use(nightly, () =>
        Effect.addFinalizer(() => Effect.sync(() => (isOpen = false)))
      ).pipe(Scope.extend(scope))
      yield* WandbTest.expectNoLiveKeys()
      assert.isTrue(isOpen)
      yield* Scope.close(scope, Exit.void)
      assert.isFalse(isOpen)
    }).pipe(Effect.provide(world))
  )

  it.effect("runs on a mock, and shows no key", () =>
    Effect.suspend(() => {
      const mock = makeMock()
      return Effect.gen(function* () {
        const shown = TemporaryKey.use(nightly, (key) =>
          Effect.zipRight(Effect.logInfo(key), Effect.fail(key))
        )
        yield* Effect.flip(Canary.expectNoKeys(shown, { silent: true }))
        deepStrictEqual(
          mock.keys().map(({ id }) => id),
          [mock.old.key.id, mock.other.key.id]
        )
      }).pipe(Effect.provide(mock.layer))
    })
  )
})
