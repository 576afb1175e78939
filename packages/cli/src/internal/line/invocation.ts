import * as Effect from "effect/Effect"
import type { Command } from "../command.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import * as Tree from "../tree.js"
import * as Builtin from "./builtin.js"
import type { Parameter } from "./parameter.js"
import * as Shared from "./shared.js"
import { type Given, meant, pathOf, split, type Split } from "./split.js"

/** The name of the program, as its users call it. */
export const program = "effect-wandb"

/** Which part of the tree a command line is about. */
export type Place =
  | { readonly _tag: "All" }
  | { readonly _tag: "Group"; readonly group: Tree.Group; readonly commands: ReadonlyArray<Command> }
  | { readonly _tag: "Command"; readonly path: string; readonly command: Command }

/** What a command line asks for. */
export type Invocation = {
  readonly place: Place
  readonly shared: ReadonlyArray<Given>
} & (
  | { readonly wants: "help" | "usage" | "version" | "wizard" }
  | { readonly wants: "completions"; readonly shell: string }
  | {
      readonly wants: "run"
      readonly command: Command
      readonly options: ReadonlyArray<Given>
      readonly words: ReadonlyArray<string>
    }
)

const helpOf = (path: string): string => `${path} --help lists what there is.`

const unknownCommand = (word: string, path: string, names: ReadonlyArray<string>): Problem =>
  new Problem({
    what: `There is no command ${JSON.stringify(Printable.line(word))}${path === program ? "" : ` in ${path}`}.`,
    todo: `${meant(word, names)}${helpOf(path)}`
  })

/** Loads what a command line is about. */
const placeOf = (words: ReadonlyArray<string>): Effect.Effect<Place, Problem> =>
  Effect.gen(function* () {
    const [first, second] = words
    if (first === undefined) return { _tag: "All" }
    const entry = Tree.entries.find(({ name }) => name === first)
    if (entry === undefined) {
      const names = Tree.entries.map(({ name }) => name)
      return yield* Effect.fail(unknownCommand(first, program, names))
    }
    const path = `${program} ${first}`
    if (entry._tag === "Single") {
      const { command } = yield* Effect.promise(entry.load)
      return { _tag: "Command", path, command }
    }
    const { commands } = yield* Effect.promise(entry.load)
    if (second === undefined) return { _tag: "Group", group: entry, commands }
    const command = commands.find(({ name }) => name === second)
    if (command === undefined) {
      const names = commands.map(({ name }) => name)
      return yield* Effect.fail(unknownCommand(second, path, names))
    }
    return { _tag: "Command", path: `${path} ${second}`, command }
  })

/** Whether the words name a command, or cannot. */
const isComplete = ([first, second]: ReadonlyArray<string>): boolean => {
  if (first === undefined) return false
  const entry = Tree.entries.find(({ name }) => name === first)
  return entry?._tag !== "Group" || second !== undefined
}

const pathOfPlace = (place: Place): string => {
  switch (place._tag) {
    case "All":
      return program
    case "Group":
      return `${program} ${place.group.name}`
    case "Command":
      return place.path
  }
}

const builtinIn = ({ options }: Split): Given | undefined =>
  options.find(({ parameter }) => Builtin.builtins.includes(parameter))

/** What is missing of a command, or too much. */
const misfit = (path: string, { args, options }: Command, given: Split): Problem | undefined => {
  const required = args.filter(({ optional, repeated }) => !optional && !repeated)
  const todo = helpOf(path).replace("lists what there is", "shows how it is used")
  const missing = required[given.words.length]
  if (missing !== undefined) return new Problem({ what: `${path} needs ${missing.names[0]}.`, todo })
  const most = args.some(({ repeated }) => repeated) ? Number.POSITIVE_INFINITY : args.length
  const extra = given.words[most]
  if (extra !== undefined) {
    return new Problem({ what: `${JSON.stringify(Printable.line(extra))} is one argument too many.`, todo })
  }
  const lacking = options.find(
    (option) =>
      !option.optional && !option.repeated && !given.options.some(({ parameter }) => parameter === option)
  )
  return lacking === undefined ? undefined : new Problem({ what: `${path} needs ${lacking.names[0]}.`, todo })
}

/** Reads a command line, and loads the commands that it is about. */
export const parse = (args: ReadonlyArray<string>): Effect.Effect<Invocation, Problem> =>
  Effect.gen(function* () {
    const [head, ...others] = args
    if (head === "help") return yield* parse([...others.filter((word) => word !== "--help"), "--help"])
    const { path: words, rest } = pathOf(args, [...Shared.allParameters, ...Builtin.builtins], isComplete)
    const place = yield* placeOf(words)
    const path = pathOfPlace(place)
    const own: ReadonlyArray<Parameter> = place._tag === "Command" ? place.command.options : []
    const shared = place._tag === "Command" ? Shared.parameters(place.command.shares) : Shared.allParameters
    const given = yield* split(rest, [...own, ...shared, ...Builtin.builtins], helpOf(path))
    const base = { place, shared: given.options.filter(({ parameter }) => shared.includes(parameter)) }
    const builtin = builtinIn(given)
    switch (builtin?.parameter) {
      case Builtin.help:
        return { ...base, wants: "help" }
      case Builtin.version:
        return { ...base, wants: "version" }
      case Builtin.wizard:
        return { ...base, wants: "wizard" }
      case Builtin.completions:
        return { ...base, wants: "completions", shell: builtin?.value ?? "" }
    }
    if (place._tag !== "Command") {
      const [word] = given.words
      const names =
        place._tag === "Group" ? place.commands.map(({ name }) => name) : Tree.entries.map(({ name }) => name)
      if (word !== undefined) return yield* Effect.fail(unknownCommand(word, path, names))
      return { ...base, wants: "usage" }
    }
    const problem = misfit(path, place.command, given)
    if (problem !== undefined) return yield* Effect.fail(problem)
    return {
      ...base,
      wants: "run",
      command: place.command,
      options: given.options.filter(({ parameter }) => own.includes(parameter)),
      words: given.words
    }
  })
