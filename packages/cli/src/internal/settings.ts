import * as Context from "effect/Context"

export const formats = ["table", "json", "ndjson", "csv", "yaml"] as const

/** A form in which a command gives its data. */
export type Format = (typeof formats)[number]

/** How much is told on the side. */
export type Volume = "quiet" | "normal" | "verbose"

/** What the options that all commands share have set. */
export class Settings extends Context.Tag("@effect-wandb/cli/Settings")<
  Settings,
  {
    readonly format: Format
    readonly volume: Volume
    /** Whether colours are wanted where there is a terminal. */
    readonly colours: boolean
    readonly baseUrl: string | undefined
    /** Where the API key comes from, if not from where the official client takes it. */
    readonly apiKeyFile: string | undefined
    readonly apiKeyStdin: boolean
  }
>() {}
