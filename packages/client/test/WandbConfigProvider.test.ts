import * as WandbConfigProvider from "@effect-wandb/client/WandbConfigProvider"
import { Error as PlatformError, FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Config,
  ConfigError,
  ConfigProvider,
  Context,
  Effect,
  Either,
  HashMap,
  Layer,
  Logger,
  Option,
  Redacted
} from "effect"
import { inspect } from "node:util"

const adminKey = "test-api-key-0123456789abcdef0123456789abcdef0123456789"
const otherKey = "0123456789abcdef0123456789abcdef01234567"

const failure = (path: string, reason: PlatformError.SystemErrorReason, cause?: unknown) =>
  new PlatformError.SystemError({
    module: "FileSystem",
    method: "readFile",
    pathOrDescriptor: path,
    reason,
    cause
  })

type Files = Readonly<Record<string, string | PlatformError.SystemError>>

const inMemory = (files: Files) =>
  FileSystem.layerNoop({
    readFileString: (path) => {
      const file = files[path]
      if (typeof file === "string") return Effect.succeed(file)
      return Effect.fail(file ?? failure(path, "NotFound"))
    }
  })

/** The base as the environment is: names are joined by `_`. */
const environment = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.fromMap(new Map(Object.entries(variables)), { pathDelim: "_" })

const home = { HOME: "/home/ada" }

const made = (files: Files, base: ConfigProvider.ConfigProvider = environment(home)) =>
  WandbConfigProvider.make.pipe(Effect.withConfigProvider(base), Effect.provide(inMemory(files)))

const baseUrl = Config.string("WANDB_BASE_URL")
const keyOf = (host: string) => Config.nested(Config.redacted(host), "WANDB_NETRC")

const valueOf = <A>(config: Config.Config<A>, files: Files, base?: ConfigProvider.ConfigProvider) =>
  Effect.flatMap(made(files, base), (provider) => provider.load(Config.option(config)))

const baseUrlIs = (expected: string | undefined, files: Files, base?: ConfigProvider.ConfigProvider) =>
  Effect.map(valueOf(baseUrl, files, base), (found) =>
    assert.strictEqual(Option.getOrUndefined(found), expected)
  )

const keyIs = (
  host: string,
  expected: string | undefined,
  files: Files,
  base?: ConfigProvider.ConfigProvider
) =>
  Effect.map(valueOf(keyOf(host), files, base), (found) =>
    assert.strictEqual(Option.getOrUndefined(Option.map(found, Redacted.value)), expected)
  )

const settings = (url: string) => `[default]\nbase_url = ${url}\n`
const local = { "./wandb/settings": settings("https://local.example.com") }
const global = { "/home/ada/.config/wandb/settings": settings("https://global.example.com") }
const configured = { "/etc/wandb/settings": settings("https://configured.example.com") }
const everywhere = { ...local, ...global, ...configured }

