import { program } from "../line/invocation.js"
import type { Parameter } from "../line/parameter.js"
import { isFile, type Place } from "./outline.js"

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`

/** When a place is the one at which the line is. */
const condition = ({ commands, path }: Place): string => {
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`)
  const names = commands.map(({ name }) => name).join(" ")
  const unseen = names === "" ? [] : [`not __fish_seen_subcommand_from ${names}`]
  return quoted([...seen, ...unseen].join("; and "))
}

const option = (place: Place, parameter: Parameter): string => {
  const names = parameter.names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
  )
  const choices = parameter.choices.length === 0 ? "" : ` -a ${quoted(parameter.choices.join(" "))}`
  const value = parameter.value === undefined ? "" : isFile(parameter) ? " -r -F" : ` -x${choices}`
  return `complete -c ${program} -n ${condition(place)} ${names.join(" ")}${value} -d ${quoted(parameter.description)}`
}

/** A script for fish; put it into ~/.config/fish/completions, or source it. */
export const script = (places: ReadonlyArray<Place>): string =>
  [
    `# Completions of ${program} for fish.`,
    `complete -c ${program} -f`,
    ...places.flatMap((place) => [
      ...place.commands.map(
        ({ name, summary }) =>
          `complete -c ${program} -n ${condition(place)} -a ${name} -d ${quoted(summary)}`
      ),
      ...place.options.map((parameter) => option(place, parameter))
    ])
  ]
    .map((line) => `${line}\n`)
    .join("")
