import { type ApiKey, type ApiKeyId, GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import { actAs, type Credentials } from "@effect-wandb/core/Credentials"
import type { Users } from "@effect-wandb/core/Users"
import { mayHaveActed } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import { RotationJournal } from "../../RotationJournal.js"
import { RotationFailed, type RotationTakenOver, type Step } from "./errors.js"
import { havingStored, held } from "./fence.js"
import type { JournalFailed } from "./journalFailed.js"
import { deleteKey, madeBy, ownKeys } from "./keys.js"
import { type Because, done, type Plan, planOf, publicPart, rolledBack } from "./plan.js"
import {
  Created,
  type Done,
  Orphaned,
  Overlapping,
  type Planned,
  type State,
  Stored,
  type Unfinished,
  Verified
} from "./state.js"

/** What the caller has given for the steps. */
export interface Hands<E, R> {
  readonly store: (key: GeneratedApiKey) => Effect.Effect<unknown, E, R>
  readonly verify: (key: GeneratedApiKey, plan: Plan) => Effect.Effect<unknown, E, R>
  readonly undo: Effect.Effect<unknown, E, R>
  readonly wait: boolean
  readonly onState: (state: State) => Effect.Effect<void>
}

/** What rotations need. */
export type Needs = ApiKeys.ApiKeys | Users | Credentials | RotationJournal

/** Why a step of the rotation's own can fail. */
export type StepError =
  | ApiKeys.ApiKeys.DeleteByIdError
  | ApiKeys.ApiKeys.GenerateError
  | ApiKeys.ApiKeys.ListError
  | JournalFailed
  | RotationTakenOver

/** Why a state cannot be made lasting: by the journal's fault, or because it is another run's to do so. */
export type RecordError = JournalFailed | RotationTakenOver

/** Makes a state lasting, in the place of the one before, and tells of it then. */
export const record = <S extends State>(
  { onState }: Pick<Hands<never, never>, "onState">,
  state: S,
  before: Option.Option<State>
): Effect.Effect<S, RecordError, RotationJournal> =>
  Effect.flatMap(RotationJournal, (journal) => journal.put(state, before)).pipe(
    Effect.zipRight(onState(state)),
    Effect.as(state)
  )

/** The failure of a step, which says where that leaves the rotation. */
export const failing = <E>(
  step: Step,
  state: State,
  cause: E,
  details: Partial<Pick<RotationFailed<E>, "notDeleted" | "notUndone" | "isJournalled">> = {}
): RotationFailed<E> =>
  new RotationFailed<E>({
    step,
    state,
    cause,
    notDeleted: Option.none(),
    notUndone: Option.none(),
    isJournalled: true,
    ...details
  })

interface Left {
  readonly state: State
  readonly details: Partial<Pick<RotationFailed<never>, "notDeleted" | "notUndone" | "isJournalled">>
}

/**
 * Writes down that the new key is to go, before it goes: whoever takes the rotation over from then on deletes it too, and
 * does not rely on a key that is about to be gone. It is called once nothing is stored any more.
 */
export const condemn = (
  state: Unfinished,
  key: ApiKey,
  because: Because
): Effect.Effect<Orphaned, RecordError, RotationJournal> =>
  Effect.flatMap(RotationJournal, (journal) => {
    const orphaned = new Orphaned({ ...planOf(state), key, because })
    return Effect.as(journal.put(orphaned, Option.some(state)), orphaned)
  })

/**
 * Gives a step's work up: what was stored is put back first, so that whoever reads the store never finds a key that is
 * deleted, and then the new key is deleted. Where it cannot be put back, the new key stays, because it may be in use.
 * So it does where it cannot be known whether another run goes on with it.
 */
const giveUp = <E, R>(
  hands: Hands<E, R>,
  state: Created | Stored,
  because: "store" | "verify"
): Effect.Effect<Left, RotationTakenOver, R | ApiKeys.ApiKeys | RotationJournal> =>
  Effect.gen(function* () {
    yield* held(state)
    const undone = yield* Effect.exit(hands.undo)
    if (Exit.isFailure(undone)) return { state, details: { notUndone: Option.some(undone.cause) } }
    const last: Created | Stored | Orphaned = yield* condemn(state, state.key, because).pipe(
      // A journal that can be read says as well whose the rotation is.
      Effect.catchTag("JournalFailed", () => Effect.as(held(state), state)),
      havingStored
    )
    const deleted = yield* Effect.either(deleteKey(state.key.id))
    const next = Either.isRight(deleted)
      ? yield* rolledBack(state, Option.some(state.key), because)
      : new Orphaned({ ...planOf(state), key: state.key, because })
    const recorded = yield* Effect.either(record(hands, next, Option.some(last)))
    return {
      state: next,
      details: { notDeleted: Either.getLeft(deleted), isJournalled: Either.isRight(recorded) }
    }
  }).pipe(Effect.catchTag("JournalFailed", () => Effect.succeed({ state, details: {} })))

/** The causes of which nobody can say more than that they happened. */
const untyped = <E>(cause: Cause.Cause<E>): Cause.Cause<never> => Cause.flatMap(cause, () => Cause.empty)

/**
 * Runs what the caller has given for a step, and makes the state after it lasting. Its failure gives the rotation up.
 *
 * Its interruption does not: the store may hold the new secret by then, and others may have read it. The journal
 * shows how far it came.
 */
const guarded = <S extends State, E, R>(
  hands: Hands<E, R>,
  state: Created | Stored,
  step: "store" | "verify",
  work: Effect.Effect<unknown, E, R>,
  next: S
): Effect.Effect<S, RotationFailed<E> | RecordError, R | ApiKeys.ApiKeys | RotationJournal> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(restore(work))
      const known = step === "store" ? havingStored : identity
      if (Exit.isSuccess(exit)) return yield* known(record(hands, next, Option.some(state)))
      const { cause } = exit
      const isInterrupted = Exit.isFailure(yield* Effect.exit(restore(Effect.void)))
      if (isInterrupted || Cause.isInterruptedOnly(cause)) return yield* Effect.failCause(untyped(cause))
      const left = yield* known(giveUp(hands, state, step))
      return yield* Either.match(Cause.failureOrCause(cause), {
        onLeft: (error) => Effect.fail(failing(step, left.state, error, left.details)),
        onRight: Effect.failCause
      })
    })
  )

