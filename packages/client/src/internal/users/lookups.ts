import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import type { User } from "@effect-wandb/core/User"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Cache from "effect/Cache"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { WandbClient } from "../../WandbClient.js"
import { credentialsInForce } from "../execute.js"
import { keyOf, type Wanted } from "./exact.js"
import { loader } from "./loader.js"
import { type Abilities, type Answer as Told, type Answers, type Batch, batches } from "./many.js"
import { type Found, wholeAlready, wholeUser } from "./whole.js"

/** What became of a lookup of a whole user, and how many times the request was sent that says so. */
export interface Answer {
  readonly result: Either.Either<Option.Option<User>, QueryError>
  readonly attempts: number
}

/** Exact lookups of users: those of a client share documents, and what is remembered. */
export interface Lookups {
  /** Looks one up, together with others that are looked up at the same time. */
  readonly one: (wanted: Wanted) => Effect.Effect<Option.Option<User>, QueryError>
  /** Looks many up, which are all different. */
  readonly many: (wanted: ReadonlyArray<Wanted>) => Effect.Effect<ReadonlyMap<Wanted, Answer>>
}

/** Whom a lookup has found: for whom, and after how many changes. */
class Remembered extends Data.Class<{
  readonly lookup: string
  readonly apiKey: Option.Option<ApiKeySecret>
  readonly changes: number
}> {}

type Memory = Cache.Cache<Remembered, User>

const memory = ({ lookups: { cache } }: WandbClient.Service): Effect.Effect<Option.Option<Memory>> =>
  Effect.transposeMapOption(Option.fromNullable(cache), ({ capacity, timeToLive }) =>
    // What is not remembered is never asked of it.
    Cache.make<Remembered, User>({ capacity, timeToLive, lookup: () => Effect.never })
  )

/** What is remembered for whoever asks now, and how to add to it. */
const recollection = (client: WandbClient.Service, memory: Memory) =>
  Effect.gen(function* () {
    const { apiKey } = yield* credentialsInForce(client.credentials)
    const changes = yield* client.changes
    const of = (wanted: Wanted) => new Remembered({ lookup: keyOf(wanted), apiKey, changes })
    return {
      recall: (wanted: Wanted) => memory.getOption(of(wanted)),
      keep: (wanted: Wanted, found: Option.Option<User>) =>
        Option.match(found, {
          onNone: () => Effect.void,
          onSome: (user) => memory.set(of(wanted), user)
        })
    }
  })

/** Lookups that take from memory what is there, ask for the rest, and remember who was found. */
const remembering = (client: WandbClient.Service, memory: Memory, { many, one }: Lookups): Lookups => ({
  one: (wanted) =>
    Effect.gen(function* () {
      const { keep, recall } = yield* recollection(client, memory)
      const known = yield* recall(wanted)
      if (Option.isSome(known)) return known
      const found = yield* one(wanted)
      yield* keep(wanted, found)
      return found
    }),
  many: (wanted) =>
    Effect.gen(function* () {
      const { keep, recall } = yield* recollection(client, memory)
      const answers = new Map<Wanted, Answer>()
      for (const each of wanted) {
        const known = yield* recall(each)
        if (Option.isSome(known)) answers.set(each, { result: Either.right(known), attempts: 0 })
      }
      for (const [each, answer] of yield* many(wanted.filter((each) => !answers.has(each)))) {
        answers.set(each, answer)
        yield* keep(each, Option.flatten(Either.getRight(answer.result)))
      }
      return answers
    })
})

const whole = (
  client: WandbClient.Service,
  found: Option.Option<Found>
): Effect.Effect<Option.Option<User>, QueryError> =>
  Option.isNone(found)
    ? Effect.succeedNone
    : Effect.map(wholeUser(client, found.value.source, found.value.fields), Option.some)

/** What needs no other request, as almost nothing does: an effect for each of very many is felt. */
const wholeAnswer = ({ attempts, result }: Told): Option.Option<Answer> => {
  if (Either.isLeft(result)) return Option.some({ result: Either.left(result.left), attempts })
  if (Option.isNone(result.right)) return Option.some({ result: Either.right(Option.none()), attempts })
  return Option.map(wholeAlready(result.right.value.fields), (user) => ({
    result: Either.right(Option.some(user)),
    attempts
  }))
}

/** An answer with the keys and teams of whom it has found beyond the first page. */
const completed = (client: WandbClient.Service, { attempts, result }: Told): Effect.Effect<Answer> =>
  Effect.map(Effect.either(Effect.flatMap(result, (found) => whole(client, found))), (result) => ({
    result,
    attempts
  }))

/** Asks in all documents at the same time; mostly there is one. */
const allOf = ([first, ...others]: ReadonlyArray<Batch>): Effect.Effect<ReadonlyArray<Answers>> => {
  if (first === undefined) return Effect.succeed([])
  return others.length === 0
    ? Effect.map(first.ask, Arr.of)
    : Effect.forEach([first, ...others], ({ ask }) => ask, { concurrency: "unbounded" })
}

const asking = (client: WandbClient.Service): Lookups => {
  const server: Abilities = { hasArguments: true }
  const inBatches = (wanted: ReadonlyArray<Wanted>) => batches(client, server, client.lookups, wanted)
  const one = loader(client, inBatches)
  return {
    one: (wanted) => Effect.flatMap(one(wanted), (found) => whole(client, found)),
    many: (wanted) =>
      Effect.gen(function* () {
        const answers = new Map<Wanted, Answer>()
        for (const some of yield* allOf(inBatches(wanted))) {
          for (const [each, told] of some) {
            const answer = wholeAnswer(told)
            answers.set(each, Option.isSome(answer) ? answer.value : yield* completed(client, told))
          }
        }
        return answers
      })
  }
}

export const make = (client: WandbClient.Service): Effect.Effect<Lookups> =>
  Effect.map(
    memory(client),
    Option.match({
      onNone: () => asking(client),
      onSome: (memory) => remembering(client, memory, asking(client))
    })
  )
