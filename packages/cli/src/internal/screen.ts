import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Host } from "./host.js"
import type { PipeClosed, Problem } from "./problem.js"

/** What is written where: data to standard output, everything else to standard error, and one line that changes. */
export class Screen extends Context.Tag("@effect-wandb/cli/Screen")<Screen, Screen.Service>() {}

export declare namespace Screen {
  interface Service {
    /** Writes data, and waits until it is taken. */
    readonly data: (text: string) => Effect.Effect<void, PipeClosed | Problem>
    /** Writes a line for people. */
    readonly note: (line: string) => Effect.Effect<void>
    readonly unsafeNote: (line: string) => void
    /** Shows a line below all others, or takes it away; does nothing where there is no terminal. */
    readonly status: (line: string | undefined) => Effect.Effect<void>
  }
}

const clearLine = "\r\u001b[K"

export const make: Effect.Effect<Screen.Service, never, Host> = Effect.map(Host, ({ stderr, stdout }) => {
  let status = ""
  const around = (write: () => void): void => {
    if (status !== "") stderr.unsafeWrite(clearLine)
    write()
    if (status !== "") stderr.unsafeWrite(status)
  }
  const unsafeNote = (line: string): void => around(() => stderr.unsafeWrite(`${line}\n`))
  return {
    data: (text) =>
      status === "" || !stdout.isTerminal
        ? stdout.write(text)
        : Effect.acquireUseRelease(
            Effect.sync(() => stderr.unsafeWrite(clearLine)),
            () => stdout.write(text),
            () => Effect.sync(() => stderr.unsafeWrite(status))
          ),
    note: (line) => Effect.sync(() => unsafeNote(line)),
    unsafeNote,
    status: (line) =>
      Effect.sync(() => {
        if (!stderr.isTerminal) return
        if (status !== "") stderr.unsafeWrite(clearLine)
        // The last column stays free, so that the line does not wrap.
        status = line === undefined ? "" : line.slice(0, Math.max(0, (stderr.columns() ?? 80) - 1))
        if (status !== "") stderr.unsafeWrite(status)
      })
  }
})
