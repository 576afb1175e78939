import * as Options from "@effect/cli/Options"
import type * as Option from "effect/Option"

/** A switch: given or not. */
export const flag = (name: string, description: string): Options.Options<boolean> =>
  Options.boolean(name).pipe(Options.withDescription(description))

/** A text that can be left out; `value` is what the help calls it. */
export const optional = (
  name: string,
  value: string,
  description: string
): Options.Options<Option.Option<string>> =>
  Options.text(name).pipe(
    Options.withPseudoName(value),
    Options.optional,
    Options.withDescription(description)
  )

/** A text that can be given several times, or not at all. */
export const repeated = (
  name: string,
  value: string,
  description: string
): Options.Options<ReadonlyArray<string>> =>
  Options.text(name).pipe(
    Options.withPseudoName(value),
    Options.repeated,
    Options.withDescription(description)
  )

/** A whole number that is another one where it is not given. */
export const number = (name: string, otherwise: number, description: string): Options.Options<number> =>
  Options.integer(name).pipe(
    Options.withPseudoName("number"),
    Options.withDefault(otherwise),
    Options.withDescription(description)
  )
