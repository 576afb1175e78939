import * as PlatformCommand from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { lines, withoutKeys } from "../printable.js"
import { Problem } from "../problem.js"
import * as Parts from "./parts.js"
import type { Sink } from "./sink.js"

/** What a command says is shown to nobody's harm, and not at any length. */
const longest = 2000

/** What a command said, as the end of a sentence. */
const shown = (said: string, secret: Redacted.Redacted): string => {
  const text = said.replaceAll(Redacted.value(secret), "<redacted>").trim()
  if (text === "") return "."
  if (Parts.isIn(text, secret)) return ". What it said is not shown: it has a part of the secret in it"
  // Shortened last: half a secret would not be known for one.
  return `, and said: ${withoutKeys(lines(text)).slice(0, longest)}`
}

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

/** How long a command's outputs are read once it has ended: what it has left behind may hold on to them for ever. */
const grace = Duration.seconds(1)

/** Collects what a process writes, as far as it has written it. */
const collected = (output: Stream.Stream<Uint8Array, PlatformError.PlatformError>) =>
  Effect.gen(function* () {
    const text = yield* Ref.make("")
    const reading = yield* Effect.fork(
      Stream.runForEach(Stream.decodeText(output), (part) => Ref.update(text, (before) => before + part))
    )
    return { reading, text: Ref.get(text) }
  })

/** How a process ended: with a code, or by a signal, of which the platform makes a failure. */
const endOf = (process: CommandExecutor.Process) =>
  Effect.map(process.exitCode, (code) => (code === 0 ? undefined : `ended with code ${code}`)).pipe(
    Effect.catchTag("SystemError", (error) => {
      const [, signal] = /receipt of signal: (\w+)/.exec(error.message) ?? []
      return signal === undefined ? Effect.fail(error) : Effect.succeed(`was ended by ${signal}`)
    })
  )

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
        const stderr = yield* collected(process.stderr)
        const stdout = yield* collected(process.stdout)
        const end = yield* endOf(process)
        yield* Fiber.joinAll([stderr.reading, stdout.reading]).pipe(
          Effect.timeoutOption(grace),
          Effect.ignore
        )
        yield* Fiber.interruptAll([stderr.reading, stdout.reading])
        if (end === undefined) return
        return yield* Effect.fail(
          new Problem({ what: `The ${name} ${end}${shown(yield* stderr.text, secret)}`, todo })
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
    return { place: `the ${name}`, label: "command", store, undo: Option.none(), load: Option.none() }
  })
