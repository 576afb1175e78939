import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Progress, Users, WandbError } from "@effect-wandb/core"
import { Effect, Exit, Fiber, Ref, Stream } from "effect"
import { Activity } from "../src/internal/activity.js"
import { gone, telling } from "../src/internal/progress.js"
import { inFrame, turn } from "./support/cli.js"

const people = ["ada", "grace", "mary"].map((name) => ({ email: `${name}@example.com` }))

/** Creates them one after the other by a mock, and gives where it would have stopped after each. */
const places = (create: Users.Users.Service["create"]) =>
  Effect.gen(function* () {
    const activity = yield* Activity
    yield* Ref.set(activity, "before it")
    const work = Users.createMany(people, { concurrency: 1 }).pipe(
      Stream.mapEffect(() => Ref.get(activity)),
      Stream.runCollect
    )
    const seen = yield* Effect.provide(telling("users", "go on")(work), Users.layerMock({ create }))
    return Array.from(seen)
  })

const refused = () =>
  Effect.fail(new WandbError.PermissionDenied({ operation: "Users.create", description: "create users" }))

describe("progress", () => {
  it.effect("tells where work on many would stop, whatever becomes of each", () =>
    Effect.gen(function* () {
      const { exit } = yield* inFrame(places(refused))
      deepStrictEqual(exit, Exit.succeed([1, 2, 3].map((count) => `after ${count} of 3 users; go on`)))
    })
  )

  it.effect("is where it was before until the first is through, and reports on all the same", () =>
    Effect.gen(function* () {
      const reported: Array<number> = []
      const report = (counts: Progress.Progress.Counts) => Effect.sync(() => void reported.push(gone(counts)))
      const { exit } = yield* inFrame(
        Effect.gen(function* () {
          const activity = yield* Activity
          const fiber = yield* Effect.fork(places(() => Effect.never))
          yield* turn
          yield* Fiber.interrupt(fiber)
          const never = yield* Ref.get(activity)
          yield* places(refused)
          return never
        }).pipe(Effect.provideService(Progress.Progress, { report }))
      )
      deepStrictEqual(exit, Exit.succeed("before it"))
      deepStrictEqual(reported, [0, 0, 1, 2, 3])
    })
  )
})
