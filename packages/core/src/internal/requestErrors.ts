import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { attempts } from "./attempts.js"
import { ApiKeyId, ApiKeyName } from "./ids.js"
import { quote } from "./quote.js"

const serverSaid = (words: string | undefined): string =>
  words === undefined || words === "" ? "" : ` The server said: ${quote(words)}.`

/**
 * The server does not accept the API key, which is unknown or deleted or whose owner must log in again; or it does
 * not accept the federated identity.
 *
 * @since 0.1.0
 * @category credentials
 */
export class Unauthenticated extends Schema.TaggedError<Unauthenticated>(
  "@effect-wandb/core/Unauthenticated"
)("Unauthenticated", {
  operation: Schema.String,
  /** What is wrong with the federated identity, where it is one. */
  identityProblem: Schema.optional(Schema.String),
  serverMessage: Schema.optional(Schema.String),
  requestId: Schema.optional(Schema.String),
  attempts
}) {
  override get message(): string {
    const [problem, advice] =
      this.identityProblem === undefined
        ? ["the server does not accept this API key", "the key belongs to this server and was not deleted"]
        : [this.identityProblem, "there is a fresh identity token, and that this server trusts its issuer"]
    return `${this.operation}: ${problem}.${serverSaid(this.serverMessage)} Check that ${advice}.`
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
  attempts
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
 * - `Server`: the server failed (status 5xx, or words that say so)
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
    /** The field of the operation that the server speaks of, where it names one. */
    path: Schema.optional(Schema.String),
    status: Schema.optional(Schema.Int),
    retryAfter: Schema.optional(Schema.Duration),
    requestId: Schema.optional(Schema.String),
    attempts
  }
) {
  /**
   * Whether the same request may succeed later: not after status 501, nor after a rejection, but for the few
   * statuses (such as 423 and 425) that W&B's official client tries again, nor after an answer of status 200, but for
   * a rate limit.
   *
   * @since 0.1.0
   */
  get isRetryable(): boolean {
    const { reason, status } = this
    if (reason === "Rejected") {
      return status !== undefined && status >= 402 && status < 500 && !finalStatuses.has(status)
    }
    return status !== 501 && !(reason === "Server" && status !== undefined && status < 500)
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
 * An API key that a change may have left behind.
 *
 * @since 0.1.0
 * @category requests
 */
export const Candidate = Schema.Struct({
  id: ApiKeyId,
  name: ApiKeyName,
  description: Schema.optional(Schema.String)
})

/**
 * An API key that a change may have left behind.
 *
 * @since 0.1.0
 * @category requests
 */
export type Candidate = typeof Candidate.Type

const listed = ({ description, id, name }: Candidate): string =>
  `${name} (id ${id}${description === undefined ? "" : `, described as ${quote(description)}`})`

const left = (candidates: ReadonlyArray<Candidate> | undefined): string => {
  if (candidates === undefined) return ""
  return candidates.length === 0
    ? " No such API key was there when it was looked for."
    : ` API keys that it may have left: ${candidates.map(listed).join(", ")}.`
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
    /** Why the answer was lost, where it is one of the reasons for which requests fail. */
    reason: Schema.optional(RequestFailedReason),
    /** What is known of the failure. */
    description: Schema.String,
    /** How to find out whether the change happened. */
    advice: Schema.String,
    /**
     * The API keys of which one may be what the change made; none where there was no such key when it was looked
     * for, absent where it was not looked for.
     */
    candidates: Schema.optional(Schema.Array(Candidate)),
    status: Schema.optional(Schema.Int),
    requestId: Schema.optional(Schema.String),
    attempts
  }
) {
  override get message(): string {
    const status = this.status === undefined ? "" : ` (status ${this.status})`
    return `${this.operation} was sent and may or may not have happened${status}: ${this.description}.${left(this.candidates)} ${this.advice}`
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
  attempts
}) {
  override get message(): string {
    const change = this.mayHaveActed
      ? " The change may have been made all the same: look before you repeat it."
      : ""
    return `${this.operation}: the server's answer cannot be understood at ${this.path}: ${this.problem}.${change} Check that the base URL is that of a W&B server.`
  }
}
