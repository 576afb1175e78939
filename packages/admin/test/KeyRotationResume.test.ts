import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import { type ApiKey, ApiKeys, Credentials } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Option } from "effect"
import {
  descriptionsOf,
  keysOf,
  leftAs,
  makeVault,
  onlyState,
  ownKey,
  type Vault,
  whoseKey,
  world
} from "./rotationWorld.js"

/** Only stores, so that the new key cannot be read back. */
const storing = ({ store }: Vault) => ({ store })

/** Runs a program as the key that the vault holds. */
const asStored =
  (vault: Vault) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Effect.orDie(vault.load()), (secret) => Credentials.actAs(program, secret))

/** As root, but with none of root's keys. */
const asRoot = WandbTest.actAs("root")

/** The id of the new key in a state that has one. */
const keyIn = (state: KeyRotation.State) =>
  state._tag === "Planned" || state._tag === "RolledBack"
    ? Effect.dieMessage(`${state._tag} has no key`)
    : Effect.succeed(state.key.id)

const verifiedOf = (state: KeyRotation.State) => (state._tag === "Verified" ? state : assert.fail(state._tag))

/** A rotation of the key in use that was left in a state, and what it has stored. */
const left = (tag: KeyRotation.State["_tag"], overlap?: "1 hour") =>
  Effect.gen(function* () {
    const vault = makeVault()
    const state = yield* leftAs(tag, { old: yield* ownKey, store: vault.store, overlap })
    assert.strictEqual(state._tag, tag)
    return { id: state.id, state, vault }
  })

/** A rotation that was left when the new key was stored, and before that was written down. */
const leftStoring = Effect.gen(function* () {
  const vault = makeVault()
  const store = (key: ApiKey.GeneratedApiKey) => Effect.zipRight(vault.store(key), Effect.interrupt)
  const state = yield* leftAs("Stored", { old: yield* ownKey, store })
  assert.strictEqual(state._tag, "Created")
  return { id: state.id, state, vault }
})

