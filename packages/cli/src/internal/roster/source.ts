import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type { Host } from "../host.js"
import * as Printable from "../printable.js"
import type { Problem } from "../problem.js"
import { fromFile, fromStdin, type Pipe, standardInput } from "../textInput.js"

/** The text of a file, and what errors call it. */
export interface Source {
  readonly name: string
  readonly text: string
}

/** For the descriptions of arguments. */
export const description = "a roster file in YAML or JSON, or - for standard input"

const pipe: Pipe = {
  reader: "The file -",
  todo: "Pipe the roster in, or give the path of a file."
}

/** The pipe that a command reads whose argument is such a file. */
export const reads = (_: unknown, file: string): Pipe | undefined =>
  file === standardInput ? pipe : undefined

/** Reads a file, or standard input where the name is `-`. */
export const read = (file: string): Effect.Effect<Source, Problem, FileSystem.FileSystem | Host> =>
  file === standardInput
    ? Effect.map(fromStdin, (text) => ({ name: "<stdin>", text }))
    : Effect.map(
        fromFile(file, {
          unread: (name) => `The file cannot be read: ${name}`,
          todo: "Give the path of a roster file; effect-wandb roster export writes one."
        }),
        (text) => ({ name: Printable.line(file), text })
      )
