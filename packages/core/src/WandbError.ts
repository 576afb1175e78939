/**
 * Everything that can go wrong, as one closed union of typed errors.
 *
 * The errors that programs branch on say what was not found, exists already or does not fit. The others are
 * sorted by who can fix them: the caller's credentials, the caller's permissions, time, or the server.
 * No error holds a secret, a request or an answer.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

const quote = (text: string): string => JSON.stringify(text)

const serverSaid = (words: string | undefined): string =>
  words === undefined || words === "" ? "" : ` The server said: ${quote(words)}.`

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
    id: Schema.optional(Schema.String)
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
  ids: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `${quote(this.keyName)} does not tell which API key of ${this.owner} is meant: it may be ${this.ids.join(" or ")}. Nothing was deleted: use ApiKeys.deleteById.`
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
    value: Schema.String
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
)("UserAlreadyExists", { email: Schema.String }) {
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
    team: Schema.String
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
)("TeamAlreadyExists", { team: Schema.String }) {
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
  { team: Schema.String, member: Schema.String }
) {
  override get message(): string {
    return `The team ${quote(this.team)} has no member ${quote(this.member)}.`
  }
}

/**
 * The caller's credentials belong to somebody else than the user for whom something was to be done.
 *
 * W&B makes API keys for the caller only; nothing was sent that could have made one.
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
  actual: Schema.String
}) {
  override get message(): string {
    return `W&B makes API keys for the caller only: a key for ${this.expected} was asked for, but the credentials are those of ${this.actual}. Run this with ${this.expected}'s own key, for example through Wandb.actAs.`
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
  override get message(): string {
    const stop = /[.?!]$/.test(this.problem) ? "" : "."
    return `${this.operation} was given a wrong argument: ${this.field} ${this.problem}${stop} Nothing was sent.`
  }
}

/**
 * The server does not accept the API key: it is unknown, deleted, or its owner must log in again.
 *
 * @since 0.1.0
 * @category credentials
 */
export class Unauthenticated extends Schema.TaggedError<Unauthenticated>(
  "@effect-wandb/core/Unauthenticated"
)("Unauthenticated", {
  operation: Schema.String,
  serverMessage: Schema.optional(Schema.String),
  requestId: Schema.optional(Schema.String),
  attempts: Schema.Int
}) {
  override get message(): string {
    return `${this.operation}: the server does not accept this API key.${serverSaid(this.serverMessage)} Check that the key belongs to this server and was not deleted.`
  }
}

/**
 * The server knows the caller and refuses: an administrator or the owner has to do this.
 *
 * @since 0.1.0
 * @category permissions
 */
export class PermissionDenied extends Schema.TaggedError<PermissionDenied>(
  "@effect-wandb/core/PermissionDenied"
)("PermissionDenied", {
  operation: Schema.String,
  /** What is refused, where more is known than the operation: the end of "refuses to …". */
  description: Schema.optional(Schema.String),
  serverMessage: Schema.optional(Schema.String),
  requestId: Schema.optional(Schema.String),
  attempts: Schema.Int
}) {
  override get message(): string {
    const what = this.description === undefined ? "this" : `to ${this.description}`
    return `${this.operation}: the server refuses ${what} to the owner of the API key.${serverSaid(this.serverMessage)} Use the key of an administrator or, for keys, of their owner.`
  }
}

/**
 * What kept a request from being answered as asked.
 *
 * - `Transport`: no answer came, or the connection could not be made
 * - `Timeout`: the answer took too long
 * - `RateLimited`: the server wants fewer requests; `retryAfter` says for how long, where the server did
 * - `Server`: the server failed (status 5xx)
 * - `Rejected`: the server will not do this, however often it is asked
 *
 * @since 0.1.0
 * @category requests
 */
export const RequestFailedReason = Schema.Literal("Transport", "Timeout", "RateLimited", "Server", "Rejected")

