import { program } from "../line/invocation.js"
import { functionName, isFile, type Place } from "./outline.js"

const words = (list: ReadonlyArray<string>): string => list.join(" ")

/** The values of options, for the word behind one. */
const values = ({ options, path }: Place): ReadonlyArray<string> =>
  options.flatMap((option) => {
    if (option.value === undefined) return []
    const names = option.names.map((name) => `"${words(path)}:${name}"`).join("|")
    if (isFile(option)) return [`    ${names}) compopt -o default; return ;;`]
    return [`    ${names}) COMPREPLY=($(compgen -W "${words(option.choices)}" -- "$cur")); return ;;`]
  })

/** What can stand at a place besides values. */
const place = ({ commands, options, path }: Place): string => {
  const names = options.flatMap(({ names }) => names)
  return `    "${words(path)}") options="${words(names)}" commands="${words(commands.map(({ name }) => name))}" ;;`
}

/** The options that take the word behind them. */
const valued = (places: ReadonlyArray<Place>): string => {
  const names = places.flatMap(({ options }) =>
    options.flatMap(({ names, value }) => (value === undefined ? [] : names))
  )
  return [...new Set(names)].join("|")
}

/** A script for bash; source it, or put it where bash-completion finds it. */
export const script = (places: ReadonlyArray<Place>): string => `# Completions of ${program} for bash.
${functionName}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word="" skip="" commands="" options=""
  # Bash takes --name=value apart.
  if [[ "$cur" == "=" ]]; then cur=""; elif [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ -n "$skip" ]]; then skip=""; continue; fi
    case "$word" in
      ${valued(places)}) skip=yes ;;
      -*|=) ;;
      *)
        case "\${path:+$path }$word" in
          ${places
            .filter(({ path }) => path.length > 0)
            .map(({ path }) => `"${words(path)}"`)
            .join("|")}) path="\${path:+$path }$word" ;;
        esac ;;
    esac
  done
  case "$path:$prev" in
${places.flatMap(values).join("\n")}
  esac
  case "$path" in
${places.map(place).join("\n")}
  esac
  if [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ -n "$commands" ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$cur"))
  fi
}
complete -F ${functionName} ${program}
`
