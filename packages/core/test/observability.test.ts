import { Outcome, Users, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertTrue, deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, Effect, Stream, Tracer } from "effect"
import { user } from "./support.js"

const denied = new WandbError.PermissionDenied({ operation: "test" })
const inputs = [{ email: "ada@example.com" }, { email: "grace@example.com" }]
const mock = Users.layerMock({
  create: ({ email }) => (email === "ada@example.com" ? Effect.succeed(user({})) : Effect.fail(denied))
})

describe("the span of work on many", () => {
  it.effect("counts how many ended how, and leaves each error the one that it is", () =>
    Effect.gen(function* () {
      const native = yield* Effect.tracer
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span: (...args) => {
          const span = native.span(...args)
          spans.push(span)
          return span
        },
        context: native.context
      })
      const outcomes = yield* Stream.runCollect(Users.createMany(inputs)).pipe(
        Effect.provide(mock),
        Effect.withTracer(tracer)
      )
      deepStrictEqual(
        spans.map(({ attributes, name, status }) => [name, status._tag, Object.fromEntries(attributes)]),
        [
          [
            "Users.createMany",
            "Ended",
            {
              "wandb.operation": "Users.createMany",
              "wandb.entity": "user",
              "wandb.items": 2,
              "wandb.done": 1,
              "wandb.failed": 1
            }
          ]
        ]
      )
      const last = Chunk.unsafeLast(outcomes)
      assertTrue(Outcome.ending(last) === "failed")
      assert.strictEqual(last._tag === "Failed" ? last.error : undefined, denied)
    })
  )
})
