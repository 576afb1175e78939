/**
 * What the clients of a program have sent, how it ended and how long it took, as metrics of Effect.
 *
 * Each is tagged with `operation`: the name of what was called, such as `Users.get`, or that of an operation of your
 * own. As all metrics of Effect they count for the whole process, whichever client it was. No tag is ever made of
 * what a call is given or answered, so there are as many series as there are operations and ways to end.
 *
 * Durations are in seconds, which their tag `unit` says as exporters expect it (`s`). Their buckets end at 5, 10, 25,
 * 50, 75, 100, 250, 500 and 750 milliseconds, and at 1, 2.5, 5, 7.5, 10, 30 and 60 seconds.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"

/** OpenTelemetry's buckets for requests, and two more for calls that are tried again until their deadline. */
const buckets = MetricBoundaries.fromIterable([
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60
])

/** The unit is a tag of the key itself: a metric that is tagged afterwards is looked up anew each time. */
const seconds = (name: string, description: string): Metric.Metric.Histogram<number> =>
  Metric.fromMetricKey(MetricKey.tagged(MetricKey.histogram(name, buckets, description), "unit", "s"))

/**
 * Counts the GraphQL requests that were sent, tries that were repeated included, exchanges of identity tokens not.
 *
 * @since 0.1.0
 * @category metrics
 */
export const requests: Metric.Metric.Counter<number> = Metric.counter("wandb_requests_total", {
  description: "Requests sent to W&B",
  incremental: true
})

/**
 * Counts the requests that repeated one that had failed.
 *
 * @since 0.1.0
 * @category metrics
 */
export const retries: Metric.Metric.Counter<number> = Metric.counter("wandb_retries_total", {
  description: "Requests to W&B that repeated one that had failed",
  incremental: true
})

/**
 * Counts how calls ended; the tag `outcome` is `Success`, the tag of the error, `Interrupted` or `Defect`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const outcomes: Metric.Metric.Counter<number> = Metric.counter("wandb_outcomes_total", {
  description: "Calls of the W&B client by how they ended",
  incremental: true
})

/**
 * Measures how long calls took, in seconds, with all that was sent and waited for; `outcome` is that of `outcomes`. A
 * stream takes as long as somebody takes from it.
 *
 * @since 0.1.0
 * @category metrics
 */
export const callDuration: Metric.Metric.Histogram<number> = seconds(
  "wandb_call_duration_seconds",
  "How long calls of the W&B client took"
)

/**
 * Measures how long the requests of `requests` took, in seconds, from when each was sent until its answer was read. The
 * tag `outcome` is `Success`, the reason of a `RequestFailed` such as `Timeout`, the tag of another error, `Interrupted`
 * or `Defect`.
 *
 * @since 0.1.0
 * @category metrics
 */
export const requestDuration: Metric.Metric.Histogram<number> = seconds(
  "wandb_request_duration_seconds",
  "How long requests to W&B took, each try by itself"
)

/**
 * Measures how long the requests of `requests` had waited for their turn, in seconds to the millisecond: for a place
 * among those that are sent at once, for the next one in a second, and for a server that takes no more for now.
 *
 * @since 0.1.0
 * @category metrics
 */
export const queueDuration: Metric.Metric.Histogram<number> = seconds(
  "wandb_queue_duration_seconds",
  "How long requests to W&B waited for their turn"
)
