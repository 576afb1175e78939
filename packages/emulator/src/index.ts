/**
 * The web handler of the emulator, and an `HttpClient` that answers from it in process.
 *
 * @since 0.1.0
 */
export * as Emulator from "./Emulator.js"

/**
 * What goes wrong with requests, as data.
 *
 * @since 0.1.0
 */
export * as Fault from "./Fault.js"

/**
 * A W&B server in memory: its state and its rules.
 *
 * @since 0.1.0
 */
export * as Instance from "./Instance.js"

/**
 * The journal of an instance: what was asked of it and what it answered, without secrets.
 *
 * @since 0.1.0
 */
export * as Journal from "./Journal.js"

/**
 * The users, API keys and teams that an instance starts with.
 *
 * @since 0.1.0
 */
export * as Seed from "./Seed.js"

/**
 * The whole world of an instance as data, to be kept and to be gone back to.
 *
 * @since 0.1.0
 */
export * as Snapshot from "./Snapshot.js"

/**
 * An instance on a socket, for Node.
 *
 * @since 0.1.0
 */
export * as Server from "./Server.js"
