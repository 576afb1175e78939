import * as CliConfig from "@effect/cli/CliConfig"
import * as Options from "@effect/cli/Options"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { Activity } from "./activity.js"
import type { Failure } from "./command.js"
import { isSet, variable } from "./environment.js"
import * as Help from "./help/show.js"
import { Host } from "./host.js"
import { invalid } from "./line/invalid.js"
import * as Invocation from "./line/invocation.js"
import * as Shared from "./line/shared.js"
import { joined } from "./line/split.js"
import * as Logging from "./logging.js"
import { looksLikeKey } from "./looksLikeKey.js"
import * as Style from "./output/style.js"
import * as Printable from "./printable.js"
import { PipeClosed, Problem, Quit } from "./problem.js"
import * as Screens from "./screen.js"
import { Settings } from "./settings.js"
import * as Status from "./status.js"
import * as Told from "./told.js"
import { version } from "./version.js"

/** What the whole command needs of the world around it. */
export type World = Host | FileSystem.FileSystem | Path.Path | Terminal.Terminal

const { Screen } = Screens

const keyOnTheLine = new Problem({
  what: "An argument looks like an API key, which everybody on this machine can read on a command line. Nothing was done.",
  todo: "Give a key by WANDB_API_KEY, by effect-wandb login, by --api-key-file FILE, or by --api-key-stdin; and replace this one if it is real."
})

const config = CliConfig.make({ isCaseSensitive: true })

const sharedOptions = Options.all({ always: Shared.always, data: Shared.data, server: Shared.server })

const settingsOf = (invocation: Invocation.Invocation, colours: boolean) => {
  const args = joined(invocation.shared)
  return Options.processCommandLine(sharedOptions, args, config).pipe(
    Effect.mapError(invalid(args)),
    Effect.map(([, , { always, data, server }]) => ({
      logLevel: Option.getOrUndefined(always.logLevel),
      settings: {
        format: data.format,
        volume: always.verbose
          ? ("verbose" as const)
          : always.quiet
            ? ("quiet" as const)
            : ("normal" as const),
        colours,
        baseUrl: Option.getOrUndefined(server.baseUrl),
        apiKeyFile: Option.getOrUndefined(server.apiKeyFile),
        apiKeyStdin: server.apiKeyStdin
      }
    }))
  )
}

/** Does what a command line asks for. */
const perform = (
  args: ReadonlyArray<string>,
  colours: boolean
): Effect.Effect<Status.Status, Failure, World | Screens.Screen | Activity> =>
  Effect.gen(function* () {
    if (args.some(looksLikeKey)) return yield* Effect.fail(keyOnTheLine)
    const invocation = yield* Invocation.parse(args)
    const screen = yield* Screen
    const host = yield* Host
    const { place } = invocation
    switch (invocation.wants) {
      case "version":
        yield* screen.data(`${version}\n`)
        return Status.done
      case "help":
        yield* screen.data(yield* Help.textOf(place, "stdout", colours))
        return Status.done
      case "usage":
        yield* screen.note((yield* Help.textOf(place, "stderr", colours)).trimEnd())
        return Status.failed
      case "completions": {
        const { script } = yield* Effect.promise(() => import("./completions/script.js"))
        yield* screen.data(yield* script(invocation.shell))
        return Status.done
      }
      case "wizard": {
        const { ask } = yield* Effect.promise(() => import("./wizard.js"))
        const line = yield* ask(place)
        return line === undefined ? Status.done : yield* perform(line, colours)
      }
      case "run": {
        const { logLevel, settings } = yield* settingsOf(invocation, colours)
        const logging = { colours: colours && host.stderr.isTerminal, logLevel, volume: settings.volume }
        if (place._tag === "Command") yield* Effect.flatMap(Activity, Ref.set(`in ${place.path}`))
        return yield* invocation.command
          .run(joined(invocation.options), invocation.words)
          .pipe(Effect.provideService(Settings, settings), Effect.provide(Logging.layer(screen, logging)))
      }
    }
  })

const clean = (text: string): string => Printable.withoutKeys(Printable.lines(text))

/** Tells on standard error why a command failed. */
const tell = (cause: Cause.Cause<Failure>, isVerbose: boolean, colours: boolean) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const { stderr } = yield* Host
    const style = Style.when(colours && stderr.isTerminal)
    const { requestId, status, todo, what } = yield* Told.told(cause)
    yield* screen.note(`${style.red("error:")} ${clean(what)}`)
    if (todo !== undefined) yield* screen.note(clean(todo))
    if (requestId !== undefined) yield* screen.note(style.dim(`Request id: ${clean(requestId)}`))
    if (isVerbose) yield* screen.note(style.dim(clean(Cause.pretty(cause, { renderErrorCause: true }))))
    return status
  })

/** Whether colours are wanted at all, by https://no-color.org and for terminals that have none. */
const coloursWanted = Effect.gen(function* () {
  if (yield* isSet("NO_COLOR")) return false
  return !Option.contains(yield* variable("TERM"), "dumb")
})

/**
 * Runs the command line, and gives what the process is to end with. All that goes wrong has been told by then; where it
 * was interrupted, one line says where it stopped.
 */
export const main = (args: ReadonlyArray<string>): Effect.Effect<Status.Status, never, World> =>
  Effect.gen(function* () {
    const screen = yield* Screens.make
    const activity = yield* Ref.make("before anything was done")
    const colours = yield* coloursWanted
    const isVerbose = args.includes("--verbose")
    const stopped = Effect.flatMap(Ref.get(activity), (where) =>
      screen.note(`Interrupted ${Printable.line(where)}.`)
    )
    const ended = (exit: Exit.Exit<Status.Status, Failure>) => {
      if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
      const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
      if (failure instanceof PipeClosed) return Effect.succeed(Status.done)
      if (failure instanceof Quit || Cause.isInterruptedOnly(exit.cause)) {
        return Effect.as(stopped, Status.interrupted)
      }
      return tell(exit.cause, isVerbose, colours)
    }
    return yield* Effect.uninterruptibleMask((restore) =>
      restore(perform(args, colours)).pipe(
        Effect.exit,
        Effect.flatMap(ended),
        Effect.provideService(Screen, screen),
        Effect.provideService(Activity, activity)
      )
    )
  })
