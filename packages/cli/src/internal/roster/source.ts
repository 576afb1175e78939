import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "../host.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import { Settings } from "../settings.js"

/** The text of a file, and what errors call it. */
export interface Source {
  readonly name: string
  readonly text: string
}

export const standardInput = "-"

/** For the descriptions of arguments. */
export const description = "a roster file in YAML or JSON, or - for standard input"

const fromStdin: Effect.Effect<Source, Problem, Host | Settings> = Effect.gen(function* () {
  const { stdin } = yield* Host
  const { apiKeyStdin } = yield* Settings
  if (apiKeyStdin) {
    return yield* Effect.fail(
      new Problem({
        what: "The file - and --api-key-stdin both read standard input.",
        todo: "Give one of them a file: the path of the roster, or --api-key-file FILE."
      })
    )
  }
  if (stdin.isTerminal) {
    return yield* Effect.fail(
      new Problem({
        what: "The file - reads a pipe, and standard input is a terminal.",
        todo: "Pipe the roster in, or give the path of a file."
      })
    )
  }
  return { name: "<stdin>", text: yield* stdin.text }
})

const withoutMark = (text: string): string => text.replace(/^\ufeff/, "")

/** Reads a file, or standard input where the name is `-`. */
export const read = (file: string): Effect.Effect<Source, Problem, FileSystem.FileSystem | Host | Settings> =>
  Effect.gen(function* () {
    if (file === standardInput) return yield* fromStdin
    const files = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(
      files.readFileString(file),
      (error) =>
        new Problem({
          what: `The file cannot be read: ${Printable.line(file)} (${error._tag === "SystemError" ? error.reason : error._tag}).`,
          todo: "Give the path of a roster file; effect-wandb roster export writes one.",
          cause: error
        })
    )
    return { name: Printable.line(file), text: withoutMark(text) }
  })