describe("KeyRotation.resume", () => {
  it.effect("makes another key for one that is planned, and deletes what was made for it", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Planned")
      yield* ApiKeys.generate({ description: "admin key", settle: { ref: state.id } })
      assert.strictEqual((yield* KeyRotation.resume(id, storing(vault)))._tag, "Done")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key [ref left]"])
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("stays planned when no key can be made, because the store may hold one that is gone", () =>
    Effect.gen(function* () {
      const { id, vault } = yield* left("Stored")
      yield* WandbTest.inject(Fault.respond({ operation: "generateApiKey", status: 403 }))
      const error = yield* Effect.flip(KeyRotation.resume(id, storing(vault)))
      assert.include(error, { _tag: "RotationFailed", step: "generate" })
      assert.strictEqual((yield* onlyState)._tag, "Planned")
      assert.strictEqual((yield* KeyRotation.resume(id, storing(vault)))._tag, "Done")
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["Created", "Stored"] as const)(
    "makes another key for one that is %s when its secret is gone",
    (tag) =>
      Effect.gen(function* () {
        const { id, state, vault } = yield* left(tag)
        const done = yield* KeyRotation.resume(id, storing(vault))
        assert.notStrictEqual(yield* keyIn(done), yield* keyIn(state))
        assert.strictEqual(yield* whoseKey(vault), "root")
        assert.strictEqual((yield* keysOf("root")).length, 1)
      }).pipe(Effect.provide(world))
  )

  it.effect("keeps a key that can be loaded, and does not store it again once that is done", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Stored")
      const store = () => Effect.dieMessage("stored again")
      const done = yield* KeyRotation.resume(id, { store, load: vault.load })
      assert.strictEqual(yield* keyIn(done), yield* keyIn(state))
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps a key that was stored although that was not written down", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* leftStoring
      const done = yield* KeyRotation.resume(id, vault)
      assert.strictEqual(yield* keyIn(done), yield* keyIn(state))
    }).pipe(Effect.provide(world))
  )

  it.effect("takes what is not in the store for not stored", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Created")
      assertNone(yield* vault.content)
      const done = yield* KeyRotation.resume(id, vault)
      assert.notStrictEqual(yield* keyIn(done), yield* keyIn(state))
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    ["Created", leftStoring],
    ["Stored", left("Stored")]
  ] as const)("keeps the new key when it is the one in use: %s", ([tag, leaving]) =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* leaving
      assert.strictEqual(state._tag, tag)
      const done = yield* asStored(vault)(KeyRotation.resume(id, storing(vault)))
      assert.strictEqual(yield* keyIn(done), yield* keyIn(state))
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    ["Created", leftStoring],
    ["Stored", left("Stored")]
  ] as const)("makes another key when somebody has deleted the one that is stored: %s", ([tag, leaving]) =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* leaving
      assert.strictEqual(state._tag, tag)
      yield* Effect.flatMap(keyIn(state), ApiKeys.deleteById)
      const done = yield* KeyRotation.resume(id, vault)
      assert.strictEqual(done._tag, "Done")
      assert.notStrictEqual(yield* keyIn(done), yield* keyIn(state))
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes no key in use although nothing says that it was stored", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Planned")
      const key = yield* ApiKeys.generate({ settle: { ref: state.id } })
      const resumed = Credentials.actAs(KeyRotation.resume(id, storing(vault)), key.secret)
      assert.strictEqual((yield* Effect.flip(resumed))._tag, "NewKeyInUse")
      assert.strictEqual((yield* keysOf("root")).length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("makes another key when the store holds another one than was stored", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Stored")
      yield* Effect.flatMap(ApiKeys.generate(), vault.store)
      const done = yield* KeyRotation.resume(id, vault)
      assert.notStrictEqual(yield* keyIn(done), yield* keyIn(state))
    }).pipe(Effect.provide(world))
  )

  it.effect("changes nothing when the store cannot be read", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Stored")
      const load = () => Effect.fail("sealed")
      const error = yield* Effect.flip(KeyRotation.resume(id, { ...vault, load }))
      assert.include(error, { _tag: "RotationFailed", step: "load", cause: "sealed" })
      assertEquals(yield* onlyState, state)
    }).pipe(Effect.provide(world))
  )

  it.effect("rolls back when what is loaded cannot be verified", () =>
    Effect.gen(function* () {
      const { id, vault } = yield* left("Stored")
      const error = yield* Effect.flip(KeyRotation.resume(id, { ...vault, verify: () => Effect.fail("no") }))
      assert.include(error, { _tag: "RotationFailed", step: "verify" })
      assert.strictEqual((yield* onlyState)._tag, "RolledBack")
      deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
    }).pipe(Effect.provide(world))
  )

  it.effect("does not let the old key delete itself, but the new one or any other", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      const error = yield* Effect.flip(KeyRotation.resume(id, storing(vault)))
      assert.include(error, { _tag: "OldKeyInUse", id })
      assertEquals(yield* onlyState, state)
      const done = yield* asStored(vault)(KeyRotation.resume(id, storing(vault)))
      assert.strictEqual(done._tag, "Done")
      assert.strictEqual(yield* keyIn(done), yield* keyIn(state))
    }).pipe(Effect.provide(world))
  )

  it.effect("says so before it waits", () =>
    Effect.gen(function* () {
      const { id, vault } = yield* left("Overlapping", "1 hour")
      const error = yield* Effect.flip(KeyRotation.resume(id, storing(vault)))
      assert.strictEqual(error._tag, "OldKeyInUse")
    }).pipe(Effect.provide(world))
  )

  it.effect("finishes as the loaded key when the old one is gone, with which it was begun", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      yield* ApiKeys.deleteById(state.old.id)
      assert.strictEqual((yield* KeyRotation.resume(id, vault))._tag, "Done")
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves no other key that bears its mark, such as one that came up since", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      const late = yield* ApiKeys.generate({ settle: { ref: state.id } })
      assert.strictEqual((yield* KeyRotation.resume(id, vault))._tag, "Done")
      const ids = (yield* keysOf("root")).map(({ id }) => id)
      deepStrictEqual(ids, [String(yield* keyIn(state))])
      assert.notInclude(ids, late.id)
    }).pipe(Effect.provide(world))
  )

  it.effect("deletes nothing when the store holds another key than was verified", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      yield* Effect.flatMap(asRoot(ApiKeys.generate()), vault.store)
      const error = yield* Effect.flip(KeyRotation.resume(id, vault))
      assert.strictEqual(error._tag, "LoadedKeyDiffers")
      const { run } = yield* onlyState
      assertEquals(yield* onlyState, new KeyRotation.Verified({ ...verifiedOf(state), run }))
      assert.strictEqual((yield* keysOf("root")).length, 3)
    }).pipe(Effect.provide(world))
  )

  it.effect("makes another key when somebody has deleted the one that was verified", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      yield* Effect.flatMap(keyIn(state), ApiKeys.deleteById)
      const done = yield* asRoot(KeyRotation.resume(id, storing(vault)))
      assert.strictEqual(done._tag, "Done")
      assert.strictEqual(yield* whoseKey(vault), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("gives what is over as it is", () =>
    Effect.gen(function* () {
      const { id, vault } = yield* left("Stored")
      const done = yield* KeyRotation.resume(id, vault)
      assertEquals(yield* KeyRotation.resume(id, vault), done)
      assertEquals(yield* KeyRotation.get(id), Option.some<KeyRotation.State>(done))
      assertNone(yield* KeyRotation.get("another"))
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["Planned", "Created", "Stored", "Verified"] as const)(
    "is for the owner of the key alone: %s",
    (tag) =>
      Effect.gen(function* () {
        const { id, state, vault } = yield* left(tag)
        const resumed = yield* Effect.flip(WandbTest.actAs("ada")(KeyRotation.resume(id, storing(vault))))
        assert.include(resumed, { _tag: "NotAuthenticatedAs", expected: "root", actual: "ada" })
        const rolledBack = yield* Effect.flip(WandbTest.actAs("ada")(KeyRotation.rollBack(id)))
        assert.strictEqual(rolledBack._tag, "NotAuthenticatedAs")
        assertEquals(yield* onlyState, state)
      }).pipe(Effect.provide(world))
  )

  it.effect("fails for what the journal does not have", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(KeyRotation.resume("nothing", makeVault()))
      assert.include(error, { _tag: "RotationNotFound", id: "nothing" })
      assert.strictEqual((yield* Effect.flip(KeyRotation.rollBack("nothing")))._tag, "RotationNotFound")
    }).pipe(Effect.provide(world))
  )
})

