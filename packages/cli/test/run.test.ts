import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect } from "effect"
import { EventEmitter } from "node:events"
import { PassThrough } from "node:stream"
import { run } from "../src/internal/run.js"

/** A process whose standard output is taken only when `take` is called, and which notes how it ends. */
const fake = (...args: ReadonlyArray<string>) => {
  const signals = new EventEmitter()
  const exits: Array<number> = []
  const waiting: Array<() => void> = []
  const said: Array<string> = []
  const outlet = (write: (text: string, done?: (error?: Error | null) => void) => boolean) => ({
    write,
    on: () => undefined
  })
  const process = {
    argv: ["node", "effect-wandb", ...args],
    stdin: new PassThrough(),
    stdout: outlet((_, done) => {
      if (done !== undefined) waiting.push(done)
      return true
    }),
    stderr: outlet((text, done) => {
      said.push(text)
      done?.()
      return true
    }),
    on: (signal: string, listener: () => void) => signals.on(signal, listener),
    exit: (code: number) => void exits.push(code)
  }
  const until = (isThere: () => boolean) =>
    Effect.repeat(
      Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
      { until: isThere }
    )
  return { process, exits, said, signals, waiting, until }
}

describe("the end of the process", () => {
  it.effect("waits until all that was written is taken", () =>
    Effect.gen(function* () {
      const { exits, process, until, waiting } = fake("users", "--help")
      run(process)
      // The help, and then the flush.
      for (let taken = 0; taken < 2; taken++) {
        yield* until(() => waiting.length > 0)
        deepStrictEqual(exits, [])
        waiting.shift()?.()
      }
      yield* until(() => exits.length > 0)
      deepStrictEqual(exits, [0])
    })
  )

  it.effect("comes at the second signal, whatever is waited for", () =>
    Effect.gen(function* () {
      const { exits, process, said, signals, until, waiting } = fake("users", "--help")
      run(process)
      yield* until(() => waiting.length > 0)
      signals.emit("SIGINT")
      yield* until(() => said.length > 0)
      assert.match(said.join(""), /^Interrupted before anything was done\.\n$/)
      deepStrictEqual(exits, [])
      signals.emit("SIGTERM")
      deepStrictEqual(exits, [143])
    })
  )
})
