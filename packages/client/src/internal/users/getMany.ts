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
import type { Answer, Lookups } from "./lookups.js"
import type { Sizes } from "./many.js"

type Result = Either.Either<User, Users.GetError>

/** A user who is asked for once, however often; the answer is kept for as long as an input is to come that wants it. */
interface Question {
  readonly wanted: Wanted
  uses: number
  isAsked: boolean
  answer: Answer | undefined
}

/** What an input asks for, in its own words, with the question that it shares with all that ask the same. */
interface Asking {
  readonly wanted: Wanted
  readonly question: Question
}

/** An input that can be asked for, or what is wrong with it. */
type Input = Either.Either<Asking, InvalidInput>

const inputsOf = (lookups: Iterable<Users.Lookup>): ReadonlyArray<Input> => {
  const questions = new Map<string, Question>()
  return Array.from(lookups, (lookup) =>
    Either.mapBoth(wantedBy(lookup), {
      onLeft: (problem) => new InvalidInput({ operation: "Users.getMany", ...problem }),
      onRight: (wanted) => {
        const key = keyOf(wanted)
        const question = questions.get(key) ?? { wanted, uses: 0, isAsked: false, answer: undefined }
        questions.set(key, question)
        question.uses += 1
        return { wanted, question }
      }
    })
  )
}

/** Some of the inputs, and the questions among them that were not asked before. */
interface Portion {
  readonly inputs: Array<Input>
  readonly asked: Array<Question>
}

/** Portions that fill a document: with so many new questions of one kind. */
function* portions(inputs: ReadonlyArray<Input>, sizes: Sizes): Generator<Portion> {
  let portion: Portion = { inputs: [], asked: [] }
  let counts = { username: 0, id: 0, email: 0 }
  for (const input of inputs) {
    portion.inputs.push(input)
    if (Either.isLeft(input) || input.right.question.isAsked) continue
    const { question } = input.right
    const { by } = question.wanted
    question.isAsked = true
    portion.asked.push(question)
    counts[by] += 1
    if (counts[by] === (by === "email" ? sizes.byAlias : sizes.byArgument)) {
      yield portion
      portion = { inputs: [], asked: [] }
      counts = { username: 0, id: 0, email: 0 }
    }
  }
  if (portion.inputs.length > 0) yield portion
}

const resultOf = ({ question, wanted }: Asking): Result => {
  const { answer } = question
  if (answer === undefined) throw new Error(`nobody has asked for this ${wanted.by}`)
  return Either.flatMap(
    answer.result,
    Option.match({ onNone: () => Either.left(notFound(wanted, answer.attempts)), onSome: Either.right })
  )
}

/** The result of an input, whose question was asked no later than with the first input that has it. */
const take = (input: Input): Result => {
  if (Either.isLeft(input)) return Either.left(input.left)
  const { question } = input.right
  const result = resultOf(input.right)
  question.uses -= 1
  if (question.uses === 0) question.answer = undefined
  return result
}

/** How many portions are asked for at once; the client's own limit of requests counts besides. */
const concurrency = 10

/** Asks for a portion, and leaves the answers at its questions. */
const ask = (lookups: Lookups, { asked, inputs }: Portion): Effect.Effect<ReadonlyArray<Input>> =>
  Effect.map(lookups.many(asked.map(({ wanted }) => wanted)), (answers) => {
    for (const question of asked) question.answer = answers.get(question.wanted)
    return inputs
  })

export const getMany =
  (client: WandbClient.Service, lookups: Lookups) =>
  (given: Iterable<Users.Lookup>): Stream.Stream<Result> =>
    Stream.suspend(() =>
      Stream.fromIterable(portions(inputsOf(given), client.lookups)).pipe(
        Stream.mapEffect((portion) => ask(lookups, portion), { concurrency }),
        Stream.mapConcat((inputs) => inputs.map(take))
      )
    )
