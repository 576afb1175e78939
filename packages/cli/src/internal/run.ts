import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { main } from "./main.js"
import * as NodeHost from "./nodeHost.js"
import * as Status from "./status.js"

const signals = [
  ["SIGINT", Status.interrupted],
  ["SIGTERM", Status.terminated],
  ["SIGHUP", 129]
] as const

/** What is under way is ended before an interruption takes effect, and whoever waits for that is told. */
const waiting = ({ stderr }: NodeHost.Process) =>
  Effect.sync(() => stderr.write("Finishing what is under way; Ctrl-C again ends at once.\n"))

/**
 * Runs the command in a process: the first signal interrupts it, and whatever has to be finished or rolled back is; the
 * second ends it at once. The process ends when all that was written is taken.
 */
export const run = (process: NodeHost.Process): void => {
  const fiber = Effect.runFork(
    Effect.uninterruptibleMask((restore) =>
      restore(Effect.provide(main(process.argv.slice(2)), NodeHost.layer(process))).pipe(
        Effect.exit,
        Effect.zipLeft(NodeHost.flushed(process))
      )
    )
  )
  let received: number | undefined
  for (const [signal, status] of signals) {
    process.on(signal, () => {
      if (received !== undefined) process.exit(status)
      received = status
      Effect.runFork(Fiber.interruptFork(fiber))
      if (process.stderr.isTTY === true) Effect.runFork(Effect.delay(waiting(process), "500 millis"))
    })
  }
  fiber.addObserver((exit) => {
    const ended = Exit.flatten(exit)
    if (Exit.isFailure(ended) && !Cause.isInterruptedOnly(ended.cause)) {
      process.stderr.write("error: effect-wandb has a mistake of its own.\n")
    }
    process.exit(received ?? (Exit.isSuccess(ended) ? ended.value : Status.failed))
  })
}
