import type { ApiKey } from "@effect-wandb/core/ApiKey"
import { type ApiKeySecret, isNamed } from "@effect-wandb/core/ApiKeySecret"
import { actAs, type Credentials, secretInForce } from "@effect-wandb/core/Credentials"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { RotationJournal } from "../../RotationJournal.js"
import { LoadedKeyDiffers, NewKeyInUse, OldKeyInUse, RotationNotFound } from "./errors.js"
import { held, requirePlace, takeOver } from "./fence.js"
import { deleteKey, madeBy, ownKeys } from "./keys.js"
import { newId } from "./newId.js"
import { isUnfinished, keyOf, type Plan, planOf, rolledBack, withoutKeys } from "./plan.js"
import {
  type Created,
  type Orphaned,
  type Overlapping,
  Planned,
  type State,
  type Stored,
  type Verified
} from "./state.js"
import {
  beginOverlap,
  deleteOld,
  failing,
  fromCreated,
  fromPlanned,
  fromStored,
  type Hands,
  record,
  remaining,
  type StepError,
  waitFor,
  withSecret
} from "./steps.js"

/** Reads the new key back from where it was stored. */
export type Load<E, R> = Option.Option<(key: ApiKey) => Effect.Effect<ApiKeySecret, E, R>>

/** The state of a rotation that the journal has to know. */
export const stateOf = (id: string) =>
  Effect.flatMap(RotationJournal, (journal) => journal.get(id)).pipe(
    Effect.flatMap(
      Option.match({
        onNone: () => Effect.fail(new RotationNotFound({ id: withoutKeys(id) })),
        onSome: Effect.succeed
      })
    )
  )

/** Fails when one of the keys, which are to be deleted, is the one whose credentials are in force. */
export const requireNotInForce = ({ id }: Plan, keys: ReadonlyArray<ApiKey>) =>
  Effect.forEach(
    keys,
    (key) =>
      Effect.flatMap(
        secretInForce(key),
        Option.match({
          onNone: () => Effect.void,
          onSome: () => Effect.fail(new NewKeyInUse({ id, key }))
        })
      ),
    { discard: true }
  )

/** Deletes what a rotation has made, as long as it is this run's to do so. */
const deleteAll = (state: State, made: ReadonlyArray<ApiKey>) =>
  Effect.forEach(
    made,
    (key) =>
      Effect.zipRight(
        held(state),
        Effect.mapError(deleteKey(key.id), (error) => failing<StepError>("deleteNew", state, error))
      ),
    { discard: true }
  )

/** Begins anew from the plan: whatever was made is deleted, since nobody knows its secret. */
const startOver = <E, R>(hands: Hands<E, R>, state: State, keys: ReadonlyArray<ApiKey>) =>
  Effect.gen(function* () {
    const made = madeBy(state, keys, keyOf(state))
    yield* requireNotInForce(state, made)
    // This comes first: a later resumption shall not take a key for good that is about to be deleted, and neither shall
    // a run that is not over.
    const planned =
      state._tag === "Planned"
        ? yield* takeOver(state)
        : yield* record(hands, new Planned({ ...planOf(state), run: yield* newId }), Option.some(state))
    yield* deleteAll(planned, made)
    // What an earlier run has stored may be of a key that is gone, so this is no end: the plan stands.
    return yield* fromPlanned(hands, planned, Effect.succeed)
  })

/** The new key's secret, if it is the one whose credentials are in force, or can be loaded. */
const recover = <E, R>(state: Created | Stored, load: Load<E, R>) =>
  Effect.gen(function* () {
    const mine = yield* secretInForce(state.key)
    if (Option.isSome(mine) || Option.isNone(load)) return mine
    const loaded = yield* Effect.mapError(load.value(state.key), (error) => failing("load", state, error))
    return Option.liftPredicate(loaded, (secret) => isNamed(secret, state.key.name))
  })

const isListed = (key: ApiKey, keys: ReadonlyArray<ApiKey>): boolean => keys.some(({ id }) => id === key.id)

const resumeCreated = <E, R>(hands: Hands<E, R>, state: Created, load: Load<E, R>) =>
  Effect.gen(function* () {
    const keys = yield* ownKeys(state)
    // The store need not have the key, so not to find it there is no failure. Where it has it, others may use it.
    const secret = yield* Effect.orElseSucceed(recover(state, load), Option.none)
    return yield* Option.isSome(secret) && isListed(state.key, keys)
      ? fromCreated(hands, yield* takeOver(state), withSecret(state.key, secret.value))
      : startOver(hands, state, keys)
  })

