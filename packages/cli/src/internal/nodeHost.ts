import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import { Host } from "./host.js"
import { PipeClosed, Problem } from "./problem.js"

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly write: (text: string, done?: (error?: Error | null) => void) => boolean
  readonly on: (event: "error", listener: (error: Error) => void) => unknown
}

/** A process as far as the command needs one: Node's has it all. */
export interface Process {
  readonly argv: ReadonlyArray<string>
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly on: (signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void) => unknown
  readonly exit: (code: number) => void
}

const isClosed = (error: unknown): boolean =>
  Predicate.hasProperty(error, "code") && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")

const unwritable = (cause: Error): Problem =>
  new Problem({
    what: `Standard output cannot be written: ${cause.message}.`,
    todo: "Make room where it goes to, or send it elsewhere.",
    cause
  })

/** Writes and waits until it is taken. */
const write =
  (outlet: Output) =>
  (text: string): Effect.Effect<void, PipeClosed | Problem> =>
    Effect.async<void, PipeClosed | Problem>((resume) => {
      outlet.write(text, (error) => {
        if (error === null || error === undefined) resume(Effect.void)
        else resume(Effect.fail(isClosed(error) ? new PipeClosed() : unwritable(error)))
      })
    })

const bytesOf = (stdin: Process["stdin"]): Effect.Effect<Uint8Array, Problem> =>
  Effect.async<Uint8Array, Problem>((resume) => {
    const chunks: Array<Uint8Array> = []
    const take = (chunk: Uint8Array) => void chunks.push(chunk)
    const end = () => resume(Effect.succeed(Buffer.concat(chunks)))
    const fail = (cause: unknown) =>
      resume(Effect.fail(new Problem({ what: "Standard input cannot be read.", todo: "Pipe it in.", cause })))
    stdin.on("data", take).on("end", end).on("error", fail)
    return Effect.sync(() => void stdin.off("data", take).off("end", end).off("error", fail).pause())
  })

/** A terminal whose size is not known says that it has no columns. */
const widthOf = ({ columns }: Output): number | undefined => (columns === 0 ? undefined : columns)

const host = ({ stderr, stdin, stdout }: Process): Host.Service => {
  // A write says by itself what became of it; without a listener the event ends the process.
  for (const outlet of [stdout, stderr]) outlet.on("error", () => undefined)
  return {
    stdin: { isTerminal: stdin.isTTY === true, bytes: bytesOf(stdin) },
    stdout: { isTerminal: stdout.isTTY === true, columns: () => widthOf(stdout), write: write(stdout) },
    stderr: {
      isTerminal: stderr.isTTY === true,
      columns: () => widthOf(stderr),
      unsafeWrite: (text) => void stderr.write(text)
    },
    httpClient: Layer.unwrapEffect(
      Effect.map(
        Effect.promise(() => import("./httpClient.js")),
        ({ layer }) => layer
      )
    )
  }
}

/** Questions are for people, so they go to standard error, where they do not end up in the data. */
const terminal = ({ stderr, stdin }: Process): Layer.Layer<Terminal.Terminal> =>
  Layer.scoped(
    Terminal.Terminal,
    Effect.map(NodeTerminal.make(), (terminal) =>
      Terminal.Terminal.of({
        ...terminal,
        columns: Effect.sync(() => widthOf(stderr) ?? 80),
        rows: Effect.sync(() => stderr.rows ?? 24),
        isTTY: Effect.sync(() => stdin.isTTY === true && stderr.isTTY === true),
        display: (text) => Effect.sync(() => void stderr.write(text))
      })
    )
  )

/** The world of a process. */
export const layer = (
  process: Process
): Layer.Layer<Host | FileSystem.FileSystem | Path.Path | Terminal.Terminal> =>
  Layer.mergeAll(Layer.succeed(Host, host(process)), NodeFileSystem.layer, Path.layer, terminal(process))

/** Waits until all that was written has been taken, also by a slow pipe. */
export const flushed = ({ stderr, stdout }: Process): Effect.Effect<void> =>
  Effect.ignore(Effect.all([write(stdout)(""), write(stderr)("")], { concurrency: 2 }))
