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
import { wholeAlready, wholeUser } from "./whole.js"

type Result = Either.Either<User, Users.GetError>

/** A user who is asked for once, however often; the result is kept for as long as an input is to come that wants it. */
interface Question {
  readonly wanted: Wanted
  uses: number
  isAsked: boolean
  result: Result | undefined
}

/** Inputs in their order: the question that each shares with all that ask the same, or what is wrong with it. */
const questions = (lookups: Iterable<Users.Lookup>): ReadonlyArray<Either.Either<Question, InvalidInput>> => {
  const byKey = new Map<string, Question>()
  return Array.from(lookups, (lookup) =>
    Either.mapBoth(wantedBy(lookup), {
      onLeft: (problem) => new InvalidInput({ operation: "Users.getMany", ...problem }),
      onRight: (wanted) => {
        const key = keyOf(wanted)
        const question = byKey.get(key) ?? { wanted, uses: 0, isAsked: false, result: undefined }
        byKey.set(key, question)
        question.uses += 1
        return question
      }
    })
  )
}

/** Some of the inputs, and the questions among them that were not asked before. */
interface Portion {
  readonly inputs: Array<Either.Either<Question, InvalidInput>>
  readonly asked: Array<Question>
}

/** Portions of so many new questions. */
function* portions(inputs: ReturnType<typeof questions>, size: number): Generator<Portion> {
  let portion: Portion = { inputs: [], asked: [] }
  for (const input of inputs) {
    portion.inputs.push(input)
    if (Either.isRight(input) && !input.right.isAsked) {
      input.right.isAsked = true
      portion.asked.push(input.right)
    }
    if (portion.asked.length === size) {
      yield portion
      portion = { inputs: [], asked: [] }
    }
  }
  if (portion.inputs.length > 0) yield portion
}

/** What needs no other request, as almost all do: an effect for each of very many is felt. */
const resultAlready = (answer: Answer): Option.Option<Result> =>
  Either.isLeft(answer)
    ? Option.some(Either.left(answer.left))
    : Option.map(
        Option.flatMap(answer.right, ({ fields }) => wholeAlready(fields)),
        (user): Result => Either.right(user)
      )

/** What became of a lookup, with the keys and teams beyond the first page. */
const resultOf = (client: WandbClient.Service, wanted: Wanted, answer: Answer): Effect.Effect<Result> =>
  Effect.either(
    Effect.flatMap(
      answer,
      Option.match({
        onNone: () => notFound(wanted),
        onSome: ({ fields, source }): Effect.Effect<User, Users.GetError> => wholeUser(client, source, fields)
      })
    )
  )

/** The result of an input. It is there: questions are asked no later than by the first input that has them. */
const take = (input: Either.Either<Question, InvalidInput>): Result => {
  if (Either.isLeft(input)) return Either.left(input.left)
  const { result, wanted } = input.right
  if (result === undefined) throw new Error(`nobody has asked for ${wanted.by} ${wanted.value}`)
  input.right.uses -= 1
  if (input.right.uses === 0) input.right.result = undefined
  return result
}

/** How many portions are asked for at once; the client's own limit of requests counts besides. */
const concurrency = 10

export const getMany =
  (client: WandbClient.Service, lookups: Lookups) =>
  (given: Iterable<Users.Lookup>): Stream.Stream<Result> =>
    Stream.suspend(() => {
      const ask = ({ asked, inputs }: Portion) =>
        Effect.gen(function* () {
          const answers = yield* lookups.many(asked.map(({ wanted }) => wanted))
          for (const question of asked) {
            const { wanted } = question
            const answer = answers.get(wanted) ?? Either.right(Option.none())
            const result = resultAlready(answer)
            question.result = Option.isSome(result) ? result.value : yield* resultOf(client, wanted, answer)
          }
          return inputs
        })
      return Stream.fromIterable(portions(questions(given), client.lookups.byArgument)).pipe(
        Stream.mapEffect(ask, { concurrency }),
        Stream.mapConcat((inputs) => inputs.map(take))
      )
    })
