import * as Either from "effect/Either"
import type { Refusal } from "./refusal.js"
import type { Act, Outcome } from "./rules/act.js"
import type * as World from "./world.js"

/** What the resolvers of one request share; the world in it moves on as its mutations take place. */
export interface Context {
  world: World.World
  readonly act: Act
  readonly maxPageSize: number
}

/** A resolver of one field, as the default resolver of `graphql` calls a method of the object it is a field of. */
export type Resolver<Args = object> = (args: Args, context: Context) => unknown

/** Applies a rule, or throws its refusal: exceptions are the only way out of a resolver. */
export const apply = <A>(context: Context, rule: (world: World.World, act: Act) => Outcome<A>): A => {
  const [value, world] = orThrow(rule(context.world, context.act))
  context.world = world
  return value
}

/** Gives a result, or throws the refusal. */
export const orThrow = <A>(result: Either.Either<A, Refusal>): A =>
  Either.getOrThrowWith(result, (refusal) => refusal)
