/**
 * The one place through which every request to a W&B server goes.
 *
 * @since 0.1.0
 */
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import type { Credentials } from "@effect-wandb/core/Credentials"
import {
  InvalidInput,
  type InvalidApiKey,
  type MutationError,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Redacted from "effect/Redacted"
import * as BaseUrl from "./internal/baseUrl.js"
import { execute } from "./internal/execute.js"
import * as RequestHeaders from "./internal/requestHeaders.js"
import type { Sender } from "./internal/send.js"
import * as RetryBudget from "./internal/retryBudget.js"
import type { Persistence } from "./internal/tries.js"
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
 * @since 0.1.0
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
    /** Sends a query and decodes its result. */
    readonly query: <Variables, Result, Data>(
      operation: Query<Variables, Result, Data>,
      variables: Variables
    ) => Effect.Effect<Result, QueryError>
    /** Sends a mutation and decodes its result; `OutcomeUnknown` when the answer was lost. */
    readonly mutate: <Variables, Result, Data>(
      operation: Mutation<Variables, Result, Data>,
      variables: Variables
    ) => Effect.Effect<Result, MutationError>
  }

  /**
   * How to reach a W&B server, and as whom.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Options {
    /** The API key; checked when the client is made. */
    readonly apiKey: Redacted.Redacted
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

/**
 * Makes a client. Nothing is sent: a key that the server does not accept shows at the first request.
 *
 * `InvalidApiKey` when the key has not the form of one, `InvalidInput` when the base URL or a header cannot be
 * right. A base URL under `wandb.ai` must be that of the API, by `https`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: WandbClient.Options
): Effect.Effect<WandbClient.Service, InvalidApiKey | InvalidInput, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const apiKey = yield* ApiKeySecret.make(options.apiKey)
    const baseUrl = yield* Effect.mapError(
      BaseUrl.parse(options.baseUrl ?? BaseUrl.defaultBaseUrl),
      invalid("baseUrl")
    )
    const headers = yield* Effect.mapError(RequestHeaders.make(options), ({ field, problem }) =>
      invalid(field)(problem)
    )
    const httpClient = (yield* HttpClient.HttpClient).pipe(
      options.transformClient ?? identity,
      HttpClient.withTracerDisabledWhen(() => true)
    )
    const { concurrency = 10, tracePropagation = false } = options
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      return yield* invalid("concurrency")("is not a whole number from 1 on")
    }
    const credentials: Credentials.Service = { apiKey, connection: Symbol(baseUrl) }
    const sender: Sender = { httpClient, url: `${baseUrl}/graphql`, headers, credentials, tracePropagation }
    const persistence: Persistence = {
      policy: options.retryPolicy ?? RetryPolicy.standard,
      budget: yield* RetryBudget.make,
      limit: (yield* Effect.makeSemaphore(concurrency)).withPermits(1)
    }
    return WandbClient.of({ baseUrl, credentials, ...execute(sender, persistence) })
  })
