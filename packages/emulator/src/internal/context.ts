import * as Either from "effect/Either"
import { defaultFieldResolver, GraphQLError, type GraphQLFieldResolver } from "graphql"
import type { Refusal } from "./refusal.js"
import type { Act, Outcome } from "./rules/act.js"
import type * as World from "./world.js"

/** What the resolvers of one request share; the world in it moves on as its mutations take place. */
export interface Context {
  world: World.World
  readonly act: Act
  readonly maxPageSize: number
  /** How much work the answer may still take; below zero nothing of it is given. */
  workLeft: number
}

/**
 * The most work that one answer takes, as many fields as are resolved in a second: a small document can ask for
 * the whole world many times. A team of a hundred thousand members, which are not paged, takes most of it.
 */
export const maxWork = 2_000_000

/** What is said to a document that takes more. */
export const tooMuch = "the answer takes too much work: ask for smaller pages, or for fewer fields"

// One error for all, and located already: what is left when the work is used up fails with it at once. An error for each
// field, with the place where it was raised, would be more work than all before.
const usedUp = new GraphQLError(tooMuch, { path: [] })

/** Takes work upon the answer, or throws: a field is one. */
export const spend = (context: Context, work: number): void => {
  context.workLeft -= work
  if (context.workLeft < 0) throw usedUp
}

/** Takes rows into the answer. */
export const takeRows = <A>(context: Context, rows: ReadonlyArray<A>): ReadonlyArray<A> => {
  spend(context, rows.length * 8)
  return rows
}

/** Resolves a field as `graphql` does by itself, for as long as there is work left for it. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (
  source,
  args,
  context,
  info
): unknown => {
  let work = 1
  for (const name in args) work += workOf(args[name])
  spend(context, work)
  return defaultFieldResolver(source, args, context, info)
}

/** What an argument makes of work in each of the fields that have it: it is one variable, however often it is used. */
const workOf = (value: unknown): number => {
  if (typeof value === "string") return value.length / 64
  if (typeof value !== "object" || value === null) return 0
  return Object.values(value).reduce((sum: number, part: unknown) => sum + 1 + workOf(part), 0)
}

/** Applies a rule, or throws its refusal: exceptions are the only way out of a resolver. */
export const apply = <A>(context: Context, rule: (world: World.World, act: Act) => Outcome<A>): A => {
  const [value, world] = orThrow(context, rule(context.world, context.act))
  context.world = world
  return value
}

/** Gives a result, or throws the refusal, which takes work too: it is written down with where it comes from. */
export const orThrow = <A>(context: Context, result: Either.Either<A, Refusal>): A =>
  Either.getOrThrowWith(result, (refusal) => {
    spend(context, 1000)
    return refusal
  })