/** What becomes of a rotation for which no key could be made. */
export type Unmade = (planned: Planned) => Effect.Effect<State, RecordError, RotationJournal>

/** Makes the new key and its state lasting, as one: nothing comes between that would lose the id. */
const make = <E, R>(hands: Hands<E, R>, planned: Planned, unmade: Unmade) =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const description = Option.getOrUndefined(planned.description)
      const made = yield* Effect.either(
        ApiKeys.generate({
          settle: { ref: planned.id },
          ...(description !== undefined && { description })
        })
      )
      if (Either.isLeft(made)) {
        const state = mayHaveActed(made.left) ? planned : yield* unmade(planned)
        return yield* failing<StepError>("generate", state, made.left)
      }
      const key = made.right
      const created = new Created({ ...planOf(planned), key: publicPart(key) })
      yield* Effect.catchAll(
        Effect.flatMap(RotationJournal, (journal) => journal.put(created, Option.some(planned))),
        (error) =>
          Effect.matchEffect(deleteKey(key.id), {
            onSuccess: () => Effect.fail(error),
            onFailure: (reason) =>
              Effect.fail(
                failing<StepError>(
                  "journal",
                  new Orphaned({ ...planOf(planned), key: created.key, because: "generate" }),
                  error,
                  { notDeleted: Option.some(reason), isJournalled: false }
                )
              )
          })
      )
      return { created, key }
    })
  ).pipe(Effect.tap(({ created }) => hands.onState(created)))

