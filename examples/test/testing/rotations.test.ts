import { KeyRotation, RotationJournal } from "@effect-wandb/admin"
import { WandbTest } from "@effect-wandb/testing"
import { FileSystem } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { nightly } from "../../src/nightlyRotation.js"

/** Files in memory: those of a disk take a time that no clock of a test has. */
const disk = Layer.suspend(() => {
  const files = new Map<string, string>()
  return FileSystem.layerNoop({
    writeFileString: (path, text) => Effect.sync(() => void files.set(path, text)),
    rename: (from, to) => Effect.sync(() => void files.set(to, files.get(from) ?? "")),
    readFileString: (path) => Effect.sync(() => files.get(path) ?? "")
  })
})

const world = Layer.mergeAll(
  WandbTest.layer({ users: [{ username: "root", admin: true, apiKeys: [{ description: "export" }] }] }),
  RotationJournal.layerMemory,
  disk
)

const rotation = nightly("export", "wandb.key")

const states = Effect.map(KeyRotation.unfinished, (states) => states.map(({ _tag }) => _tag))

it.effect("lets both keys work for ten minutes", () =>
  Effect.gen(function* () {
    const night = yield* Effect.fork(rotation)
    yield* TestClock.adjust("9 minutes")
    deepStrictEqual(yield* states, ["Overlapping"])
    assert.strictEqual((yield* WandbTest.apiKeys).length, 3)

    yield* TestClock.adjust("1 minute")
    assert.strictEqual((yield* Fiber.join(night))._tag, "Done")
    assert.strictEqual((yield* WandbTest.apiKeys).length, 2)
  }).pipe(Effect.provide(world))
)

it.effect("finishes what a night has left that was cut off", () =>
  Effect.gen(function* () {
    const cutOff = yield* Effect.fork(rotation)
    yield* TestClock.adjust("5 minutes")
    yield* Fiber.interrupt(cutOff)
    deepStrictEqual(yield* states, ["Overlapping"])

    const night = yield* Effect.fork(rotation)
    yield* TestClock.adjust("15 minutes")
    assert.strictEqual((yield* Fiber.join(night))._tag, "Done")
    deepStrictEqual(yield* states, [])
    assert.strictEqual((yield* WandbTest.liveKeys).length, 1)
  }).pipe(Effect.provide(world))
)
