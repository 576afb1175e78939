import * as Options from "@effect/cli/Options"
import * as LogLevel from "effect/LogLevel"
import { flag, optional } from "../options.js"
import { formats } from "../settings.js"
import * as Parameter from "./parameter.js"

/** The options that every command has. */
export const always = Options.all({
  quiet: Options.boolean("quiet").pipe(
    Options.withAlias("q"),
    Options.withDescription("tells errors alone, without progress")
  ),
  verbose: flag("verbose", "tells more: what is done, causes, stack traces"),
  logLevel: Options.choiceWithValue(
    "log-level",
    LogLevel.allLevels.map((level) => [level._tag.toLowerCase(), level] as const)
  ).pipe(Options.optional, Options.withDescription("the least that is logged (warning, if it is not given)"))
})

/** The option of a command that gives data. */
export const data = Options.all({
  format: Options.choice("output", formats).pipe(
    Options.withAlias("o"),
    Options.withDefault("table"),
    Options.withDescription("the form of the data (default: table)")
  )
})

/** The options of a command that speaks to a server. */
export const server = Options.all({
  baseUrl: optional("base-url", "url", "the server, instead of WANDB_BASE_URL and W&B's settings files"),
  apiKeyFile: optional(
    "api-key-file",
    "file",
    "a file with the API key, instead of WANDB_API_KEY and .netrc"
  ),
  apiKeyStdin: flag("api-key-stdin", "reads the API key from standard input")
})

/** Which of them a command has. */
export interface Shares {
  readonly data: boolean
  readonly server: boolean
}

const alwaysParameters = Parameter.ofOptions(always)
const dataParameters = Parameter.ofOptions(data)
const serverParameters = Parameter.ofOptions(server)

/** The options that a command shares with others, those of its own kind first. */
export const parameters = (shares: Shares): ReadonlyArray<Parameter.Parameter> => [
  ...(shares.data ? dataParameters : []),
  ...(shares.server ? serverParameters : []),
  ...alwaysParameters
]

/** All that any command shares. */
export const allParameters = parameters({ data: true, server: true })
