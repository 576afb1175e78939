import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Host } from "./host.js"
import { line } from "./printable.js"
import { Problem } from "./problem.js"
import * as TextInput from "./textInput.js"

/** A key that somebody gave; white space around it does not count. */
export const checked = (text: string, whence: string): Effect.Effect<ApiKeySecret.ApiKeySecret, Problem> =>
  Effect.mapError(
    ApiKeySecret.make(Redacted.make(text.trim())),
    ({ problem }) =>
      new Problem({
        what: `The API key from ${whence} ${problem}.`,
        todo: "Copy it whole from W&B's user settings."
      })
  )

const othersMayRead = 0o077

/** The API key in a file; white space around it does not count. A file that others may read is warned of. */
export const fromFile = (
  path: string
): Effect.Effect<ApiKeySecret.ApiKeySecret, Problem, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const text = yield* TextInput.fromFile(path, {
      unread: (name) => `The file with the API key cannot be read: ${name}`,
      todo: "Give --api-key-file the path of a file that holds the key and nothing else."
    })
    const files = yield* FileSystem.FileSystem
    const info = yield* Effect.option(files.stat(path))
    if (info._tag === "Some" && info.value.type === "File" && (info.value.mode & othersMayRead) !== 0) {
      yield* Effect.logWarning(`${line(path)} holds an API key and can be read by others: chmod 600 it`)
    }
    return yield* checked(text, line(path))
  })

const pipe: TextInput.Pipe = {
  reader: "--api-key-stdin",
  todo: "Pipe the key in, or leave the option out and run effect-wandb login."
}

/** The API key that is piped in. */
export const fromStdin: Effect.Effect<ApiKeySecret.ApiKeySecret, Problem, Host> = TextInput.requirePipe(
  pipe
).pipe(
  Effect.zipRight(TextInput.fromStdin),
  Effect.flatMap((text) => checked(text, "standard input"))
)
