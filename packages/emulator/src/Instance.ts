/**
 * A W&B server in memory: its state and its rules.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { Clock } from "effect/Clock"
import type { DurationInput } from "effect/Duration"
import type { Effect } from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Redacted } from "effect/Redacted"
import type { Armed, Fault } from "./Fault.js"
import type { Answer } from "./internal/answer.js"
import type { ConnectionLost, InvalidSeed, InvalidSnapshot, UnknownUser } from "./internal/errors.js"
import type { Incoming } from "./internal/incoming.js"
import * as internal from "./internal/instance.js"
import type { Entry } from "./Journal.js"
import type { AccountType, Seed } from "./Seed.js"
import type { Snapshot } from "./Snapshot.js"

export type {
  /**
   * An HTTP answer before it is one.
   *
   * @since 0.1.0
   * @category models
   */
  Answer
} from "./internal/answer.js"

export {
  /**
   * A seed or an option that contradicts itself or the rules.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidSeed,
  /**
   * A snapshot that contradicts itself.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidSnapshot,
  /**
   * There is no user of that name on the instance.
   *
   * @since 0.1.0
   * @category errors
   */
  UnknownUser
} from "./internal/errors.js"

export type {
  /**
   * A request before it is one of the web.
   *
   * @since 0.1.0
   * @category models
   */
  Incoming
} from "./internal/incoming.js"

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
   * Whether listings name a key by its key ID (`hashed`, the default) or by its whole secret, as older servers do. With
   * `legacy`, keys have the form of before too, 40 characters, and service accounts have a key from the start, which the
   * team's admins see.
   */
  readonly apiKeyListing?: "hashed" | "legacy" | undefined
  /**
   * Whether the server is an organisation's own (`self-managed`, the default), whose legacy keys begin with `local-`, or
   * W&B's (`multi-tenant`).
   */
  readonly deployment?: "self-managed" | "multi-tenant" | undefined
  /** Whether anybody can generate API keys: `enabled` when absent. Only a self-managed server can be `disabled`. */
  readonly keyCreation?: "enabled" | "disabled" | undefined
  /**
   * Whom API keys are listed to: `any` client when absent. With `strict`, a document that asks for them fails whole with
   * "relogin required" unless the `User-Agent` is that of a public client of W&B.
   */
  readonly userAgents?: "any" | "strict" | undefined
  /** Whether the server tells its schema; true when absent. */
  readonly introspection?: boolean | undefined
  /** The largest page that any connection hands out, also when no size is asked for; 1000 when absent. */
  readonly maxPageSize?: number | undefined
  /**
   * Whether `users` looks up exactly by `ids` and `usernames`; true when absent. Without them a document that uses
   * them is refused, as by a server whose schema does not have them.
   */
  readonly bulkLookups?: boolean | undefined
  /** Makes ids, keys and the dice of faults repeat from run to run. */
  readonly randomSeed?: string | number | undefined
  /**
   * Starts the clock at a time (ISO 8601) and stops it there: it moves by `clock` alone. When absent it follows the clock
   * of the program.
   */
  readonly time?: string | undefined
  /** A world to go on with, instead of a seed. */
  readonly snapshot?: Snapshot | undefined
  /**
   * Keeps the world after each change: no answer that tells of a change is given before it is kept. One that cannot be
   * kept is in the world all the same, and its answer is 503; the next save has it.
   */
  readonly save?: ((snapshot: Snapshot) => Effect<void, { readonly message: string }>) | undefined
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
 * The clock of an instance: what it stamps with, and what the delays of faults wait by.
 *
 * @since 0.1.0
 * @category models
 */
export interface InstanceClock {
  /** The time in milliseconds since 1970. */
  readonly now: Effect<number>
  /** Moves the clock; delays that end meanwhile end now. */
  readonly adjust: (duration: DurationInput) => Effect<void>
  /** Moves the clock to a time in milliseconds since 1970, which may be in the past. */
  readonly setTime: (millis: number) => Effect<void>
}

/**
 * One W&B server in memory.
 *
 * @since 0.1.0
 * @category tags
 */
export class Instance extends Context.Tag("@effect-wandb/emulator/Instance")<Instance, Instance.Service>() {}

/**
 * The types that belong to the service.
 *
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
    /**
     * The same without the objects of the web, for adapters: a body of more than 1 MiB is refused. Given a clock, it is
     * an `Exit` where the answer is there at once.
     */
    readonly answer: (request: Incoming, clock?: Clock) => Effect<Answer, ConnectionLost>
    /** All users in the order of their creation, the deleted ones included. */
    readonly users: Effect<ReadonlyArray<UserView>>
    /** All API keys in the order of their creation. */
    readonly apiKeys: Effect<ReadonlyArray<ApiKeyView>>
    /** All teams in the order of their creation, without personal entities. */
    readonly teams: Effect<ReadonlyArray<TeamView>>
    /** The journal: the last 10,000 requests, oldest first. */
    readonly requests: Effect<ReadonlyArray<Entry>>
    /** The API key of the first admin: the given one, or one made up. */
    readonly adminKey: Redacted<string>
    /** Gives a working credential for a user that is not among their API keys, the same one on each call. */
    readonly session: (username: string) => Effect<Redacted<string>, UnknownUser>
    /** Appends faults for the requests to come. */
    readonly inject: (...faults: ReadonlyArray<Fault>) => Effect<void>
    /** Forgets the faults that still wait for requests. */
    readonly clearFaults: Effect<void>
    /** The faults that still wait for requests, in the order in which they are tried. */
    readonly faults: Effect<ReadonlyArray<Armed>>
    /** The world as data: keys as digests, unless listings show them. */
    readonly snapshot: Effect<Snapshot>
    /** Goes to the world of a snapshot, of this or another instance; credentials of `session` go on where there is the user. */
    readonly restore: (snapshot: Snapshot) => Effect<void, InvalidSnapshot>
    /** Goes back to how the instance started: world, faults, journal and clock; with a `randomSeed` randomness too. */
    readonly reset: Effect<void>
    /** The clock, to be moved. */
    readonly clock: InstanceClock
  }
}

/**
 * Makes an instance; fails with `InvalidSeed` when the seed or the admin key cannot be.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect<Instance.Service, InvalidSeed> => {
  const {
    apiKeyListing = "hashed",
    bulkLookups = true,
    deployment = "self-managed",
    introspection = true,
    keyCreation = "enabled",
    maxPageSize = 1000,
    time,
    userAgents = "any"
  } = options
  return internal.make({
    ...options,
    mode: { apiKeyListing, deployment, keyCreation, userAgents },
    bulkLookups,
    introspection,
    maxPageSize,
    time: time === undefined ? undefined : Date.parse(time)
  })
}

/**
 * Provides an instance of its own to each scope that builds the layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Options): Layer.Layer<Instance, InvalidSeed> =>
  Layer.effect(Instance, make(options))
