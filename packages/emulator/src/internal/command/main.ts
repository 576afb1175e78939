import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import * as Instance from "../../Instance.js"
import * as Server from "../../Server.js"
import { version } from "../version.js"
import { type Options, optionOf, parse, UsageError } from "./options.js"
import { usage } from "./usage.js"

/** Serves until it is interrupted; fails with what is to be told in one line. */
export const main = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string | undefined>>
): Effect.Effect<void, { readonly message: string }> =>
  Effect.gen(function* () {
    const options = yield* parse(args)
    switch (options.wants) {
      case "help":
        return yield* Console.log(usage)
      case "version":
        return yield* Console.log(version)
      case "server":
        return yield* Effect.scoped(serve(options, env.EMULATOR_CONTROL_TOKEN))
    }
  })

const serve = (options: Options, given: string | undefined) =>
  Effect.gen(function* () {
    const instance = yield* instanceOf(options)
    const token = options.control ? Redacted.make(given ?? randomBytes(24).toString("base64url")) : undefined
    const { url } = yield* Effect.provideService(
      Server.serve({ ...options.server, control: token }),
      Instance.Instance,
      instance
    )
    yield* Console.log(`listening on ${url}`)
    yield* Console.log(`admin key: ${Redacted.value(instance.adminKey)}`)
    if (token !== undefined) yield* Console.log(`control: ${url}/?token=${Redacted.value(token)}`)
    return yield* Effect.never
  })

const instanceOf = (
  options: Options
): Effect.Effect<Instance.Instance.Service, { readonly message: string }> => {
  const { data, faults, seed } = options
  const made =
    data === undefined && faults === undefined && seed === undefined
      ? Instance.make(options.instance)
      : withFiles(options)
  return Effect.mapError(made, (error) =>
    error instanceof Instance.InvalidSeed
      ? new UsageError({ message: `${optionOf(error.field)}: ${error.reason}` })
      : error
  )
}

const withFiles = (options: Options) =>
  Effect.gen(function* () {
    const Files = yield* Effect.promise(() => import("./files.js"))
    const NodeFileSystem = yield* Effect.promise(() => import("@effect/platform-node/NodeFileSystem"))
    return yield* Effect.provide(
      Effect.gen(function* () {
        const faults = yield* Files.faults(options)
        const instance = yield* Files.instance(options)
        yield* instance.inject(...faults)
        return instance
      }),
      NodeFileSystem.layer
    )
  })