const resumeStored = <E, R>(hands: Hands<E, R>, state: Stored, load: Load<E, R>) =>
  Effect.gen(function* () {
    const keys = yield* ownKeys(state)
    if (!isListed(state.key, keys)) return yield* startOver(hands, state, keys)
    const secret = yield* recover(state, load)
    return yield* Option.isSome(secret)
      ? fromStored(hands, yield* takeOver(state), withSecret(state.key, secret.value))
      : startOver(hands, state, keys)
  })

const requireOldNotInForce = ({ id, old }: Plan) =>
  Effect.flatMap(
    secretInForce(old),
    Option.match({
      onNone: () => Effect.void,
      onSome: () => Effect.fail(new OldKeyInUse({ id, old }))
    })
  )

/** As whom the old key is deleted: the new key, where it can be loaded, else whoever is authenticated. */
const deleter = <E, R>(state: Verified | Overlapping, load: Load<E, R>) =>
  Option.match(load, {
    onNone: () => Effect.succeed(Option.none<ApiKeySecret>()),
    onSome: (load) =>
      load(state.key).pipe(
        Effect.mapError((error) => failing("load", state, error)),
        Effect.filterOrFail(
          (secret) => isNamed(secret, state.key.name),
          () => new LoadedKeyDiffers({ id: state.id, key: state.key })
        ),
        Effect.asSome
      )
  })

/** How much of the overlap is to come. */
const restOf = (state: Verified | Overlapping) =>
  state._tag === "Overlapping" ? remaining(state) : Effect.succeed(state.overlap)

const resumeVerified = <E, R>(hands: Hands<E, R>, verified: Verified | Overlapping, load: Load<E, R>) =>
  Effect.gen(function* () {
    const isLeft = !hands.wait && Duration.greaterThan(yield* restOf(verified), Duration.zero)
    if (isLeft && verified._tag === "Overlapping") return verified
    if (Option.isNone(load)) {
      // Before the rotation is taken over, and before the wait, at whose end it would be told too late.
      if (!isLeft) yield* requireOldNotInForce(verified)
      yield* ownKeys(verified)
    }
    const state = yield* beginOverlap(hands, yield* takeOver(verified))
    if (state._tag === "Overlapping") {
      if (isLeft) return state
      yield* waitFor(state)
    }
    yield* held(state)
    const secret = yield* deleter(state, load)
    const asDeleter = <A, E, R>(program: Effect.Effect<A, E, R | Credentials>) =>
      Option.match(secret, { onNone: () => program, onSome: (key) => actAs(program, key) })
    const keys = yield* asDeleter(ownKeys(state))
    // Somebody has deleted the new key: without it, the old one may be the only one.
    if (!isListed(state.key, keys)) return yield* startOver(hands, state, keys)
    return yield* asDeleter(deleteOld(hands, state, keys))
  })

/** Tries once more to delete a key that nobody wants. */
const resumeOrphaned = <E, R>(hands: Hands<E, R>, state: Orphaned) =>
  Effect.gen(function* () {
    const keys = yield* ownKeys(state)
    const made = madeBy(state, keys, Option.some(state.key))
    yield* requireNotInForce(state, made)
    const mine = yield* takeOver(state)
    yield* deleteAll(mine, made)
    const last = yield* rolledBack(mine, Option.some(mine.key), mine.because)
    return yield* record(hands, last, Option.some(mine))
  })

export const resume = <E, R>(hands: Hands<E, R>, id: string, load: Load<E, R>, place: string | undefined) =>
  Effect.gen(function* () {
    const state = yield* stateOf(id)
    if (isUnfinished(state)) yield* requirePlace(state, place)
    switch (state._tag) {
      case "Planned":
        return yield* startOver(hands, state, yield* ownKeys(state))
      case "Created":
        return yield* resumeCreated(hands, state, load)
      case "Stored":
        return yield* resumeStored(hands, state, load)
      case "Verified":
      case "Overlapping":
        return yield* resumeVerified(hands, state, load)
      case "Orphaned":
        return yield* resumeOrphaned(hands, state)
      case "Done":
      case "RolledBack":
        return state
    }
  })
