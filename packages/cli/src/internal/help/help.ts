import type { Command, Example } from "../command.js"
import { builtins } from "../line/builtin.js"
import type { Parameter } from "../line/parameter.js"
import * as Shared from "../line/shared.js"
import type { Style } from "../output/style.js"
import * as Columns from "./columns.js"

/** A command, or a group of them, as a list of them has it. */
export interface Listed {
  readonly name: string
  readonly summary: string
}

export interface Look {
  readonly columns: number
  readonly style: Style
}

const section = (title: string, lines: ReadonlyArray<string>, { style }: Look): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", style.bold(title), ...lines]

/** `-o, --output table|json`: the short name first, as it is looked for. */
const termOf = ({ names, value }: Parameter): string => {
  const [long = "", ...short] = names
  const term = [...short, long].join(", ")
  return value === undefined ? term : `${term} ${value.includes("|") ? value : `<${value}>`}`
}

const argumentOf = ({ names: [name = ""], optional, repeated }: Parameter): string => {
  const several = repeated ? `${name}...` : name
  return optional ? `[${several}]` : several
}

/** What follows the name of a command: its arguments, and the options that it cannot do without. */
export const usageOf = ({ args, options }: Command): string =>
  [...options.filter(({ optional, repeated }) => !optional && !repeated).map(termOf), ...args.map(argumentOf)]
    .map((word) => ` ${word}`)
    .join("")

const parameters = (list: ReadonlyArray<Parameter>, look: Look): ReadonlyArray<string> =>
  Columns.definitions(
    list.map((parameter) => [
      parameter.names[0]?.startsWith("-") === true ? termOf(parameter) : argumentOf(parameter),
      parameter.description +
        (parameter.repeated && parameter.names[0]?.startsWith("-") ? " (can be repeated)" : "")
    ]),
    look.columns
  )

const examples = (list: ReadonlyArray<Example>, look: Look): ReadonlyArray<string> =>
  section(
    "Examples",
    list.flatMap(([line, purpose]) => [`  ${look.style.dim(`# ${purpose}`)}`, `  ${line}`]),
    look
  )

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** The help of one command. */
export const ofCommand = (path: string, command: Command, look: Look): string =>
  [
    sentence(command.summary),
    ...(command.details === undefined ? [] : ["", ...Columns.paragraph(command.details, look.columns)]),
    ...section("Usage", [`  ${path}${usageOf(command)} [options]`], look),
    ...section("Arguments", parameters(command.args, look), look),
    ...section("Options", parameters([...command.options, ...Shared.parameters(command.shares)], look), look),
    ...section("Instead", parameters(builtins, look), look),
    ...examples(command.examples, look)
  ]
    .map((line) => `${line}\n`)
    .join("")

/** The help of a group: its commands with their arguments. */
export const ofGroup = (path: string, group: Listed, commands: ReadonlyArray<Command>, look: Look): string =>
  [
    sentence(group.summary),
    ...section("Usage", [`  ${path} <command> [options]`], look),
    ...section(
      "Commands",
      Columns.definitions(
        commands.map((command) => [`${command.name}${usageOf(command)}`, command.summary]),
        look.columns
      ),
      look
    ),
    "",
    `${path} <command> --help shows the options of a command.`,
    ...examples(
      commands.flatMap(({ examples }) => examples.slice(0, 1)),
      look
    )
  ]
    .map((line) => `${line}\n`)
    .join("")

/** The help of the whole. */
export const ofAll = (name: string, summary: string, entries: ReadonlyArray<Listed>, look: Look): string =>
  [
    sentence(summary),
    ...section("Usage", [`  ${name} <command> [options]`], look),
    ...section(
      "Commands",
      Columns.definitions(
        entries.map((entry) => [entry.name, entry.summary]),
        look.columns
      ),
      look
    ),
    ...section(
      "Options of all commands",
      parameters(Shared.parameters({ data: false, server: false }), look),
      look
    ),
    ...section("Instead", parameters(builtins, look), look),
    ...section(
      "Credentials",
      Columns.definitions(
        [
          ["WANDB_API_KEY", "the API key; WANDB_BASE_URL names the server (https://api.wandb.ai)"],
          [".netrc", "else the password for the server, as login writes it"],
          ["--api-key-file, --api-key-stdin", "the API key from a file or a pipe; it is never an argument"]
        ],
        look.columns
      ),
      look
    ),
    ...section(
      "Exit codes",
      Columns.definitions(
        [
          ["0", "done, or nothing to do"],
          ["1", "error, be it in the command line"],
          ["2", "findings, changes to make, or drift"],
          ["3", "refused by a guard, and nothing changed"],
          ["130", "interrupted (143: told to end)"]
        ],
        look.columns
      ),
      look
    )
  ]
    .map((line) => `${line}\n`)
    .join("")
