import { Wandb } from "@effect-wandb/client"
import { ApiKeys } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Cause, type Console, Effect, Either, Layer, Logger, LogLevel, Redacted, Tracer } from "effect"
import { inspect } from "node:util"
import { ada, calls, goodAnswers } from "./operations.js"
import { adminKey, network, otherKey, over, type Reply, secret } from "./support.js"

const actingKey = `wandb_v1_${"Zq7_".repeat(20)}`
const keys = [adminKey, otherKey, actingKey]

const base64 = (text: string): string => Buffer.from(text).toString("base64")

/** Each key as it is, as it is encoded, and as it stands in a header. */
const canaries = keys.flatMap((key) => [
  key,
  base64(key),
  base64(`api:${key}`),
  `Basic ${base64(`api:${key}`)}`
])

const forms = (value: unknown): ReadonlyArray<string> => [
  inspect(value, { depth: 20, showHidden: true, getters: true }),
  inspect(value),
  String(value),
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "",
  value instanceof Error ? `${value.stack} ${inspect(value.cause)}` : ""
]

const causeForms = (cause: Cause.Cause<unknown>): ReadonlyArray<string> => [
  Cause.pretty(cause),
  Cause.pretty(cause, { renderErrorCause: true }),
  ...forms(cause),
  ...forms(Cause.squash(cause))
]

const expectNoKey = (where: string, shown: ReadonlyArray<string>) => {
  const text = shown.join("\n")
  const found = canaries.findIndex((canary) => text.includes(canary))
  assert.strictEqual(found, -1, `${where} shows a key`)
}

/** A server that repeats every key that it knows in every way in which a body can hold words. */
const echo = keys.join(" ") + canaries.join(" ")
const failures: ReadonlyArray<readonly [string, Reply | Error]> = [
  ["a refused connection", network("ECONNREFUSED", echo)],
  ["a reset connection", network("ECONNRESET", echo)],
  ["GraphQL errors", { body: { errors: [{ message: echo }] } }],
  ["an error as text", { status: 403, body: { error: echo } }],
  ["an error as object", { status: 401, body: { error: { message: echo } } }],
  ["errors as texts", { status: 400, body: { errors: keys } }],
  ["plain text", { status: 500, body: echo }],
  ["a conflict", { status: 409, body: { error: `${echo} already exists` } }],
  ["not found", { status: 404, body: { error: `${echo} not found` } }],
  ["a limit", { status: 429, headers: { "x-request-id": "r" }, body: echo }],
  ["nonsense", { body: { data: { viewer: echo, user: echo, users: echo, result: echo } } }],
  ["text instead of JSON", { body: echo }],
  ["a redirect", { status: 302, headers: { location: `https://${adminKey}.example.com` }, body: echo }]
]

/** A console that keeps what it would print. */
const recordingConsole = (real: Console.Console, lines: Array<string>): Console.Console => {
  const print = (...args: ReadonlyArray<unknown>) => void lines.push(...args.flatMap(forms))
  const quiet = { log: print, error: print, group: print, groupCollapsed: print, groupEnd: () => {} }
  return { ...real, unsafe: { ...real.unsafe, ...quiet } }
}

/** Runs a program with every logger and a tracer watching, and gives all that they have seen and how it ended. */
const watched = <E>(
  program: Effect.Effect<unknown, E, Wandb.Wandb>,
  layer: Layer.Layer<Wandb.Wandb, unknown>
) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const spans: Array<Tracer.Span> = []
    const native = yield* Effect.tracer
    const tracer = Tracer.make({
      span: (...args) => {
        const span = native.span(...args)
        spans.push(span)
        return span
      },
      context: native.context
    })
    const record = <Out>(logger: Logger.Logger<unknown, Out>) =>
      Logger.add(Logger.map(logger, (line) => void lines.push(...forms(line))))
    const recording = Layer.mergeAll(
      Logger.remove(Logger.defaultLogger),
      record(Logger.stringLogger),
      record(Logger.logfmtLogger),
      record(Logger.jsonLogger),
      record(Logger.structuredLogger),
      Logger.add(Logger.tracerLogger),
      Logger.add(Logger.prettyLogger({ colors: false, mode: "tty" }))
    )
    const result = yield* program.pipe(
      Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
      Effect.tapErrorCause((cause) =>
        Effect.annotateLogs(Effect.logError(Cause.squash(cause)), { error: cause })
      ),
      Effect.provide(Layer.merge(layer, recording)),
      Effect.withConsole(recordingConsole(yield* Effect.console, lines)),
      Logger.withMinimumLogLevel(LogLevel.All),
      Effect.withTracer(tracer),
      Effect.sandbox,
      Effect.either
    )
    const seen = spans.flatMap((span) => [
      ...forms([...span.attributes]),
      ...forms(span.links),
      ...("events" in span ? forms(span.events) : []),
      span._tag === "Span" ? inspect(span.status, { depth: 10, showHidden: true }) : ""
    ])
    return { lines, seen, spans, result }
  })

