/**
 * What the clients of a program have sent and how it ended, as metrics of Effect.
 *
 * Each is tagged with `operation`: the name of what was called, such as `Users.get`, or that of an operation of your
 * own. As all metrics of Effect they count for the whole process, whichever client it was.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"

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
