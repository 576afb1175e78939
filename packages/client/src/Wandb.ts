/**
 * Everything that a program needs to work with a W&B server, in one layer.
 *
 * @since 0.1.0
 */
import { ApiKeys } from "@effect-wandb/core/ApiKeys"
import * as Credentials from "@effect-wandb/core/Credentials"
import type { TeamName } from "@effect-wandb/core/Team"
import { Teams } from "@effect-wandb/core/Teams"
import { Users } from "@effect-wandb/core/Users"
import type { InvalidApiKey, InvalidInput, QueryError } from "@effect-wandb/core/WandbError"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as BaseUrl from "./internal/baseUrl.js"
import * as ConfigDefaults from "./internal/config.js"
import * as Services from "./internal/services.js"
import * as Lookups from "./internal/users/lookups.js"
import { identityTokenIn, TextFiles } from "./internal/textFiles.js"
import * as DefaultEntity from "./internal/users/defaultEntity.js"
import * as RetryPolicy from "./RetryPolicy.js"
import * as WandbClient from "./WandbClient.js"

/**
 * The services that {@link layer} provides.
 *
 * @since 0.1.0
 * @category models
 */
export type Wandb = Users | ApiKeys | Teams | Credentials.Credentials | WandbClient.WandbClient

const services = (client: WandbClient.WandbClient.Service): Effect.Effect<Context.Context<Wandb>> =>
  Effect.map(Lookups.make(client), (lookups) =>
    Context.make(WandbClient.WandbClient, client).pipe(
      Context.add(Credentials.Credentials, client.credentials),
      Context.add(Users, Services.users(client, lookups)),
      Context.add(ApiKeys, Services.apiKeys(client)),
      Context.add(Teams, Services.teams(client))
    )
  )

/**
 * Provides all services for one W&B server; needs an `HttpClient` and nothing else.
 *
 * Nothing is sent when it is built. On Node take `NodeHttpClient.layerUndici`, elsewhere `FetchHttpClient.layer`.
 * Each call makes a layer of its own: bind it to a name, or it is built as often as it is provided.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { Wandb } from "@effect-wandb/client"
 * import { Users } from "@effect-wandb/core"
 * import { Config, Effect, Layer } from "effect"
 *
 * const WandbLive = Layer.unwrapEffect(
 *   Effect.map(Config.redacted("ADMIN_KEY"), (apiKey) =>
 *     Wandb.layer({ apiKey, baseUrl: "https://wandb.example.com" })
 *   )
 * ).pipe(Layer.provide(FetchHttpClient.layer))
 *
 * const program = Effect.provide(Users.viewer, WandbLive)
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: WandbClient.WandbClient.Options
): Layer.Layer<Wandb, InvalidApiKey | InvalidInput, HttpClient.HttpClient> =>
  Layer.effectContext(Effect.flatMap(WandbClient.make(options), services))

/**
 * What {@link layerConfig} reads, each from the variable of W&B's official client unless another config is given.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConfigOptions extends Omit<
  WandbClient.WandbClient.CommonOptions,
  "baseUrl" | "entity" | "attribution" | "retryPolicy"
> {
  /** A federated identity, instead of whatever credentials are configured. */
  readonly identityToken?: WandbClient.WandbClient.IdentityOptions["identityToken"] | undefined
  /**
   * Default: `WANDB_API_KEY` or the identity token in the file that `WANDB_IDENTITY_TOKEN_FILE` names, else what a
   * `.netrc` has for the server. Where an `identityToken` is given, none of them is read.
   */
  readonly apiKey?: Config.Config<Redacted.Redacted> | undefined
  /** Default: `WANDB_BASE_URL`, else `https://api.wandb.ai`. */
  readonly baseUrl?: Config.Config<string> | undefined
  /** Default: `WANDB_ENTITY`. */
  readonly entity?: Config.Config<string | undefined> | undefined
  /** Default: `WANDB_USERNAME` and `WANDB_USER_EMAIL`. */
  readonly attribution?: Config.Config<WandbClient.WandbClient.Options["attribution"]> | undefined
  /** Default: `RetryPolicy.standard`, with the deadline of `WANDB_HTTP_TIMEOUT` seconds where that is set. */
  readonly retryPolicy?: RetryPolicy.RetryPolicy | Config.Config<RetryPolicy.RetryPolicy> | undefined
}

/** As whom to act: what the options say, else what the official client's variables and files say for this server. */
const identification = (
  { apiKey, identityToken }: ConfigOptions,
  baseUrl: string
): Effect.Effect<
  WandbClient.WandbClient.KeyOptions | WandbClient.WandbClient.IdentityOptions,
  ConfigError.ConfigError
