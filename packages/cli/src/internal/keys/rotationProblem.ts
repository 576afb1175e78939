import type * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import { isWandbError, type WandbError } from "@effect-wandb/core/WandbError"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Failure } from "../command.js"
import * as Printable from "../printable.js"
import { type PipeClosed, Problem, type Quit } from "../problem.js"
import * as Status from "../status.js"
import { happened, sentence } from "../words.js"
import { named } from "./record.js"

/** The command lines that messages name, and where the journal is. */
export interface Lines {
  readonly resume: (id: string) => string
  readonly rollBack: (id: string) => string
  readonly folder: string
}

type RotationError<E> = KeyRotation.RotateError<E> | KeyRotation.ResumeError<E> | KeyRotation.RollBackError<E>

/** What is told as it is. */
type Plain = WandbError | Problem | PipeClosed | Quit

const steps: Readonly<Record<KeyRotation.RotationFailed<never>["step"], string>> = {
  generate: "no new key could be made",
  journal: "the new key could not be written down",
  store: "the new key could not be stored",
  verify: "the new key could not be verified",
  load: "the new key could not be read back",
  undo: "what was stored could not be put back",
  deleteOld: "the old key could not be deleted",
  deleteNew: "the new key could not be deleted"
}

/** The reason of something in the words of the command line. */
const reason = (error: Failure): string => {
  if (error instanceof Problem) return sentence(error.what)
  return sentence(isWandbError(error) ? happened(error) : error.message)
}

/** How a rotation was left, and what to do about it. */
const standing = (state: KeyRotation.State, { resume, rollBack }: Lines): readonly [string, string?] => {
  const finish = `${resume(state.id)} finishes it`
  const giveUp = `${rollBack(state.id)} gives it up`
  switch (state._tag) {
    case "Planned":
      return ["The old key works; a new one may have been made.", `${finish}, without that one.`]
    case "Created":
    case "Stored":
      return [`The old key works, and the new one, ${named(state.key)}, was left.`, `${finish}; ${giveUp}.`]
    case "Verified":
    case "Overlapping":
      return ["The new key is stored and works, and the old one was left.", `${finish}; ${giveUp}.`]
    case "Orphaned":
      return [
        `The old key works, and the new one, ${named(state.key)}, was left.`,
        `${giveUp}, and deletes that one.`
      ]
    case "RolledBack":
      return Option.isSome(state.key)
        ? ["The new key was deleted, and the old one works."]
        : ["No key was made, and the old one works."]
    case "Done":
      return ["The old key is deleted."]
  }
}

const ofFailed = <E extends Failure>(error: KeyRotation.RotationFailed<E>, lines: Lines): Problem => {
  const { cause, isJournalled, notDeleted, notUndone, state, step } = error
  const [left, todo] = standing(state, lines)
  const words = [
    reason(cause),
    ...Option.toArray(notDeleted).map(
      (error) => `The new key could not be deleted either: ${happened(error)}`
    ),
    ...(Option.isSome(notUndone)
      ? ["What was stored could not be put back, so the new key was not deleted."]
      : []),
    left,
    ...(isJournalled ? [] : [`The journal in ${Printable.line(lines.folder)} shows an earlier state.`])
  ]
  const advice = [cause instanceof Problem ? cause.todo : undefined, todo].filter(Predicate.isNotUndefined)
  return new Problem({
    what: `Rotation ${state.id}: ${steps[step]}: ${words.join(" ")}`,
    todo: advice.length === 0 ? undefined : advice.join(" "),
    cause
  })
}

const refused = (what: string, todo: string): Problem => new Problem({ what, todo, status: Status.refused })

/** Tells what happened to a rotation by the commands that do something about it; anything else stays what it is. */
export const of =
  (lines: Lines) =>
  <E extends Failure>(error: RotationError<E> | Plain): Plain => {
    switch (error._tag) {
      case "RotationFailed":
        return ofFailed(error, lines)
      case "RotationUnfinished":
        return refused(
          `A rotation of the API key ${named(error.old)} is not finished: ${error.id}. Nothing was made.`,
          `${lines.resume(error.id)} finishes it; ${lines.rollBack(error.id)} gives it up.`
        )
      case "RotationExists":
        return refused(`There is a rotation ${error.id} already. Nothing was made.`, "Run this again.")
      case "RotationNotFound":
        return new Problem({
          what: `The journal in ${Printable.line(lines.folder)} has no rotation ${JSON.stringify(Printable.line(error.id))}.`,
          todo: "effect-wandb keys resume lists those that are not finished; --journal names another folder."
        })
      case "RotationTakenOver":
        return refused(
          `Rotation ${error.id} was taken over: another program goes on with it. This one has stopped, and changed nothing more.${error.mayHaveStored ? " Something was being stored by then: see to it that what is stored is the key that works." : ""}`,
          "effect-wandb keys resume lists it, unless it is finished by now."
        )
      case "PlaceDiffers":
        return refused(
          `Rotation ${error.id} was begun with another place for the new key: ${Printable.line(error.expected)}, and not ${Printable.line(error.actual)}. Nothing was changed.`,
          "Give the option by which it was begun."
        )
      case "OldKeyInUse":
        return refused(
          `Rotation ${error.id}: the API key in use here is the old one, ${named(error.old)}, which is to be deleted. Nothing was deleted.`,
          "Use the new key, by WANDB_API_KEY or --api-key-file; or give --out with the file that it is stored in."
        )
      case "NewKeyInUse":
        return refused(
          `Rotation ${error.id}: the API key in use here is the new one, ${named(error.key)}, which would have to be deleted. Nothing was deleted.`,
          "Use the old key, or another one of the same user, by WANDB_API_KEY or --api-key-file."
        )
      case "LoadedKeyDiffers":
        return refused(
          `Rotation ${error.id}: the file does not hold the new API key, ${named(error.key)}, which had been stored and verified. Nothing was deleted.`,
          `Put it back, or run this without --out and with the new key by WANDB_API_KEY; ${lines.rollBack(error.id)} gives the rotation up.`
        )
      case "RollBackRefused":
        return refused(
          error.reason === "finished"
            ? `Rotation ${error.id} is finished: the old API key, ${named(error.old)}, is deleted.`
            : `Rotation ${error.id}: the old API key, ${named(error.old)}, is gone, and the new one may be the only one that works. Nothing was deleted.`,
          error.reason === "finished"
            ? "Rotate the new key instead."
            : `${lines.resume(error.id)} finishes the rotation.`
        )
      case "JournalFailed":
        return new Problem({
          what: `The journal in ${Printable.line(lines.folder)} cannot be ${error.operation === "put" ? "written" : "read"}: ${error.problem}.`,
          todo: "No key is rotated without it: see to the folder, then run effect-wandb keys resume.",
          cause: error
        })
      default:
        return error
    }
  }
