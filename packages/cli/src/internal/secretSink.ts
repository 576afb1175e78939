import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Host } from "./host.js"
import { flag, optional } from "./options.js"
import { Problem } from "./problem.js"
import { Screen } from "./screen.js"
import { requireReplaceable } from "./secrets/replacing.js"
import type { Sink } from "./secrets/sink.js"
import * as ToCommand from "./secrets/toCommand.js"
import * as ToFile from "./secrets/toFile.js"

export type { Sink } from "./secrets/sink.js"

/** The options of a command that is given a secret: where it goes. */
export const options = {
  out: optional("out", "file", "puts the secret into a file that only you can read"),
  storeCommand: optional(
    "store-command",
    "command",
    "gives the secret to a command of the shell, on its standard input"
  ),
  reveal: flag("reveal", "shows the secret on the terminal")
}

/** What the options say. */
export interface Given {
  readonly out: Option.Option<string>
  readonly storeCommand: Option.Option<string>
  readonly reveal: boolean
}

/** Whether the options name a place. */
export const isGiven = ({ out, reveal, storeCommand }: Given): boolean =>
  reveal || Option.isSome(out) || Option.isSome(storeCommand)

const ways = "--out FILE, --store-command COMMAND, or --reveal on a terminal"

/** A terminal shows it once, and nothing keeps it. */
const toTerminal: Effect.Effect<Sink, Problem, Host | Screen> = Effect.gen(function* () {
  const { stdout } = yield* Host
  const screen = yield* Screen
  if (!stdout.isTerminal) {
    // A pipe is often a log that others read, such as that of a pipeline.
    return yield* Effect.fail(
      new Problem({
        what: "--reveal shows a secret on a terminal, and standard output is none.",
        todo: "Give --out FILE, or --store-command COMMAND for whatever is to have it."
      })
    )
  }
  return {
    place: "the terminal",
    label: "terminal",
    store: (secret) =>
      Effect.mapError(
        screen.data(`${Redacted.value(secret)}\n`),
        ({ message }) => new Problem({ what: message })
      ),
    undo: Option.none(),
    load: Option.none()
  }
})

/** Makes the place that the options name, exactly one: to be done before there is a secret. */
export const make = ({
  out,
  reveal,
  storeCommand
}: Given): Effect.Effect<Sink, Problem, Host | Screen | FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const count = [Option.isSome(out), Option.isSome(storeCommand), reveal].filter(Boolean).length
    if (count !== 1) {
      const what =
        count === 0
          ? "The secret is shown once, and nothing says where it is to go. Nothing was made."
          : "The secret goes to one place, and several are given. Nothing was made."
      return yield* Effect.fail(new Problem({ what, todo: `Give one of ${ways}.` }))
    }
    if (Option.isSome(out)) return yield* ToFile.make(out.value)
    if (Option.isSome(storeCommand)) return yield* ToCommand.make(storeCommand.value)
    return yield* toTerminal
  })

/** Makes it for a secret that replaces none: whatever is there already is overwritten only if that is meant. */
export const makeReplaceable = (given: Given & { readonly yes: boolean }) =>
  Effect.tap(make(given), (sink) => requireReplaceable(sink, () => false, given.yes))
