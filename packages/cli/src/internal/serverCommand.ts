import type { Wandb } from "@effect-wandb/client/Wandb"
import * as Effect from "effect/Effect"
import * as Command from "./command.js"
import * as Connection from "./connection.js"
import * as ProgressBar from "./progressBar.js"

/** Makes a command over a server: the services of the domain are there, and progress is shown as it is reported. */
export const make = <O, A, E extends Command.Failure>(
  spec: Command.Spec<O, A, E, Command.Frame | Wandb>
): Command.Command =>
  Command.make(spec, true, (effect) => ProgressBar.shown(effect).pipe(Effect.provide(Connection.layer)))
