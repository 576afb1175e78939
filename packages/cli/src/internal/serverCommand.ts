import type { Wandb } from "@effect-wandb/client/Wandb"
import * as Effect from "effect/Effect"
import * as Command from "./command.js"
import * as Connection from "./connection.js"
import * as ProgressBar from "./progressBar.js"

/** Gives a program the services of the domain, over the server that options and configuration name. */
export const served = <A, E extends Command.Failure>(
  program: Effect.Effect<A, E, Command.Frame | Wandb>
): Effect.Effect<A, Command.Failure, Command.Frame> =>
  ProgressBar.shown(program).pipe(Effect.provide(Connection.layer))

/** Makes a command that goes to a server in some cases alone, or as somebody else: it says which by `served`, or by itself. */
export const onDemand = <O, A, E extends Command.Failure>(
  spec: Command.Spec<O, A, E, Command.Frame>
): Command.Command => Command.make(spec, true, (effect) => effect)

/** Makes a command over a server: the services of the domain are there, and progress is shown as it is reported. */
export const make = <O, A, E extends Command.Failure>(
  spec: Command.Spec<O, A, E, Command.Frame | Wandb>
): Command.Command => Command.make(spec, true, served)
