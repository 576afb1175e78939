import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { ApiKey, ApiKeys, Users } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
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
import { disk } from "./rotationKills.js"
import { makeMock } from "./rotationMock.js"
import {
  descriptionsOf,
  keysOf,
  makeLog,
  makeVault,
  onlyState,
  ownKey,
  whoseKey,
  world
} from "./rotationWorld.js"

const refuse = (operation: Fault.RootField) => Fault.respond({ operation, status: 403 })

/** The failed step, of which a test expects nothing else. */
const failedStep = <A, E, R>(program: Effect.Effect<A, E | KeyRotation.RotationFailed<unknown>, R>) =>
  Effect.flatMap(Effect.flip(program), (error) =>
    error instanceof KeyRotation.RotationFailed ? Effect.succeed(error) : Effect.die(error)
  )

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
      const journal = RotationJournal.layerKeyValueStore().pipe(Layer.provide(disk(files, Effect.void)))
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
      }).pipe(Effect.provide(journal))
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
