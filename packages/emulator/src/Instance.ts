/**
 * A W&B server in memory: its state and its rules.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Redacted } from "effect/Redacted"
import type { Fault } from "./Fault.js"
import type { ConnectionLost, InvalidSeed, UnknownUser } from "./internal/errors.js"
import * as internal from "./internal/instance.js"
import type { Entry } from "./RequestLog.js"
import type { AccountType, Seed } from "./Seed.js"

export {
  /**
   * A seed or an option that contradicts itself or the rules.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidSeed,
  /**
   * There is no user of that name on the instance.
   *
   * @since 0.1.0
   * @category errors
   */
  UnknownUser
} from "./internal/errors.js"

/**
 * How an instance starts and behaves.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The world to start with: one admin named `admin` when absent. */
  readonly seed?: Seed | undefined
  /**
   * An API key of the legacy or the `wandb_v1_` form for the first seeded admin; made up when absent. A seed
   * without an admin gets one named `admin`.
   */
  readonly adminKey?: Redacted<string> | undefined
  /**
   * Whether listings name a key by its key ID (`hashed`, the default) or by its whole secret, as older servers do; with
   * `legacy`, service accounts have a key from the start, which the team's admins see too.
   */
  readonly apiKeyListing?: "hashed" | "legacy" | undefined
  /** The largest page that any connection hands out, also when no size is asked for; 1000 when absent. */
  readonly maxPageSize?: number | undefined
  /**
   * Whether `users` looks up exactly by `ids` and `usernames`; true when absent. Without them a document that uses
   * them is refused, as by a server whose schema does not have them.
   */
  readonly bulkLookups?: boolean | undefined
  /** Makes ids, keys and the dice of faults repeat from run to run. */
  readonly randomSeed?: string | number | undefined
}

/**
 * A user as the instance has it; `teams` are the names of the teams without the personal entity.
 *
 * @since 0.1.0
 * @category models
 */
export interface UserView {
  readonly id: string
  readonly username: string
  readonly email: string | null
  readonly name: string
  readonly admin: boolean
  readonly accountType: AccountType
  readonly deletedAt: string | null
  readonly teams: ReadonlyArray<string>
}

/**
 * An API key as the instance has it; `name` is the key ID, never the secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApiKeyView {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly username: string
}

/**
 * A team as the instance has it, with the invitations that are pending.
 *
 * @since 0.1.0
 * @category models
 */
export interface TeamView {
  readonly id: string
  readonly name: string
  readonly members: ReadonlyArray<{
    readonly username: string
    readonly role: string
    readonly accountType: AccountType
  }>
  readonly invites: ReadonlyArray<{ readonly id: string; readonly email: string; readonly role: string }>
}

/**
 * One W&B server in memory.
 *
 * @since 0.1.0
 * @category tags
 */
export class Instance extends Context.Tag("@effect-wandb/emulator/Instance")<Instance, Instance.Service>() {}

/**
 * @since 0.1.0
 * @category models
 */
export declare namespace Instance {
  /**
   * What an instance does: it answers requests, shows its state, and breaks on demand.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Answers a request as the server would, or loses the connection when a fault says so. */
    readonly handle: (request: Request) => Effect<Response, ConnectionLost>
    /** All users in the order of their creation, the deleted ones included. */
    readonly users: Effect<ReadonlyArray<UserView>>
    /** All API keys in the order of their creation. */
    readonly apiKeys: Effect<ReadonlyArray<ApiKeyView>>
    /** All teams in the order of their creation, without personal entities. */
    readonly teams: Effect<ReadonlyArray<TeamView>>
    /** The last 10,000 GraphQL requests, oldest first. */
    readonly requests: Effect<ReadonlyArray<Entry>>
    /** The API key of the first admin: the given one, or one made up. */
    readonly adminKey: Redacted<string>
    /** Gives a working credential for a user that is not among their API keys, the same one on each call. */
    readonly session: (username: string) => Effect<Redacted<string>, UnknownUser>
    /** Appends faults for the requests to come. */
    readonly inject: (...faults: ReadonlyArray<Fault>) => Effect<void>
    /** Forgets the faults that still wait for requests. */
    readonly clearFaults: Effect<void>
  }
}

/**
 * Makes an instance; fails with `InvalidSeed` when the seed or the admin key cannot be.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  seed = {},
  adminKey,
  apiKeyListing = "hashed",
  maxPageSize = 1000,
  bulkLookups = true,
  randomSeed
}: Options = {}): Effect<Instance.Service, InvalidSeed> =>
  internal.make({
    seed,
    adminKey,
    keepSecrets: apiKeyListing === "legacy",
    maxPageSize,
    bulkLookups,
    randomSeed
  })

/**
 * Provides an instance of its own to each scope that builds the layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<Instance, InvalidSeed> =>
  Layer.effect(Instance, make(options))
