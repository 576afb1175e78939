import { Operation, RetryPolicy, WandbClient, Wandb } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Either, Fiber, Schedule, Schema, TestClock } from "effect"
import { adminKey, network, over, type Reply, type Sent, wireUser } from "./support.js"
import { scrub } from "../src/internal/scrub.js"
import { bearer, inBody } from "../src/internal/authorization.js"
import { Redacted } from "effect"

const change = Operation.mutation("Change", {
  document: "mutation Change { x }", variables: Schema.Struct({}), result: Schema.Struct({ x: Schema.Number }),
  idempotent: false, ifLost: "Look."
})
const ask = Operation.query("Ask", { document: "query Ask { x }", variables: Schema.Struct({}), result: Schema.Struct({ x: Schema.Number }) })

const keysReply = (keys: Array<{id: string, description: string}>): Reply => ({ body: { data: { viewer: { id: "VXNlcjox", apiKeys: { edges: keys.map((k) => ({ node: { id: k.id, name: "abcdefghijklmnopqrst"+k.id, description: k.description, createdAt: "1970-01-01T00:00:00" } })), pageInfo: { hasNextPage: false, endCursor: null } } } } } })

describe("A settle", () => {
  it.effect("miscount", () => Effect.gen(function* () {
    const live: Array<{id: string, description: string}> = []
    let clock = 0
    const pending: Array<{at: number, id: string, description: string}> = []
    let gens = 0
    const reported: Array<string> = []
    const { layer, sent } = over((s: Sent) => {
      clock = s.at
      for (const p of pending.splice(0)) if (p.at <= clock) live.push(p); else pending.push(p)
      switch (s.body.operationName) {
        case "GenerateApiKey": {
          gens++
          const d = (s.body.variables as {description: string}).description
          if (gens === 1) { pending.push({ at: clock + 3500, id: "k1", description: d }); return network("ECONNRESET") }
          if (gens === 2) { pending.push({ at: clock + 1500, id: "k2", description: d }); return network("ECONNRESET") }
          live.push({ id: "k3", description: d })
          return { body: { data: { result: { apiKey: { id: "k3", name: "a".repeat(40) } } } } }
        }
        case "ViewerApiKeys": return keysReply(live)
        case "DeleteApiKey": {
          const id = (s.body.variables as {id: string}).id
          const i = live.findIndex((k) => k.id === id)
          if (i >= 0) live.splice(i, 1)
          return { body: { data: { result: { success: true } } } }
        }
      }
      return { status: 500 }
    }, { onOutcomeUnknown: (e) => Effect.sync(() => void reported.push(e.message)) })
    const f = yield* Effect.fork(Effect.either(Effect.provide(ApiKeys.generate({ description: "x", settle: true }), layer)))
    yield* TestClock.adjust("2 minutes")
    const r = yield* Fiber.join(f)
    console.log("A", Either.isRight(r) ? "ok " + r.right.id : String(r.left), "gens", gens, "live", live.map(k=>k.id), "pending", pending.map(k => k.id+"@"+k.at), "reported", reported, sent.map(s => s.at + ":" + s.body.operationName).join(" "))
  }))
})

describe("B pace", () => {
  it.effect("stale announcement", () => Effect.gen(function* () {
    let n = 0
    const { layer } = over(() => {
      n++
      const reset = n === 1 ? "31536000" : "20"
      return n <= 2 ? { headers: { "ratelimit-remaining": "0", "ratelimit-reset": reset }, body: { data: { x: 1 } } } : { body: { data: { x: 1 } } }
    }, { retryPolicy: RetryPolicy.make(Schedule.stop, { deadline: "10 seconds", longestWait: "60 seconds" }) })
    yield* Effect.gen(function* () {
      const c = yield* WandbClient.WandbClient
      yield* c.query(ask, {})
      yield* TestClock.adjust("61 seconds")
      yield* c.query(ask, {})
      const e = yield* Effect.flip(c.query(ask, {}))
      console.log("B", e.message, String((e as any).retryAfter))
    }).pipe(Effect.provide(layer))
  }))
})

