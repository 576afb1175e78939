import { type ApiKey, type ApiKeyId, type ApiKeyRef, makeRef } from "@effect-wandb/core/ApiKey"
import { type MutationError, RequestFailed } from "@effect-wandb/core/WandbError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { WandbClient } from "../../WandbClient.js"
import { reportLeftover, settled, stillOpen, timeLeft } from "../call.js"
import { isLost, type Lost, outcomeUnknown } from "../lost.js"
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

/** Sends for a key of that description, once; the advice is for whoever hears that the answer was lost. */
type Send = (description: string | undefined, ifLost: string) => Effect.Effect<Made, MutationError>

const look =
  "List your keys with ApiKeys.list, and delete the one that you do not know before you generate another."
const remove = "Delete whichever you do not know with ApiKeys.deleteById before you generate another."
const removeIt = "Delete it with ApiKeys.deleteById before you generate another."
const appears = "Look for it once more with ApiKeys.list before you generate another: it may still appear."

/** Who hears of it is not always who has asked for the key. */
const lookFor = (description = ""): string => {
  const which =
    description === "" ? "without a description" : `described as ${JSON.stringify(scrubUnknown(description))}`
  return `List your keys with ApiKeys.list: one ${which} that you do not know may be the lost one, and its secret is gone. Delete it before you generate another.`
}

/**
 * Sends once, and tells of a lost answer which of the caller's keys may be the lost one: any of the same description.
 * None is deleted, because another program may have made it.
 */
export const telling = (
  client: WandbClient.Service,
  description: string | undefined,
  send: Send
): Effect.Effect<Made, MutationError> =>
  Effect.catchIf(send(description, lookFor(description)), isLost, (error) =>
    Effect.gen(function* () {
      const unseen = outcomeUnknown(error, { advice: lookFor(description) })
      yield* stillOpen(unseen)
      const keys = yield* Effect.orElseFail(ownKeys(client), () => unseen)
      const alike = keys.filter((key) => (Option.getOrNull(key.description) ?? "") === (description ?? ""))
      return yield* outcomeUnknown(error, { advice: alike.length > 0 ? remove : appears, keys: alike })
    })
  )

/** Makes references of which no two are alike: a count tells those of one client apart. */
export const refs = (): Effect.Effect<ApiKeyRef> => {
  let made = 0
  return Effect.suspend(() => makeRef(made++))
}

/** How a reference stands in a description. */
export const markOf = (ref: ApiKeyRef): string => `[ref ${ref}]`

const marked = (description: string | undefined, mark: string): string =>
  description === undefined || description === "" ? mark : `${description} ${mark}`

/** A key that is not there yet may still be made: it is looked for again after each of these. */
const pauses = [Duration.zero, Duration.seconds(1), Duration.seconds(2)]

/** How often a key is generated anew after a lost answer. */
const rounds = 5

/** The keys that bear the mark, and are therefore ours. */
const bearing = (client: WandbClient.Service, mark: string) =>
  Effect.map(ownKeys(client), (keys) =>
    keys.filter(({ description }) => Option.exists(description, (text) => text.endsWith(mark)))
  )

/** Looks for so many lost keys until they are there, or until they may be taken for never made, or time is up. */
const orphans = (client: WandbClient.Service, mark: string, lost: number) =>
  Effect.reduce(pauses, [] as ReadonlyArray<ApiKey>, (found, pause) =>
    Effect.gen(function* () {
      if (found.length >= lost || Duration.greaterThanOrEqualTo(pause, yield* timeLeft)) return found
      return yield* Effect.delay(bearing(client, mark), pause)
    })
  )

/** Deletes keys that are ours; gives those that could not be deleted. */
const discard = (client: WandbClient.Service, keys: ReadonlyArray<ApiKey>) =>
  Effect.filter(keys, ({ id }) =>
    Effect.match(client.mutate(deleteApiKey, { id }), {
      onFailure: (error) => !isNotFound(error),
      onSuccess: () => false
    })
  )

/** Every key of the call is gone again, so that it may be repeated. */
const nothingLeft = (error: Lost, attempts: number): RequestFailed =>
  new RequestFailed({
    operation: error.operation,
    attempts,
    reason: (error._tag === "OutcomeUnknown" ? error.reason : undefined) ?? "Server",
    description: "every answer was lost, and each key that was made is deleted again",
    ...(error.status !== undefined && { status: error.status }),
    ...(error.requestId !== undefined && { requestId: error.requestId })
  })

const naming =
  (mark: string) =>
  (advice: string): string =>
    `The lost key's description ends in ${mark}. ${advice}`

/**
 * Sends with a mark in the description, by which a key whose answer was lost can be told from all others: it is
 * deleted, and another one is sent for, until one arrives.
 */
export const settling = (
  client: WandbClient.Service,
  description: string | undefined,
  mark: string,
  send: Send
): Effect.Effect<Made, MutationError> =>
  Effect.gen(function* () {
    const named = naming(mark)
    // How many answers were lost whose keys were never seen: they may still appear.
    let missing = 0
    let lastLost: Option.Option<Lost> = Option.none()
    let attempts = 0

    const unknown = (error: Lost, advice: string, keys?: ReadonlyArray<ApiKey>) =>
      outcomeUnknown(error, { advice: named(advice), attempts, keys })

    const clear = (error: Lost, found: Effect.Effect<ReadonlyArray<ApiKey>, unknown>) =>
      Effect.gen(function* () {
        const keys = yield* Effect.orElseFail(found, () => unknown(error, look))
        const left = yield* discard(client, keys)
        if (left.length > 0) return yield* unknown(error, removeIt, left)
        return keys.length
      })

    for (let round = 1; ; round++) {
      const result = yield* Effect.either(send(marked(description, mark), named(look)))
      if (Either.isRight(result)) {
        const { id } = result.right
        const others = Effect.map(bearing(client, mark), (keys) => keys.filter((key) => key.id !== id))
        // The new key is good, whatever becomes of an older one: that is reported, and does not make this fail.
        if (Option.isSome(lastLost) && missing > 0) {
          yield* Effect.catchAll(clear(lastLost.value, others), reportLeftover)
        }
        yield* settled
        return result.right
      }
      const error = result.left
      attempts += error.attempts
      if (!isLost(error)) {
        if (Option.isNone(lastLost) || missing === 0) return yield* error
        missing = Math.max(0, missing - (yield* clear(lastLost.value, bearing(client, mark))))
        if (missing > 0) return yield* unknown(lastLost.value, appears, [])
        yield* settled
        return yield* error
      }
      lastLost = Option.some(error)
      missing++
      yield* stillOpen(unknown(error, look))
      missing = Math.max(0, missing - (yield* clear(error, orphans(client, mark, missing))))
      if (missing === 0) yield* settled
      if (round === rounds) {
        return yield* missing > 0 ? unknown(error, appears, []) : nothingLeft(error, attempts)
      }
    }
  })
