import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** The public name under which the work at hand was called, such as `Users.get`: errors speak of that. */
export class Calling extends Context.Reference<Calling>()("@effect-wandb/client/Calling", {
  defaultValue: (): Option.Option<string> => Option.none()
}) {}

/** The name for errors of an operation: that of the method that sends it, or its own where it is sent by itself. */
export const nameFor = (operation: { readonly name: string }): Effect.Effect<string> =>
  Effect.map(
    Calling,
    Option.getOrElse(() => operation.name)
  )

/** Fails with an error that bears the name of what was called. */
export const failNaming = <E>(
  operation: { readonly name: string },
  error: (name: string) => E
): Effect.Effect<never, E> => Effect.flatMap(nameFor(operation), (name) => Effect.fail(error(name)))