describe("WANDB_BASE_URL", () => {
  it.effect("is the environment's before any file's", () =>
    baseUrlIs(
      "https://env.example.com",
      everywhere,
      environment({ ...home, WANDB_BASE_URL: "https://env.example.com" })
    )
  )

  it.effect("is the working directory's before the user's", () =>
    baseUrlIs("https://local.example.com", everywhere)
  )

  it.effect("is the user's where the working directory's settings are silent", () =>
    Effect.all([
      baseUrlIs("https://global.example.com", {
        ...everywhere,
        "./wandb/settings": "[default]\nentity = ada"
      }),
      baseUrlIs("https://global.example.com", { ...everywhere, "./wandb/settings": settings("") })
    ])
  )

  it.effect("is that of WANDB_CONFIG_DIR instead of the home's", () =>
    Effect.all([
      baseUrlIs(
        "https://configured.example.com",
        { ...global, ...configured },
        environment({ ...home, WANDB_CONFIG_DIR: "/etc/wandb" })
      ),
      baseUrlIs(undefined, global, environment({ ...home, WANDB_CONFIG_DIR: "/etc/wandb" })),
      baseUrlIs(
        "https://global.example.com",
        global,
        environment({ ...home, WANDB_CONFIG_DIR: "~/.config/wandb" })
      )
    ])
  )

  it.effect("is taken from the files where a variable is empty", () =>
    Effect.all([
      baseUrlIs("https://local.example.com", local, environment({ ...home, WANDB_BASE_URL: "" })),
      baseUrlIs("https://global.example.com", global, environment({ ...home, WANDB_CONFIG_DIR: "" }))
    ])
  )

  it.effect("is missing where there is none, be the variable empty", () =>
    Effect.gen(function* () {
      yield* baseUrlIs(undefined, {})
      yield* baseUrlIs(undefined, {}, environment({ ...home, WANDB_BASE_URL: "" }))
      const provider = yield* made({})
      const error = yield* Effect.flip(provider.load(baseUrl))
      assert.isTrue(ConfigError.isMissingData(error))
      assert.include(String(error), "WANDB_BASE_URL")
    })
  )

  it.effect("fails as its config does, naming the variable", () =>
    Effect.gen(function* () {
      const provider = yield* made(local)
      const error = yield* Effect.flip(provider.load(Config.integer("WANDB_BASE_URL")))
      assert.isTrue(ConfigError.isInvalidData(error))
      assert.include(String(error), "WANDB_BASE_URL")
    })
  )
})

const netrc = (host: string, key: string) => `machine ${host}\n  login user\n  password ${key}\n`

describe("the key for a host", () => {
  it.effect("is the password of that host alone, told apart by its port", () =>
    Effect.gen(function* () {
      const files = {
        "/home/ada/.netrc":
          netrc("api.wandb.ai", adminKey) +
          netrc("wandb.internal:8080", otherKey) +
          `default password ${otherKey}`
      }
      yield* keyIs("api.wandb.ai", adminKey, files)
      yield* keyIs("API.wandb.ai", adminKey, files)
      yield* keyIs("wandb.internal:8080", otherKey, files)
      yield* keyIs("wandb.internal", undefined, files)
      yield* keyIs("wandb.ai", undefined, files)
      yield* keyIs("example.com", undefined, files)
    })
  )

  it.effect("is found over a base whose names are joined by dots as well", () =>
    Effect.gen(function* () {
      const files = { "/home/ada/.netrc": netrc("api.wandb.ai:8080", adminKey) }
      const base = ConfigProvider.fromMap(new Map(Object.entries(home)))
      yield* keyIs("api.wandb.ai:8080", adminKey, files, base)
      const named = ConfigProvider.fromMap(new Map([["WANDB_NETRC.api.wandb.ai", otherKey]]))
      yield* keyIs("api.wandb.ai", otherKey, files, named)
    })
  )

  it.effect("comes from the first file that there is: NETRC, then .netrc, then _netrc of the home", () =>
    Effect.gen(function* () {
      const files = {
        "/run/netrc": netrc("a", "one"),
        "/home/ada/.netrc": netrc("a", "two"),
        "/home/ada/_netrc": netrc("a", "three") + netrc("b", "four")
      }
      yield* keyIs("a", "one", files, environment({ ...home, NETRC: "/run/netrc" }))
      yield* keyIs("a", "two", files, environment({ ...home, NETRC: "~/.netrc" }))
      yield* keyIs("a", undefined, files, environment({ ...home, NETRC: "/run/other" }))
      yield* keyIs("a", "two", files, environment({ ...home, NETRC: "" }))
      yield* keyIs("b", undefined, files)
      yield* keyIs("a", "three", { "/home/ada/_netrc": files["/home/ada/_netrc"] })
    })
  )

  it.effect("is looked for in USERPROFILE where HOME is unset or empty, and nowhere without both", () =>
    Effect.gen(function* () {
      const files = { "C:\\Users\\ada/_netrc": netrc("a", "one") }
      const profile = { USERPROFILE: "C:\\Users\\ada" }
      yield* keyIs("a", "one", files, environment(profile))
      yield* keyIs("a", "one", files, environment({ ...profile, HOME: "" }))
      yield* keyIs("a", undefined, files, environment({}))
    })
  )

  it.effect("is not listed, and is not shown by an error", () =>
    Effect.gen(function* () {
      const provider = yield* made({ "/home/ada/.netrc": netrc("a", adminKey) })
      const listed = yield* provider.load(Config.hashMap(Config.redacted(), "WANDB_NETRC"))
      assert.strictEqual(HashMap.size(listed), 0)
      const error = yield* Effect.flip(provider.load(Config.nested(Config.integer("a"), "WANDB_NETRC")))
      const shown = [provider, error].map(
        (value) => inspect(value, { depth: 20, showHidden: true }) + String(value)
      )
      assert.notInclude(shown.join(), adminKey)
    })
  )
})

