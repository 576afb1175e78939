import * as Nearest from "@effect-wandb/files/Nearest"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import type { Parameter } from "./parameter.js"

/** An option as it was given. */
export interface Given {
  readonly parameter: Parameter
  readonly value: string | undefined
}

/** A command line in its parts. */
export interface Split {
  readonly options: ReadonlyArray<Given>
  readonly words: ReadonlyArray<string>
}

const quoted = (text: string): string => JSON.stringify(Printable.line(text))

const nameOf = ({ names: [name = ""] }: Parameter): string => name

/** What a word was meant to be: what it is the beginning of, if that is one thing, else what differs in few letters. */
export const meant = (word: string, candidates: ReadonlyArray<string>): string => {
  const begun = candidates.filter((candidate) => word !== "" && candidate.startsWith(word))
  const found = begun.length === 1 ? Option.fromNullable(begun[0]) : Nearest.nearest(word, candidates)
  return Option.match(found, { onNone: () => "", onSome: (candidate) => `Did you mean ${candidate}? ` })
}

const valueOf = (
  parameter: Parameter,
  name: string,
  value: string | undefined
): Either.Either<string, Problem> => {
  if (value === undefined) {
    return Either.left(new Problem({ what: `${name} needs a value.`, todo: `It is ${parameter.value}.` }))
  }
  if (parameter.choices.length === 0 || parameter.choices.includes(value)) return Either.right(value)
  return Either.left(
    new Problem({
      what: `${quoted(value)} is no value of ${name}.`,
      todo: `${meant(value, parameter.choices)}There are ${parameter.choices.join(", ")}.`
    })
  )
}

/** The option of a name. */
const find = (
  name: string,
  parameters: ReadonlyArray<Parameter>,
  known: string
): Either.Either<Parameter, Problem> => {
  const longNames = parameters.flatMap(({ names }) => names.filter((name) => name.startsWith("--")))
  return Either.fromNullable(
    parameters.find(({ names }) => names.includes(name)),
    () =>
      new Problem({
        what: `There is no option ${Printable.line(name)}.`,
        todo: `${meant(name, longNames)}${known}`
      })
  )
}

/**
 * Takes a command line apart, wherever in it the options stand: `--name value`, `--name=value`, `-n value`, `-nvalue`,
 * and switches of one letter together. After `--` there are words alone.
 *
 * What is wrong with it is said by the names of the options; `known` says where they are told.
 */
export const split = (
  args: ReadonlyArray<string>,
  parameters: ReadonlyArray<Parameter>,
  known: string
): Either.Either<Split, Problem> =>
  Either.gen(function* () {
    const options: Array<Given> = []
    const words: Array<string> = []
    const left = [...args]
    const give = (given: Given): Either.Either<void, Problem> => {
      if (!given.parameter.repeated && options.some(({ parameter }) => parameter === given.parameter)) {
        return Either.left(
          new Problem({ what: `${nameOf(given.parameter)} is given twice.`, todo: "Give it once." })
        )
      }
      options.push(given)
      return Either.void
    }

    for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
      if (arg === "--") {
        words.push(...left)
        break
      }
      if (arg === "-" || !arg.startsWith("-")) {
        words.push(arg)
        continue
      }
      if (arg.startsWith("--")) {
        const [, name = "", text] = /^(--[^=]*)(?:=(.*))?$/s.exec(arg) ?? []
        const parameter = yield* find(name, parameters, known)
        if (parameter.value !== undefined) {
          yield* give({ parameter, value: yield* valueOf(parameter, name, text ?? left.shift()) })
        } else if (text === undefined || text === "true") {
          yield* give({ parameter, value: undefined })
        } else if (text !== "false") {
          return yield* Either.left(
            new Problem({ what: `${name} takes no value.`, todo: `Give ${name} alone.` })
          )
        }
        continue
      }
      for (let letters = arg.slice(1); letters !== "";) {
        const name = `-${letters.slice(0, 1)}`
        const parameter = yield* find(name, parameters, known)
        const rest = letters.slice(1)
        if (parameter.value === undefined) {
          yield* give({ parameter, value: undefined })
          letters = rest
        } else {
          const text = rest === "" ? left.shift() : rest.replace(/^=/, "")
          yield* give({ parameter, value: yield* valueOf(parameter, name, text) })
          letters = ""
        }
      }
    }
    return { options, words }
  })

/** The options as the parser wants them: each under its first name, with its value behind it. */
export const joined = (options: ReadonlyArray<Given>): ReadonlyArray<string> =>
  options.flatMap(({ parameter, value }) => [nameOf(parameter), ...(value === undefined ? [] : [value])])

/**
 * The words that name a command, and the rest of the line. Options may stand before them: which of these take a value
 * is known of those that all commands have.
 */
export const pathOf = (
  args: ReadonlyArray<string>,
  shared: ReadonlyArray<Parameter>,
  isComplete: (path: ReadonlyArray<string>) => boolean
): { readonly path: ReadonlyArray<string>; readonly rest: ReadonlyArray<string> } => {
  const path: Array<string> = []
  const rest: Array<string> = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ""
    if (arg === "--" || isComplete(path)) return { path, rest: [...rest, ...args.slice(index)] }
    if (arg === "-" || !arg.startsWith("-")) {
      path.push(arg)
      continue
    }
    rest.push(arg)
    const parameter = shared.find(({ names }) => names.includes(arg))
    const value = args[index + 1]
    if (parameter?.value !== undefined && value !== undefined) {
      rest.push(value)
      index++
    }
  }
  return { path, rest }
}
