/**
 * Arbitraries for properties: whatever a server may show, whatever may be given to it, and whole worlds.
 *
 * @since 0.1.0
 */
export * as Arbitraries from "./Arbitraries.js"

/**
 * Finds out whether a program ever shows a key.
 *
 * @since 0.1.0
 */
export * as Canary from "./Canary.js"

/**
 * What goes wrong with requests, as data.
 *
 * @since 0.1.0
 */
export * as Fault from "@effect-wandb/emulator/Fault"

/**
 * The users, API keys and teams that a world starts with.
 *
 * @since 0.1.0
 */
export * as Seed from "@effect-wandb/emulator/Seed"

/**
 * A whole W&B in memory for tests: the real client over an emulated server, with no socket between them.
 *
 * @since 0.1.0
 */
export * as WandbTest from "./WandbTest.js"
