/**
 * Everything that can go wrong, as one closed union of typed errors.
 *
 * The errors that programs branch on say what was not found, exists already or does not fit. The others are
 * sorted by who can fix them: the caller's credentials, the caller's permissions, time, or the server.
 * No error holds a secret, a request or an answer.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { attempts } from "./internal/attempts.js"
import { ApiKeyId } from "./internal/ids.js"
import { quote } from "./internal/quote.js"
import {
  OutcomeUnknown,
  PermissionDenied,
  RequestFailed,
  Unauthenticated,
  UnexpectedResponse
} from "./internal/requestErrors.js"

export * from "./internal/requestErrors.js"

/**
 * The user has no API key of that name (or, for a deletion by id, nobody has).
 *
 * @since 0.1.0
 * @category not found
 */
export class ApiKeyNotFound extends Schema.TaggedError<ApiKeyNotFound>("@effect-wandb/core/ApiKeyNotFound")(
  "ApiKeyNotFound",
  {
    /** The owner that was looked at: a username, or an email address or id where there is none. */
    owner: Schema.optional(Schema.String),
    /** The public name that was looked for. */
    keyName: Schema.optional(Schema.String),
    /** The id that was looked for. */
    id: Schema.optional(Schema.String),
    attempts
  }
) {
  override get message(): string {
    const key =
      this.keyName === undefined ? `with the id ${quote(this.id ?? "")}` : `named ${quote(this.keyName)}`
    const whose = this.owner === undefined ? "There is" : `${this.owner} has`
    return `${whose} no API key ${key}. List the owner's keys to see which there are: it may be deleted already.`
  }
}

/**
 * The name does not tell which API key is meant: it fits several, or it is only the beginning of a key's name.
 *
 * Nothing was deleted. How long names are is the server's choice, so a name that was derived from a secret may be
 * such a beginning.
 *
 * @since 0.1.0
 * @category not found
 */
export class ApiKeyAmbiguous extends Schema.TaggedError<ApiKeyAmbiguous>(
  "@effect-wandb/core/ApiKeyAmbiguous"
)("ApiKeyAmbiguous", {
  owner: Schema.String,
  /** The public name that was looked for. */
  keyName: Schema.String,
  /** The ids of the keys that it may mean. */
  ids: Schema.Array(ApiKeyId),
  attempts
}) {
  override get message(): string {
    return `${quote(this.keyName)} does not tell which API key of ${this.owner} is meant: it may be ${this.ids.join(" or ")}. Nothing was done: give the key itself, or its id (ApiKeys.deleteById).`
  }
}

/**
 * No user matches the lookup exactly.
 *
 * @since 0.1.0
 * @category not found
 */
export class UserNotFound extends Schema.TaggedError<UserNotFound>("@effect-wandb/core/UserNotFound")(
  "UserNotFound",
  {
    by: Schema.Literal("username", "email", "id"),
    value: Schema.String,
    attempts
  }
) {
  override get message(): string {
    return `No user has the ${this.by} ${quote(this.value)}. Lookups are exact: search for a part of it with Users.search.`
  }
}

/**
 * A user with that email address exists already, possibly a deleted one.
 *
 * @since 0.1.0
 * @category conflict
 */
export class UserAlreadyExists extends Schema.TaggedError<UserAlreadyExists>(
  "@effect-wandb/core/UserAlreadyExists"
)("UserAlreadyExists", { email: Schema.String, attempts }) {
  override get message(): string {
    return `A user with the email ${quote(this.email)} exists already. Get it with Users.get({ email }).`
  }
}

/**
 * There is no team of that name, or the caller may not see it.
 *
 * @since 0.1.0
 * @category not found
 */
export class TeamNotFound extends Schema.TaggedError<TeamNotFound>("@effect-wandb/core/TeamNotFound")(
  "TeamNotFound",
  {
    team: Schema.String,
    attempts
  }
) {
  override get message(): string {
    return `There is no team named ${quote(this.team)} that this API key may see.`
  }
}

/**
 * The name is taken by another team or by a user's personal entity.
 *
 * @since 0.1.0
 * @category conflict
 */
