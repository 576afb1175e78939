import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as DataFile from "../../DataFile.js"
import type { Fault } from "../../Fault.js"
import * as FaultFile from "../../FaultFile.js"
import * as Instance from "../../Instance.js"
import * as SeedFile from "../../SeedFile.js"
import { type Options, UsageError } from "./options.js"

// What needs files, and with them a parser, schemas and a file system, is loaded only where a file was given.

const textOf = (option: string, file: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.mapError(
      fs.readFileString(file),
      (error) =>
        new UsageError({
          message: `${option} ${file}: it cannot be read (${error._tag === "SystemError" ? error.reason : error._tag})`
        })
    )
  )

/** The faults in the file that was given. */
export const faults = ({ faults }: Options) =>
  faults === undefined
    ? Effect.succeed<ReadonlyArray<Fault>>([])
    : Effect.flatMap(textOf("--faults", faults), (text) => FaultFile.parse(text, faults))

/** The instance of the files that were given. */
export const instance = ({ data, instance, seed }: Options) =>
  Effect.gen(function* () {
    const file = seed === undefined ? undefined : yield* SeedFile.parse(yield* textOf("--seed", seed), seed)
    const options = { ...instance, seed: file?.seed }
    return yield* Effect.mapError(
      data === undefined ? Instance.make(options) : DataFile.make(data, options),
      (error) => (error._tag === "InvalidSeed" && file !== undefined ? file.located(error) : error)
    )
  })
