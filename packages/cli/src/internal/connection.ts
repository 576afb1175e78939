import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Wandb from "@effect-wandb/client/Wandb"
import * as WandbConfigProvider from "@effect-wandb/client/WandbConfigProvider"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isSet } from "./environment.js"
import { Host } from "./host.js"
import * as KeyFile from "./keyFile.js"
import { line, withoutKeys } from "./printable.js"
import { Problem } from "./problem.js"
import { Settings } from "./settings.js"

const noKey = new Problem({
  what: "There is no API key for the server.",
  todo: "Give one by WANDB_API_KEY, by a .netrc (effect-wandb login writes it), by --api-key-file FILE, or by --api-key-stdin."
})

const isMissingKey = (error: ConfigError.ConfigError): boolean =>
  error._op === "MissingData" && error.path[0] === "WANDB_API_KEY"

const options: Readonly<Record<string, string>> = { baseUrl: "--base-url", apiKey: "The API key" }

/** What is wrong with the configuration, with the option or the variable that it comes from. */
const told = (error: ConfigError.ConfigError): Problem => {
  if (isMissingKey(error)) return noKey
  switch (error._op) {
    case "And":
    case "Or":
      return told(error.left)
    case "MissingData":
    case "InvalidData":
    case "SourceUnavailable":
    case "Unsupported": {
      const [name = ""] = error.path
      const words = error.message.replace(/^(?:baseUrl|apiKey) /, "").replace(/\.$/, "")
      return new Problem({
        what: withoutKeys(line(`${options[name] ?? name}: ${words}.`)),
        todo:
          name === "baseUrl" ? "It is a URL such as https://wandb.example.com." : "Set it right, or unset it."
      })
    }
  }
}

/** All services of a server, by the key that is given and by the options and the configuration for everything else. */
export const withKey = (
  apiKey: ApiKeySecret.ApiKeySecret | undefined,
  baseUrl: string | undefined
): Layer.Layer<Wandb.Wandb, Problem, Host | FileSystem.FileSystem> =>
  Layer.unwrapEffect(
    Effect.map(Host, ({ httpClient }) =>
      Wandb.layerConfig({
        ...(apiKey === undefined ? {} : { apiKey: Config.succeed(apiKey) }),
        ...(baseUrl === undefined ? {} : { baseUrl: Config.succeed(baseUrl) })
      }).pipe(Layer.mapError(told), Layer.provide(WandbConfigProvider.layer), Layer.provide(httpClient))
    )
  )

/** The API key that the options name, if they name one. */
export const given: Effect.Effect<
  ApiKeySecret.ApiKeySecret | undefined,
  Problem,
  Host | Settings | FileSystem.FileSystem
> = Effect.gen(function* () {
  const { apiKeyFile, apiKeyStdin } = yield* Settings
  if (apiKeyFile === undefined) return apiKeyStdin ? yield* KeyFile.fromStdin : undefined
  if (!apiKeyStdin) return yield* KeyFile.fromFile(apiKeyFile)
  return yield* Effect.fail(
    new Problem({
      what: "--api-key-file and --api-key-stdin are both given.",
      todo: "Give the API key by one of them."
    })
  )
})

/** Where the credentials in use come from, by the name of the option, the variable or the file. */
export const source: Effect.Effect<string, never, Settings> = Effect.gen(function* () {
  const { apiKeyFile, apiKeyStdin } = yield* Settings
  if (apiKeyFile !== undefined) return "--api-key-file"
  if (apiKeyStdin) return "--api-key-stdin"
  if (yield* isSet("WANDB_API_KEY")) return "WANDB_API_KEY"
  return (yield* isSet("WANDB_IDENTITY_TOKEN_FILE")) ? "WANDB_IDENTITY_TOKEN_FILE" : ".netrc"
})

/** All services of the server that options and configuration name. */
export const layer: Layer.Layer<Wandb.Wandb, Problem, Host | Settings | FileSystem.FileSystem> =
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const settings = yield* Settings
      return withKey(yield* given, settings.baseUrl)
    })
  )