describe("everything else", () => {
  it.effect("is as the provider in force has it, nested paths, lists and failures included", () =>
    Effect.gen(function* () {
      const base = ConfigProvider.fromMap(
        new Map([
          ["app.name", "x"],
          ["app.empty", ""],
          ["app.list", "1, 2"],
          ["app.indexed[0]", "1"],
          ["app.indexed[1]", "2"],
          ["app.number", "many"],
          ["app.WANDB_BASE_URL", "https://nested.example.com"]
        ])
      ).pipe(ConfigProvider.nested("app"))
      const provider = yield* made({ ...local }, base)
      const configs: ReadonlyArray<Config.Config<unknown>> = [
        Config.string("name"),
        Config.string("empty"),
        Config.array(Config.integer(), "list"),
        Config.array(Config.integer(), "indexed"),
        Config.integer("number"),
        Config.string("missing"),
        Config.array(Config.string(), "missing"),
        baseUrl
      ]
      for (const config of configs) {
        const [ours, theirs] = yield* Effect.all([
          Effect.either(provider.load(config)),
          Effect.either(base.load(config))
        ])
        deepStrictEqual(
          Either.mapLeft(ours, (error) => String(error)),
          Either.mapLeft(theirs, (error) => String(error))
        )
      }
    })
  )

  it.effect("does not mistake a longer path for one of the files'", () =>
    Effect.gen(function* () {
      const provider = yield* made({ ...local, "/home/ada/.netrc": netrc("a", adminKey) })
      const deeper = Config.nested(Config.nested(Config.string("b"), "a"), "WANDB_NETRC")
      for (const config of [deeper, Config.nested(baseUrl, "app"), Config.string("WANDB_NETRC")]) {
        const error = yield* Effect.flip(provider.load(config))
        assert.isTrue(ConfigError.isMissingData(error))
      }
    })
  )
})

/** What is logged, as text. */
const warningsOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.map(Logger.logfmtLogger, (line) => void lines.push(line))
    return Effect.as(Effect.provide(effect, Logger.replace(Logger.defaultLogger, logger)), lines)
  })

describe("a file of W&B's client", () => {
  it.effect("that is not there says nothing, be a part of its path another file", () =>
    Effect.gen(function* () {
      const lines = yield* warningsOf(
        made({ "./wandb/settings": failure("./wandb/settings", "BadResource", { code: "ENOTDIR" }) })
      )
      deepStrictEqual(lines, [])
    })
  )

  it.effect(
    "that has mistakes is a warning with its name and lines, shows no key, and is used all the same",
    () =>
      Effect.gen(function* () {
        const files = {
          "./wandb/settings": `[default]\n${adminKey}\nbase_url = https://local.example.com\n`,
          "/home/ada/.netrc": `${netrc("a", otherKey)}\nmachine b paswword ${adminKey}\n`
        }
        const lines = yield* warningsOf(
          Effect.zipRight(baseUrlIs("https://local.example.com", files), keyIs("a", otherKey, files))
        )
        assert.lengthOf(lines, 4)
        assert.match(lines[0] ?? "", /level=WARN.*\.\/wandb\/settings: line 2: neither a section/)
        assert.match(lines[1] ?? "", /level=WARN.*\/home\/ada\/\.netrc: line 5: a word/)
        assert.notInclude(lines.join(), adminKey)
        assert.notInclude(lines.join(), otherKey)
      })
  )

  it.effect("is one warning, however many mistakes it has", () =>
    Effect.gen(function* () {
      const [line = "", ...others] = yield* warningsOf(
        made({ "./wandb/settings": `[default]\n${`${adminKey}\n`.repeat(100)}` })
      )
      assert.lengthOf(others, 0)
      assert.include(line, "line 6")
      assert.notInclude(line, "line 7")
      assert.include(line, "and 95 more")
    })
  )

  it.effect("that cannot be read is a warning, and no other is taken in the place of a .netrc", () =>
    Effect.gen(function* () {
      const files = {
        ...global,
        "./wandb/settings": failure("./wandb/settings", "BadResource", { code: "EISDIR" }),
        "/home/ada/.netrc": failure("/home/ada/.netrc", "PermissionDenied"),
        "/home/ada/_netrc": netrc("a", otherKey)
      }
      const lines = yield* warningsOf(keyIs("a", undefined, files))
      assert.lengthOf(lines, 2)
      assert.include(lines[0], "./wandb/settings cannot be read: BadResource")
      assert.include(lines[1], "/home/ada/.netrc cannot be read: PermissionDenied")
      yield* Effect.asVoid(warningsOf(baseUrlIs("https://global.example.com", files)))
    })
  )

  it.effect("is read once, when the provider is made", () =>
    Effect.gen(function* () {
      const reads: Array<string> = []
      const files = FileSystem.layerNoop({
        readFileString: (path) =>
          Effect.sync(() => reads.push(path)).pipe(Effect.as(settings("https://a.example.com")))
      })
      const provider = yield* WandbConfigProvider.make.pipe(
        Effect.withConfigProvider(environment({})),
        Effect.provide(files)
      )
      yield* provider.load(baseUrl)
      yield* provider.load(baseUrl)
      deepStrictEqual(reads, ["./wandb/settings"])
    })
  )

  it.scoped("is read from a disk", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped()
      yield* files.makeDirectory(`${folder}/.config/wandb`, { recursive: true })
      yield* files.writeFileString(`${folder}/.config/wandb/settings`, settings("https://disk.example.com"))
      yield* files.writeFileString(`${folder}/.netrc`, `\uFEFF${netrc("disk.example.com", adminKey)}`)
      const base = environment({ HOME: folder })
      const lines = yield* warningsOf(
        Effect.gen(function* () {
          const provider = yield* WandbConfigProvider.make.pipe(Effect.withConfigProvider(base))
          assert.strictEqual(yield* provider.load(baseUrl), "https://disk.example.com")
          assert.strictEqual(Redacted.value(yield* provider.load(keyOf("disk.example.com"))), adminKey)
          const inFile = environment({ HOME: `${folder}/.netrc`, NETRC: folder })
          yield* WandbConfigProvider.make.pipe(Effect.withConfigProvider(inFile))
        })
      )
      assert.lengthOf(lines, 1)
      assert.include(lines[0], `${folder} cannot be read: BadResource`)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

class Server extends Context.Tag("test/Server")<Server, string>() {}

describe("the layer", () => {
  it.effect("puts the provider in force for what it is provided to, and no longer", () =>
    Effect.gen(function* () {
      const server = Layer.effect(Server, baseUrl).pipe(
        Layer.provide(WandbConfigProvider.layer),
        Layer.provide(inMemory(local))
      )
      assert.strictEqual(yield* Effect.provide(Server, server), "https://local.example.com")
      assert.isTrue(Option.isNone(yield* Config.option(baseUrl)))
    }).pipe(Effect.withConfigProvider(environment(home)))
  )
})
