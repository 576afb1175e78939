import type { ApiKey, ApiKeyId } from "@effect-wandb/core/ApiKey"
import {
  type Candidate,
  type MutationError,
  OutcomeUnknown,
  RequestFailed,
  type UnexpectedResponse
} from "@effect-wandb/core/WandbError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type * as Redacted from "effect/Redacted"
import type { WandbClient } from "../../WandbClient.js"
import { reportLeftover, settled, stillOpen } from "../call.js"
import { isLost } from "../lost.js"
import { isNotFound } from "../refusal.js"
import { scrubUnknown } from "../scrub.js"
import { deleteApiKey } from "./delete.js"
import { ownKeys } from "./ownKeys.js"

// What becomes of a key whose answer was lost. Its secret is gone for ever: what is left of it is in the way.

/** A key as the answer to its creation shows it. */
export interface Made {
  readonly id: ApiKeyId
  readonly name: Redacted.Redacted
  readonly description: string | undefined
}

/** Sends for a key of that description, once. */
type Send = (description: string | undefined) => Effect.Effect<Made, MutationError>

type Lost = OutcomeUnknown | UnexpectedResponse

const candidate = ({ description, id, name }: ApiKey): Candidate => ({
  id,
  name,
  ...(Option.isSome(description) && { description: scrubUnknown(description.value) })
})

/** What is known of a lost answer, with the keys that may be left and what to do about them. */
const lost = (error: Lost, advice: string, keys?: ReadonlyArray<ApiKey>): OutcomeUnknown => {
  const { attempts, operation, requestId, status } = error
  return new OutcomeUnknown({
    operation,
    attempts,
    advice,
    ...(error._tag === "OutcomeUnknown"
      ? { description: error.description, ...(error.reason !== undefined && { reason: error.reason }) }
      : { description: `its answer cannot be understood at ${error.path}: ${error.problem}` }),
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(keys !== undefined && { candidates: keys.map(candidate) })
  })
}

const look =
  "List your keys with ApiKeys.list, and delete the one that you do not know before you generate another."
const remove = "Delete whichever you do not know with ApiKeys.deleteById before you generate another."
const appears = "Look for it once more with ApiKeys.list before you generate another: it may still appear."

/**
 * Sends once, and tells of a lost answer which of the caller's keys may be the lost one: any of the same description.
 * None is deleted, because another program may have made it.
 */
export const telling = (
  client: WandbClient.Service,
  description: string | undefined,
  send: Send
): Effect.Effect<Made, MutationError> =>
  Effect.catchIf(send(description), isLost, (error) =>
    Effect.flatMap(Effect.option(ownKeys(client)), (keys): Effect.Effect<never, MutationError> => {
      if (Option.isNone(keys)) return Effect.fail(lost(error, look))
      const alike = keys.value.filter(
        (key) => (Option.getOrNull(key.description) ?? "") === (description ?? "")
      )
      return Effect.fail(lost(error, alike.length > 0 ? remove : appears, alike))
    })
  )

const inBase36 = (number: number, length: number): string => number.toString(36).padStart(length, "0")

/** Time and chance, so that nobody makes the same, be it that a program has seeded its randomness. */
const newMark: Effect.Effect<string> = Effect.zipWith(
  Clock.currentTimeMillis,
  Random.nextIntBetween(0, 36 ** 6),
  (now, chance) => `[ref ${inBase36(Math.floor(now), 8)}${inBase36(chance, 6)}]`
)

const marked = (description: string | undefined, mark: string): string =>
  description === undefined || description === "" ? mark : `${description} ${mark}`

/** A key that is not there yet may still be made: it is looked for again after each of these. */
const patience = ["0 seconds", "1 second", "2 seconds"] as const

/** How often a key is generated anew after a lost answer. */
const rounds = 5

/** The keys that bear the mark, and are therefore ours. */
const bearing = (client: WandbClient.Service, mark: string) =>
  Effect.map(ownKeys(client), (keys) =>
    keys.filter(({ description }) => Option.exists(description, (text) => text.endsWith(mark)))
  )

/** Looks for the lost key until it is there, or until it may be taken for never made. */
const orphans = (client: WandbClient.Service, mark: string) =>
  Effect.reduce(patience, [] as ReadonlyArray<ApiKey>, (found, wait) =>
    found.length > 0 ? Effect.succeed(found) : Effect.delay(bearing(client, mark), wait)
  )

/** Deletes keys that are ours; gives those that could not be deleted. */
const discard = (client: WandbClient.Service, keys: ReadonlyArray<ApiKey>) =>
  Effect.filter(keys, ({ id }) =>
    client.mutate(deleteApiKey, { id }).pipe(
      Effect.map(({ result }) => !result.success),
      Effect.catchAll((error) => Effect.succeed(!isNotFound(error)))
    )
  )

/** Every key of the call is gone again, so that it may be repeated. */
const nothingLeft = (error: Lost): RequestFailed =>
  new RequestFailed({
    operation: error.operation,
    attempts: error.attempts,
    reason: (error._tag === "OutcomeUnknown" ? error.reason : undefined) ?? "Server",
    description: "every answer was lost, and each key that was made is deleted again",
    ...(error.status !== undefined && { status: error.status }),
    ...(error.requestId !== undefined && { requestId: error.requestId })
  })

/**
 * Sends with a mark in the description, by which a key whose answer was lost can be told from all others: it is
 * deleted, and another one is sent for, until one arrives.
 */
export const settling = (
  client: WandbClient.Service,
  description: string | undefined,
  send: Send
): Effect.Effect<Made, MutationError> =>
  Effect.gen(function* () {
    const mark = yield* newMark
    const named = `The lost key's description ends in ${mark}.`
    // An answer was lost, and its key was never seen: it may still appear.
    let missing: Option.Option<Lost> = Option.none()

    const clear = (error: Lost, found: Effect.Effect<ReadonlyArray<ApiKey>, unknown>) =>
      Effect.gen(function* () {
        const keys = yield* Effect.orElseFail(found, () => lost(error, `${named} ${look}`))
        const left = yield* discard(client, keys)
        if (left.length > 0) return yield* lost(error, `${named} ${remove}`, left)
        return keys.length
      })

    for (let round = 1; ; round++) {
      const result = yield* Effect.either(send(marked(description, mark)))
      if (Either.isRight(result)) {
        const { id } = result.right
        const others = Effect.map(bearing(client, mark), (keys) => keys.filter((key) => key.id !== id))
        // The new key is good, whatever becomes of an older one: that is reported, and does not make this fail.
        if (Option.isSome(missing)) {
          yield* Effect.catchAll(clear(missing.value, others), reportLeftover)
        }
        return result.right
      }
      const error = result.left
      if (!isLost(error)) {
        if (Option.isNone(missing)) return yield* error
        const found = yield* clear(missing.value, bearing(client, mark))
        return yield* found > 0 ? error : lost(missing.value, `${named} ${appears}`, [])
      }
      yield* stillOpen(lost(error, `${named} ${look}`))
      const found = yield* clear(error, orphans(client, mark))
      missing = found > 0 ? Option.none() : Option.some(error)
      if (Option.isNone(missing)) yield* settled
      if (round === rounds) {
        return yield* found > 0 ? nothingLeft(error) : lost(error, `${named} ${appears}`, [])
      }
    }
  })
