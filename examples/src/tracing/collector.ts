import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Ref, Schema } from "effect"
import { createServer } from "node:http"

const Value = Schema.Struct({
  stringValue: Schema.optional(Schema.String),
  intValue: Schema.optional(Schema.Number),
  doubleValue: Schema.optional(Schema.Number),
  boolValue: Schema.optional(Schema.Boolean)
})

/** A span as OTLP has it in JSON, as far as it is shown. */
export const Span = Schema.Struct({
  spanId: Schema.String,
  parentSpanId: Schema.optional(Schema.String),
  name: Schema.String,
  startTimeUnixNano: Schema.BigInt,
  endTimeUnixNano: Schema.BigInt,
  attributes: Schema.Array(Schema.Struct({ key: Schema.String, value: Value }))
})

export type Span = typeof Span.Type

const Traces = Schema.Struct({
  resourceSpans: Schema.Array(
    Schema.Struct({ scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) })) })
  )
})

/** A metric as OTLP has it in JSON, as far as it is shown. */
const Metric = Schema.Struct({ name: Schema.String, unit: Schema.String })

const Metrics = Schema.Struct({
  resourceMetrics: Schema.Array(
    Schema.Struct({ scopeMetrics: Schema.Array(Schema.Struct({ metrics: Schema.Array(Metric) })) })
  )
})

const taken = Effect.orDie(HttpServerResponse.json({}))

/** A collector on a free port of this machine, which keeps what it is sent for as long as its scope is open. */
export const make = Effect.gen(function* () {
  const spans = yield* Ref.make<ReadonlyArray<Span>>([])
  const metrics = yield* Ref.make<ReadonlyArray<typeof Metric.Type>>([])
  const app = HttpRouter.empty.pipe(
    HttpRouter.post(
      "/v1/traces",
      Effect.gen(function* () {
        const { resourceSpans } = yield* HttpServerRequest.schemaBodyJson(Traces)
        const more = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        yield* Ref.update(spans, (all) => [...all, ...more])
        return yield* taken
      })
    ),
    HttpRouter.post(
      "/v1/metrics",
      Effect.gen(function* () {
        const { resourceMetrics } = yield* HttpServerRequest.schemaBodyJson(Metrics)
        yield* Ref.set(
          metrics,
          resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        )
        return yield* taken
      })
    ),
    HttpRouter.post("/v1/logs", taken)
  )
  yield* HttpServer.serveEffect(app)
  const url = yield* HttpServer.addressFormattedWith(Effect.succeed)
  return { url, spans: Ref.get(spans), metrics: Ref.get(metrics) }
})

export const layerServer = NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })
