import { Wandb, WandbConfigProvider } from "@effect-wandb/client"
import { FileSystem, Error as PlatformError } from "@effect/platform"
import { Clock, ConfigProvider, Effect, Layer, Random } from "effect"
import { inTime } from "./identities.js"
import { goodAnswers } from "./operations.js"
import { otherKey, type Reply, scripted, type Sent } from "./support.js"

export const good = (sent: Sent): Reply => ({ body: { data: goodAnswers[sent.body.operationName] } })

export const netrc = (host: string, key: string) => `machine ${host}\n  login user\n  password ${key}\n`
export const settings = (url: string) => `[default]\nbase_url = ${url}\n`

export type Files = Readonly<Record<string, string>>

/** Files that may change: each is looked up when it is read. */
const inMemory = (files: Files) =>
  FileSystem.layerNoop({
    readFileString: (path) =>
      Effect.suspend(() => {
        const file = files[path]
        if (file !== undefined) return Effect.succeed(file)
        return new PlatformError.SystemError({
          module: "FileSystem",
          method: "readFile",
          pathOrDescriptor: path,
          reason: "NotFound"
        })
      })
  })

export const home = "/home/ada"

export interface Given {
  readonly variables?: Readonly<Record<string, string>>
  /** The files of the official client, and with them `WandbConfigProvider`. */
  readonly files?: Files
  readonly options?: Wandb.ConfigOptions
}

/** The layer in such surroundings, over whatever `HttpClient`. */
export const configured = ({ files, options, variables = {} }: Given) => {
  const wandb = Wandb.layerConfig(options)
  const environment = new Map(Object.entries({ HOME: home, ...variables }))
  const base = Layer.setConfigProvider(ConfigProvider.fromMap(environment, { pathDelim: "_" }))
  return files === undefined
    ? Layer.provide(wandb, base)
    : wandb.pipe(Layer.provide(WandbConfigProvider.layer), Layer.provide(Layer.merge(inMemory(files), base)))
}

/** Runs a program in such surroundings while time passes, and gives how it ended and what was sent. */
export const run = <A, E>(
  program: Effect.Effect<A, E, Wandb.Wandb>,
  given: Given,
  answer: (sent: Sent) => Reply | Error | "never" = good
) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const { layer, sent } = scripted(answer)
    const [result, end] = yield* program.pipe(
      Effect.provide(configured(given).pipe(Layer.provide(layer))),
      Effect.either,
      Effect.zip(Clock.currentTimeMillis),
      // Full jitter takes a random part of each wait: here always the half of it.
      Effect.withRandom(Random.fixed([0.5])),
      inTime
    )
    return { result, sent, took: end - start, times: sent.map(({ at }) => at - start) }
  })

/** Where a key was sent, if one was. */
export const keysSent = (sent: ReadonlyArray<Sent>) =>
  sent.map(({ headers, url }) => [
    url,
    Buffer.from((headers.authorization ?? "").replace("Basic ", ""), "base64")
      .toString()
      .replace("api:", "")
  ])

export const basic = { WANDB_API_KEY: otherKey }
