import { Users } from "@effect-wandb/core"
import { Instance, Seed } from "@effect-wandb/emulator"
import { WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { median } from "./median.mjs"

// What happens in one process, as one of its own with `--expose-gc`: calls, resets, and worlds by the thousand.

/** Runs an effect so many times, and gives the microseconds of the one in the middle. */
const timed = (effect, times) =>
  Effect.gen(function* () {
    const taken = []
    for (let count = 0; count < times; count++) {
      const start = performance.now()
      yield* effect
      taken.push((performance.now() - start) * 1000)
    }
    return median(taken)
  })

const call = Effect.zipRight(timed(Users.viewer, 5_000), timed(Users.viewer, 5_000)).pipe(
  Effect.provide(WandbTest.layer())
)

/** After a thousand users came to a world of a thousand. */
const reset = Effect.gen(function* () {
  const instance = yield* Instance.make({ seed: Seed.crowd(1_000) })
  return yield* timed(instance.reset, 1_000)
})

const useWorld = Users.create({ email: "ada@example.com" }).pipe(
  Effect.zipRight(Users.viewer),
  Effect.provide(WandbTest.layer({ users: [{ username: "root", admin: true }, { username: "grace" }] }))
)

const heap = Effect.sync(() => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
})

const worlds = Effect.gen(function* () {
  yield* Effect.repeatN(useWorld, 100)
  const before = yield* heap
  const start = performance.now()
  yield* Effect.repeatN(useWorld, 999)
  const millis = performance.now() - start
  return { millis, growth: (yield* heap) - before }
})

Effect.runFork(
  Effect.gen(function* () {
    const figures = { call: yield* call, reset: yield* reset, worlds: yield* worlds }
    process.send?.(figures)
    process.disconnect()
  })
)