describe("no key is shown", () => {
  for (const [name, program] of Object.entries(calls)) {
    it.effect(`by ${name}, whatever fails`, () =>
      Effect.forEach(failures, ([what, reply]) =>
        Effect.gen(function* () {
          const { layer } = over(() => reply)
          const acting = Wandb.actAs(program, secret(actingKey))
          for (const one of [program, acting]) {
            const { lines, result, seen, spans } = yield* watched(one, layer)
            assert.isAbove(spans.length, 0)
            if (Either.isLeft(result)) {
              expectNoKey(`the error after ${what}`, causeForms(result.left))
              assert.isAbove(lines.length, 0)
              expectNoKey(`the log after ${what}`, lines)
            } else {
              assert.isTrue(name === "Users.find" && what === "not found", `${what} did not make it fail`)
            }
            expectNoKey(`a span after ${what}`, seen)
          }
        })
      )
    )

    it.effect(`by ${name}, when nothing fails`, () =>
      Effect.gen(function* () {
        const { layer } = over(({ body }) => ({ body: { data: goodAnswers[body.operationName] } }))
        const logged = Effect.tap(program, (value) => Effect.logInfo("value", value))
        const { lines, result, seen } = yield* watched(logged, layer)
        expectNoKey("the value", forms(result))
        expectNoKey("the log", lines)
        expectNoKey("a span", seen)
      })
    )
  }

  it.effect("by a generated key, which gives its secret through Redacted.value alone", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ body: { data: goodAnswers.GenerateApiKey } }))
      const key = yield* Effect.provide(ApiKeys.generate(), layer)
      assert.strictEqual(Redacted.value(key.secret), otherKey)
      expectNoKey("the generated key", forms(key))
      expectNoKey("its copy", forms({ ...key }))
    })
  )

  it.effect("by the services, the layer and the context that hold them", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({ status: 500 }))
      const context = yield* Layer.build(layer)
      expectNoKey("the layer", forms(layer))
      expectNoKey("the context", [...forms(context), ...[...context.unsafeMap.values()].flatMap(forms)])
    }).pipe(Effect.scoped)
  )

  it.effect("by the errors of a layer that was given a wrong key or URL", () =>
    Effect.gen(function* () {
      const broken = [
        { apiKey: Redacted.make(`${adminKey} `) },
        { baseUrl: `https://${adminKey}@example.com` }
      ]
      for (const options of broken) {
        const cause = yield* Layer.build(over(() => ({}), options).layer).pipe(
          Effect.scoped,
          Effect.sandbox,
          Effect.flip
        )
        expectNoKey("the layer's error", causeForms(cause))
      }
    })
  )
})

describe("a name that an older server lists as a whole key", () => {
  it.effect("is shortened before it gets into an entity", () =>
    Effect.gen(function* () {
      const apiKeys = {
        edges: [{ node: { id: "1", name: otherKey, description: null } }],
        pageInfo: { hasNextPage: false, endCursor: null }
      }
      const { layer } = over(() => ({ body: { data: { user: { apiKeys } } } }))
      const listed = yield* Effect.provide(calls["ApiKeys.list"] ?? Effect.die("no such call"), layer)
      expectNoKey("the list", forms(listed))
      assert.include(JSON.stringify(listed), `"${otherKey.slice(0, 20)}"`)
    })
  )

  it.effect("is shortened in the error when there is no such key", () =>
    Effect.gen(function* () {
      const { layer } = over(({ body }) => ({ body: { data: goodAnswers[body.operationName] } }))
      const error = yield* Effect.flip(ApiKeys.delete(ada, actingKey)).pipe(Effect.provide(layer))
      assert.deepInclude(error, { _tag: "ApiKeyNotFound", owner: "ada", keyName: actingKey.slice(0, 20) })
      expectNoKey("the error", forms(error))
    })
  )
})
