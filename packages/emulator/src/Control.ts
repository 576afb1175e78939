/**
 * The control of an emulator that runs elsewhere: what the instance does as Effects in process, over HTTP.
 *
 * A server has it when it is asked for, by `Server.serve({ port, control: token })`, under `/_emulator`. It is no part of
 * the package's index, so that who does without does not load it:
 *
 * ```ts
 * import * as Control from "@effect-wandb/emulator/Control"
 * ```
 *
 * @since 0.1.0
 */
import type { HttpClient } from "@effect/platform/HttpClient"
import type { DurationInput } from "effect/Duration"
import type { Effect } from "effect/Effect"
import type { Redacted } from "effect/Redacted"
import type { Armed, Fault } from "./Fault.js"
import type { ApiKeyView, TeamView, UserView } from "./Instance.js"
import * as internal from "./internal/control/client.js"
import type { ControlUnavailable, InvalidRequest, NotKept, Unauthorized } from "./internal/control/errors.js"
import type { InvalidSnapshot, UnknownUser } from "./internal/errors.js"
import type { Entry } from "./Journal.js"
import type { Snapshot } from "./Snapshot.js"

export {
  /**
   * All that controls an emulator, as data: paths, what is sent and answered, and what goes wrong.
   *
   * A server gives it as OpenAPI, at `/_emulator/openapi.json`. Who makes a client of it by `HttpApiClient.make` has to
   * send the token: `HttpClientRequest.bearerToken(token)`. `HttpApiDecodeError`, which the library adds to every
   * endpoint, is never answered: what does not fit is an `InvalidRequest`.
   *
   * @since 0.1.0
   * @category api
   */
  Api,
  /**
   * Lets in who has the token.
   *
   * @since 0.1.0
   * @category api
   */
  Authorization
} from "./internal/control/api.js"

export {
  /**
   * Nothing at the base URL can be controlled.
   *
   * @since 0.1.0
   * @category errors
   */
  ControlUnavailable,
  /**
   * What was sent is not what it should be.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidRequest,
  /**
   * The world has changed, but could not be kept.
   *
   * @since 0.1.0
   * @category errors
   */
  NotKept,
  /**
   * What is wrong with one value.
   *
   * @since 0.1.0
   * @category models
   */
  type Problem,
  /**
   * The token is not the emulator's.
   *
   * @since 0.1.0
   * @category errors
   */
  Unauthorized
} from "./internal/control/errors.js"

export {
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

/**
 * What can happen to whatever is asked of an emulator.
 *
 * @since 0.1.0
 * @category errors
 */
export type ControlError = Unauthorized | ControlUnavailable

/**
 * Where the emulator is, as `Server.serve` gives it, and the token that it was started with.
 *
 * @since 0.1.0
 * @category options
 */
export interface ClientOptions {
  readonly baseUrl: string
  readonly token: Redacted<string>
}

/**
 * Which entries of the journal are wanted: those of ids above `after`, and `limit` of them at most; all when absent.
 *
 * @since 0.1.0
 * @category options
 */
export interface RequestsOptions {
  readonly after?: number | undefined
  readonly limit?: number | undefined
}

/**
 * What is in an emulator, of one moment: deleted users included, API keys by their public names, teams without personal
 * entities.
 *
 * @since 0.1.0
 * @category models
 */
export interface World {
  readonly users: ReadonlyArray<UserView>
  readonly apiKeys: ReadonlyArray<ApiKeyView>
  readonly teams: ReadonlyArray<TeamView>
}

/**
 * What controls an emulator. Each does what `Instance` does by the same name; no error shows the token, or a value that
 * may be a secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Client {
  /** Users, API keys and teams in the order of their creation. */
  readonly world: Effect<World, ControlError>
  /** The journal, oldest first; it holds the last 10,000 requests. */
  readonly requests: (
    options?: RequestsOptions
  ) => Effect<ReadonlyArray<Entry>, InvalidRequest | ControlError>
  /** The faults that still wait for requests, in the order in which they are tried. */
  readonly faults: Effect<ReadonlyArray<Armed>, ControlError>
  /** Appends faults for the requests to come. */
  readonly inject: (...faults: ReadonlyArray<Fault>) => Effect<void, InvalidRequest | ControlError>
  /** Forgets the faults that still wait for requests. */
  readonly clearFaults: Effect<void, ControlError>
  /** The world as data: keys as digests, unless listings show them. */
  readonly snapshot: Effect<Snapshot, ControlError>
  /** Goes to the world of a snapshot, of this or another emulator; it has at most 64 MiB as JSON. */
  readonly restore: (
    snapshot: Snapshot
  ) => Effect<void, InvalidSnapshot | InvalidRequest | NotKept | ControlError>
  /** Goes back to how the emulator started: world, faults, journal and clock; with a random seed randomness too. */
  readonly reset: Effect<void, NotKept | ControlError>
  /** The clock, to be moved. */
  readonly clock: {
    /** The time in milliseconds since 1970. */
    readonly now: Effect<number, ControlError>
    /** Moves the clock; delays that end meanwhile end now. */
    readonly adjust: (duration: DurationInput) => Effect<void, InvalidRequest | ControlError>
    /** Moves the clock to a time in milliseconds since 1970, which may be in the past. */
    readonly setTime: (millis: number) => Effect<void, InvalidRequest | ControlError>
  }
  /** Gives a working credential for a user that is not among their API keys, the same one on each call. */
  readonly session: (
    username: string
  ) => Effect<Redacted<string>, UnknownUser | InvalidRequest | ControlError>
}

/**
 * Makes a client that controls an emulator in another process; it sends nothing yet, and tries nothing twice.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { Fault } from "@effect-wandb/emulator"
 * import * as Control from "@effect-wandb/emulator/Control"
 * import { Effect, Redacted } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const emulator = yield* Control.client({
 *     baseUrl: "http://127.0.0.1:8080",
 *     token: Redacted.make("a-token-of-16-characters-or-more")
 *   })
 *   yield* emulator.reset
 *   yield* emulator.inject(Fault.dropAfter({ operation: "createUser" }))
 *   const { users } = yield* emulator.world
 *   return users.map(({ username }) => username)
 * }).pipe(Effect.provide(FetchHttpClient.layer))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const client: (options: ClientOptions) => Effect<Client, never, HttpClient> = internal.make
