/**
 * What the clients of a program have sent and how it ended, as metrics of Effect.
 *
 * @since 0.1.0
 */
export * as Metrics from "./Metrics.js"

/**
 * GraphQL operations as values: what is sent, and how its answer is read.
 *
 * @since 0.1.0
 */
export * as Operation from "./Operation.js"

/**
 * When and for how long a request that failed is tried again.
 *
 * @since 0.1.0
 */
export * as RetryPolicy from "./RetryPolicy.js"

/**
 * Everything that a program needs to work with a W&B server, in one layer.
 *
 * @since 0.1.0
 */
export * as Wandb from "./Wandb.js"

/**
 * The one place through which every request to a W&B server goes.
 *
 * @since 0.1.0
 */
export * as WandbClient from "./WandbClient.js"

/**
 * The files of W&B's official client as a source of configuration: its settings and `.netrc`.
 *
 * @since 0.1.0
 */
export * as WandbConfigProvider from "./WandbConfigProvider.js"
