import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { mistakes } from "../counted.js"
import type { Host } from "../host.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import { fromFile, fromStdin, standardInput } from "../textInput.js"
import * as People from "./people.js"

const textOf = (file: string): Effect.Effect<string, Problem, FileSystem.FileSystem | Host> =>
  file === standardInput
    ? fromStdin
    : fromFile(file, {
        unread: (name) => `The file of users cannot be read: ${name}`,
        todo: "Give --csv the path of a file, or - for standard input."
      })

/** The people of a file, or of standard input for `-`; where anything is wrong with it, everything that is. */
export const read = (file: string) =>
  Effect.flatMap(textOf(file), (text) => {
    const name = file === standardInput ? "<stdin>" : Printable.line(file)
    return Effect.mapError(People.read(text), (flaws) => {
      const lines = flaws.map(({ line, problem }) => `${name}:${line}: ${Printable.line(problem)}`)
      return new Problem({
        what: [`The file of users has ${mistakes(flaws.length)}, and nothing was sent:`, ...lines].join("\n"),
        todo: "Correct it, and run this again."
      })
    })
  })