/** For how long the old key has to work still. */
export const remaining = (state: Overlapping): Effect.Effect<Duration.Duration> =>
  Effect.map(DateTime.now, (now) => Duration.millis(Math.max(0, DateTime.distance(now, state.until))))

/** Begins the time in which both keys work, where there is to be one and it has not begun. */
export const beginOverlap = <E, R>(hands: Hands<E, R>, state: Verified | Overlapping) =>
  Effect.gen(function* () {
    if (state._tag === "Overlapping" || Duration.equals(state.overlap, Duration.zero)) return state
    const until = DateTime.addDuration(yield* DateTime.now, state.overlap)
    const overlapping = new Overlapping({ ...planOf(state), key: state.key, until })
    return yield* record(hands, overlapping, Option.some(state))
  })

const day = Duration.days(1)

/** Waits for the end of the overlap: day by day, because no timer of JavaScript runs for longer than 24 of them. */
export const waitFor = (state: Overlapping): Effect.Effect<void> =>
  Effect.flatMap(remaining(state), (rest) =>
    Duration.greaterThan(rest, Duration.zero)
      ? Effect.zipRight(Effect.sleep(Duration.min(rest, day)), waitFor(state))
      : Effect.void
  )

/**
 * Deletes the old key with the credentials in force, and makes that lasting. A key whose answer was lost may have come
 * up since: what bears the mark and is not the new key goes first.
 */
export const deleteOld = <E, R>(
  hands: Hands<E, R>,
  state: Verified | Overlapping,
  keys: ReadonlyArray<ApiKey>
): Effect.Effect<Done, RotationFailed<StepError> | RecordError, ApiKeys.ApiKeys | RotationJournal> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const deleting = (step: Step, id: ApiKeyId) =>
        Effect.zipRight(
          held(state),
          Effect.mapError(restore(deleteKey(id)), (error) => failing<StepError>(step, state, error))
        )
      for (const { id } of madeBy(state, keys, Option.none())) {
        if (id !== state.key.id) yield* deleting("deleteNew", id)
      }
      yield* deleting("deleteOld", state.old.id)
      return yield* record(hands, yield* done(state), Option.some(state))
    })
  )

/** Goes on from a key that is stored. */
export const fromStored = <E, R>(hands: Hands<E, R>, stored: Stored, key: GeneratedApiKey) =>
  Effect.gen(function* () {
    const next = new Verified({ ...planOf(stored), key: stored.key })
    const verified = yield* guarded(hands, stored, "verify", hands.verify(key, planOf(stored)), next)
    const state = yield* beginOverlap(hands, verified)
    if (state._tag === "Overlapping") {
      if (!hands.wait) return state
      yield* waitFor(state)
    }
    // Whoever has taken the rotation over meanwhile may have deleted the new key.
    yield* held(state)
    // By the new key: it proves once more that it works, and no key has to delete itself.
    return yield* ownKeys(state).pipe(
      Effect.mapError((error) => failing<StepError>("deleteOld", state, error)),
      Effect.flatMap((keys) => deleteOld(hands, state, keys)),
      actAs(key.secret)
    )
  })

/** Goes on from a key that is made. */
export const fromCreated = <E, R>(hands: Hands<E, R>, created: Created, key: GeneratedApiKey) =>
  Effect.gen(function* () {
    const next = new Stored({ ...planOf(created), key: created.key })
    yield* held(created)
    const stored = yield* guarded(hands, created, "store", hands.store(key), next)
    return yield* fromStored(hands, stored, key)
  })

/** Goes on from the plan. */
export const fromPlanned = <E, R>(hands: Hands<E, R>, planned: Planned, unmade: Unmade) =>
  Effect.flatMap(make(hands, planned, unmade), ({ created, key }) => fromCreated(hands, created, key))

/** The new key with its secret, which was found again. */
export const withSecret = ({ description, id, name }: ApiKey, secret: ApiKeySecret): GeneratedApiKey =>
  new GeneratedApiKey({ id, name, description, secret }, { disableValidation: true })
