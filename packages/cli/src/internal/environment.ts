import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** What a variable of the environment is set to; an empty one counts for none. */
export const variable = (name: string): Effect.Effect<Option.Option<string>> =>
  Effect.option(Config.nonEmptyString(name))

/** Whether a variable of the environment is set to anything. */
export const isSet = (name: string): Effect.Effect<boolean> => Effect.map(variable(name), Option.isSome)
