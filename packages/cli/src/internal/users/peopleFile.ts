import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "../host.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import * as People from "./people.js"

const standardInput = "-"

const textOf = (file: string) =>
  Effect.gen(function* () {
    if (file !== standardInput) {
      const files = yield* FileSystem.FileSystem
      return yield* Effect.mapError(
        files.readFileString(file),
        (error) =>
          new Problem({
            what: `The file of users cannot be read: ${Printable.line(file)} (${error._tag === "SystemError" ? error.reason : error._tag}).`,
            todo: "Give --csv the path of a file, or - for standard input.",
            cause: error
          })
      )
    }
    const { stdin } = yield* Host
    if (stdin.isTerminal) {
      return yield* Effect.fail(
        new Problem({
          what: "--csv - reads a pipe, and standard input is a terminal.",
          todo: "Pipe the users in, or give --csv the path of a file."
        })
      )
    }
    return yield* stdin.text
  })

/** The people of a file, or of standard input for `-`; where anything is wrong with it, everything that is. */
export const read = (file: string) =>
  Effect.flatMap(textOf(file), (text) => {
    const name = file === standardInput ? "<stdin>" : Printable.line(file)
    return Effect.mapError(People.read(text), (flaws) => {
      const count = flaws.length === 1 ? "a mistake" : `${flaws.length} mistakes`
      const lines = flaws.map(({ line, problem }) => `${name}:${line}: ${Printable.line(problem)}`)
      return new Problem({
        what: [`The file of users has ${count}, and nothing was sent:`, ...lines].join("\n"),
        todo: "Correct it, and run this again."
      })
    })
  })