export class TeamAlreadyExists extends Schema.TaggedError<TeamAlreadyExists>(
  "@effect-wandb/core/TeamAlreadyExists"
)("TeamAlreadyExists", { team: Schema.String, attempts }) {
  override get message(): string {
    return `The team name ${quote(this.team)} is taken, by a team or by a user. Choose another name.`
  }
}

/**
 * The team has no such member.
 *
 * @since 0.1.0
 * @category not found
 */
export class MemberNotFound extends Schema.TaggedError<MemberNotFound>("@effect-wandb/core/MemberNotFound")(
  "MemberNotFound",
  { team: Schema.String, member: Schema.String, attempts }
) {
  override get message(): string {
    return `The team ${quote(this.team)} has no member ${quote(this.member)}. Teams.members shows who is there: an invitation that is pending is cancelled with Teams.cancelInvite.`
  }
}

/**
 * The team has no such invitation that is pending: it may be accepted, cancelled or expired.
 *
 * @since 0.1.0
 * @category not found
 */
export class InviteNotFound extends Schema.TaggedError<InviteNotFound>("@effect-wandb/core/InviteNotFound")(
  "InviteNotFound",
  {
    team: Schema.String,
    /** Who was invited, or the id of the invitation. */
    invite: Schema.String,
    attempts
  }
) {
  override get message(): string {
    return `No invitation of ${quote(this.invite)} to the team ${quote(this.team)} is pending. Who has accepted one is removed with Teams.removeMember.`
  }
}

/**
 * Who was to be invited is a member of the team already.
 *
 * @since 0.1.0
 * @category conflict
 */
export class AlreadyMember extends Schema.TaggedError<AlreadyMember>("@effect-wandb/core/AlreadyMember")(
  "AlreadyMember",
  { team: Schema.String, member: Schema.String, attempts }
) {
  override get message(): string {
    return `${quote(this.member)} is a member of the team ${quote(this.team)} already. Teams.setRole changes the role.`
  }
}

/**
 * Who was to be invited is invited to the team already, and has not accepted yet.
 *
 * @since 0.1.0
 * @category conflict
 */
export class AlreadyInvited extends Schema.TaggedError<AlreadyInvited>("@effect-wandb/core/AlreadyInvited")(
  "AlreadyInvited",
  { team: Schema.String, invited: Schema.String, attempts }
) {
  override get message(): string {
    return `${quote(this.invited)} is invited to the team ${quote(this.team)} already. To change the role, cancel the invitation with Teams.cancelInvite and invite again.`
  }
}

/**
 * The change would leave a team without an admin. Nothing was changed.
 *
 * @since 0.1.0
 * @category permissions
 */
export class LastTeamAdmin extends Schema.TaggedError<LastTeamAdmin>("@effect-wandb/core/LastTeamAdmin")(
  "LastTeamAdmin",
  { team: Schema.String, member: Schema.String, attempts }
) {
  override get message(): string {
    return `${quote(this.member)} is the last admin of the team ${quote(this.team)}, and nothing was changed. Make another member an admin first, with Teams.setRole.`
  }
}

/**
 * The caller's credentials belong to somebody else than the user for whom something was to be done.
 *
 * W&B makes API keys for the caller only; nothing was sent that could have made or deleted one.
 *
 * @since 0.1.0
 * @category credentials
 */
export class NotAuthenticatedAs extends Schema.TaggedError<NotAuthenticatedAs>(
  "@effect-wandb/core/NotAuthenticatedAs"
)("NotAuthenticatedAs", {
  /** The user that was asked for. */
  expected: Schema.String,
  /** The user that the credentials belong to. */
  actual: Schema.String,
  attempts
}) {
  override get message(): string {
    return `W&B makes API keys for the caller only: this is about a key of ${this.expected}, but the credentials are those of ${this.actual}. Run this with ${this.expected}'s own key, for example through Wandb.actAs.`
  }
}

/**
 * The change would lock somebody out that it should not be done to in passing: oneself, or the last administrator.
 * Nothing was changed; `{ force: true }` does it all the same.
 *
 * @since 0.1.0
 * @category permissions
 */
