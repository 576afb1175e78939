import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { type ApiKey, ApiKeys } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Clock, Deferred, Duration, Effect, Fiber, Layer, Option } from "effect"
import { makeMock } from "./rotationMock.js"
import {
  descriptionsOf,
  keysOf,
  leftAs,
  makeVault,
  onlyState,
  ownKey,
  whoseKey,
  world
} from "./rotationWorld.js"

/** A rotation that is in the middle of verifying, and ends that as it is told. */
const verifying = Effect.gen(function* () {
  const vault = makeVault()
  const reached = yield* Deferred.make<void>()
  const told = yield* Deferred.make<void, "does not work">()
  const verify = () => Effect.zipRight(Deferred.succeed(reached, undefined), Deferred.await(told))
  const running = yield* Effect.fork(
    Effect.either(KeyRotation.rotate({ old: yield* ownKey, ...vault, verify, id: "r" }))
  )
  yield* Deferred.await(reached)
  return {
    vault,
    told,
    ended: Effect.map(Fiber.join(running), (end) => ("left" in end ? end.left : end.right))
  }
})

describe("A rotation that another program goes on with", () => {
  it.effect("is not undone by the one before, whose verification fails later", () =>
    Effect.gen(function* () {
      const { ended, told, vault } = yield* verifying
      assert.strictEqual((yield* KeyRotation.resume("r", vault))._tag, "Done")
      yield* Deferred.fail(told, "does not work")
      const error = yield* ended
      assert.include(error, { _tag: "RotationTakenOver", id: "r", mayHaveStored: false })
      assert.strictEqual(yield* whoseKey(vault), "root")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key [ref r]"])
      assert.strictEqual((yield* onlyState)._tag, "Done")
    }).pipe(Effect.provide(world))
  )

  it.effect("is not finished by the one before once it is rolled back", () =>
    Effect.gen(function* () {
      const { ended, told, vault } = yield* verifying
      yield* KeyRotation.rollBack("r", vault)
      yield* Deferred.succeed(told, undefined)
      assert.include(yield* ended, { _tag: "RotationTakenOver" })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
      assert.strictEqual((yield* onlyState)._tag, "RolledBack")
    }).pipe(Effect.provide(world))
  )

  it.effect("is left alone when the other came while something was stored, and that is said", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const store = (key: Parameters<typeof vault.store>[0]) =>
        Effect.zipRight(Effect.orDie(KeyRotation.rollBack("r")), vault.store(key))
      const error = yield* Effect.flip(KeyRotation.rotate({ old: yield* ownKey, store, id: "r" }))
      assert.include(error, { _tag: "RotationTakenOver", mayHaveStored: true })
      assert.include(error.message, "see to it that what is stored is the key that works")
      assert.strictEqual((yield* onlyState)._tag, "RolledBack")
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps the old key when the other takes it over right before that is deleted", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const other = KeyRotation.rollBack("r", vault)
      const context = yield* Effect.context<Effect.Effect.Context<typeof other>>()
      const onState = ({ _tag }: KeyRotation.State) =>
        _tag === "Verified" ? other.pipe(Effect.provide(context), Effect.orDie, Effect.asVoid) : Effect.void
      const rotation = KeyRotation.rotate({ old: yield* ownKey, ...vault, onState, id: "r" })
      assert.include(yield* Effect.flip(rotation), { _tag: "RotationTakenOver" })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
      assertNone(yield* vault.content)
    }).pipe(Effect.provide(world))
  )

  it.effect("has its new key condemned in the journal before that is deleted", () =>
    Effect.gen(function* () {
      const verify = () => Effect.fail("no")
      const journal = yield* RotationJournal.RotationJournal
      const seen: Array<string> = []
      const watched = Effect.updateService(ApiKeys.ApiKeys, (apiKeys) => ({
        ...apiKeys,
        deleteById: (id: Parameters<typeof apiKeys.deleteById>[0]) =>
          Effect.zipRight(
            Effect.map(Effect.orDie(journal.get("r")), (state) =>
              seen.push(Option.match(state, { onNone: () => "nothing", onSome: ({ _tag }) => _tag }))
            ),
            apiKeys.deleteById(id)
          )
      }))
      const error = yield* Effect.flip(
        watched(KeyRotation.rotate({ old: yield* ownKey, ...makeVault(), verify, id: "r" }))
      )
      assert.include(error, { _tag: "RotationFailed", step: "verify" })
      deepStrictEqual(seen, ["Orphaned"])
      assert.strictEqual((yield* onlyState)._tag, "RolledBack")
    }).pipe(Effect.provide(world))
  )
})