describe("C/D table", () => {
  const cases: Array<[number, unknown]> = [
    [423, { error: "resource locked" }], [423, { error: "temporarily unavailable" }], [425, "service unavailable"], [499, "timed out"], [421, "internal error"],
    [400, { errors: [{ message: 'Cannot query field "timeoutSeconds" on type "User".', extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] }],
    [400, { errors: [{ message: 'description "nightly timeout watch" is too long' }] }],
    [200, { errors: [{ message: 'Variable "$d" got invalid value "timeout"' }] }],
    [200, { errors: [{ message: "this email address is unavailable" }] }],
    [200, { errors: [{ message: "API keys are unavailable on your plan" }] }],
    [200, { errors: [{ message: "user not found" }] }],
    [200, { errors: [{ message: "quota exceeded" }] }],
    [200, { errors: [{ message: "too many API keys" }] }],
    [404, { error: "timeout" }], [409, { error: "timeout" }], [422, { error: "timeout" }],
    [402, { error: "payment required" }], [405, ""], [415, "unsupported media type"], [431, "headers too large"], [426, ""], [451, ""], [501, "not implemented"], [300, ""], [302, ""], [307, ""], [303, ""], [0 as number, ""],
    [401, "timeout"], [403, "timeout"], [408, ""], [429, "timeout"]
  ]
  it.effect("", () => Effect.gen(function* () {
    for (const [status, body] of cases) {
      if (status === 0) continue
      const { layer, sent } = over(() => ({ status, body }), { retryPolicy: RetryPolicy.make(Schedule.recurs(2)) })
      const f = yield* Effect.fork(Effect.gen(function* () {
        const c = yield* WandbClient.WandbClient
        const q = yield* Effect.flip(c.query(ask, {}))
        const n = sent.length
        const m = yield* Effect.flip(c.mutate(change, {}))
        return [n, sent.length - n, q, m] as const
      }).pipe(Effect.provide(layer)))
      yield* TestClock.adjust("1 hour")
      const [n, k, q, m] = yield* Fiber.join(f)
      console.log(status, JSON.stringify(body).slice(0, 60), "| query", q._tag, (q as any).reason, "sent", n, "| change", m._tag, (m as any).reason, "sent", k)
    }
  }))
})

describe("E scrub", () => {
  it("performance", () => {
    const rnd = (n: number) => Array.from({ length: n }, () => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[Math.floor(Math.random() * 62)]).join("")
    const key = rnd(64), jwt = rnd(1500), jwt8 = rnd(8000)
    const mb = "the quick brown fox ".repeat(52429)
    const t = (name: string, f: () => unknown) => { const a = performance.now(); f(); console.log("E", name, Math.round(performance.now() - a), "ms") }
    t("plain words, key 64", () => scrub(mb, bearer(Redacted.make(key))))
    t("plain words, jwt 1500", () => scrub(mb, bearer(Redacted.make(jwt))))
    t("plain words, identity token 8000", () => scrub(mb, inBody(Redacted.make(jwt8))))
    t("parts of key", () => scrub((key.slice(10, 40) + " ").repeat(30000), bearer(Redacted.make(key))))
    t("parts of key 300k", () => scrub((key.slice(10, 40) + " ").repeat(10000), bearer(Redacted.make(key))))
    t("1MB of a's, secret of a's", () => scrub("a".repeat(1e6), bearer(Redacted.make("a".repeat(40)))))
    t("1MB of 20 a's", () => scrub(("a".repeat(39)+" ").repeat(25000), bearer(Redacted.make("a".repeat(40)))))
    t("keyLike", () => scrub(("a".repeat(39)+".").repeat(25000), bearer(Redacted.make(key))))
    t("weird token", () => console.log(scrub("x<redacted><redacted><redacted>y", inBody(Redacted.make("z<redacted><redacted>z<redacted><redacted>")))))
  }, 120000)
})