/**
 * What kept a request from being answered as asked.
 *
 * @since 0.1.0
 * @category requests
 */
export type RequestFailedReason = typeof RequestFailedReason.Type

const whatFailed: Record<RequestFailedReason, string> = {
  Transport: "could not be sent or was not answered",
  Timeout: "was not answered in time",
  RateLimited: "was refused because of too many requests",
  Server: "made the server fail",
  Rejected: "was rejected by the server"
}

/** What W&B's official client does not try again either; it does with every other status from 400 on. */
const finalStatuses = new Set([403, 404, 409, 410, 413, 422])

/**
 * A request that had no effect failed, for the `reason` given.
 *
 * @since 0.1.0
 * @category requests
 */
export class RequestFailed extends Schema.TaggedError<RequestFailed>("@effect-wandb/core/RequestFailed")(
  "RequestFailed",
  {
    operation: Schema.String,
    reason: RequestFailedReason,
    /** The server's own words, or those of the network. */
    description: Schema.String,
    status: Schema.optional(Schema.Int),
    retryAfter: Schema.optional(Schema.Duration),
    requestId: Schema.optional(Schema.String),
    attempts: Schema.Int
  }
) {
  /**
   * Whether the same request may succeed later: not after status 501, nor after a rejection, but for the few
   * statuses (such as 423 and 425) that W&B's official client tries again.
   *
   * @since 0.1.0
   */
  get isRetryable(): boolean {
    const { status = 0 } = this
    if (this.reason === "Rejected") return status >= 402 && status < 500 && !finalStatuses.has(status)
    return status !== 501
  }

  override get message(): string {
    const status = this.status === undefined ? "" : ` (status ${this.status})`
    const request = this.requestId === undefined ? "" : ` Request id: ${this.requestId}.`
    const wait = this.retryAfter === undefined ? "later" : `in ${Duration.format(this.retryAfter)}`
    const check = this.reason === "Transport" ? "Check the base URL and the network, or try" : "Try"
    const advice = this.isRetryable ? ` ${check} again ${wait}.` : ""
    return `${this.operation} ${whatFailed[this.reason]}${status}: ${this.description}.${advice}${request}`
  }
}

/**
 * A change was sent and its answer was lost: it may or may not have happened.
 *
 * @since 0.1.0
 * @category requests
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>("@effect-wandb/core/OutcomeUnknown")(
  "OutcomeUnknown",
  {
    operation: Schema.String,
    /** What is known of the failure. */
    description: Schema.String,
    /** How to find out whether the change happened. */
    advice: Schema.String,
    status: Schema.optional(Schema.Int),
    requestId: Schema.optional(Schema.String),
    attempts: Schema.Int
  }
) {
  override get message(): string {
    const status = this.status === undefined ? "" : ` (status ${this.status})`
    return `${this.operation} was sent and may or may not have happened${status}: ${this.description}. ${this.advice}`
  }
}

/**
 * The server's answer is not what its schema promises; `mayHaveActed` tells the answers to changes.
 *
 * @since 0.1.0
 * @category requests
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>(
  "@effect-wandb/core/UnexpectedResponse"
)("UnexpectedResponse", {
  operation: Schema.String,
  /** Where in the answer, such as `data.viewer.email`; `body` for the whole of it. */
  path: Schema.String,
  /** What was expected there and which kind of value came, never the value. */
  problem: Schema.String,
  /** Whether it was the answer to a change, which may have been made. */
  mayHaveActed: Schema.Boolean,
  status: Schema.optional(Schema.Int),
  requestId: Schema.optional(Schema.String),
  attempts: Schema.Int
}) {
  override get message(): string {
    const change = this.mayHaveActed
      ? " The change may have been made all the same: look before you repeat it."
      : ""
    return `${this.operation}: the server's answer cannot be understood at ${this.path}: ${this.problem}.${change} Check that the base URL is that of a W&B server.`
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
  NotAuthenticatedAs,
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
