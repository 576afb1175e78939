import { Array as Arr, Order } from "effect"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

/** Starts a program beside this one that tells in a message where it listens or what it has found; ends with it. */
export const beside = async <A>(
  module: string,
  args: ReadonlyArray<string> = [],
  execArgv: ReadonlyArray<string> = []
): Promise<{ readonly told: A; readonly stop: () => void }> => {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, {
    execArgv: ["--conditions=@effect-wandb/source", "--import", "tsx", ...execArgv]
  })
  const told = await new Promise<A>((resolve, reject) => {
    child.once("message", (message) => resolve(message as A))
    child.once("exit", (code) => reject(new Error(`${module} ended with ${code} before it said anything`)))
  })
  return { told, stop: () => void child.kill() }
}

/** The middle one. */
export const median = (numbers: ReadonlyArray<number>): number =>
  Arr.sort(numbers, Order.number)[Math.floor(numbers.length / 2)] ?? NaN
