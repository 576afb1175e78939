import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { program } from "./line/invocation.js"
import { Settings } from "./settings.js"

/** A word as a shell takes it for one. */
const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** A line as it can be typed: words with anything else than letters and the like are quoted. */
export const typed = (words: ReadonlyArray<string>): string => [program, ...words].map(word).join(" ")

/** An option with its value, where it is given. */
export const option = (name: string, value: Option.Option<string>): ReadonlyArray<string> =>
  Option.match(value, { onNone: () => [], onSome: (text) => [name, text] })

/** A switch, where it is given. */
export const flag = (name: string, isGiven: boolean): ReadonlyArray<string> => (isGiven ? [name] : [])

/** What is needed to make a command line that goes on with something. */
export type Needs = Settings

/** Makes the lines that go on with something against the same server and as the same user. */
export const make: Effect.Effect<(words: ReadonlyArray<string>) => string, never, Needs> = Effect.map(
  Settings,
  ({ apiKeyFile, apiKeyStdin, baseUrl }) =>
    (words) =>
      typed([
        ...words,
        ...option("--base-url", Option.fromNullable(baseUrl)),
        ...option("--api-key-file", Option.fromNullable(apiKeyFile)),
        ...flag("--api-key-stdin", apiKeyStdin)
      ])
)
