import * as Effect from "effect/Effect"
import type { Command } from "../command.js"
import { builtins } from "../line/builtin.js"
import { program } from "../line/invocation.js"
import type { Parameter } from "../line/parameter.js"
import * as Shared from "../line/shared.js"
import { entries } from "../tree.js"

/** A place in the tree of commands, and what can stand there. */
export interface Place {
  /** The words up to it, the program not among them. */
  readonly path: ReadonlyArray<string>
  readonly commands: ReadonlyArray<{ readonly name: string; readonly summary: string }>
  readonly options: ReadonlyArray<Parameter>
}

const common = [...Shared.parameters({ data: false, server: false }), ...builtins]

const ofCommand = (path: ReadonlyArray<string>, command: Command): Place => ({
  path,
  commands: [],
  options: [...command.options, ...Shared.parameters(command.shares), ...builtins]
})

/** All places, for which all commands are loaded. */
export const outline: Effect.Effect<ReadonlyArray<Place>> = Effect.map(
  Effect.forEach(entries, (entry): Effect.Effect<ReadonlyArray<Place>> => {
    if (entry._tag === "Single") {
      return Effect.map(Effect.promise(entry.load), ({ command }) => [ofCommand([entry.name], command)])
    }
    return Effect.map(Effect.promise(entry.load), ({ commands }) => [
      { path: [entry.name], commands, options: common },
      ...commands.map((command) => ofCommand([entry.name, command.name], command))
    ])
  }),
  (places) => [{ path: [], commands: entries, options: common }, ...places.flat()]
)

/** A name that shells take for a function. */
export const functionName = `_${program.replaceAll("-", "_")}`

/** Whether a value is the way to a file. */
export const isFile = ({ value }: Parameter): boolean => value === "file"
