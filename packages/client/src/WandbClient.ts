/**
 * The one place through which every request to a W&B server goes.
 *
 * @since 0.1.0
 */
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import type { Credentials } from "@effect-wandb/core/Credentials"
import { TeamName } from "@effect-wandb/core/Team"
import {
  InvalidInput,
  type InvalidApiKey,
  type MutationError,
  type OutcomeUnknown,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as BaseUrl from "./internal/baseUrl.js"
import * as Call from "./internal/call.js"
import { execute } from "./internal/execute.js"
import * as Identity from "./internal/identity.js"
import * as Pace from "./internal/pace.js"
import * as RequestHeaders from "./internal/requestHeaders.js"
import { serverOf } from "./internal/requestSpan.js"
import * as RetryBudget from "./internal/retryBudget.js"
import type { Persistence } from "./internal/tries.js"
import * as Turns from "./internal/turns.js"
import type { Mutation, Query } from "./Operation.js"
import * as RetryPolicy from "./RetryPolicy.js"

/**
 * A client of one W&B server: it executes operations and gives their decoded results.
 *
 * @since 0.1.0
 * @category tags
 */
export class WandbClient extends Context.Tag("@effect-wandb/client/WandbClient")<
  WandbClient,
  WandbClient.Service
>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace WandbClient {
  /**
   * Executes operations with the credentials in force.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The server's base URL, without a trailing slash. */
    readonly baseUrl: string
    /** The client's own credentials, for as long as no others are in force. */
    readonly credentials: Credentials.Service
    /** The entity that the client was given to work with, if any. */
    readonly entity: Option.Option<TeamName>
    /** How exact lookups of users are put together. */
    readonly lookups: LookupSettings
    /**
     * How many changes this client has begun and ended so far: what was read before the number rose may be out of date.
     */
    readonly changes: Effect.Effect<number>
    /** Sends a query and decodes its result. */
    readonly query: <Variables, Result, Data>(
      operation: Query<Variables, Result, Data>,
      variables: Variables
    ) => Effect.Effect<Result, QueryError>
    /**
     * Runs queries and mutations as one call of that name, which errors, metrics and a span bear; they share one
     * deadline. One that is sent by itself is a call of its operation's name, and a method of a service such as
     * `Users.get` is always one of its own.
     */
    readonly call: (name: string) => <A, E, R>(requests: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** Sends a mutation and decodes its result; `OutcomeUnknown` when the answer was lost. */
    readonly mutate: <Variables, Result, Data>(
      operation: Mutation<Variables, Result, Data>,
      variables: Variables
    ) => Effect.Effect<Result, MutationError>
  }

  /**
   * How to reach a W&B server, and as whom: with an API key or as a federated identity.
   *
   * @since 0.1.0
   * @category models
   */
  export type Options = (KeyOptions | IdentityOptions) & CommonOptions

  /**
   * To act with an API key.
   *
   * @since 0.1.0
   * @category models
   */
  export interface KeyOptions {
    /** The API key; checked when the client is made. */
    readonly apiKey: Redacted.Redacted
    readonly identityToken?: undefined
  }

  /**
   * To act as a federated identity.
   *
   * @since 0.1.0
   * @category models
   */
  export interface IdentityOptions {
    /**
     * Where the identity's token (a JWT) comes from, such as a file that the platform keeps fresh. It is asked for at
     * each exchange for an access token, which is kept until 5 minutes before it expires.
     */
    readonly identityToken: Effect.Effect<Redacted.Redacted, { readonly message: string }>
    readonly apiKey?: undefined
  }

  /**
   * How exact lookups of users go together: those that a program makes at the same time, in whatever part of it, become
   * a few documents.
   *
   * @since 0.1.0
   * @category models
   */
  export interface LookupSettings {
    /** How many usernames or ids are looked up in one document at most. */
    readonly byArgument: number
    /** How many email addresses are looked up in one document at most, each by a search of its own. */
    readonly byAlias: number
    /** How many users are remembered at most, and for how long; nobody where it is absent. */
    readonly cache?: CacheOptions | undefined
  }

  /**
   * How much is remembered, and for how long.
   *
   * @since 0.1.0
   * @category models
   */
  export interface CacheOptions {
    /** How many users, at most. */
    readonly capacity: number
    readonly timeToLive: Duration.DurationInput
  }

  /**
   * How exact lookups of users go together; whatever is not given is as by default.
   *
   * @since 0.1.0
   * @category models
   */
  export interface LookupOptions {
    /** How many usernames or ids are looked up in one document at most. Default 100. */
    readonly byArgument?: number | undefined
    /** How many email addresses are looked up in one document at most, each by a search of its own. Default 50. */
    readonly byAlias?: number | undefined
    /**
     * Gives users again that `Users.get`, `find` and `getMany` have found, for so long, to whoever acts with the same
     * credentials. Every change by this client empties it; what others change shows late. Default: nobody is remembered.
     */
    readonly cache?: CacheOptions | undefined
  }

  /**
   * How to reach a W&B server.
   *
   * @since 0.1.0
   * @category models
   */
  export interface CommonOptions {
    /** The server, with a path prefix where it has one. Default `https://api.wandb.ai`. */
    readonly baseUrl?: string | undefined
    /** Whom a service account's actions are attributed to. Default: nobody. */
    readonly attribution?:
      { readonly username?: string | undefined; readonly email?: string | undefined } | undefined
    /**
     * The `User-Agent`. W&B shows API keys only to agents that it recognises as its public client's, which the
     * default is made to be. Browsers do not let it be set.
     */
    readonly userAgent?: string | undefined
    /** Whether to send trace headers (`traceparent`, `b3`) to the server. Default `false`. */
    readonly tracePropagation?: boolean | undefined
    /** How many requests of this client may be under way at once; others wait for their turn. Default 10. */
    readonly concurrency?: number | undefined
    /**
     * How many requests of this client may be sent in a second at most; they are then sent evenly apart. Default: as
     * many as there are.
     */
    readonly requestsPerSecond?: number | undefined
    /** How exact lookups of users go together, and whether they are remembered. */
    readonly lookups?: LookupOptions | undefined
    /** The entity that `Wandb.defaultEntity` gives. Default: that of whoever is authenticated. */
    readonly entity?: string | undefined
    /**
     * Is told of every change whose outcome stays unknown: of calls that fail with `OutcomeUnknown`, of changes that
     * were cut off after they were sent, which have no other way to tell it, and of keys that a call that succeeded all
     * the same may have left behind. A program that catches the error of a change within a `call` has been told.
     * Default: the last two are logged as warnings.
     */
    readonly onOutcomeUnknown?: ((error: OutcomeUnknown) => Effect.Effect<void>) | undefined
    /** When and for how long failed requests are tried again. Default `RetryPolicy.standard`. */
    readonly retryPolicy?: RetryPolicy.RetryPolicy | undefined
    /**
     * Changes the `HttpClient` under this client: a proxy, extra headers, logging. Do not let it follow redirects,
     * which would take the credentials along, nor retry, which would repeat changes.
     */
    readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  }
}

const invalid = (field: string) => (problem: string) =>
  new InvalidInput({ operation: "Wandb.layer", field, problem })

const isCount = (number: number): boolean => Number.isInteger(number) && number >= 1

const limits = ({
  concurrency = 10,
  requestsPerSecond
}: WandbClient.Options): Effect.Effect<Pick<Persistence, "turns" | "pace">, InvalidInput> =>
  Effect.gen(function* () {
    if (!isCount(concurrency)) {
      return yield* invalid("concurrency")("is not a whole number from 1 on")
    }
    if (requestsPerSecond !== undefined && !(requestsPerSecond > 0 && Number.isFinite(requestsPerSecond))) {
      return yield* invalid("requestsPerSecond")("is not a number above 0")
    }
    return { turns: yield* Turns.make(concurrency), pace: yield* Pace.make(requestsPerSecond) }
  })

const lookupsOf = ({
  lookups: { byAlias = 50, byArgument = 100, cache } = {}
}: WandbClient.Options): Effect.Effect<WandbClient.LookupSettings, InvalidInput> => {
  if (!isCount(byArgument)) return invalid("lookups.byArgument")("is not a whole number from 1 on")
  if (!isCount(byAlias)) return invalid("lookups.byAlias")("is not a whole number from 1 on")
  if (cache !== undefined && !isCount(cache.capacity)) {
    return invalid("lookups.cache.capacity")("is not a whole number from 1 on")
  }
  if (cache !== undefined && Option.isNone(Duration.decodeUnknown(cache.timeToLive))) {
    return invalid("lookups.cache.timeToLive")("is not a duration")
  }
  return Effect.succeed({ byAlias, byArgument, cache })
}

/** Counts changes when they begin and when they end, however they end, for the memory of lookups if there is one. */
const counted = (executing: ReturnType<typeof execute>, { lookups }: WandbClient.Options) => {
  let changes = 0
  if (lookups?.cache === undefined) return { ...executing, changes: Effect.sync(() => changes) }
  const count = Effect.sync(() => {
    changes += 1
  })
  const mutate: WandbClient.Service["mutate"] = (operation, variables) =>
    Effect.zipRight(count, Effect.ensuring(executing.mutate(operation, variables), count))
  return { query: executing.query, mutate, changes: Effect.sync(() => changes) }
}

const policyOf = ({
  retryPolicy = RetryPolicy.standard
}: WandbClient.Options): Effect.Effect<RetryPolicy.RetryPolicy, InvalidInput> => {
  const { attemptTimeout, deadline } = retryPolicy
  return Duration.greaterThan(deadline, Duration.zero) && Duration.greaterThan(attemptTimeout, Duration.zero)
    ? Effect.succeed(retryPolicy)
    : invalid("retryPolicy")("leaves no time: its deadline and its attemptTimeout have to be above 0")
}

const reportTo =
  ({ onOutcomeUnknown }: WandbClient.Options): Call.Report =>
  (error, how) => {
    if (onOutcomeUnknown !== undefined) {
      return Effect.catchAllCause(
        Effect.suspend(() => onOutcomeUnknown(error)),
        (cause) => Effect.logError("onOutcomeUnknown failed", cause)
      )
    }
    return how === "failed" ? Effect.void : Effect.logWarning(error.message)
  }

const credentialsOf = (
  { apiKey, identityToken }: WandbClient.Options,
  baseUrl: string
): Effect.Effect<Credentials.Service, InvalidApiKey | InvalidInput> => {
  const connection = Symbol(baseUrl)
  if (apiKey === undefined) {
    return identityToken === undefined
      ? invalid("apiKey")("is missing, and there is no identityToken either")
      : Effect.succeed({ apiKey: Option.none(), connection })
  }
  return identityToken === undefined
    ? Effect.map(ApiKeySecret.make(apiKey), (apiKey) => ({ apiKey: Option.some(apiKey), connection }))
    : invalid("identityToken")("is given beside an apiKey: a client acts by one of them")
}

/**
 * Makes a client. Nothing is sent: a key that the server does not accept shows at the first request.
 *
 * `InvalidApiKey` when the key has not the form of one, `InvalidInput` when another option cannot be right. A base
 * URL under `wandb.ai` must be that of the API, by `https`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: WandbClient.Options
): Effect.Effect<WandbClient.Service, InvalidApiKey | InvalidInput, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const baseUrl = yield* Effect.mapError(
      BaseUrl.parse(options.baseUrl ?? BaseUrl.defaultBaseUrl),
      invalid("baseUrl")
    )
    const credentials = yield* credentialsOf(options, baseUrl)
    const headers = yield* Effect.mapError(RequestHeaders.make(options), ({ field, problem }) =>
      invalid(field)(problem)
    )
    const httpClient = (options.transformClient ?? identity)(yield* HttpClient.HttpClient)
    const sender = {
      httpClient,
      baseUrl,
      server: serverOf(baseUrl),
      headers,
      tracePropagation: options.tracePropagation ?? false
    }
    const caller = { connection: credentials.connection, report: reportTo(options) }
    const policy = yield* policyOf(options)
    const executing = execute({
      sender,
      credentials,
      identity: yield* Effect.transposeMapOption(Option.fromNullable(options.identityToken), (token) =>
        Identity.make(sender, token, policy.attemptTimeout)
      ),
      persistence: {
        ...(yield* limits(options)),
        policy,
        budget: yield* RetryBudget.make
      },
      caller
    })
    const entity = Option.filter(Option.fromNullable(options.entity), (name) => name !== "")
    return WandbClient.of({
      baseUrl,
      credentials,
      entity: Option.map(entity, (name) => TeamName.make(name)),
      call: (name) => Call.run(caller, name),
      lookups: yield* lookupsOf(options),
      ...counted(executing, options)
    })
  })
