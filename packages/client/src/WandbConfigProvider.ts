/**
 * The files of W&B's official client as a source of configuration: its settings and `.netrc`.
 *
 * @since 0.1.0
 */
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as ConfigProviderPathPatch from "effect/ConfigProviderPathPatch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Netrc from "./internal/netrc.js"
import * as Settings from "./internal/settings.js"
import { TextFiles } from "./internal/textFiles.js"

const baseUrlName = "WANDB_BASE_URL"
const netrcName = "WANDB_NETRC"

/** A file that is not there says nothing, be it that a part of its path is another file. */
const isAbsent = (error: PlatformError.PlatformError): boolean =>
  error._tag === "SystemError" &&
  (error.reason === "NotFound" ||
    (Predicate.hasProperty(error.cause, "code") && error.cause.code === "ENOTDIR"))

/** The text of a file; of one that cannot be read it is empty, and of one that is not there `None`. */
const textOf = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files.readFileString(path).pipe(
    Effect.map(Option.some),
    Effect.catchAll((error) => {
      if (isAbsent(error)) return Effect.succeed(Option.none<string>())
      const reason = error._tag === "SystemError" ? error.reason : error._tag
      return Effect.as(Effect.logWarning(`${path} cannot be read: ${reason}`), Option.some(""))
    })
  )
})

const mostProblems = 5

/** One warning for each file, however broken it is. */
const warn = (path: string, problems: ReadonlyArray<Netrc.Problem>): Effect.Effect<void> => {
  if (problems.length === 0) return Effect.void
  const shown = problems.slice(0, mostProblems).map(({ line, problem }) => `line ${line}: ${problem}`)
  const more = problems.length - shown.length
  return Effect.logWarning(`${path}: ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`)
}

const firstText = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  for (const path of paths) {
    const text = yield* textOf(path)
    if (Option.isSome(text)) return { path, text: text.value }
  }
  return undefined
})

const passwordsIn = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const file = yield* firstText(paths)
  const { passwords, problems } = Netrc.parse(file?.text ?? "")
  yield* warn(file?.path ?? "", problems)
  return passwords
})

const baseUrlIn = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  for (const path of paths) {
    const { baseUrl, problems } = Settings.parse(Option.getOrElse(yield* textOf(path), () => ""))
    yield* warn(path, problems)
    if (baseUrl !== undefined) return baseUrl
  }
  return undefined
})

/** Where the official client looks, by its variables; one that cannot be had counts as unset, as does an empty one. */
const places = Effect.fnUntraced(function* (base: ConfigProvider.ConfigProvider) {
  const variable = (name: string) =>
    Effect.map(Effect.option(base.load(Config.nonEmptyString(name))), Option.getOrUndefined)
  const home = (yield* variable("HOME")) ?? (yield* variable("USERPROFILE"))
  const inHome = (...names: ReadonlyArray<string>) =>
    home === undefined ? [] : names.map((name) => `${home}/${name}`)
  const expand = (path: string) => path.replace(/^~(?=[/\\]|$)/, (tilde) => home ?? tilde)
  const netrc = yield* variable("NETRC")
  const configDir = yield* variable("WANDB_CONFIG_DIR")
  return {
    netrc: netrc === undefined ? inHome(".netrc", "_netrc") : [expand(netrc)],
    settings: [
      "./wandb/settings",
      ...(configDir === undefined ? inHome(".config/wandb/settings") : [`${expand(configDir)}/settings`])
    ]
  }
})

const nothing = ConfigProvider.fromMap(new Map())

/** A provider as a flat one that takes paths as a program gives them: `orElse` alone applies a provider's own patch. */
const flatten = (base: ConfigProvider.ConfigProvider): ConfigProvider.ConfigProvider.Flat => {
  const flat = ConfigProvider.orElse(base, () => nothing).flattened
  return ConfigProvider.makeFlat({
    load: (path, primitive, split) =>
      Effect.mapError(flat.load(path, primitive, split), (error) =>
        error._op === "Or" ? error.left : error
      ),
    enumerateChildren: flat.enumerateChildren,
    patch: ConfigProviderPathPatch.empty
  })
}

