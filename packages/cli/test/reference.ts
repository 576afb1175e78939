import type { Command } from "../src/internal/command.js"
import { usageOf } from "../src/internal/help/help.js"
import type { Parameter } from "../src/internal/line/parameter.js"
import * as Shared from "../src/internal/line/shared.js"
import type { Entry } from "../src/internal/tree.js"

// All commands with their options, as a document.

const item = ({ description, names, optional, repeated, value }: Parameter): string => {
  const [name = "", ...short] = names
  if (!name.startsWith("-")) return `- \`${optional ? `[${name}]` : name}\`: ${description}`
  const valued = value === undefined ? "" : ` ${value.includes("|") ? value : `<${value}>`}`
  return `- \`${[name, ...short].join(", ")}${valued}\`: ${description}${repeated ? " (can be repeated)" : ""}`
}

const list = (parameters: ReadonlyArray<Parameter>): ReadonlyArray<string> =>
  parameters.length === 0 ? [] : ["", ...parameters.map(item)]

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const fenced = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", "```sh", ...lines, "```"]

const commandOf = (heading: string, path: string, command: Command): ReadonlyArray<string> => [
  "",
  `${heading} ${path}`,
  "",
  [sentence(command.summary), command.details ?? ""].join(" ").trim(),
  "",
  `Usage: \`${path}${usageOf(command)} [options]\``,
  ...list([...command.args, ...command.options]),
  ...fenced(command.examples.map(([line, purpose]) => `${line}  # ${purpose}`))
]

const introduction = `<!-- Written by \`npx vitest run packages/cli/test/reference.test.ts -u\`, and held by it. -->

# The commands of effect-wandb

What all of them have in common, such as where the server and the API key come from, the forms of output, exit codes and secrets, is in [the command's README](../packages/cli/README.md).`

const entryOf = async (entry: Entry): Promise<ReadonlyArray<string>> => {
  if (entry._tag === "Single") {
    return commandOf("##", `effect-wandb ${entry.name}`, (await entry.load()).command)
  }
  const path = `effect-wandb ${entry.name}`
  const { commands } = await entry.load()
  return [
    "",
    `## ${path}`,
    "",
    sentence(entry.summary),
    ...commands.flatMap((command) => commandOf("###", `${path} ${command.name}`, command))
  ]
}

/** The document. */
export const reference = async (entries: ReadonlyArray<Entry>): Promise<string> => {
  const parts = await Promise.all(entries.map(entryOf))
  const common = Shared.parameters({ data: true, server: true })
  return [
    introduction,
    "",
    "## Options of all commands",
    "",
    "Those of output are with commands that give data, those of the connection with commands that need a server.",
    ...list(common),
    ...parts.flat(),
    ""
  ].join("\n")
}
