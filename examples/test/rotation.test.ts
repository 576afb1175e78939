import { KeyRotation, RotationJournal } from "@effect-wandb/admin"
import { Credentials, Users } from "@effect-wandb/core"
import { Canary, WandbTest } from "@effect-wandb/testing"
import { Error as PlatformError, FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Either, Layer, TestClock } from "effect"
import { night } from "../rotation/src/night.js"
import * as Vault from "../rotation/src/Vault.js"

const vault = Layer.unwrapScoped(
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.map(fs.makeTempDirectoryScoped(), Vault.layerFolder))
)

const world = vault.pipe(
  Layer.provideMerge(
    Layer.mergeAll(
      WandbTest.layer({
        users: [
          { username: "root", admin: true, apiKeys: [{ description: "export" }, { description: "ci" }] }
        ]
      }),
      RotationJournal.layerMemory,
      NodeContext.layer
    )
  )
)

/** The vault, of which replacing a key is something else. */
const whereReplacing = (
  change: (on: {
    readonly name: string
    readonly replaced: Effect.Effect<void, PlatformError.PlatformError>
  }) => Effect.Effect<void, PlatformError.PlatformError>
) =>
  Layer.effect(
    Vault.Vault,
    Effect.map(Vault.Vault, (vault) => ({
      ...vault,
      replace: (name, key) => change({ name, replaced: vault.replace(name, key) })
    }))
  )

const full = new PlatformError.SystemError({ module: "FileSystem", method: "rename", reason: "Busy" })

/** A vault that fails after it has taken a certain key. */
const broken = whereReplacing(({ name, replaced }) =>
  name === "export" ? Effect.zipRight(replaced, full) : replaced
)

/** A vault after which the process is killed. */
const killed = whereReplacing(({ replaced }) => Effect.zipRight(replaced, Effect.interrupt))

/** Whether what the vault has is a key that works. */
const works = (name: string) =>
  Effect.gen(function* () {
    const secret = yield* Effect.flatMap(Vault.Vault, (vault) => vault.load(name))
    return yield* Effect.isSuccess(Users.viewer.pipe(Credentials.actAs(secret)))
  })

const endsOf = (names: ReadonlyArray<string>) =>
  Effect.map(Canary.expectNoKeys(night(names, "12 hours")), (all) =>
    all.map(({ ended }) => Either.match(ended, { onLeft: ({ _tag }) => _tag, onRight: ({ _tag }) => _tag }))
  )

const keysOf = (description: string) =>
  Effect.map(WandbTest.apiKeys, (keys) =>
    keys.filter((key) => key.description?.startsWith(description)).map(({ id }) => id)
  )

describe("a night", () => {
  it.effect("gives each key a successor, and the next one lets the old ones go", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* endsOf(["export", "ci"]), ["Overlapping", "Overlapping"])
      assert.isTrue((yield* works("export")) && (yield* works("ci")))
      const tonight = yield* keysOf("export")
      assert.strictEqual(tonight.length, 2)

      // Too early: the old key is still in use somewhere.
      deepStrictEqual(yield* endsOf(["export"]), ["Overlapping"])
      deepStrictEqual(yield* keysOf("export"), tonight)

      yield* TestClock.adjust("1 day")
      deepStrictEqual(yield* endsOf(["export", "ci"]), ["Overlapping", "Overlapping"])
      const tomorrow = yield* keysOf("export")
      deepStrictEqual(tomorrow.slice(0, 1), tonight.slice(1))
      assert.strictEqual(tomorrow.length, 2)
      assert.isTrue(yield* works("export"))
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves the key in use where it cannot hand the new one over, and stops no other", () =>
    Effect.gen(function* () {
      yield* endsOf(["export"])
      yield* TestClock.adjust("1 day")
      const ends = yield* Effect.provide(endsOf(["export", "ci", "nothing"]), broken)
      deepStrictEqual(ends, ["RotationFailed", "Overlapping", "NotOneKey"])
      assert.isTrue((yield* works("export")) && (yield* works("ci")))
      assert.strictEqual((yield* keysOf("export")).length, 1)
      deepStrictEqual(yield* endsOf(["export"]), ["Overlapping"])
      // What is put back is the key before, and not the one before that.
      yield* TestClock.adjust("1 day")
      deepStrictEqual(yield* Effect.provide(endsOf(["export"]), broken), ["RotationFailed"])
      assert.isTrue(yield* works("export"))
    }).pipe(Effect.provide(world))
  )

  it.effect("goes on where the one before was killed", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Effect.provide(endsOf(["export"]), killed))
      deepStrictEqual(
        (yield* KeyRotation.unfinished).map(({ _tag }) => _tag),
        ["Created"]
      )
      deepStrictEqual(yield* endsOf(["export"]), ["Overlapping"])
      assert.isTrue(yield* works("export"))
      assert.strictEqual((yield* keysOf("export")).length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("takes back what was in use, also when it has stored more than one key since", () =>
    Effect.gen(function* () {
      yield* endsOf(["export"])
      yield* TestClock.adjust("1 day")
      yield* Effect.exit(Effect.provide(endsOf(["export"]), killed))
      deepStrictEqual(yield* Effect.provide(endsOf(["export"]), broken), ["RotationFailed"])
      assert.isTrue(yield* works("export"))
    }).pipe(Effect.provide(world))
  )
})
