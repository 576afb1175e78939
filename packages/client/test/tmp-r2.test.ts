import { Operation, RetryPolicy, WandbClient, Wandb } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Either, Exit, Fiber, FiberRef, Layer, Redacted, Schedule, Schema, Scope, TestClock, Cause } from "effect"
import { adminKey, network, over, type Reply, type Sent, wireUser } from "./support.js"

const change = Operation.mutation("Change", {
  document: "mutation Change { x }", variables: Schema.Struct({}), result: Schema.Struct({ x: Schema.Number }),
  idempotent: false, ifLost: "Look."
})
const ask = Operation.query("Ask", { document: "query Ask { x }", variables: Schema.Struct({}), result: Schema.Struct({ x: Schema.Number }) })

const make = (options: any, ms: () => number) => Effect.gen(function* () {
  const state = { inFlight: 0, max: 0, sent: 0, aborted: 0, done: 0, reports: [] as any[] }
  const http = HttpClient.make((request) => Effect.suspend(() => {
    state.inFlight++; state.sent++; state.max = Math.max(state.max, state.inFlight)
    return Effect.delay(Effect.sync(() => { state.done++; return HttpClientResponse.fromWeb(request, new Response(JSON.stringify({ data: { x: 1 } }))) }), ms()).pipe(
      Effect.onInterrupt(() => Effect.sync(() => void state.aborted++)),
      Effect.ensuring(Effect.sync(() => void state.inFlight--)))
  }))
  const client = yield* WandbClient.make({ apiKey: Redacted.make(adminKey), onOutcomeUnknown: (e: any) => Effect.sync(() => void state.reports.push(e)), ...options }).pipe(Effect.provideService(HttpClient.HttpClient, http))
  return { client, state }
})

describe("fuzz", () => {
  it.live.each([1, 2, 3, 4, 5, 6])("F%s", (seed) => Effect.gen(function* () {
    let r = seed * 7919
    const rnd = (n: number) => { r = (r * 1103515245 + 12345) & 0x7fffffff; return (r >> 8) % n }
    const { client, state } = yield* make({ concurrency: 3, ...(seed % 2 ? {} : { requestsPerSecond: 2000 }), retryPolicy: RetryPolicy.make(Schedule.stop, { deadline: seed % 3 === 0 ? "30 millis" : "5 seconds", attemptTimeout: seed % 3 === 1 ? "4 millis" : "3 seconds" }) }, () => rnd(6))
    let ok = 0, fail = 0, intr = 0, unk = 0
    const one = (i: number) => Effect.suspend(() => {
      const m = client.mutate(change, {}).pipe(Effect.exit, Effect.tap((e) => Effect.sync(() => { if (Exit.isSuccess(e)) ok++; else if (e.cause._tag === "Fail") { (e.cause.error._tag === "OutcomeUnknown" ? unk++ : fail++) } else intr++ })), Effect.flatten)
      switch (rnd(7)) {
        case 0: return Effect.exit(Effect.timeout(m, rnd(8)))
        case 1: return Effect.exit(Effect.race(m, Effect.delay(Effect.void, rnd(8))))
        case 2: return Effect.exit(Effect.all([m, Effect.delay(Effect.fail("x"), rnd(8))], { concurrency: 2 }))
        case 3: return Effect.exit(Effect.flatMap(Effect.fork(m), (f) => Effect.zipRight(Effect.sleep(rnd(8)), Fiber.interrupt(f))))
        case 4: return Effect.exit(Effect.timeout(Effect.uninterruptible(m), rnd(8)))
        case 5: return Effect.exit(Effect.scoped(Effect.zipRight(Effect.forkScoped(m), Effect.sleep(rnd(8)))))
        default: return Effect.exit(Effect.raceFirst(Effect.disconnect(m), Effect.delay(Effect.void, rnd(8))))
      }
    })
    yield* Effect.forEach(Array.from({ length: 1500 }, (_, i) => i), one, { concurrency: 40 }).pipe(Effect.timeout("18 seconds"))
    yield* Effect.sleep(100)
    // after: is it whole?
    const max1 = state.max
    state.max = 0
    const t0 = Date.now()
    const after = yield* Effect.exit(Effect.forEach(Array.from({ length: 30 }), () => Effect.delay(client.query(ask, {}), 0), { concurrency: 30 }).pipe(RetryPolicy.withRetryPolicy(RetryPolicy.make(Schedule.stop, { deadline: "5 seconds" }))))
    console.log("F", seed, { ok, fail, intr, unk, sent: state.sent, aborted: state.aborted, inFlight: state.inFlight, max1, maxAfter: state.max, reports: state.reports.length }, "after", after._tag, Date.now() - t0)
    console.log("  sent changes not ok =", state.sent - 30 - ok, "reports", state.reports.length, "uniq", new Set(state.reports).size)
  }))
})

describe("memory", () => {
  it.live("100k", () => Effect.gen(function* () {
    const { client, state } = yield* make({ concurrency: 10 }, () => 0)
    const http = 0
    const gc = (globalThis as any).gc ?? (() => {})
    for (let round = 0; round < 4; round++) {
      gc(); const before = process.memoryUsage().heapUsed
      const t = performance.now()
      yield* Effect.forEach(Array.from({ length: 10000 }), () => client.mutate(change, {}), { concurrency: 20, discard: true })
      gc(); console.log("M", round, Math.round((process.memoryUsage().heapUsed - before) / 1024), "KiB", Math.round(performance.now() - t), "ms")
    }
    // many waiting
    gc(); const before = process.memoryUsage().heapUsed
    const t = performance.now()
    const ex = yield* Effect.exit(Effect.forEach(Array.from({ length: 20000 }), () => client.query(ask, {}), { concurrency: "unbounded", discard: true }).pipe(RetryPolicy.withRetryPolicy(RetryPolicy.make(Schedule.stop, { deadline: "1 hour" }))))
    gc(); console.log("M waiting", ex._tag, Math.round((process.memoryUsage().heapUsed - before) / 1024), "KiB", Math.round(performance.now() - t), "ms")
  }), 120000)
})

describe("context", () => {
  it.live("refs", () => Effect.gen(function* () {
    const ref = FiberRef.unsafeMake("unset")
    const seen: any[] = []
    const { client } = yield* make({ transformClient: HttpClient.transform((e: any) => Effect.gen(function* () {
      seen.push(yield* FiberRef.get(ref), yield* FiberRef.get(FiberRef.currentLogAnnotations), (yield* Effect.currentSpan).name)
      yield* FiberRef.set(ref, "set inside")
      return yield* e
    }) as any) }, () => 0)
    const after = yield* Effect.gen(function* () {
      yield* client.query(ask, {})
      return yield* FiberRef.get(ref)
    }).pipe(Effect.locally(ref, "outer"), Effect.annotateLogs("a", "b"), Effect.withSpan("outer"))
    console.log("C", JSON.stringify(seen), "after:", after)
  }))
})
