import * as PlatformCommand from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { lines, withoutKeys } from "../printable.js"
import { Problem } from "../problem.js"
import type { Sink } from "./sink.js"

/** What a command says is shown to nobody's harm, and not at any length. */
const longest = 2000

const shown = (said: string, secret: Redacted.Redacted): string =>
  // Shortened last: half a secret would not be known for one.
  withoutKeys(lines(said.replaceAll(Redacted.value(secret), "<redacted>").trim())).slice(0, longest)

/** A command of the shell, as messages call it. */
export interface Called {
  readonly name: string
  readonly option: string
}

const storing: Called = { name: "store command", option: "--store-command" }

/** Loaded when a secret goes that way. */
const executor: Layer.Layer<CommandExecutor.CommandExecutor, never, FileSystem.FileSystem> =
  Layer.unwrapEffect(
    Effect.map(
      Effect.promise(() => import("@effect/platform-node/NodeCommandExecutor")),
      (NodeCommandExecutor) => NodeCommandExecutor.layer
    )
  )

/** What a process writes, as a text. */
const textOf = (output: Stream.Stream<Uint8Array, PlatformError.PlatformError>) =>
  Stream.mkString(Stream.decodeText(output))

/**
 * A command of the shell that takes the secret on its standard input, without a line break behind it. What it writes is
 * shown if it fails; what it writes to standard output is not data of this command, and goes nowhere.
 */
export const make = (
  command: string,
  { name, option }: Called = storing
): Effect.Effect<Sink, never, FileSystem.FileSystem> =>
  Effect.map(FileSystem.FileSystem, (files) => {
    const todo = `See to what ${option} says, and try again: it takes the secret on its standard input.`
    const store = (secret: Redacted.Redacted) =>
      Effect.gen(function* () {
        const process = yield* PlatformCommand.make("sh", "-c", command).pipe(
          PlatformCommand.feed(Redacted.value(secret)),
          PlatformCommand.start
        )
        const [status, said] = yield* Effect.all(
          [process.exitCode, textOf(process.stderr), textOf(process.stdout)],
          { concurrency: "unbounded" }
        )
        if (status === 0) return
        const words = said.trim() === "" ? "." : `, and said: ${shown(said, secret)}`
        return yield* Effect.fail(
          new Problem({ what: `The ${name} ended with code ${status}${words}`, todo })
        )
      }).pipe(
        Effect.scoped,
        Effect.provide(executor),
        Effect.provideService(FileSystem.FileSystem, files),
        Effect.catchTags({
          BadArgument: () => Effect.fail(new Problem({ what: `The ${name} cannot be run.`, todo })),
          SystemError: (error) =>
            Effect.fail(new Problem({ what: `The ${name} cannot be run (${error.reason}).`, todo }))
        })
      )
    return { place: `the ${name}`, store, undo: Option.none(), load: Option.none() }
  })
