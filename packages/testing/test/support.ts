import { Seed, WandbTest } from "@effect-wandb/testing"
import { Array as Arr, Effect, Either, TestClock } from "effect"

/** How a program ended, in a word: the tag of its error, or `success`. */
export const outcome = <A, E extends { readonly _tag: string }, R>(
  program: Effect.Effect<A, E, R>
): Effect.Effect<string, never, R> =>
  Effect.map(Effect.either(program), (result) => (Either.isLeft(result) ? result.left._tag : "success"))

/** Runs a program while time passes, so that its tries go on. */
export const inTime = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("2 minutes")
    return yield* fiber
  })

/** The operations that the server was asked for, in their order. */
export const operationsSeen = Effect.map(WandbTest.requests, (requests) =>
  requests.map(({ operation }) => operation)
)

/** So many names that differ. */
export const names = (count: number, name = "user"): ReadonlyArray<string> =>
  Arr.makeBy(count, (index) => `${name}-${index}`)

/** An administrator and so many users. */
export const crowd = (count: number): Seed.Seed =>
  Seed.make(Seed.user("root", { admin: true }), Seed.crowd(count))
