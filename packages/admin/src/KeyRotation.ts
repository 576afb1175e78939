/**
 * Puts a new API key in the place of an old one, so that it can be cut off at any point and finished later.
 *
 * @since 0.1.0
 */
import type { ApiKey, GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import { actAs } from "@effect-wandb/core/Credentials"
import { viewer } from "@effect-wandb/core/Users"
import type {
  ApiKeyAmbiguous,
  ApiKeyNotFound,
  InvalidInput,
  NotAuthenticatedAs,
  QueryError
} from "@effect-wandb/core/WandbError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type {
  LoadedKeyDiffers,
  NewKeyInUse,
  OldKeyInUse,
  PlaceDiffers,
  RollBackRefused,
  RotationExists,
  RotationFailed,
  RotationNotFound,
  RotationTakenOver,
  RotationUnfinished
} from "./internal/rotation/errors.js"
import type { JournalFailed } from "./internal/rotation/journalFailed.js"
import { requireOwner } from "./internal/rotation/keys.js"
import * as Resume from "./internal/rotation/resume.js"
import * as RollBack from "./internal/rotation/rollBack.js"
import * as Rotate from "./internal/rotation/rotate.js"
import { isUnfinished, type Plan } from "./internal/rotation/plan.js"
import type { Done, Overlapping, RolledBack, State, Unfinished } from "./internal/rotation/state.js"
import type { Hands, Needs, StepError as OwnStepError } from "./internal/rotation/steps.js"
import { spanned } from "./internal/span.js"
import { RotationJournal } from "./RotationJournal.js"

export * from "./internal/rotation/errors.js"
export * from "./internal/rotation/state.js"

/**
 * Why a step of the rotation's own can fail, such as the making of the key, or its verification where none is given.
 *
 * @since 0.1.0
 * @category errors
 */
export type StepError = OwnStepError

/**
 * What a rotation does with the new key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<ES, RS, EV, RV, EU, RU> {
  /** Puts the new key where it is used from. It may be called again, with the same key or with another one. */
  readonly store: (key: GeneratedApiKey) => Effect.Effect<unknown, ES, RS>
  /** Finds out whether the stored key works. Default: it authenticates as the user whose key is rotated. */
  readonly verify?: ((key: GeneratedApiKey) => Effect.Effect<unknown, EV, RV>) | undefined
  /**
   * Puts back what `store` has replaced, if it did, when the rotation is given up. The new key is deleted after it, and
   * only if it succeeds. It is not interrupted. Default: nothing.
   */
  readonly undo?: Effect.Effect<unknown, EU, RU> | undefined
  /**
   * Whether to wait for the end of the overlap. Otherwise the rotation ends as `Overlapping`, and is to be resumed.
   * Default `true`.
   */
  readonly wait?: boolean | undefined
  /** Is told each state once it is written down. */
  readonly onState?: ((state: State) => Effect.Effect<void>) | undefined
  /**
   * What the place is called to which `store` takes the key, such as `file /run/secrets/wandb`. It is written down, and
   * no rotation goes on with another one. Default: nothing is written down, or compared.
   */
  readonly place?: string | undefined
}

/**
 * The rotation to do.
 *
 * @since 0.1.0
 * @category models
 */
export interface RotateOptions<ES, RS, EV, RV, EU, RU> extends Options<ES, RS, EV, RV, EU, RU> {
  /** The key to replace, by its name or itself: one of whoever is authenticated. */
  readonly old: string | ApiKey
  /** For how long both keys are to work once the new one is verified. Default: none. */
  readonly overlap?: Duration.DurationInput | undefined
  /** What the new key is described as; a mark follows it. Default: as the old one. */
  readonly description?: string | undefined
  /** The rotation's id, 1 to 32 of the characters `0-9a-z`, that none had before. Default: a new one. */
  readonly id?: string | undefined
}

/**
 * How to go on with a rotation.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResumeOptions<ES, RS, EV, RV, EU, RU, EL, RL> extends Options<ES, RS, EV, RV, EU, RU> {
  /** Reads the new key back from where `store` has put it. */
  readonly load?: ((key: ApiKey) => Effect.Effect<ApiKeySecret, EL, RL>) | undefined
}

/**
 * How to give a rotation up.
 *
 * @since 0.1.0
 * @category models
 */
