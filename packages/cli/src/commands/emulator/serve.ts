import * as Instance from "@effect-wandb/emulator/Instance"
import * as Server from "@effect-wandb/emulator/Server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import { set as activity } from "../../internal/activity.js"
import * as KeyFile from "../../internal/keyFile.js"
import * as Output from "../../internal/output.js"
import { Problem } from "../../internal/problem.js"
import { fromFile } from "../../internal/textInput.js"
import { type Given, instanceOf, isPort } from "./options.js"

const textOf = (option: string, path: string) =>
  fromFile(path, {
    unread: (name) => `${option}: ${name} cannot be read`,
    todo: "Give the path of a file that you may read."
  })

const optionOf = (field: string): string =>
  ({
    adminKey: "--admin-key-file",
    keyCreation: "--no-key-creation",
    maxPageSize: "--max-page-size",
    time: "--time"
  })[field] ?? `--seed ${field}`

const invalid = (error: Instance.InvalidSeed): Problem =>
  new Problem({
    what: `${optionOf(error.field)}: ${error.reason}.`.replace(/\.\.$/, "."),
    todo: "Set it right."
  })

/** The parsers of files are loaded where there is a file. */
const seedOf = (path: string) =>
  Effect.gen(function* () {
    const SeedFile = yield* Effect.promise(() => import("@effect-wandb/emulator/SeedFile"))
    return yield* SeedFile.parse(yield* textOf("--seed", path), path)
  })

const faultsOf = (path: string) =>
  Effect.gen(function* () {
    const FaultFile = yield* Effect.promise(() => import("@effect-wandb/emulator/FaultFile"))
    return yield* FaultFile.parse(yield* textOf("--faults", path), path)
  })

const made = (given: Given, options: Instance.Options) =>
  Effect.gen(function* () {
    if (Option.isNone(given.data)) return yield* Instance.make(options)
    const DataFile = yield* Effect.promise(() => import("@effect-wandb/emulator/DataFile"))
    return yield* DataFile.make(given.data.value, options)
  })

const instance = (given: Given) =>
  Effect.gen(function* () {
    const adminKey = Option.isSome(given.adminKeyFile)
      ? yield* KeyFile.fromFile(given.adminKeyFile.value)
      : undefined
    const seed = Option.isSome(given.seed) ? yield* seedOf(given.seed.value) : undefined
    const faults = Option.isSome(given.faults) ? yield* faultsOf(given.faults.value) : []
    const found = yield* Effect.mapError(
      made(given, { ...instanceOf(given), adminKey, seed: seed?.seed }),
      (error) => {
        if (error._tag !== "InvalidSeed") return error
        const located = seed?.located(error) ?? error
        return located._tag === "InvalidSeed" ? invalid(located) : located
      }
    )
    yield* found.inject(...faults)
    return found
  })

/** Serves until it is interrupted. */
export const serve = (given: Given) =>
  Effect.scoped(
    Effect.gen(function* () {
      if (!isPort(given.port)) {
        return yield* Effect.fail(
          new Problem({
            what: `--port: ${given.port} is no port.`,
            todo: "It is a whole number from 0 to 65535."
          })
        )
      }
      const found = yield* instance(given)
      const token = given.control ? Redacted.make(randomBytes(24).toString("base64url")) : undefined
      const { url } = yield* Effect.provideService(
        Server.serve({
          port: given.port,
          host: Option.getOrUndefined(given.host),
          allowedHosts: given.allowHost,
          control: token
        }),
        Instance.Instance,
        found
      )
      yield* Output.text(`listening on ${url}\n`)
      // One that was given is known, and one that was made up is good for the world in this process alone.
      if (Option.isNone(given.adminKeyFile)) {
        yield* Output.text(`admin key: ${Redacted.value(found.adminKey)}\n`)
      }
      if (token !== undefined) yield* Output.text(`control: ${url}/?token=${Redacted.value(token)}\n`)
      yield* activity(`while serving on ${url}`)
      return yield* Effect.never
    })
  )