export class ForceRequired extends Schema.TaggedError<ForceRequired>("@effect-wandb/core/ForceRequired")(
  "ForceRequired",
  {
    /** What was called, such as `Users.delete`. */
    operation: Schema.String,
    /** Whom it was about, as a person reads it. */
    user: Schema.String,
    reason: Schema.Literal("oneself", "lastAdministrator"),
    attempts
  }
) {
  override get message(): string {
    const why =
      this.reason === "oneself"
        ? "is the user whose credentials are in force"
        : "is the last administrator of the installation"
    return `${this.operation}: ${this.user} ${why}, and nothing was changed. Give { force: true } if that is meant.`
  }
}

/**
 * The text is not an API key that W&B would accept. Nothing was sent.
 *
 * @since 0.1.0
 * @category input
 */
export class InvalidApiKey extends Schema.TaggedError<InvalidApiKey>("@effect-wandb/core/InvalidApiKey")(
  "InvalidApiKey",
  { problem: Schema.String }
) {
  /**
   * Nothing was sent.
   *
   * @since 0.1.0
   */
  get attempts(): number {
    return 0
  }

  override get message(): string {
    return `The API key ${this.problem}. Copy it whole from W&B's user settings.`
  }
}

/**
 * An argument cannot be right. Nothing was sent.
 *
 * @since 0.1.0
 * @category input
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-wandb/core/InvalidInput")(
  "InvalidInput",
  {
    /** What was called, such as `Users.create`. */
    operation: Schema.String,
    /** The argument's name, such as `email`. */
    field: Schema.String,
    /** What is wrong with it, as the end of a sentence that starts with the field. */
    problem: Schema.String
  }
) {
  /**
   * Nothing was sent.
   *
   * @since 0.1.0
   */
  get attempts(): number {
    return 0
  }

  override get message(): string {
    const stop = /[.?!]$/.test(this.problem) ? "" : "."
    return `${this.operation} was given a wrong argument: ${this.field} ${this.problem}${stop} Nothing was sent.`
  }
}

/**
 * What can happen to any request.
 *
 * @since 0.1.0
 * @category unions
 */
export type QueryError = Unauthenticated | PermissionDenied | RequestFailed | UnexpectedResponse

/**
 * What can happen to any request that changes something.
 *
 * @since 0.1.0
 * @category unions
 */
export type MutationError = QueryError | OutcomeUnknown

/**
 * Every error of this SDK.
 *
 * @since 0.1.0
 * @category unions
 */
export const WandbError = Schema.Union(
  ApiKeyNotFound,
  ApiKeyAmbiguous,
  UserNotFound,
  UserAlreadyExists,
  TeamNotFound,
  TeamAlreadyExists,
  MemberNotFound,
  InviteNotFound,
  AlreadyMember,
  AlreadyInvited,
  LastTeamAdmin,
  NotAuthenticatedAs,
  ForceRequired,
  InvalidApiKey,
  InvalidInput,
  Unauthenticated,
  PermissionDenied,
  RequestFailed,
  OutcomeUnknown,
  UnexpectedResponse
)

/**
 * Every error of this SDK.
 *
 * @since 0.1.0
 * @category unions
 */
export type WandbError = typeof WandbError.Type

/**
 * Tells the errors of this SDK from everything else.
 *
 * @since 0.1.0
 * @category guards
 */
export const isWandbError: (u: unknown) => u is WandbError = Schema.is(WandbError)

/**
 * Tells the errors after which nobody knows whether a change was made from those after which it was not: an
 * `OutcomeUnknown`, and an `UnexpectedResponse` to what may have acted.
 *
 * @since 0.1.0
 * @category guards
 */
export const mayHaveActed = (error: unknown): error is OutcomeUnknown | UnexpectedResponse =>
  Predicate.isTagged(error, "OutcomeUnknown") ||
  (Predicate.isTagged(error, "UnexpectedResponse") &&
    Predicate.hasProperty(error, "mayHaveActed") &&
    error.mayHaveActed === true)