export interface RollBackOptions<EU, RU> {
  /** Puts back what the rotation's `store` has replaced, if it did, before the new key is deleted. Default: nothing. */
  readonly undo?: Effect.Effect<unknown, EU, RU> | undefined
  /** Is told the state in which the rotation ends, once it is written down. */
  readonly onState?: ((state: State) => Effect.Effect<void>) | undefined
  /** What the place is called to which the key was taken: it has to be the one that was written down. */
  readonly place?: string | undefined
}

/**
 * What can happen to {@link rotate}.
 *
 * @since 0.1.0
 * @category errors
 */
export type RotateError<E> =
  | RotationFailed<E | StepError>
  | RotationUnfinished
  | RotationExists
  | RotationTakenOver
  | ApiKeyNotFound
  | ApiKeyAmbiguous
  | InvalidInput
  | ApiKeys.ListError
  | JournalFailed

/**
 * What can happen to {@link resume}.
 *
 * @since 0.1.0
 * @category errors
 */
export type ResumeError<E> =
  | RotationFailed<E | StepError>
  | RotationNotFound
  | RotationTakenOver
  | PlaceDiffers
  | OldKeyInUse
  | NewKeyInUse
  | LoadedKeyDiffers
  | NotAuthenticatedAs
  | ApiKeys.ListError
  | JournalFailed

/**
 * What can happen to {@link rollBack}.
 *
 * @since 0.1.0
 * @category errors
 */
export type RollBackError<E> =
  | RotationFailed<E | StepError>
  | RotationNotFound
  | RotationTakenOver
  | PlaceDiffers
  | RollBackRefused
  | NewKeyInUse
  | NotAuthenticatedAs
  | ApiKeys.ListError
  | JournalFailed

/** What can happen to the verification where none is given. */
type OwnError = QueryError | NotAuthenticatedAs

/** The new key itself is asked whose it is. */
const authenticates = (key: GeneratedApiKey, plan: Plan) =>
  Effect.flatMap(viewer, (user) => requireOwner(user, plan)).pipe(actAs(key.secret))

const ignored = () => Effect.void

/** The span of a rotation shows its last state, so also that of one that was cut off. */
const shown =
  (onState: (state: State) => Effect.Effect<void>) =>
  (state: State): Effect.Effect<void> =>
    Effect.zipRight(Effect.annotateCurrentSpan("wandb.rotation.state", state._tag), onState(state))

const hands = <ES, RS, EV, RV, EU, RU>({
  onState = ignored,
  store,
  undo = Effect.void,
  verify,
  wait = true
}: Options<ES, RS, EV, RV, EU, RU>): Hands<ES | EV | EU | OwnError, RS | RV | RU | Needs> => ({
  onState: shown(onState),
  store,
  undo,
  verify: verify ?? authenticates,
  wait
})

const ended = ({ _tag }: State) => ({ "wandb.rotation.state": _tag })

