import * as Prompt from "@effect/cli/Prompt"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import type { Command, Failure } from "./command.js"
import { typed } from "./commandLine.js"
import type { Place } from "./line/invocation.js"
import type { Parameter } from "./line/parameter.js"
import { Problem, Quit } from "./problem.js"
import { Screen } from "./screen.js"
import { type Entry, entries } from "./tree.js"

// The wizard of @effect/cli takes every switch for switched on unless one says no, be it that it spares a question that
// should be asked. This one leaves out what nobody asked for.

type Asked<A> = Effect.Effect<A, Quit, Prompt.Prompt.Environment>

const asked = <A>(prompt: Prompt.Prompt<A>): Asked<A> =>
  Effect.catchTag(Prompt.run(prompt), "QuitException", () => Effect.fail(new Quit()))

const chosen = <A extends { readonly name: string; readonly summary: string }>(
  list: ReadonlyArray<A>
): Asked<A> =>
  asked(
    Prompt.select({
      message: "Which command?",
      choices: list.map((entry) => ({ title: entry.name, description: entry.summary, value: entry }))
    })
  )

type Found = readonly [path: ReadonlyArray<string>, command: Command]

const commandIn = (entry: Entry): Asked<Found> =>
  Effect.gen(function* () {
    if (entry._tag === "Single") {
      const { command } = yield* Effect.promise(entry.load)
      return [[entry.name], command]
    }
    const { commands } = yield* Effect.promise(entry.load)
    const command = yield* chosen(commands)
    return [[entry.name, command.name], command]
  })

const commandOf = (place: Place): Asked<Found> => {
  switch (place._tag) {
    case "All":
      return Effect.flatMap(chosen(entries), commandIn)
    case "Group":
      return commandIn(place.group)
    case "Command":
      return Effect.succeed([place.path.split(" ").slice(1), place.command])
  }
}

/** The value of an option or an argument; nothing where it can be left out, and is. */
const valueOf = (parameter: Parameter, canSkip: boolean): Asked<string> => {
  const name = parameter.names[0] ?? ""
  const message = `${name}: ${parameter.description}`
  if (parameter.choices.length > 0) {
    const choices = parameter.choices.map((choice) => ({ title: choice, value: choice }))
    const none = { title: "(leave it out)", value: "" }
    return asked(Prompt.select({ message, choices: canSkip ? [none, ...choices] : choices }))
  }
  return asked(
    Prompt.text({
      message: canSkip ? `${message} (empty: leave it out)` : message,
      validate: (value) => (value === "" && !canSkip ? Effect.fail("It is needed.") : Effect.succeed(value))
    })
  )
}

/** The values of one that can be given several times: they are asked for until one is left empty. */
const valuesOf = (parameter: Parameter): Asked<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const values: Array<string> = []
    do {
      const value = yield* valueOf(parameter, parameter.optional || parameter.repeated)
      if (value === "") break
      values.push(value)
    } while (parameter.repeated)
    return values
  })

const optionWords = (option: Parameter): Asked<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const name = option.names[0] ?? ""
    if (option.value === undefined) {
      const message = `${name}: ${option.description}?`
      return (yield* asked(Prompt.confirm({ message, initial: false }))) ? [name] : []
    }
    return (yield* valuesOf(option)).flatMap((value) => [name, value])
  })

const wordsOf = ({ args, options }: Command): Asked<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const words = (yield* Effect.forEach(args, valuesOf)).flat()
    const given = (yield* Effect.forEach(options, optionWords)).flat()
    // What looks like an option is a word behind these.
    return [...given, ...(words.some((word) => word.startsWith("-")) ? ["--"] : []), ...words]
  })

/**
 * Asks for a command and for all that it takes, and gives the command line; nothing where it is not to be run. The
 * options that commands share are not asked for.
 */
export const ask = (
  place: Place
): Effect.Effect<ReadonlyArray<string> | undefined, Failure, Prompt.Prompt.Environment | Screen> =>
  Effect.gen(function* () {
    const terminal = yield* Terminal.Terminal
    const screen = yield* Screen
    if (!(yield* terminal.isTTY)) {
      return yield* Effect.fail(
        new Problem({
          what: "There is no terminal to ask on.",
          todo: "Run --wizard on one, or see --help for what a command takes."
        })
      )
    }
    const [path, command] = yield* commandOf(place)
    const line = [...path, ...(yield* wordsOf(command))]
    yield* screen.note(`The command line is: ${typed(line)}`)
    const isWanted = yield* asked(Prompt.confirm({ message: "Run it?", initial: true }))
    return isWanted ? line : undefined
  })