> =>
  Effect.gen(function* () {
    if (identityToken !== undefined) {
      if (apiKey === undefined) return { identityToken }
      const problem = "identityToken is given beside an apiKey: a client acts by one of them"
      return yield* Effect.fail(ConfigError.InvalidData(["identityToken"], problem))
    }
    if (apiKey !== undefined) return { apiKey: yield* apiKey }
    const found = yield* ConfigDefaults.identification(baseUrl)
    if ("apiKey" in found) return found
    const files = yield* TextFiles
    if (Option.isSome(files)) return { identityToken: identityTokenIn(files.value, found.identityTokenFile) }
    return yield* Effect.fail(
      ConfigError.Unsupported(
        [ConfigDefaults.variableOf("identityToken")],
        "It names a file: provide WandbConfigProvider.layer, which reads it"
      )
    )
  })

/** What an error names: the variable, or the option where that has a config of its own, with a variable of its own. */
const nameOf = (options: ConfigOptions, field: string): string => {
  const [option = field] = field.split(".")
  const isGiven = Object.entries(options).some(([name, value]) => name === option && value !== undefined)
  return isGiven ? field : ConfigDefaults.variableOf(field)
}

const whence = ({ baseUrl }: ConfigOptions): string =>
  baseUrl === undefined ? " (it is WANDB_BASE_URL, or base_url in a wandb/settings file)" : ""

/**
 * Provides all services as {@link layer} does, with credentials and server taken from configuration: by default from
 * the environment variables of W&B's official client, of which an empty one counts as unset, and from its files where
 * `WandbConfigProvider.layer` is provided.
 *
 * Fails with a `ConfigError` when there are no credentials, when there are both a key and an identity token file, or
 * when a value cannot be right. The error names the variable, or the option where that has a config of its own, and
 * never shows a key.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: ConfigOptions = {}
): Layer.Layer<Wandb, ConfigError.ConfigError, HttpClient.HttpClient> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const {
        apiKey: _,
        attribution,
        baseUrl: url,
        entity,
        identityToken: __,
        retryPolicy,
        ...others
      } = options
      // Before anything else, because the credentials are those for this server.
      const baseUrl = yield* Effect.mapError(
        Effect.flatMap(url ?? ConfigDefaults.baseUrl, BaseUrl.parse),
        (problem) =>
          typeof problem === "string"
            ? ConfigError.InvalidData([nameOf(options, "baseUrl")], `baseUrl ${problem}${whence(options)}`)
            : problem
      )
      const client = yield* WandbClient.make({
        ...others,
        ...(yield* identification(options, baseUrl)),
        baseUrl,
        entity: yield* entity ?? ConfigDefaults.entity,
        attribution: yield* attribution ?? ConfigDefaults.attribution,
        retryPolicy:
          retryPolicy !== undefined && "schedule" in retryPolicy
            ? retryPolicy
            : yield* retryPolicy ?? ConfigDefaults.retryPolicy
      }).pipe(
        Effect.mapError((error) => {
          const field = error._tag === "InvalidInput" ? error.field : "apiKey"
          return ConfigError.InvalidData([nameOf(options, field)], `${field} ${error.problem}`)
        })
      )
      return yield* services(client)
    })
  )

/**
 * Gives the entity to work with by default: the one that the client was given (`WANDB_ENTITY`), else that of whoever is
 * authenticated; `None` where there is neither.
 *
 * @since 0.1.0
 * @category operations
 */
export const defaultEntity: Effect.Effect<
  Option.Option<TeamName>,
  QueryError,
  WandbClient.WandbClient
> = Effect.flatMap(WandbClient.WandbClient, DefaultEntity.defaultEntity)

/**
 * Runs a program with another user's API key, on the same server, whatever the program is.
 *
 * It holds for everything that the program does over the client in context, its fibers included, and ends with it. A
 * program that brings a client of its own, with `Effect.provide` inside, acts as that client.
 *
 * @example
 * ```ts
 * import { Wandb } from "@effect-wandb/client"
 * import { ApiKeys, Users } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const key = yield* ApiKeys.generate({ description: "for the night" })
 *   return yield* Users.viewer.pipe(Wandb.actAs(key.secret))
 * })
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const actAs: typeof Credentials.actAs = Credentials.actAs

/**
 * Runs a program with another retry policy than that of its client, such as `RetryPolicy.none`.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withRetryPolicy: typeof RetryPolicy.withRetryPolicy = RetryPolicy.withRetryPolicy
