import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "./host.js"
import * as PlatformError from "./platformError.js"
import { line } from "./printable.js"
import { Problem } from "./problem.js"
import { Settings } from "./settings.js"
import * as Utf8 from "./utf8.js"

/** What stands for standard input where a file can be named. */
export const standardInput = "-"

const decoded = (bytes: Uint8Array, whence: string): Effect.Effect<string, Problem> =>
  Effect.mapError(
    Utf8.decode(bytes),
    ({ byte, line }) =>
      new Problem({
        what: `${whence} is no text in UTF-8: byte ${byte}, in line ${line}, belongs to no character. Nothing was done.`,
        todo: "Save it as UTF-8, and run this again."
      })
  )

/** The text of a file; `unread` begins the sentence that is told where it cannot be read. */
export const fromFile = (
  path: string,
  { todo, unread }: { readonly unread: (name: string) => string; readonly todo: string }
): Effect.Effect<string, Problem, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const bytes = yield* Effect.mapError(
      files.readFile(path),
      (error) =>
        new Problem({
          what: `${unread(line(path))} (${PlatformError.reasonOf(error)}).`,
          todo,
          cause: error
        })
    )
    return yield* decoded(bytes, line(path))
  })

/** What of a command reads standard input. */
export interface Pipe {
  /** The beginning of a sentence: `--csv -`. */
  readonly reader: string
  /** What to do where nothing is piped in. */
  readonly todo: string
}

/** Fails where standard input is a terminal, at which somebody would wait for an answer. */
export const requirePipe = ({ reader, todo }: Pipe): Effect.Effect<void, Problem, Host> =>
  Effect.flatMap(Host, ({ stdin }) =>
    stdin.isTerminal
      ? Effect.fail(new Problem({ what: `${reader} reads a pipe, and standard input is a terminal.`, todo }))
      : Effect.void
  )

/** Fails where the API key is to come from standard input too, or nothing is piped in. */
export const requireOwn = (pipe: Pipe): Effect.Effect<void, Problem, Host | Settings> =>
  Effect.flatMap(Settings, ({ apiKeyStdin }) =>
    apiKeyStdin
      ? Effect.fail(
          new Problem({
            what: `${pipe.reader} and --api-key-stdin both read standard input. Nothing was read.`,
            todo: "Give one of them a file: its path in place of the -, or --api-key-file FILE."
          })
        )
      : requirePipe(pipe)
  )

/** The text that is piped in, all of it. */
export const fromStdin: Effect.Effect<string, Problem, Host> = Effect.flatMap(Host, ({ stdin }) =>
  Effect.flatMap(stdin.bytes, (bytes) => decoded(bytes, "Standard input"))
)
