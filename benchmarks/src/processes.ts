import { Array as Arr, Order } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"

/** The next message of a program, or the error that it has ended without one. */
const told = <A>(module: URL, child: ChildProcess): Promise<A> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`${module.pathname} ended with ${code} before it said anything`))
    child.once("exit", ended)
    child.once("message", (message) => {
      child.off("exit", ended)
      resolve(message as A)
    })
  })

/** A program beside this one, which tells where it listens or what it has found. */
export interface Beside<A> {
  readonly told: A
  /** Asks it to go on, and waits for what it tells next. */
  readonly ask: <B>(question: string) => Promise<B>
  readonly stop: () => void
}

export const beside = async <A>(
  module: URL,
  args: ReadonlyArray<string> = [],
  execArgv: ReadonlyArray<string> = []
): Promise<Beside<A>> => {
  const child = fork(fileURLToPath(module), args, {
    // The loader of TypeScript takes part in every import: what measures those is JavaScript.
    execArgv: [...(module.pathname.endsWith(".ts") ? ["--import", "tsx"] : []), ...execArgv]
  })
  return {
    told: await told<A>(module, child),
    ask: <B>(question: string) => {
      child.send(question)
      return told<B>(module, child)
    },
    stop: () => void child.kill()
  }
}

/** The middle one. */
export const median = (numbers: ReadonlyArray<number>): number =>
  Arr.sort(numbers, Order.number)[Math.floor(numbers.length / 2)] ?? NaN
