import { HttpClient, Path, Terminal } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { Emulator } from "@effect-wandb/emulator"
import { WandbTest } from "@effect-wandb/testing"
import {
  Cause,
  ConfigProvider,
  Effect,
  Fiber,
  Layer,
  Mailbox,
  Option,
  Redacted,
  Ref,
  TestClock
} from "effect"
import { Activity } from "../../src/internal/activity.js"
import type { Frame } from "../../src/internal/command.js"
import { Host } from "../../src/internal/host.js"
import { main } from "../../src/internal/main.js"
import { PipeClosed } from "../../src/internal/problem.js"
import * as Screens from "../../src/internal/screen.js"
import { Settings } from "../../src/internal/settings.js"

/** What came of a command line. */
export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** The world that a command line is run in; by default a pipeline with the emulator's administrator. */
export interface World {
  /** What is piped in; nothing when absent. */
  readonly stdin?: string | Uint8Array | undefined
  /** A terminal so wide on both sides, instead of pipes. */
  readonly terminal?: number | undefined
  /** The keys that somebody presses on the terminal: letters, or `return`, `ctrl-c`. */
  readonly keys?: ReadonlyArray<string> | undefined
  /** Variables instead of the defaults, which are the emulator's key and address and a home that is not there. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Standard output closes after so many writes, as under `head`. */
  readonly closesAfter?: number | undefined
}

const press = (key: string): Terminal.UserInput => {
  const ctrl = key.startsWith("ctrl-")
  const name = ctrl ? key.slice("ctrl-".length) : key
  return {
    input: ctrl || name.length > 1 ? Option.none() : Option.some(name),
    key: { name, ctrl, meta: false, shift: false }
  }
}

/** A terminal at which each key is pressed when it is waited for; after the last it is left. */
const terminalOf = ({ keys = [], terminal }: World, display: (text: string) => void) => {
  const left = [...keys]
  const pressed = Effect.suspend(() => {
    const key = left.shift()
    return key === undefined || key === "ctrl-c"
      ? Effect.fail(new Cause.NoSuchElementException())
      : Effect.succeed(press(key))
  })
  return Terminal.Terminal.of({
    columns: Effect.succeed(terminal ?? 80),
    rows: Effect.succeed(24),
    isTTY: Effect.succeed(terminal !== undefined),
    readLine: Effect.die("no line is read"),
    display: (text) => Effect.sync(() => display(text)),
    readInput: Effect.map(
      Mailbox.make<Terminal.UserInput>(),
      (mailbox): Mailbox.ReadonlyMailbox<Terminal.UserInput> =>
        Object.create(mailbox, { take: { value: pressed } })
    )
  })
}

/** The edges of a process, and what went out over them. */
const edges = (world: World, httpClient: Layer.Layer<HttpClient.HttpClient>) => {
  const written = { stdout: "", stderr: "" }
  let writes = 0
  const isTerminal = world.terminal !== undefined
  const columns = () => world.terminal
  const display = (text: string) => {
    written.stderr += text
  }
  const layer = Layer.mergeAll(
    Layer.succeed(Host, {
      stdin: {
        isTerminal: isTerminal && world.stdin === undefined,
        bytes: Effect.sync(() => Buffer.from(world.stdin ?? ""))
      },
      stdout: {
        isTerminal,
        columns,
        write: (text) =>
          Effect.suspend(() => {
            if (writes++ >= (world.closesAfter ?? Infinity)) return Effect.fail(new PipeClosed())
            written.stdout += text
            return Effect.void
          })
      },
      stderr: { isTerminal, columns, unsafeWrite: display },
      httpClient
    }),
    NodeFileSystem.layer,
    Path.layer,
    Layer.succeed(Terminal.Terminal, terminalOf(world, display))
  )
  return { layer, written }
}

const noServer = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(() => Effect.die("no server is there"))
)

/** Runs a part of the command in its frame, without a command line; gives what it wrote too. */
export const inFrame = <A, E>(program: Effect.Effect<A, E, Frame>, world: World = {}) =>
  Effect.gen(function* () {
    const { layer, written } = edges(world, noServer)
    const settings: Settings["Type"] = {
      format: "table",
      volume: "normal",
      colours: false,
      baseUrl: undefined,
      apiKeyFile: undefined,
      apiKeyStdin: false
    }
    const framed = Effect.gen(function* () {
      const activity = yield* Ref.make("")
      return yield* Effect.exit(program).pipe(
        Effect.provideServiceEffect(Screens.Screen, Screens.make),
        Effect.provideService(Settings, settings),
        Effect.provideService(Activity, activity)
      )
    })
    const exit = yield* Effect.provide(framed, layer)
    return { exit, ...written }
  })

/** Lets everything else go on for a turn, such as parts of the command that are loaded, for which no clock stands still. */
export const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** A command line in this process, over the emulator in context, and what it writes. */
const prepared = (args: ReadonlyArray<string>, world: World) =>
  Effect.map(WandbTest.WandbTest, ({ instance }) => {
    const { layer, written } = edges(
      world,
      Layer.succeed(HttpClient.HttpClient, Emulator.makeHttpClient(instance))
    )
    const variables = Object.entries({
      HOME: "/nonexistent",
      WANDB_API_KEY: Redacted.value(instance.adminKey),
      WANDB_BASE_URL: Emulator.baseUrl,
      ...world.env
    })
    const provider = ConfigProvider.fromMap(
      new Map(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
    )
    const program = Effect.provide(main(args), Layer.merge(layer, Layer.setConfigProvider(provider)))
    return { program, written }
  })

/**
 * Runs a command line in this process, over the emulator in context: everything but the edges of the process is as it
 * is in the command.
 */
export const run = (
  args: ReadonlyArray<string>,
  world: World = {}
): Effect.Effect<Ran, never, WandbTest.WandbTest> =>
  Effect.flatMap(prepared(args, world), ({ program, written }) =>
    Effect.map(program, (status) => ({ status, ...written }))
  )

/** Begins a command line, to interrupt it as Ctrl-C does; gives what it has written once it has ended. */
export const begin = (args: ReadonlyArray<string>, world: World = {}) =>
  Effect.gen(function* () {
    const { program, written } = yield* prepared(args, world)
    const fiber = yield* Effect.forkDaemon(program)
    return {
      // It reaches all that runs within before anything else happens.
      interrupt: Effect.zipRight(Fiber.interruptFork(fiber), turn),
      ended: Effect.map(Fiber.await(fiber), () => ({ ...written }))
    }
  })

/** Runs a command line whose waits end at once: the clock goes on until it has ended. */
export const patiently = (
  args: ReadonlyArray<string>,
  world?: World
): Effect.Effect<Ran, never, WandbTest.WandbTest> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(run(args, world))
    while (Option.isNone(yield* fiber.poll)) yield* Effect.zipRight(TestClock.adjust("1 second"), turn)
    return yield* Fiber.join(fiber)
  })

/** What a terminal would obey: nothing of what others have named things may do that. */
export const steering = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}\ufeff]/u
