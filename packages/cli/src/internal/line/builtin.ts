import type { Parameter } from "./parameter.js"

const parameter = (names: ReadonlyArray<string>, description: string): Parameter => ({
  names,
  value: undefined,
  choices: [],
  repeated: false,
  optional: true,
  description
})

export const shells = ["bash", "zsh", "fish"] as const

export const help = parameter(["--help", "-h"], "shows how a command is used")
export const version = parameter(["--version"], "shows the version")
export const wizard = parameter(["--wizard"], "asks for everything that a command needs, and runs it")
export const completions: Parameter = {
  ...parameter(["--completions"], "prints a script that completes commands and options in a shell"),
  value: shells.join("|"),
  choices: shells
}

/** The options that are instead of a command rather than of one. */
export const builtins: ReadonlyArray<Parameter> = [help, wizard, version, completions]
