import type { User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../../WandbClient.js"
import { keyOf, type Wanted } from "./exact.js"
import { notFound, wantedBy } from "./lookup.js"
import type { Lookups } from "./lookups.js"
import type { Answer } from "./many.js"
import { type Found, wholeAlready, wholeUser } from "./whole.js"

type Result = Either.Either<User, Users.GetError>

/** What an input asks for, under a key that all share who ask for the same; or what is wrong with it. */
type Input = Either.Either<{ readonly key: string; readonly wanted: Wanted }, InvalidInput>

const inputOf = (lookup: Users.Lookup): Input =>
  Either.mapBoth(wantedBy(lookup), {
    onLeft: (problem) => new InvalidInput({ operation: "Users.getMany", ...problem }),
    onRight: (wanted) => ({ key: keyOf(wanted), wanted })
  })

/** Some of the inputs in their order, and what the first of their kind among them ask for. */
interface Portion {
  readonly inputs: Array<Input>
  readonly wanted: Array<Wanted>
}

/** Portions of so many different lookups; none is in two of them. */
function* portions(inputs: ReadonlyArray<Input>, size: number): Generator<Portion> {
  const seen = new Set<string>()
  let portion: Portion = { inputs: [], wanted: [] }
  for (const input of inputs) {
    portion.inputs.push(input)
    if (Either.isRight(input) && !seen.has(input.right.key)) {
      seen.add(input.right.key)
      portion.wanted.push(input.right.wanted)
    }
    if (portion.wanted.length === size) {
      yield portion
      portion = { inputs: [], wanted: [] }
    }
  }
  if (portion.inputs.length > 0) yield portion
}

/** Results that are kept for as long as an input is to come that asks for the same. */
const results = (inputs: ReadonlyArray<Input>) => {
  const uses = new Map<string, number>()
  for (const input of inputs) {
    if (Either.isRight(input)) uses.set(input.right.key, (uses.get(input.right.key) ?? 0) + 1)
  }
  const kept = new Map<string, Result>()
  return {
    keep: (key: string, result: Result) => void kept.set(key, result),
    take: (input: Input): Result => {
      if (Either.isLeft(input)) return Either.left(input.left)
      const { key } = input.right
      const result = kept.get(key)
      if (result === undefined) throw new Error(`nothing was asked for ${key}`)
      const left = (uses.get(key) ?? 1) - 1
      uses.set(key, left)
      if (left === 0) kept.delete(key)
      return result
    }
  }
}

/** What a lookup came to; those who did not come whole are completed one after the other. */
const resultOf = (
  client: WandbClient.Service,
  wanted: Wanted,
  found: Option.Option<Found>
): Effect.Effect<Result> =>
  Effect.either(
    Option.match(found, {
      onNone: () => notFound(wanted),
      onSome: ({ fields, source }): Effect.Effect<User, Users.GetError> => wholeUser(client, source, fields)
    })
  )

/** What needs no other request, as almost all do: an effect for each of very many is felt. */
const resultAlready = (answer: Answer): Option.Option<Result> => {
  if (Either.isLeft(answer)) return Option.some(Either.left(answer.left))
  return Option.map(
    Option.flatMap(answer.right, ({ fields }) => wholeAlready(fields)),
    (user): Result => Either.right(user)
  )
}

/** How many portions are asked for at once; the client's own limit of requests counts besides. */
const concurrency = 10

export const getMany =
  (client: WandbClient.Service, lookups: Lookups) =>
  (given: Iterable<Users.Lookup>): Stream.Stream<Result> =>
    Stream.suspend(() => {
      const inputs = Array.from(given, inputOf)
      const { keep, take } = results(inputs)
      const ask = ({ inputs, wanted }: Portion) =>
        Effect.gen(function* () {
          const found = new Map<string, Result>()
          for (const [one, answer] of yield* lookups.many(wanted)) {
            const result = resultAlready(answer)
            found.set(
              keyOf(one),
              Option.isSome(result) ? result.value : yield* resultOf(client, one, Either.getOrThrow(answer))
            )
          }
          return { inputs, found }
        })
      return Stream.fromIterable(portions(inputs, client.lookups.byArgument)).pipe(
        Stream.mapEffect(ask, { concurrency }),
        Stream.mapConcat(({ found, inputs }) => {
          for (const [key, result] of found) keep(key, result)
          return inputs.map(take)
        })
      )
    })
