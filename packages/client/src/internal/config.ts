import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as RetryPolicy from "../RetryPolicy.js"
import { defaultBaseUrl } from "./baseUrl.js"

// The variables of W&B's official client. It takes an empty one for an unset one.

const variables: Readonly<Record<string, string>> = {
  apiKey: "WANDB_API_KEY",
  identityToken: "WANDB_IDENTITY_TOKEN_FILE",
  baseUrl: "WANDB_BASE_URL",
  entity: "WANDB_ENTITY",
  retryPolicy: "WANDB_HTTP_TIMEOUT",
  "attribution.username": "WANDB_USERNAME",
  "attribution.email": "WANDB_USER_EMAIL"
}

/** The variable that an option comes from by default; other options are named as they are. */
export const variableOf = (option: string): string => variables[option] ?? option

const optional = (option: string): Config.Config<Option.Option<string>> =>
  Config.option(Config.string(variableOf(option))).pipe(Config.map(Option.filter((text) => text !== "")))

const unlessEmpty = (option: string): Config.Config<string | undefined> =>
  Config.map(optional(option), Option.getOrUndefined)

/** As whom to act: with a key, or with the identity token in a file of that name. */
export type Identification =
  { readonly apiKey: ApiKeySecret.ApiKeySecret } | { readonly identityTokenFile: string }

const secret = (key: Redacted.Redacted, path: ReadonlyArray<string>, where = "") =>
  Either.mapBoth(ApiKeySecret.make(key), {
    onLeft: ({ message }) => ConfigError.InvalidData([...path], where + message),
    onRight: (apiKey): Identification => ({ apiKey })
  })

const both = ConfigError.InvalidData(
  [variableOf("identityToken")],
  "is set, and so is WANDB_API_KEY: a client acts by one of them, so unset the other"
)

const missing = (host: string): ConfigError.ConfigError =>
  ConfigError.MissingData(
    [variableOf("apiKey")],
    `Expected a W&B API key: set WANDB_API_KEY, or have a password for ${host} in a .netrc ($NETRC, ~/.netrc or ~/_netrc) that WandbConfigProvider.layer reads`
  )

/**
 * The credentials for a server: the variables first, and then what a .netrc has for that host and no other, so that a
 * key reaches no server but its own.
 */
export const identification = (baseUrl: string): Config.Config<Identification> => {
  const { host } = new URL(baseUrl)
  return Config.all({
    key: Config.option(Config.redacted(variableOf("apiKey"))),
    file: optional("identityToken"),
    listed: Config.option(Config.nested(Config.redacted(host), "WANDB_NETRC"))
  }).pipe(
    Config.mapOrFail(({ file, key, listed }): Either.Either<Identification, ConfigError.ConfigError> => {
      const given = Option.filter(key, (key) => Redacted.value(key) !== "")
      if (Option.isSome(given)) {
        return Option.isSome(file) ? Either.left(both) : secret(given.value, [variableOf("apiKey")])
      }
      if (Option.isSome(file)) return Either.right({ identityTokenFile: file.value })
      return Option.isSome(listed)
        ? secret(listed.value, ["WANDB_NETRC", host], `The password for ${host} in the .netrc is no key: `)
        : Either.left(missing(host))
    })
  )
}

export const baseUrl: Config.Config<string> = Config.map(
  unlessEmpty("baseUrl"),
  (url) => url ?? defaultBaseUrl
)

export const entity: Config.Config<string | undefined> = unlessEmpty("entity")

export const attribution = Config.all({
  username: unlessEmpty("attribution.username"),
  email: unlessEmpty("attribution.email")
})

/** The official client's timeout, in seconds, is that of a whole call, however often it is tried. */
export const retryPolicy: Config.Config<RetryPolicy.RetryPolicy> = optional("retryPolicy").pipe(
  Config.mapOrFail(
    Option.match({
      onNone: () => Either.right(RetryPolicy.standard),
      onSome: (text) => {
        const seconds = Number(text)
        return text.trim() !== "" && Number.isFinite(seconds) && seconds > 0
          ? Either.right(RetryPolicy.withDeadline(RetryPolicy.standard, Duration.seconds(seconds)))
          : Either.left(
              ConfigError.InvalidData([variableOf("retryPolicy")], "Expected a number of seconds above 0")
            )
      }
    })
  )
)
