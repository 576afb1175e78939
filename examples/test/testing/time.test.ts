import { RetryPolicy } from "@effect-wandb/client"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { rotate } from "../../src/rotation.js"

it.effect("waits for a server that is down for a while", () =>
  Effect.gen(function* () {
    yield* WandbTest.failNext("viewer", Fault.respond({ status: 503, times: 2 }))

    const fiber = yield* Effect.fork(rotate("nightly", () => Effect.void))
    yield* TestClock.adjust("30 seconds")
    yield* Fiber.join(fiber)

    assert.strictEqual((yield* WandbTest.requestsTo("viewer")).length, 3)
  }).pipe(Effect.provide(WandbTest.layer({}, { retryPolicy: RetryPolicy.standard })))
)
