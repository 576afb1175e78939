import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Metrics from "../Metrics.js"

type Counter = Metric.Metric.Counter<number>

/** The increments of a counter, one for each operation: to tag a metric takes longer than to count with it. */
const counting = (counter: Counter): ((operation: string) => Effect.Effect<void>) => {
  const increments = new Map<string, Effect.Effect<void>>()
  return (operation) => {
    const known = increments.get(operation)
    if (known !== undefined) return known
    const increment = Metric.increment(Metric.tagged(counter, "operation", operation))
    increments.set(operation, increment)
    return increment
  }
}

const request = counting(Metrics.requests)
const retry = counting(Metrics.retries)
const outcomes = new Map<string, ReturnType<typeof counting>>()

export const countRequest = (operation: string, isRetry: boolean): Effect.Effect<void> =>
  isRetry ? Effect.zipRight(request(operation), retry(operation)) : request(operation)

export const countOutcome = (operation: string, outcome: string): Effect.Effect<void> => {
  const known = outcomes.get(outcome) ?? counting(Metric.tagged(Metrics.outcomes, "outcome", outcome))
  outcomes.set(outcome, known)
  return known(operation)
}
