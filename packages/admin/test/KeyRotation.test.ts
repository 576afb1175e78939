import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { ApiKey, ApiKeys, Users } from "@effect-wandb/core"
import { Canary, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import {
  Cause,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Option,
  Redacted,
  Schema,
  TestClock
} from "effect"
import { withJournalOn } from "./rotationKills.js"
import { makeMock } from "./rotationMock.js"
import {
  descriptionsOf,
  keysOf,
  makeLog,
  makeVault,
  onlyState,
  ownKey,
  refuse,
  whoseKey,
  world
} from "./rotationWorld.js"

describe("KeyRotation.rotate", () => {
  it.effect("stores a new key, and deletes the one in use last", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const log = makeLog()
      const old = yield* ownKey
      const done = yield* KeyRotation.rotate({ old: old.name, ...vault, onState: log.onState })

      assert.strictEqual(done._tag, "Done")
      deepStrictEqual(log.tags(), ["Planned", "Created", "Stored", "Verified", "Done"])
      assert.strictEqual(yield* whoseKey(vault), "root")
      deepStrictEqual(yield* descriptionsOf("root"), [`admin key [ref ${done.id}]`])
      deepStrictEqual(yield* onlyState, done)
      assert.strictEqual((yield* Effect.flip(Users.viewer))._tag, "Unauthenticated")
    }).pipe(Effect.provide(world))
  )

  it.effect("runs on a mock, and deletes the old key with the new one's credentials", () =>
    Effect.suspend(() => {
      const mock = makeMock()
      return Effect.gen(function* () {
        const { key } = yield* KeyRotation.rotate({ old: mock.old.key, ...makeVault() })
        deepStrictEqual(mock.deletions, [{ by: key.id, id: mock.old.key.id }])
        deepStrictEqual(
          mock.keys().map(({ id }) => id),
          [mock.other.key.id, key.id]
        )
      }).pipe(Effect.provide(Layer.merge(mock.layer, RotationJournal.layerMemory)))
    })
  )

  it.effect("rotates a key of whoever is acted as, once and again, with one mark at a time", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const [laptop] = yield* keysOf("ada")
      const first = yield* KeyRotation.rotate({ old: laptop?.name ?? "", ...vault, id: "first" })
      const second = yield* KeyRotation.rotate({ old: first.key, ...vault, id: "second" })
      deepStrictEqual(yield* descriptionsOf("ada"), ["cluster", "laptop [ref second]"])
      assertSome(second.description, "laptop")
    }).pipe(WandbTest.actAs("ada"), Effect.provide(world))
  )

  it.effect("describes the new key as it is asked to", () =>
    Effect.gen(function* () {
      yield* KeyRotation.rotate({ old: yield* ownKey, ...makeVault(), description: "other", id: "r" })
      deepStrictEqual(yield* descriptionsOf("root"), ["other [ref r]"])
    }).pipe(Effect.provide(world))
  )

  it.effect("lets both keys work for the overlap", () =>
    Effect.gen(function* () {
      const log = makeLog()
      const fiber = yield* Effect.fork(
        KeyRotation.rotate({ old: yield* ownKey, ...makeVault(), overlap: "1 hour", onState: log.onState })
      )
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual((yield* keysOf("root")).length, 2)
      assertSome(
        Option.map(log.last(), ({ _tag }) => _tag),
        "Overlapping"
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* fiber)._tag, "Done")
      assert.strictEqual((yield* keysOf("root")).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves the overlap to a later resumption when it is not to wait", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const options = { ...vault, wait: false }
      const { id } = yield* KeyRotation.rotate({ ...options, old: yield* ownKey, overlap: "1 hour" })
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual((yield* KeyRotation.resume(id, options))._tag, "Overlapping")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* KeyRotation.resume(id, options))._tag, "Done")
      assert.strictEqual((yield* keysOf("root")).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes an old key that somebody else has deleted meanwhile for deleted", () =>
    Effect.gen(function* () {
      const old = yield* ownKey
      const vault = makeVault()
      const verify = () => ApiKeys.deleteById(old.id)
      assert.strictEqual((yield* KeyRotation.rotate({ old, ...vault, verify }))._tag, "Done")
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves no other key that bears its mark, such as one whose answer was lost", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const late = ApiKeys.generate({ description: "late", settle: { ref: ApiKey.ApiKeyRef.make("mark") } })
      yield* KeyRotation.rotate({ old: yield* ownKey, ...vault, verify: () => late, id: "mark" })
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key [ref mark]"])
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("refuses keys that are not the caller's to the letter, before anything is made", () =>
    Effect.gen(function* () {
      const [adas] = yield* keysOf("ada")
      const mine = yield* ownKey
      const refused = (old: string | ApiKey.ApiKey) =>
        Effect.map(Effect.flip(KeyRotation.rotate({ old, ...makeVault() })), ({ _tag }) => _tag)
      assert.strictEqual(yield* refused(adas?.name ?? ""), "ApiKeyNotFound")
      assert.strictEqual(yield* refused(mine.name.slice(0, -1)), "ApiKeyAmbiguous")
      assert.strictEqual(yield* refused("wandb_v1"), "ApiKeyNotFound")
      const id = ApiKey.ApiKeyId.make("another")
      assert.strictEqual(yield* refused(new ApiKey.ApiKey({ ...mine, id })), "ApiKeyNotFound")
      deepStrictEqual(yield* WandbTest.requestsTo("generateApiKey"), [])
      deepStrictEqual(yield* KeyRotation.unfinished, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("refuses ids and overlaps that cannot be", () =>
    Effect.gen(function* () {
      const old = yield* ownKey
      const refused = (options: { readonly id?: string; readonly overlap?: Duration.DurationInput }) =>
        Effect.flip(KeyRotation.rotate({ old, ...makeVault(), ...options }))
      assert.deepInclude(yield* refused({ id: "Not an id" }), { _tag: "InvalidInput", field: "id" })
      const endless = yield* refused({ overlap: Duration.infinity })
      assert.deepInclude(endless, { _tag: "InvalidInput", field: "overlap" })
    }).pipe(Effect.provide(world))
  )

  it.effect("refuses an id that a rotation had, or that a key bears as its mark", () =>
    Effect.gen(function* () {
      const [laptop] = yield* keysOf("ada")
      const old = laptop?.name ?? ""
      const { key } = yield* KeyRotation.rotate({ old, ...makeVault(), id: "once" })
      const again = KeyRotation.rotate({ old: key, ...makeVault(), id: "once" })
      assert.strictEqual((yield* Effect.flip(again))._tag, "RotationExists")
      const elsewhere = Effect.provide(again, RotationJournal.layerMemory)
      assert.strictEqual((yield* Effect.flip(elsewhere))._tag, "RotationExists")
      assert.strictEqual((yield* keysOf("ada")).length, 2)
    }).pipe(WandbTest.actAs("ada"), Effect.provide(world))
  )

  it.effect("refuses a key of which a rotation is not finished, and no other", () =>
    Effect.gen(function* () {
      const [laptop, cluster] = yield* keysOf("ada")
      const options = { ...makeVault(), overlap: "1 hour", wait: false } as const
      const { id } = yield* KeyRotation.rotate({ old: laptop?.name ?? "", ...options })
      const error = yield* Effect.flip(KeyRotation.rotate({ old: laptop?.name ?? "", ...options }))
      assert.include(error, { _tag: "RotationUnfinished", id, state: "Overlapping" })
      assert.include(error.message, id)
      const journalled = yield* Effect.flatMap(RotationJournal.RotationJournal, ({ list }) => list)
      assert.strictEqual(journalled.length, 1)
      yield* KeyRotation.rotate({ old: cluster?.name ?? "", ...options })
      assert.strictEqual((yield* KeyRotation.unfinished).length, 2)
    }).pipe(WandbTest.actAs("ada"), Effect.provide(world))
  )

  it.effect("makes one new key at most when the same key is rotated twice at the same moment", () =>
    Effect.gen(function* () {
      const old = yield* ownKey
      const meetingPoint = Effect.map(Effect.makeLatch(), (latch) => {
        let arrived = 0
        return Effect.suspend(() => (++arrived === 2 ? latch.open : latch.await))
      })
      const beforePlanned = yield* meetingPoint
      const afterPlanned = yield* meetingPoint
      const meeting = Effect.updateService(RotationJournal.RotationJournal, (journal) => ({
        ...journal,
        put: (state, before) =>
          state._tag === "Planned"
            ? beforePlanned.pipe(Effect.zipRight(journal.put(state, before)), Effect.zipRight(afterPlanned))
            : journal.put(state, before)
      }))
      const rotations = [1, 2].map(() => Effect.exit(meeting(KeyRotation.rotate({ old, ...makeVault() }))))
      const exits = yield* Effect.all(rotations, { concurrency: 2 })
      assert.isAtMost(exits.filter(Exit.isSuccess).length, 1)
      assert.isAtMost((yield* WandbTest.requestsTo("generateApiKey")).length, 1)
      deepStrictEqual(yield* KeyRotation.unfinished, [])
    }).pipe(Effect.provide(world))
  )
})

describe("KeyRotation.rotate, when it is interrupted", () => {
  it.effect.each(["store", "verify"] as const)("rolls nothing back in the middle of %s", (step) =>
    Effect.gen(function* () {
      const vault = makeVault()
      const reached = yield* Deferred.make<void>()
      const hang = Effect.zipRight(Deferred.succeed(reached, undefined), Effect.never)
      const options = {
        store: (key: ApiKey.GeneratedApiKey) =>
          step === "store" ? Effect.zipRight(vault.store(key), hang) : vault.store(key),
        verify: () => hang
      }
      const fiber = yield* Effect.fork(KeyRotation.rotate({ old: yield* ownKey, ...options }))
      yield* Deferred.await(reached)
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isInterrupted(exit))
      const { _tag, id } = yield* onlyState
      assert.strictEqual(_tag, step === "store" ? "Created" : "Stored")
      assert.strictEqual(yield* whoseKey(vault), "root")
      assert.strictEqual((yield* KeyRotation.resume(id, vault))._tag, "Done")
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("knows the id of a key that was made in the meantime", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const told = yield* Deferred.make<void>()
      const slowly = Effect.updateService(ApiKeys.ApiKeys, (apiKeys) => ({
        ...apiKeys,
        generate: (options?: ApiKeys.ApiKeys.GenerateOptions) =>
          Effect.zipLeft(
            apiKeys.generate(options),
            Effect.zipRight(Deferred.succeed(reached, undefined), Deferred.await(told))
          )
      }))
      const fiber = yield* Effect.fork(slowly(KeyRotation.rotate({ old: yield* ownKey, ...makeVault() })))
      yield* Deferred.await(reached)
      yield* Fiber.interruptFork(fiber)
      yield* Effect.yieldNow()
      yield* Deferred.succeed(told, undefined)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
      const state = yield* onlyState
      const made = (yield* keysOf("root")).at(-1)
      assert.strictEqual(state._tag === "Created" ? state.key.id : state._tag, made?.id)
    }).pipe(Effect.provide(world))
  )

  it.effect("rolls nothing back when what fails was being interrupted", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const store = () =>
        Effect.zipRight(Deferred.succeed(reached, undefined), Effect.never).pipe(
          Effect.ensuring(Effect.dieMessage("the connection could not be closed"))
        )
      const fiber = yield* Effect.fork(KeyRotation.rotate({ old: yield* ownKey, store }))
      yield* Deferred.await(reached)
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause))
      assert.strictEqual((yield* onlyState)._tag, "Created")
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps to the end of the overlap that was begun", () =>
    Effect.gen(function* () {
      const vault = makeVault()
      const rotation = KeyRotation.rotate({ old: yield* ownKey, ...vault, overlap: "1 hour" })
      const fiber = yield* Effect.fork(rotation)
      yield* TestClock.adjust("40 minutes")
      yield* Fiber.interrupt(fiber)
      const { _tag, id } = yield* onlyState
      assert.strictEqual(_tag, "Overlapping")
      const resumed = yield* Effect.fork(KeyRotation.resume(id, vault))
      yield* TestClock.adjust("19 minutes")
      assert.strictEqual((yield* keysOf("root")).length, 2)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* resumed)._tag, "Done")
    }).pipe(Effect.provide(world))
  )
})

describe("KeyRotation shows no key", () => {
  it.effect("in its states, its errors, its logs and its journal", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      const secrets: Array<string> = []
      const program = Effect.gen(function* () {
        const vault = makeVault()
        const leaking = yield* ApiKeys.generate()
        secrets.push(Redacted.value(leaking.secret))
        const store = (key: ApiKey.GeneratedApiKey) =>
          Effect.zipRight(
            Effect.sync(() => secrets.push(Redacted.value(key.secret))),
            vault.store(key)
          )
        const options = {
          store,
          description: `see ${Redacted.value(leaking.secret)}`,
          onState: (state: KeyRotation.State) => Effect.logInfo(state)
        }
        const old = yield* ownKey
        const verify = () => Effect.fail("no")
        yield* WandbTest.inject(refuse("deleteApiKey"))
        const failed = yield* Effect.flip(KeyRotation.rotate({ ...options, old, verify }))
        yield* Effect.logError(failed.message, Cause.fail(failed))
        yield* KeyRotation.rollBack((yield* onlyState).id)
        const unknown = yield* Effect.flip(KeyRotation.resume(Redacted.value(leaking.secret), options))
        yield* Effect.logError(unknown.message)
        return yield* KeyRotation.rotate({ ...options, old })
      }).pipe(withJournalOn(files))
      yield* Canary.expectNoKeys(program, { silent: true })

      const written = [...files.values()].join("\n")
      assert.include(written, "Done")
      assert.strictEqual(secrets.length, 3)
      for (const secret of secrets) assert.notInclude(written, secret.slice(20))
    }).pipe(Effect.provide(world))
  )
})

describe("KeyRotation.State", () => {
  const json = Schema.parseJson(KeyRotation.State)
  const encode = Schema.encodeSync(json)
  const decode = Schema.decodeSync(json)

  it.prop(
    "is the same after it was written and read",
    [KeyRotation.State],
    ([state]) => assertEquals(decode(encode(state)), state),
    { fastCheck: { numRuns: 40 } }
  )
})
