import {
  type AlreadyInvited,
  type InvalidInput,
  type InviteNotFound,
  type LastTeamAdmin,
  type ForceRequired,
  type MemberNotFound,
  type QueryError,
  type TeamAlreadyExists,
  type TeamNotFound,
  type UserAlreadyExists,
  type UserNotFound,
  WandbError
} from "@effect-wandb/core/WandbError"
import * as Schema from "effect/Schema"
import { Refusal } from "./refusals.js"
import { explain, quote } from "./words.js"

/**
 * Something could not be read. What cannot be read is not taken for absent: nothing was read at all.
 *
 * @since 0.1.0
 * @category errors
 */
export class RosterUnreadable extends Schema.TaggedError<RosterUnreadable>(
  "@effect-wandb/admin/RosterUnreadable"
)("RosterUnreadable", {
  /** What it is, such as `the team "engine"`. */
  what: Schema.String,
  /** Why it cannot be read, where a request has failed. */
  error: Schema.optional(WandbError)
}) {
  override get message(): string {
    const why = this.error === undefined ? "the server does not show it." : this.error.message
    return `Roster: ${this.what} cannot be read, and is not taken for absent: ${why} Use the key of an administrator, or take it out of the scope.`
  }
}

/**
 * A plan was not applied, because a guard refuses it or the roster contradicts what is there. Nothing was changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class RosterRefused extends Schema.TaggedError<RosterRefused>("@effect-wandb/admin/RosterRefused")(
  "RosterRefused",
  { refusals: Schema.NonEmptyArray(Refusal) }
) {
  override get message(): string {
    return ["Roster: the plan is refused, and nothing was changed.", ...this.refusals.map(explain)].join("\n")
  }
}

/** No more are told in words. */
const most = 10

/**
 * A plan was not applied, because what is there is not what it was made from. Nothing was changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class RosterChanged extends Schema.TaggedError<RosterChanged>("@effect-wandb/admin/RosterChanged")(
  "RosterChanged",
  {
    /** What is another by now, came or is gone, such as `team engine`. */
    differences: Schema.Array(Schema.String)
  }
) {
  override get message(): string {
    const left = this.differences.length - most
    const what = [...this.differences.slice(0, most), ...(left > 0 ? [`${left} more`] : [])].join(", ")
    return `Roster: what is there has changed since the plan was made (${what}), and nothing was changed. Read, plan and apply again.`
  }
}

/**
 * A change was not made, because one that has to come before it was not made, or nobody knows whether it was.
 *
 * @since 0.1.0
 * @category errors
 */
export class PrerequisiteFailed extends Schema.TaggedError<PrerequisiteFailed>(
  "@effect-wandb/admin/PrerequisiteFailed"
)("PrerequisiteFailed", {
  /** The change that has to come before. */
  prerequisite: Schema.String
}) {
  override get message(): string {
    return `Nothing was sent, because this has to come before it, and did not: ${quote(this.prerequisite)}. Read, plan and apply again once it can be done.`
  }
}

/**
 * Why a change was not needed any more: somebody else had made it in between.
 *
 * @since 0.1.0
 * @category models
 */
export type StepReason =
  | AlreadyInvited
  | InviteNotFound
  | MemberNotFound
  | TeamAlreadyExists
  | TeamNotFound
  | UserAlreadyExists
  | UserNotFound

/**
 * Why a change was not made.
 *
 * @since 0.1.0
 * @category models
 */
export type StepError =
  StepReason | ForceRequired | InvalidInput | LastTeamAdmin | PrerequisiteFailed | QueryError
