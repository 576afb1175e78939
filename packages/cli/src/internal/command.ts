import type * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Descriptor from "@effect/cli/CommandDescriptor"
import type * as Options from "@effect/cli/Options"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import type { Activity } from "./activity.js"
import type { Host } from "./host.js"
import * as Parameter from "./line/parameter.js"
import type * as Shared from "./line/shared.js"
import { invalid } from "./line/invalid.js"
import type { Screen } from "./screen.js"
import type { Settings } from "./settings.js"
import * as Status from "./status.js"
import { type Pipe, requireOwn } from "./textInput.js"

// How a command is written: a file below `commands/` makes it with `ServerCommand.make` (`onDemand` where that goes to
// a server in some cases alone), or with `local` here where it needs none; its group lists it, and `tree.ts` the group,
// which is loaded when it is asked for. The options that commands share come by themselves (`line/shared.ts`), and what
// is wrong with a command line is told before the handler runs. The handler gives data by `Output`, tells what is wrong
// by failing (`Problem`, or any error with a message), asks by `Confirm`, hands out secrets by `SecretSink`, says where
// it is by `Activity`, and ends in a `Status`. It writes to nothing itself.

/** What every command finds in its context. */
export type Frame =
  Host | Screen | Settings | Activity | FileSystem.FileSystem | Path.Path | Terminal.Terminal

/** Anything that can be told to a person. */
export interface Failure {
  readonly message: string
}

/** A command line, and what it does. */
export type Example = readonly [line: string, purpose: string]

/** What a command is. */
export interface Spec<O, A, E, R> {
  readonly name: string
  /** What it does, as a sentence without its full stop: `shows a user`. */
  readonly summary: string
  /** What else is to be known, in sentences. */
  readonly details?: string | undefined
  readonly examples?: ReadonlyArray<Example> | undefined
  readonly options: Options.Options<O>
  readonly args: Args.Args<A>
  /** Whether it gives data, in the form that `--output` says: see `Output`. */
  readonly data: boolean
  /** What of it reads standard input, where anything does: nothing else may then. */
  readonly reads?: ((options: O, args: A) => Pipe | undefined) | undefined
  /** Ends in how the process ends: done, unless it says otherwise. */
  readonly handler: (options: O, args: A) => Effect.Effect<Status.Status | void, E, R>
}

/** A command as the frame has it. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly details: string | undefined
  readonly examples: ReadonlyArray<Example>
  readonly options: ReadonlyArray<Parameter.Parameter>
  readonly args: ReadonlyArray<Parameter.Parameter>
  readonly shares: Shared.Shares
  /** Runs it with options and words of its own. */
  readonly run: (
    options: ReadonlyArray<string>,
    words: ReadonlyArray<string>
  ) => Effect.Effect<Status.Status, Failure, Frame>
}

const config = CliConfig.make({ isCaseSensitive: true })

/** Makes a command of any kind; `provide` gives the handler what it needs besides the frame. */
export const make = <O, A, E extends Failure, R>(
  spec: Spec<O, A, E, R>,
  server: boolean,
  provide: <A, E extends Failure>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, Failure, Frame>
): Command => {
  const descriptor = Descriptor.make(spec.name, spec.options, spec.args)
  return {
    name: spec.name,
    summary: spec.summary,
    details: spec.details,
    examples: spec.examples ?? [],
    options: Parameter.ofOptions(spec.options),
    args: Parameter.ofArgs(spec.args),
    shares: { data: spec.data, server },
    run: (options, words) =>
      Effect.gen(function* () {
        const line = [spec.name, ...options, "--", ...words]
        const directive = yield* Effect.mapError(Descriptor.parse(descriptor, line, config), invalid(line))
        // What is built in is taken out before, and what is left over is an error before.
        if (directive._tag === "BuiltIn") return Status.done
        const { args, options: given } = directive.value
        const pipe = spec.reads?.(given, args)
        // Before the server is looked for, whose key may come from there.
        if (pipe !== undefined) yield* requireOwn(pipe)
        return (yield* provide(spec.handler(given, args))) ?? Status.done
      })
  }
}

/** Makes a command that needs no server. */
export const local = <O, A, E extends Failure>(spec: Spec<O, A, E, Frame>): Command =>
  make(spec, false, (effect) => effect)
