import { ApiKey } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { isWandbError } from "@effect-wandb/core/WandbError"
import type * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { JournalFailed } from "./journalFailed.js"
import type { State } from "./state.js"

/**
 * What a rotation was about when it failed.
 *
 * @since 0.1.0
 * @category models
 */
export type Step = "generate" | "journal" | "store" | "verify" | "load" | "undo" | "deleteOld" | "deleteNew"

const failed: Record<Step, string> = {
  generate: "no new key could be made",
  journal: "the new key could not be written into the journal",
  store: "the new key could not be stored",
  verify: "the new key could not be verified",
  load: "the new key could not be loaded from where it is stored",
  undo: "what was stored could not be put back",
  deleteOld: "the old key could not be deleted",
  deleteNew: "the new key could not be deleted"
}

const named = ({ id, name }: ApiKey): string => `${name} (id ${id})`

const finish = (id: string): string => `KeyRotation.resume("${id}", …) finishes the rotation`
const giveUp = (id: string): string => `KeyRotation.rollBack("${id}") gives it up`

/** How a rotation was left, and what to do about it. */
const standing = (state: State): string => {
  const { id } = state
  switch (state._tag) {
    case "Planned":
      return `The old key works. ${finish(id)}: what may have been made is deleted, and another key is made.`
    case "Created":
    case "Stored":
      return `The old key works, and the new one was left: ${finish(id)}, ${giveUp(id)}.`
    case "Verified":
    case "Overlapping":
      return `The new key is stored and verified, and the old one was left: ${finish(id)}, ${giveUp(id)}.`
    case "Orphaned":
      return `The old key works, and the new one is left: ${named(state.key)}. KeyRotation.rollBack("${id}") tries again to delete it.`
    case "RolledBack":
      return Option.isSome(state.key)
        ? "The new key was deleted, and the old one works: rotate it again."
        : "No key was made, and the old one works: rotate it again."
    case "Done":
      return "The old key is deleted."
  }
}

/**
 * A step of a rotation failed: `step` says which, `cause` why, and `state` where that leaves the rotation. The old key
 * works, save that a deletion whose answer was lost may have been done.
 *
 * The message holds nothing of a caller's error, which is in `cause` alone.
 *
 * @since 0.1.0
 * @category errors
 */
export class RotationFailed<E> extends Data.TaggedError("RotationFailed")<{
  /** The step that failed. */
  readonly step: Step
  /** Where that left the rotation. */
  readonly state: State
  /** Why the step failed: the error of the effect that was given, or of the request. */
  readonly cause: E
  /** Why the new key could not be deleted, where it should have been. */
  readonly notDeleted: Option.Option<ApiKeys.DeleteByIdError>
  /** Why what was stored could not be put back, where it should have been. */
  readonly notUndone: Option.Option<Cause.Cause<unknown>>
  /** Whether the journal shows the state. */
  readonly isJournalled: boolean
}> {
  override get message(): string {
    const { id, old } = this.state
    const { cause } = this
    // What a caller's error says may be anything, a key included. Those of the services hold none.
    const why = isWandbError(cause) || cause instanceof JournalFailed ? `: ${cause.message}` : "."
    const notDeleted = Option.match(this.notDeleted, {
      onNone: () => "",
      onSome: ({ message }) => ` The new key could not be deleted either: ${message}`
    })
    const notUndone = Option.isSome(this.notUndone)
      ? " What was stored could not be put back, so the new key was not deleted."
      : ""
    const journal = this.isJournalled ? "" : " The journal could not be written, and shows an earlier state."
    return `Rotation ${id} of the API key ${named(old)} of ${this.state.owner}: ${failed[this.step]}${why}${notDeleted}${notUndone} ${standing(this.state)}${journal}`
  }
}

/**
 * Another rotation of the same key is not finished: resume it, or roll it back.
 *
 * @since 0.1.0
 * @category errors
 */
export class RotationUnfinished extends Schema.TaggedError<RotationUnfinished>(
  "@effect-wandb/admin/RotationUnfinished"
)("RotationUnfinished", {
  id: Schema.String,
  old: ApiKey,
  state: Schema.String
}) {
  override get message(): string {
    return `A rotation of the API key ${named(this.old)} is not finished yet: ${this.id}, which is ${this.state}. ${finish(this.id)}, ${giveUp(this.id)}.`
  }
}

/**
 * The id that was given is that of another rotation, or the mark of a key.
 *
 * @since 0.1.0
 * @category errors
 */
