import { program } from "../line/invocation.js"
import type { Parameter } from "../line/parameter.js"
import { functionName, isFile, type Place } from "./outline.js"

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A text within the specification of an argument. */
const told = (text: string): string => text.replace(/[\\[\]:]/g, "\\$&")

const action = (option: Parameter): string => {
  if (isFile(option)) return "_files"
  return option.choices.length === 0 ? " " : `(${option.choices.join(" ")})`
}

/** `{-o,--output}`-like options as one specification for each name, of which one excludes the others. */
const specifications = (option: Parameter): ReadonlyArray<string> =>
  option.names.map((name) => {
    const others = option.repeated ? "*" : option.names.length > 1 ? `(${option.names.join(" ")})` : ""
    const value = option.value === undefined ? "" : `:${told(option.value)}:${action(option)}`
    return quoted(`${others}${name}[${told(option.description)}]${value}`)
  })

const functionOf = (path: ReadonlyArray<string>): string =>
  [functionName, ...path.map((word) => word.replaceAll("-", "_"))].join("_")

const definition = ({ commands, options, path }: Place): string => {
  const specs = options.flatMap(specifications).map((spec) => `    ${spec} \\`)
  if (commands.length === 0) {
    return `${functionOf(path)}() {\n  _arguments -s \\\n${specs.join("\n")}\n    '*:: :_default'\n}`
  }
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`)
  const cases = commands.map(({ name }) => `        ${name}) ${functionOf([...path, name])} ;;`)
  return `${functionOf(path)}() {
  local state line
  local -a commands=(
${described.join("\n")}
  )
  _arguments -s -C \\
${specs.join("\n")}
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
${cases.join("\n")}
      esac ;;
  esac
}`
}

/** A script for zsh; put it into a folder of $fpath under the name _effect-wandb, or source it. */
export const script = (places: ReadonlyArray<Place>): string => `#compdef ${program}
# Completions of ${program} for zsh.
${places.map(definition).join("\n")}
if [ "$funcstack[1]" = "_${program}" ]; then
  ${functionName} "$@"
else
  compdef ${functionName} ${program}
fi
`
