import { Instance, Server } from "@effect-wandb/emulator"
import { Effect, Redacted, type Scope } from "effect"
import { execFileSync, spawn, type ChildProcess } from "node:child_process"
import { tmpdir } from "node:os"

/** What came of a process. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess
  /** Waits until what it has written matches. */
  readonly until: (pattern: RegExp) => Effect.Effect<void>
  /** Writes to its standard input, or to its terminal. */
  readonly send: (text: string) => Effect.Effect<void>
  /** All that it has written so far. */
  readonly written: () => string
  readonly ended: Effect.Effect<Ended>
}

type Env = Readonly<Record<string, string | undefined>>

/** A process of its own; it is killed when the scope closes before it has ended. */
export const start = (
  program: string,
  args: ReadonlyArray<string>,
  env: Env = {}
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        spawn(program, args, {
          cwd: tmpdir(),
          env: { PATH: process.env.PATH, HOME: "/nonexistent", TERM: "xterm", ...env },
          stdio: "pipe"
        })
      ),
      (child) => Effect.sync(() => void (child.exitCode === null && child.kill("SIGKILL")))
    ),
    (child) => {
      let stdout = ""
      let stderr = ""
      const watchers = new Set<() => void>()
      const take = (chunk: string, keep: (chunk: string) => void) => {
        keep(chunk)
        for (const watcher of watchers) watcher()
      }
      child.stdout
        .setEncoding("utf8")
        .on("data", (chunk: string) => take(chunk, (chunk) => void (stdout += chunk)))
      child.stderr
        .setEncoding("utf8")
        .on("data", (chunk: string) => take(chunk, (chunk) => void (stderr += chunk)))
      // A process that ends without reading is no matter of the test's.
      child.stdin.on("error", () => undefined)
      const ended = new Promise<Ended>((resolve) =>
        child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
      )
      return {
        child,
        until: (pattern) =>
          Effect.async<void>((resume) => {
            const watcher = () => {
              if (!pattern.test(stdout + stderr)) return
              watchers.delete(watcher)
              resume(Effect.void)
            }
            watchers.add(watcher)
            watcher()
          }).pipe(
            Effect.raceFirst(
              Effect.flatMap(
                Effect.promise(() => ended),
                (ended) => Effect.dieMessage(`it ended before ${pattern}: ${JSON.stringify(ended)}`)
              )
            )
          ),
        send: (text) => Effect.sync(() => void child.stdin.write(text)),
        written: () => stdout + stderr,
        ended: Effect.promise(() => ended)
      }
    }
  )

/** Runs the command to its end. */
export const execute = (
  program: string,
  args: ReadonlyArray<string>,
  options: { readonly env?: Env | undefined; readonly stdin?: string | undefined } = {}
): Effect.Effect<Ended> =>
  Effect.scoped(
    Effect.gen(function* () {
      const running = yield* start(process.execPath, [program, ...args], options.env)
      yield* Effect.sync(() => running.child.stdin?.end(options.stdin ?? ""))
      return yield* running.ended
    })
  )

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Whether there is a pseudo-terminal to be had; tests that need one are skipped where there is none. */
export const hasTerminal = (() => {
  try {
    execFileSync("script", ["-qefc", "true", "/dev/null"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
})()

/** Runs the command in a pseudo-terminal of 100 columns unless it is said; what it writes is one text, in `stdout`. */
export const inTerminal = (
  program: string,
  args: ReadonlyArray<string>,
  { columns = 100, env }: { readonly columns?: number | undefined; readonly env?: Env | undefined } = {}
): Effect.Effect<Running, never, Scope.Scope> => {
  const command = [process.execPath, program, ...args].map(quoted).join(" ")
  return start("script", ["-qefc", `stty cols ${columns} rows 30; exec ${command}`, "/dev/null"], env)
}

/** An emulator on a socket of this process, and the variables by which a process finds it. */
export const emulator = (options: Instance.Options = {}) =>
  Effect.gen(function* () {
    const instance = yield* Instance.make(options)
    const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, instance)
    const env = { WANDB_BASE_URL: url, WANDB_API_KEY: Redacted.value(instance.adminKey) }
    return { instance, url, env }
  })

/** Waits until a fault has met a request. */
export const isMet = (instance: Instance.Instance.Service): Effect.Effect<void> =>
  Effect.repeat(Effect.zipLeft(instance.faults, Effect.sleep("5 millis")), {
    until: (faults) => faults.every(({ met }) => met > 0)
  }).pipe(Effect.asVoid)
