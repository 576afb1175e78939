import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { type ApiKey, ApiKeys } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Effect, Exit, Option } from "effect"
import {
  descriptionsOf,
  keysOf,
  makeVault,
  onlyState,
  ownKey,
  refuse,
  whoseKey,
  world
} from "./rotationWorld.js"

/** The failed step, of which a test expects nothing else. */
const failedStep = <A, E, R>(program: Effect.Effect<A, E | KeyRotation.RotationFailed<unknown>, R>) =>
  Effect.flatMap(Effect.flip(program), (error) =>
    error instanceof KeyRotation.RotationFailed ? Effect.succeed(error) : Effect.die(error)
  )

describe("KeyRotation.rotate, when a step fails", () => {
  it.effect("deletes the new key when it cannot be stored or verified, and says so", () =>
    Effect.gen(function* () {
      const old = yield* ownKey
      const store = () => Effect.fail({ _tag: "VaultSealed" as const, note: "s3cret" })
      const error = yield* failedStep(KeyRotation.rotate({ old, store, id: "one" }))
      assert.include(error, { step: "store" })
      deepStrictEqual(error.cause, { _tag: "VaultSealed" as const, note: "s3cret" })
      assert.strictEqual(error.state._tag, "RolledBack")
      assert.include(error.message, "The new key was deleted, and the old one works")
      assert.notInclude(error.message, "s3cret")

      const verify = () => Effect.fail("does not work")
      const second = yield* failedStep(KeyRotation.rotate({ old, ...makeVault(), verify, id: "two" }))
      assert.include(second, { step: "verify", cause: "does not work" })
      assertEquals(yield* KeyRotation.get("two"), Option.some(second.state))
      const again = KeyRotation.rotate({ old, ...makeVault(), id: "two" })
      assert.strictEqual((yield* Effect.flip(again))._tag, "RotationExists")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
      deepStrictEqual(yield* KeyRotation.unfinished, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("verifies that the new key authenticates as the same user, unless told otherwise", () =>
    Effect.gen(function* () {
      const old = yield* ownKey
      const store = (key: ApiKey.GeneratedApiKey) => ApiKeys.deleteById(key.id)
      const error = yield* failedStep(KeyRotation.rotate({ old, store }))
      assert.strictEqual(error.step, "verify")
      assert.include(error.message, "does not accept this API key")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("puts back what was stored while the new key still works", () =>
    Effect.gen(function* () {
      let alive = 0
      const undo = Effect.map(keysOf("root"), (keys) => (alive = keys.length))
      const verify = () => Effect.fail("no")
      yield* failedStep(KeyRotation.rotate({ old: yield* ownKey, ...makeVault(), verify, undo }))
      assert.strictEqual(alive, 2)
      assert.strictEqual((yield* keysOf("root")).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps the new key when what was stored cannot be put back, and can be rolled back later", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const undo = Effect.fail("disk full")
      const verify = () => Effect.fail("no")
      const options = { old: yield* ownKey, ...vault, verify, undo }
      const { message, notUndone, state } = yield* failedStep(KeyRotation.rotate(options))
      assert.strictEqual(state._tag, "Stored")
      assert.isTrue(Option.isSome(notUndone))
      assert.include(message, `KeyRotation.rollBack("${state.id}")`)
      assert.strictEqual(yield* whoseKey(vault), "root")

      assert.strictEqual((yield* failedStep(KeyRotation.rollBack(state.id, { undo }))).step, "undo")
      yield* KeyRotation.rollBack(state.id, { undo: vault.undo })
      assertNone(yield* vault.content)
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("names the new key when it cannot be deleted, which may be tried again", () =>
    Effect.gen(function* () {
      const verify = () => Effect.fail("no")
      const options = { old: yield* ownKey, ...makeVault(), verify }
      yield* WandbTest.inject(refuse("deleteApiKey"), refuse("deleteApiKey"), refuse("deleteApiKey"))
      const { message, notDeleted, state } = yield* failedStep(KeyRotation.rotate(options))
      if (state._tag !== "Orphaned") return assert.fail(state._tag)
      assert.include(message, state.key.id)
      assertSome(
        Option.map(notDeleted, ({ _tag }) => _tag),
        "PermissionDenied"
      )
      deepStrictEqual(yield* KeyRotation.unfinished, [state])

      assert.strictEqual((yield* failedStep(KeyRotation.resume(state.id, options))).step, "deleteNew")
      assert.strictEqual((yield* failedStep(KeyRotation.rollBack(state.id))).state._tag, "Orphaned")
      assert.deepInclude(yield* KeyRotation.resume(state.id, options), {
        _tag: "RolledBack",
        because: "verify"
      })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("rolls back when storing dies, and dies", () =>
    Effect.gen(function* () {
      const store = () => Effect.dieMessage("a bug")
      const exit = yield* Effect.exit(KeyRotation.rotate({ old: yield* ownKey, store }))
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause))
      assert.deepInclude(yield* onlyState, { _tag: "RolledBack", because: "store" })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps both keys when the old one cannot be deleted", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      yield* WandbTest.inject(refuse("deleteApiKey"))
      const error = yield* failedStep(KeyRotation.rotate({ old: yield* ownKey, ...vault }))
      assert.strictEqual(error.step, "deleteOld")
      assert.strictEqual(error.state._tag, "Verified")
      assert.strictEqual((yield* keysOf("root")).length, 2)
      assert.strictEqual((yield* KeyRotation.resume(error.state.id, vault))._tag, "Done")
    }).pipe(Effect.provide(world))
  )

  it.effect("is over when no key could be made", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(refuse("generateApiKey"))
      const error = yield* failedStep(KeyRotation.rotate({ old: yield* ownKey, ...makeVault() }))
      assert.strictEqual(error.step, "generate")
      assert.deepInclude(error.state, { _tag: "RolledBack", because: "generate" })
      assert.include(error.message, "No key was made")
    }).pipe(Effect.provide(world))
  )

  it.effect("goes on when the answer with the new key was lost", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const { id } = yield* KeyRotation.rotate({ old: yield* ownKey, ...makeVault() })
      deepStrictEqual(yield* descriptionsOf("root"), [`admin key [ref ${id}]`])
    }).pipe(Effect.provide(world))
  )

  it.effect("stays planned when nobody knows whether a key was made, and clears it when resumed", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }), refuse("deleteApiKey"))
      const { state, step } = yield* failedStep(KeyRotation.rotate({ old: yield* ownKey, ...vault }))
      assert.deepInclude({ step, state: state._tag }, { step: "generate", state: "Planned" })
      assert.strictEqual((yield* keysOf("root")).length, 2)
      yield* KeyRotation.resume(state.id, vault)
      deepStrictEqual(yield* descriptionsOf("root"), [`admin key [ref ${state.id}]`])
    }).pipe(Effect.provide(world))
  )
})

describe("KeyRotation.rotate, when its journal fails", () => {
  const failure = new RotationJournal.JournalFailed({ operation: "put", problem: "the disk is full" })

  /** A journal that cannot write the given states down. */
  const refusing = (...tags: ReadonlyArray<string>) =>
    Effect.updateService(RotationJournal.RotationJournal, (journal) => ({
      ...journal,
      put: (state, before) => (tags.includes(state._tag) ? Effect.fail(failure) : journal.put(state, before))
    }))

  it.effect("deletes a key whose id could not be written down", () =>
    Effect.gen(function* () {
      const rotation = KeyRotation.rotate({ old: yield* ownKey, ...makeVault() })
      assert.include(yield* Effect.flip(refusing("Created")(rotation)), { problem: failure.problem })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
      assert.strictEqual((yield* onlyState)._tag, "Planned")
    }).pipe(Effect.provide(world))
  )

  it.effect("names that key where it cannot be deleted either, and finds it again", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      yield* WandbTest.inject(refuse("deleteApiKey"))
      const rotation = KeyRotation.rotate({ old: yield* ownKey, ...vault })
      const error = yield* failedStep(refusing("Created")(rotation))
      if (error.state._tag !== "Orphaned") return assert.fail(error.state._tag)
      assert.include(error, { step: "journal", isJournalled: false })
      assert.include(error.message, failure.problem)
      assert.include(error.message, error.state.key.id)
      yield* KeyRotation.rollBack(error.state.id)
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("rolls nothing back when it cannot be written down that the key is stored", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const rotation = KeyRotation.rotate({ old: yield* ownKey, ...vault })
      assert.include(yield* Effect.flip(refusing("Stored")(rotation)), { problem: failure.problem })
      assert.strictEqual(yield* whoseKey(vault), "root")
      assert.strictEqual((yield* onlyState)._tag, "Created")
    }).pipe(Effect.provide(world))
  )

  it.effect("tells why storing failed although it cannot be written down that it is given up", () =>
    Effect.gen(function* () {
      const rotation = KeyRotation.rotate({ old: yield* ownKey, store: () => Effect.fail("sealed") })
      const error = yield* failedStep(refusing("RolledBack")(rotation))
      assert.include(error, { step: "store", cause: "sealed", isJournalled: false })
      assert.include(error.message, "shows an earlier state")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )
})
