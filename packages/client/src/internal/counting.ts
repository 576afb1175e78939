import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Metrics from "../Metrics.js"

type Counter = Metric.Metric.Counter<number>

const count = (counter: Counter, operation: string): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(counter, "operation", operation))

export const countRequest = (operation: string, isRetry: boolean): Effect.Effect<void> =>
  isRetry
    ? Effect.zipRight(count(Metrics.requests, operation), count(Metrics.retries, operation))
    : count(Metrics.requests, operation)

export const countOutcome = (operation: string, outcome: string): Effect.Effect<void> =>
  count(Metric.tagged(Metrics.outcomes, "outcome", outcome), operation)
