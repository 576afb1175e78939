import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { defaultBaseUrl } from "./baseUrl.js"

// The variables of W&B's official client. It takes an empty one for an unset one.

const variables: Readonly<Record<string, string>> = {
  apiKey: "WANDB_API_KEY",
  baseUrl: "WANDB_BASE_URL",
  "attribution.username": "WANDB_USERNAME",
  "attribution.email": "WANDB_USER_EMAIL"
}

/** The variable that an option comes from by default; other options are named as they are. */
export const variableOf = (option: string): string => variables[option] ?? option

const unlessEmpty = (name: string): Config.Config<string | undefined> =>
  Config.option(Config.string(name)).pipe(
    Config.map(Option.filter((text) => text !== "")),
    Config.map(Option.getOrUndefined)
  )

const missing = ConfigError.MissingData([variableOf("apiKey")], "Expected a W&B API key: set WANDB_API_KEY")

export const apiKey: Config.Config<ApiKeySecret.ApiKeySecret> = Config.option(
  Config.redacted(variableOf("apiKey"))
).pipe(
  Config.mapOrFail((key) =>
    Option.isNone(key) || Redacted.value(key.value) === ""
      ? Either.left(missing)
      : Either.mapLeft(ApiKeySecret.make(key.value), ({ message }) =>
          ConfigError.InvalidData([variableOf("apiKey")], message)
        )
  )
)

export const baseUrl: Config.Config<string> = Config.map(
  unlessEmpty(variableOf("baseUrl")),
  (url) => url ?? defaultBaseUrl
)

export const attribution = Config.all({
  username: unlessEmpty(variableOf("attribution.username")),
  email: unlessEmpty(variableOf("attribution.email"))
})