it.effect("takes no key for good that the one before, which begins anew, is about to delete", () =>
  Effect.gen(function* () {
    const vault = makeVault()
    const store = (key: ApiKey.GeneratedApiKey) => Effect.zipRight(vault.store(key), Effect.interrupt)
    const { _tag, id } = yield* leftAs("Stored", { old: yield* ownKey, store })
    assert.strictEqual(_tag, "Created")

    // It has made sure that the rotation is its own, and the other, which can read the store, comes before its request.
    const other = KeyRotation.resume(id, vault)
    const context = yield* Effect.context<Effect.Effect.Context<typeof other>>()
    let isFirst = true
    const overtaken = Effect.updateService(ApiKeys.ApiKeys, (apiKeys) => ({
      ...apiKeys,
      deleteById: (id: Parameters<typeof apiKeys.deleteById>[0]) =>
        Effect.suspend(() => {
          if (!isFirst) return apiKeys.deleteById(id)
          isFirst = false
          return Effect.zipRight(other.pipe(Effect.provide(context), Effect.orDie), apiKeys.deleteById(id))
        })
    }))
    const error = yield* Effect.flip(
      WandbTest.actAs("root")(overtaken(KeyRotation.resume(id, { store: vault.store })))
    )

    assert.include(error, { _tag: "RotationTakenOver" })
    assert.isFalse(isFirst)
    assert.strictEqual((yield* onlyState)._tag, "Done")
    assert.strictEqual(yield* whoseKey(vault), "root")
    deepStrictEqual(yield* descriptionsOf("root"), ["admin key [ref left]"])
  }).pipe(Effect.provide(world))
)

describe("The place of the new key", () => {
  it.effect("is written down, and a rotation goes on with no other", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const { id, place } = yield* leftAs("Stored", {
        old: yield* ownKey,
        store: vault.store,
        place: "file /a"
      })
      assertSome(place, "file /a")
      const resumed = yield* Effect.flip(KeyRotation.resume(id, { ...vault, place: "file /b" }))
      assert.include(resumed, { _tag: "PlaceDiffers", expected: "file /a", actual: "file /b" })
      assert.include(resumed.message, '"file /a"')
      const rolledBack = yield* Effect.flip(KeyRotation.rollBack(id, { undo: vault.undo, place: "file /b" }))
      assert.strictEqual(rolledBack._tag, "PlaceDiffers")
      assert.strictEqual((yield* keysOf("root")).length, 2)
      assert.isTrue(Option.isSome(yield* vault.content))
      yield* KeyRotation.rollBack(id, { undo: vault.undo, place: "file /a" })
      assertNone(yield* vault.content)
    }).pipe(Effect.provide(world))
  )
})

describe("A long overlap", () => {
  it.effect("is waited for in pieces that a timer can take", () =>
    Effect.suspend(() => {
      const mock = makeMock()
      const slept: Array<number> = []
      let now = 0
      const clock: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: () => now,
        unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n,
        currentTimeMillis: Effect.sync(() => now),
        currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
        sleep: (duration) =>
          Effect.sync(() => {
            slept.push(Duration.toMillis(duration))
            now += Duration.toMillis(duration)
          })
      }
      return Effect.gen(function* () {
        const done = yield* KeyRotation.rotate({ old: mock.old.key, ...makeVault(), overlap: "40.5 days" })
        assert.strictEqual(done._tag, "Done")
        assert.strictEqual(now, Duration.toMillis("40.5 days"))
        assert.isAtMost(Math.max(...slept), Duration.toMillis("1 day"))
      }).pipe(Effect.provide(Layer.merge(mock.layer, RotationJournal.layerMemory)), Effect.withClock(clock))
    })
  )
})
