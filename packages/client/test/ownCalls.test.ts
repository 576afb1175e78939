import { RetryPolicy, WandbClient } from "@effect-wandb/client"
import { Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Either, Fiber, Schedule, TestClock } from "effect"
import { getDefaultEntity } from "../src/internal/users/defaultEntity.js"
import { over, touch } from "./support.js"

const client = WandbClient.WandbClient

const failing = over(() => ({ status: 403 }))

describe("a call of one's own", () => {
  it.effect("names its requests in their errors, and each by itself is named as its operation", () =>
    Effect.gen(function* () {
      const wandb = yield* client
      const alone = yield* Effect.flip(wandb.query(getDefaultEntity, {}))
      assert.strictEqual(alone.operation, "GetDefaultEntity")
      const grouped = yield* Effect.flip(wandb.call("Things.look")(wandb.query(getDefaultEntity, {})))
      assert.strictEqual(grouped.operation, "Things.look")
    }).pipe(Effect.provide(failing.layer))
  )

  it.effect("has one deadline for all of them", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.stop, {
        deadline: "5 seconds",
        attemptTimeout: "4 seconds"
      })
      const { layer, sent } = over(() => "never", { retryPolicy })
      const program = Effect.flatMap(client, (wandb) => {
        const ask = Effect.either(wandb.query(getDefaultEntity, {}))
        return wandb.call("Things.look")(Effect.all([ask, ask, ask]))
      })
      const fiber = yield* Effect.fork(Effect.provide(program, layer))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      deepStrictEqual(
        sent.map(({ at }) => at),
        [0, 4000]
      )
    })
  )

  it.effect("leaves the methods of the services what they are", () =>
    Effect.gen(function* () {
      const wandb = yield* client
      const error = yield* Effect.flip(wandb.call("Things.look")(Users.viewer))
      assert.strictEqual(error.operation, "Users.viewer")
    }).pipe(Effect.provide(failing.layer))
  )

  it.effect("is none of another client's: neither its name, nor its deadline, nor whom it reports to", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const reporting = (who: string) => ({ onOutcomeUnknown: () => Effect.sync(() => void told.push(who)) })
      const outer = yield* Effect.provide(client, over(() => ({}), reporting("outer")).layer)
      const inner = yield* Effect.provide(client, over(() => ({ status: 500 }), reporting("inner")).layer)
      const result = yield* outer.call("Outer")(Effect.either(inner.mutate(touch, {})))
      assert.deepInclude(Either.getOrThrow(Either.flip(result)), {
        _tag: "OutcomeUnknown",
        operation: "Touch"
      })
      deepStrictEqual(told, ["inner"])
    })
  )
})
