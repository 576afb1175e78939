import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Cache from "effect/Cache"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { WandbClient } from "../../WandbClient.js"
import { credentialsInForce } from "../execute.js"
import type { Wanted } from "./exact.js"
import { loader } from "./loader.js"
import { type Abilities, type Answer, type Answers, batches } from "./many.js"
import type { Found } from "./whole.js"

/** Exact lookups of users: those of a client share documents, and what is remembered. */
export interface Lookups {
  /** Looks one up, together with others that are looked up at the same time. */
  readonly one: (wanted: Wanted) => Effect.Effect<Option.Option<Found>, QueryError>
  /** Looks many up, which are all different. */
  readonly many: (wanted: ReadonlyArray<Wanted>) => Effect.Effect<Answers>
}

/** Users that were found, for whom, and after how many changes. */
class Remembered extends Data.Class<
  Wanted & { readonly apiKey: Option.Option<ApiKeySecret>; readonly changes: number }
> {}

type Memory = Cache.Cache<Remembered, Found>

const memory = ({ lookups: { cache } }: WandbClient.Service): Effect.Effect<Option.Option<Memory>> =>
  Effect.transposeMapOption(Option.fromNullable(cache), ({ capacity, timeToLive }) =>
    // What is not remembered is never asked of it.
    Cache.make<Remembered, Found>({ capacity, timeToLive, lookup: (): Effect.Effect<Found> => Effect.never })
  )

/** Takes from memory what is there, asks for the rest, and remembers who was found. */
const remembering =
  (client: WandbClient.Service, memory: Memory, ask: Lookups["many"]): Lookups["many"] =>
  (wanted) =>
    Effect.gen(function* () {
      const { apiKey } = yield* credentialsInForce(client.credentials)
      const changes = yield* client.changes
      const keyOf = (one: Wanted) => new Remembered({ by: one.by, value: one.value, apiKey, changes })
      const answers = new Map<Wanted, Answer>()
      for (const one of wanted) {
        const found = yield* memory.getOption(keyOf(one))
        if (Option.isSome(found)) answers.set(one, Either.right(found))
      }
      const asked = yield* ask(wanted.filter((one) => !answers.has(one)))
      for (const [one, answer] of asked) {
        answers.set(one, answer)
        if (Either.isRight(answer) && Option.isSome(answer.right)) {
          yield* memory.set(keyOf(one), answer.right.value)
        }
      }
      return answers
    })

export const make = (client: WandbClient.Service): Effect.Effect<Lookups> =>
  Effect.map(memory(client), (memory) => {
    const server: Abilities = { hasArguments: true }
    const inBatches = (wanted: ReadonlyArray<Wanted>) => batches(client, server, client.lookups, wanted)
    const many: Lookups["many"] = (wanted) =>
      Effect.map(
        Effect.forEach(inBatches(wanted), ({ ask }) => ask, { concurrency: "unbounded" }),
        (answers) => new Map(answers.flatMap((some) => [...some]))
      )
    const one = loader(client, inBatches)
    if (Option.isNone(memory)) return { one, many }
    const remember = (ask: Lookups["many"]) => remembering(client, memory.value, ask)
    const oneOfMany: Lookups["many"] = (wanted) =>
      Effect.map(
        Effect.forEach(wanted, (each) =>
          Effect.map(Effect.either(one(each)), (answer) => [each, answer] as const)
        ),
        (answers) => new Map(answers)
      )
    return {
      one: (wanted) =>
        Effect.flatMap(remember(oneOfMany)([wanted]), (answers) => answers.get(wanted) ?? Effect.succeedNone),
      many: remember(many)
    }
  })