/**
 * Replaces an API key of whoever is authenticated by a new one: makes it, has it stored, verifies it, lets both work for
 * the overlap, and deletes the old key, as the new one. To rotate a key of somebody else's, run this within `actAs`.
 *
 * Each step is written into the `RotationJournal` before the next. When storing or verifying fails, `undo` is run, the
 * new key is deleted and the old one stays: `RotationFailed`, whose `state` is `RolledBack`, or `Orphaned` where the new
 * key could not be deleted. Defects of these effects do the same, and go on as such.
 *
 * An interruption rolls nothing back, because the store may hold the new key by then, and somebody may use it. The
 * journal shows what was done, and {@link resume} does the rest. So it does after the program was killed.
 *
 * `RotationTakenOver` when {@link resume} or {@link rollBack} was called meanwhile, by whatever program: this one stops,
 * undoes nothing and deletes nothing from then on.
 *
 * `ApiKeyNotFound` and `ApiKeyAmbiguous` when the old key is not one of the caller's to the letter; `RotationUnfinished`
 * when another rotation of it is. These and `InvalidInput` and `RotationExists` come before anything is made.
 *
 * @example
 * ```ts
 * import { type ApiKey } from "@effect-wandb/core"
 * import { KeyRotation } from "@effect-wandb/admin"
 * import { FileSystem } from "@effect/platform"
 * import { Effect, Redacted } from "effect"
 *
 * const store = (key: ApiKey.GeneratedApiKey) =>
 *   Effect.flatMap(FileSystem.FileSystem, (fs) =>
 *     fs.writeFileString("/run/secrets/wandb", Redacted.value(key.secret), { mode: 0o600 })
 *   )
 *
 * const rotate = (old: string) => KeyRotation.rotate({ old, store, overlap: "10 minutes" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const rotate = <ES = never, RS = never, EV = never, RV = never, EU = never, RU = never>(
  options: RotateOptions<ES, RS, EV, RV, EU, RU>
): Effect.Effect<Done | Overlapping, RotateError<ES | EV | EU>, RS | RV | RU | Needs> =>
  Rotate.rotate(hands(options), options).pipe(spanned("KeyRotation.rotate", "api_key", ended))

/**
 * Finishes a rotation that was cut off, from the last state in the journal, and gives the state in which it ends: one
 * that is `Done` or `RolledBack` is given as it is, and an `Orphaned` key is tried to be deleted again.
 *
 * It takes the rotation over: a program that is at it still stops with `RotationTakenOver`. `PlaceDiffers` when another
 * place is given than the one that was written down.
 *
 * The new key's secret is gone with the program that was cut off. It is found again where the credentials in force are
 * the new key, or where `load` gives it. Otherwise the new key is deleted and another one is made and stored, unless the
 * first was verified: then only the old key has to be deleted, by whoever is authenticated. Where that is the old key
 * itself, this fails with `OldKeyInUse`: resume with the new key, or with `load`.
 *
 * It has to be the owner of the key who is authenticated, else `NotAuthenticatedAs`; with `load`, a verified key
 * authenticates itself.
 *
 * @example
 * ```ts
 * import { type ApiKey } from "@effect-wandb/core"
 * import { KeyRotation } from "@effect-wandb/admin"
 * import { Effect } from "effect"
 *
 * const finishAll = <E, R>(store: (key: ApiKey.GeneratedApiKey) => Effect.Effect<void, E, R>) =>
 *   Effect.flatMap(
 *     KeyRotation.unfinished,
 *     Effect.forEach(({ id }) => KeyRotation.resume(id, { store }))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const resume = <
  ES = never,
  RS = never,
  EV = never,
  RV = never,
  EU = never,
  RU = never,
  EL = never,
  RL = never
>(
  id: string,
  options: ResumeOptions<ES, RS, EV, RV, EU, RU, EL, RL>
): Effect.Effect<
  Done | Overlapping | RolledBack,
  ResumeError<ES | EV | EU | EL>,
  RS | RV | RU | RL | Needs
> =>
  Resume.resume<ES | EV | EU | EL | OwnError, RS | RV | RU | RL | Needs>(
    hands(options),
    id,
    Option.fromNullable(options.load),
    options.place
  ).pipe(spanned("KeyRotation.resume", "api_key", ended))

/**
 * Gives up a rotation that is not finished: puts back what was stored, if `undo` is given, and deletes the new key.
 *
 * It takes the rotation over, as {@link resume} does. `RollBackRefused` once the old key is gone, and `NewKeyInUse`
 * when the new key is the one whose credentials are in force. One that is `RolledBack` is given as it is.
 *
 * @since 0.1.0
 * @category operations
 */
export const rollBack = <EU = never, RU = never>(
  id: string,
  { onState = ignored, place, undo = Effect.void }: RollBackOptions<EU, RU> = {}
): Effect.Effect<RolledBack, RollBackError<EU>, RU | Needs> =>
  RollBack.rollBack<EU, RU>({ onState: shown(onState), undo }, id, place).pipe(
    spanned("KeyRotation.rollBack", "api_key", ended)
  )

/**
 * Gives the state of a rotation, as the journal has it.
 *
 * @since 0.1.0
 * @category operations
 */
export const get = (id: string): Effect.Effect<Option.Option<State>, JournalFailed, RotationJournal> =>
  Effect.flatMap(RotationJournal, (journal) => journal.get(id))

/**
 * Gives the rotations that are not finished, in the order in which they were begun.
 *
 * @since 0.1.0
 * @category operations
 */
export const unfinished: Effect.Effect<
  ReadonlyArray<Unfinished>,
  JournalFailed,
  RotationJournal
> = Effect.flatMap(RotationJournal, (journal) =>
  Effect.map(journal.list, (states) => states.filter(isUnfinished))
)
