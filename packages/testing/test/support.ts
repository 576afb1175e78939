import { Effect, Either } from "effect"

/** How a program ended, in a word: the tag of its error, or `success`. */
export const outcome = <A, E extends { readonly _tag: string }, R>(
  program: Effect.Effect<A, E, R>
): Effect.Effect<string, never, R> =>
  Effect.map(Effect.either(program), (result) => (Either.isLeft(result) ? result.left._tag : "success"))
