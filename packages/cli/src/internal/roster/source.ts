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

/** The text of a file, without the mark at its beginning; bytes that are no text are not replaced by others. */
const decoded = (name: string, bytes: Uint8Array): Effect.Effect<Source, Problem> =>
  Effect.try({
    try: () => ({ name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) }),
    catch: (cause) =>
      new Problem({
        what: `The file is no text in UTF-8: ${name}. Nothing was done.`,
        todo: "Save it as UTF-8, and run this again.",
        cause
      })
  })

/** Reads a file, or standard input where the name is `-`. */
export const read = (file: string): Effect.Effect<Source, Problem, FileSystem.FileSystem | Host | Settings> =>
  Effect.gen(function* () {
    if (file === standardInput) return yield* fromStdin
    const files = yield* FileSystem.FileSystem
    const bytes = yield* Effect.mapError(
      files.readFile(file),
      (error) =>
        new Problem({
          what: `The file cannot be read: ${Printable.line(file)} (${error._tag === "SystemError" ? error.reason : error._tag}).`,
          todo: "Give the path of a roster file; effect-wandb roster export writes one.",
          cause: error
        })
    )
    return yield* decoded(Printable.line(file), bytes)
  })