export class RotationExists extends Schema.TaggedError<RotationExists>("@effect-wandb/admin/RotationExists")(
  "RotationExists",
  { id: Schema.String }
) {
  override get message(): string {
    return `There is a rotation with the id ${this.id} already, or a key that bears it as a mark. Give another id, or none. Nothing was changed.`
  }
}

/**
 * The journal has no rotation of that id.
 *
 * @since 0.1.0
 * @category errors
 */
export class RotationNotFound extends Schema.TaggedError<RotationNotFound>(
  "@effect-wandb/admin/RotationNotFound"
)("RotationNotFound", { id: Schema.String }) {
  override get message(): string {
    return `The journal has no rotation with the id ${JSON.stringify(this.id)}. KeyRotation.unfinished lists those that there are.`
  }
}

/**
 * Another program goes on with the rotation: this one has stopped, and changed nothing more.
 *
 * @since 0.1.0
 * @category errors
 */
export class RotationTakenOver extends Schema.TaggedError<RotationTakenOver>(
  "@effect-wandb/admin/RotationTakenOver"
)("RotationTakenOver", {
  id: Schema.String,
  /** Whether `store` or `undo` was under way by then, and may have replaced what the other program has stored. */
  mayHaveStored: Schema.Boolean
}) {
  override get message(): string {
    const stored = this.mayHaveStored
      ? " Something was being stored by then: see to it that what is stored is the key that works."
      : ""
    return `Rotation ${this.id} was taken over: another program goes on with it. This one has stopped, and changed nothing more.${stored} KeyRotation.get("${this.id}") tells how far it is.`
  }
}

/**
 * The rotation was begun with another place for the new key.
 *
 * @since 0.1.0
 * @category errors
 */
export class PlaceDiffers extends Schema.TaggedError<PlaceDiffers>("@effect-wandb/admin/PlaceDiffers")(
  "PlaceDiffers",
  {
    id: Schema.String,
    /** Where the new key is stored. */
    expected: Schema.String,
    /** Where it was said to be. */
    actual: Schema.String
  }
) {
  override get message(): string {
    return `Rotation ${this.id} was begun with another place for the new key: ${JSON.stringify(this.expected)}, and not ${JSON.stringify(this.actual)}. Go on with that one. Nothing was changed.`
  }
}

/**
 * The old key would have to delete itself, which is left to the new one.
 *
 * @since 0.1.0
 * @category errors
 */
export class OldKeyInUse extends Schema.TaggedError<OldKeyInUse>("@effect-wandb/admin/OldKeyInUse")(
  "OldKeyInUse",
  { id: Schema.String, old: ApiKey }
) {
  override get message(): string {
    return `Rotation ${this.id}: the credentials in force are the API key ${named(this.old)}, which is to be deleted. Resume with the new key, or give a way to load it. Nothing was deleted.`
  }
}

/**
 * The new key would have to be deleted, and it is the one whose credentials are in force.
 *
 * @since 0.1.0
 * @category errors
 */
export class NewKeyInUse extends Schema.TaggedError<NewKeyInUse>("@effect-wandb/admin/NewKeyInUse")(
  "NewKeyInUse",
  { id: Schema.String, key: ApiKey }
) {
  override get message(): string {
    return `Rotation ${this.id}: the credentials in force are the new API key ${named(this.key)}, which would have to be deleted. Do it with the old key, or another one of the same user. Nothing was deleted.`
  }
}

/**
 * What was loaded is not the key that had been stored and verified.
 *
 * @since 0.1.0
 * @category errors
 */
export class LoadedKeyDiffers extends Schema.TaggedError<LoadedKeyDiffers>(
  "@effect-wandb/admin/LoadedKeyDiffers"
)("LoadedKeyDiffers", { id: Schema.String, key: ApiKey }) {
  override get message(): string {
    return `Rotation ${this.id}: what was loaded is not the new API key ${named(this.key)}, which had been stored and verified. Nothing was deleted. Put it back, or: ${giveUp(this.id)}.`
  }
}

/**
 * The rotation has come too far to be rolled back: the old key is gone.
 *
 * @since 0.1.0
 * @category errors
 */
export class RollBackRefused extends Schema.TaggedError<RollBackRefused>(
  "@effect-wandb/admin/RollBackRefused"
)("RollBackRefused", {
  id: Schema.String,
  old: ApiKey,
  reason: Schema.Literal("finished", "oldKeyGone")
}) {
  override get message(): string {
    const why =
      this.reason === "finished"
        ? "it is finished, and the old key is deleted. Rotate the new key instead"
        : "the old key is gone, and the new one may be the only one that works. Resume it instead"
    return `Rotation ${this.id} of the API key ${named(this.old)} cannot be rolled back: ${why}. Nothing was deleted.`
  }
}