describe("KeyRotation.rollBack", () => {
  it.effect.each(["Planned", "Created", "Stored", "Verified", "Overlapping"] as const)(
    "deletes the new key of a rotation that is %s, after what was stored is put back",
    (tag) =>
      Effect.gen(function* () {
        const { id, state, vault } = yield* left(tag, "1 hour")
        yield* Effect.when(ApiKeys.generate({ settle: { ref: state.id } }), () => tag === "Planned")
        const rolledBack = yield* KeyRotation.rollBack(id, vault)
        assert.include(rolledBack, { _tag: "RolledBack", because: "asked" })
        assert.isTrue(Option.isSome(rolledBack.key))
        assertNone(yield* vault.content)
        deepStrictEqual(yield* descriptionsOf("root"), ["admin key"])
        assertEquals(yield* KeyRotation.rollBack(id), rolledBack)
        deepStrictEqual(yield* KeyRotation.unfinished, [])
      }).pipe(Effect.provide(world))
  )

  it.effect("is refused once the old key is gone", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Verified")
      yield* ApiKeys.deleteById(state.old.id)
      const gone = yield* Effect.flip(asStored(vault)(KeyRotation.rollBack(id)))
      assert.include(gone, { _tag: "RollBackRefused", reason: "oldKeyGone" })
      yield* KeyRotation.resume(id, vault)
      const finished = yield* Effect.flip(KeyRotation.rollBack(id))
      assert.include(finished, { _tag: "RollBackRefused", reason: "finished" })
      assert.strictEqual((yield* keysOf("root")).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("is refused to the new key", () =>
    Effect.gen(function* () {
      const { id, state, vault } = yield* left("Stored")
      const error = yield* Effect.flip(asStored(vault)(KeyRotation.rollBack(id, vault)))
      assert.strictEqual(error._tag, "NewKeyInUse")
      assertEquals(yield* onlyState, state)
      assertSome(
        Option.map(yield* vault.content, () => "stored"),
        "stored"
      )
    }).pipe(Effect.provide(world))
  )
})