/**
 * Makes a `ConfigProvider` that asks the one in force, by default the environment, and then the files of W&B's official
 * client.
 *
 * - `WANDB_BASE_URL` is taken from `base_url` in section `[default]` of `./wandb/settings`, else of
 *   `$WANDB_CONFIG_DIR/settings`, or `~/.config/wandb/settings` where that variable is unset. Whoever may write to the
 *   working directory thus chooses the server, as with the official client.
 * - The password for a host is at the path `["WANDB_NETRC", host]`, with the port where it is not the scheme's own, as
 *   in the `host` of a `URL`. It is taken from `$NETRC`, else `~/.netrc`, else `~/_netrc`, the first that exists. The
 *   `default` entry of such a file is not used, so that a key reaches no server but its own.
 *
 * For these an empty value of the provider in force counts as missing; everything else is as that provider has it. The
 * files are read once, when it is made. One that is missing says nothing. One that cannot be read, or not as a whole,
 * is a warning in the log with its name, the line and the problem, never a value, and what could be read of it is used.
 *
 * @example
 * ```ts
 * import { WandbConfigProvider } from "@effect-wandb/client"
 * import { Config, Effect } from "effect"
 *
 * const apiKey = Config.nested(Config.redacted("api.wandb.ai"), "WANDB_NETRC")
 *
 * const program = Effect.flatMap(WandbConfigProvider.make, (provider) => provider.load(apiKey))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<ConfigProvider.ConfigProvider, never, FileSystem.FileSystem> = Effect.gen(
  function* () {
    const base = yield* Effect.configProviderWith(Effect.succeed)
    const paths = yield* places(base)
    const baseUrl = yield* baseUrlIn(paths.settings)
    const passwords = yield* passwordsIn(paths.netrc)
    const flat = flatten(base)

    /** What a path means to the files, and what they have for it. */
    const ours = ([first = "", second, ...others]: ReadonlyArray<string>) => {
      if (first === baseUrlName && second === undefined) {
        return { variable: Config.string(first), value: baseUrl, isSecret: false }
      }
      if (first === netrcName && second !== undefined && others.length === 0) {
        const password = passwords.get(second.toLowerCase())
        return {
          variable: Config.nested(Config.string(second), first),
          value: password === undefined ? undefined : Redacted.value(password),
          isSecret: true
        }
      }
      return undefined
    }

    return ConfigProvider.fromFlat(
      ConfigProvider.makeFlat({
        load: (path, primitive, split) => {
          const asked = flat.load(path, primitive, split)
          const found = ours(path)
          if (found === undefined) return asked
          const { isSecret, value, variable } = found
          const given = Effect.catchIf(base.load(variable), ConfigError.isMissingDataOnly, () =>
            Effect.succeed("")
          )
          return Effect.flatMap(given, (text) => {
            if (text !== "") return asked
            if (value === undefined) {
              return Effect.fail(
                ConfigError.MissingData(
                  [...path],
                  "Expected it to be set, or to stand in a file of W&B's client"
                )
              )
            }
            return Effect.mapBoth(primitive.parse(value), {
              onFailure: (error) =>
                // The error of a number or the like shows what it was given.
                isSecret
                  ? ConfigError.InvalidData([...path], `Expected ${primitive.description}`)
                  : ConfigError.prefixed(error, [...path]),
              onSuccess: (parsed) => [parsed]
            })
          })
        },
        // The hosts of the files are not listed: a key is for who knows which server it belongs to.
        enumerateChildren: flat.enumerateChildren,
        patch: ConfigProviderPathPatch.empty
      })
    )
  }
)

/**
 * Puts {@link make}'s provider in force for the layers and the program that it is provided to, and lets
 * `Wandb.layerConfig` read the file that `WANDB_IDENTITY_TOKEN_FILE` names, anew at each exchange.
 *
 * @example
 * ```ts
 * import { NodeFileSystem, NodeHttpClient } from "@effect/platform-node"
 * import { Wandb, WandbConfigProvider } from "@effect-wandb/client"
 * import { Layer } from "effect"
 *
 * const WandbLive = Wandb.layerConfig().pipe(
 *   Layer.provide(WandbConfigProvider.layer),
 *   Layer.provide([NodeFileSystem.layer, NodeHttpClient.layerUndici])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<never, never, FileSystem.FileSystem> = Layer.scoped(
  TextFiles,
  Effect.gen(function* () {
    const { readFileString } = yield* FileSystem.FileSystem
    yield* Effect.withConfigProviderScoped(yield* make)
    return Option.some((path) => readFileString(path))
  })
)
