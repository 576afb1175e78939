import {
  PermissionDenied,
  type QueryError,
  RequestFailed,
  Unauthenticated
} from "@effect-wandb/core/WandbError"
import { retryAfter } from "./retryAfter.js"
import { scrub } from "./scrub.js"
import type { Answer } from "./send.js"

type Refusal = "Unauthenticated" | "PermissionDenied" | "RateLimited" | "Timeout" | "Server" | "Rejected"

const loginAgain = /relogin required/i
const unauthenticated = /unauthori[sz]ed|unauthenticated|not logged in|invalid api key/i
const permissionDenied =
  /permission denied|forbidden|only admins can|access denied|creation has been disabled/i
const rateLimited = /rate limit|too many requests/i
/** The words of a server that has failed, rather than refused: what it was to do, it may have done. */
const hasFailed =
  /\binternal (?:server )?error\b|\bdeadline exceeded\b|\btimed out\b|\b(?:service|server|upstream|temporarily) unavailable\b/i
/** What a refusal repeats of what was asked for says nothing of the server. */
const quoted = /"[^"]*"|'[^']*'|`[^`]*`|\S+@\S+/g

const conflict = /already exists|already taken/i
/** Gateways and routers say "not found" of their own: it has to be said of a field, or of a thing that W&B has. */
const notFound = /\bnot found\b/i
const thingNotFound = /\b(?:user|api ?key|key|entity|team|member|invite)\b.*\bnot found\b/i
const already = /\balready\b/i
/** What is said of the last admin, and not of what only admins may do. */
const lastAdmin =
  /\b(?:last|sole) (?:\w+ )?admin|\bonly (?:\w+ )?admin(?:istrator)?(?=\W*$|[.,;:]| (?:of|from|in|left|cannot|can't|can not|may not)\b)|\bat least one (?:\w+ )?admin|\bmust (?:have|keep) (?:an|one) (?:\w+ )?admin/i
const unknownArgument = /\bunknown argument\b.*\b(?:usernames|ids)\b/i
const decided = new Set([404, 409, 410, 413, 422])

/** The status decides where it says enough; W&B also refuses with status 200 or 400 and a message. */
const classify = (status: number, words: string): Refusal => {
  if (status === 401 || loginAgain.test(words)) return "Unauthenticated"
  if (status === 403) return "PermissionDenied"
  if (status === 429) return "RateLimited"
  if (status === 408) return "Timeout"
  if (status >= 500) return "Server"
  // What these say is said; their words may quote what was asked for, and that may be anything.
  if (decided.has(status) || conflict.test(words)) return "Rejected"
  if (rateLimited.test(words)) return "RateLimited"
  if (permissionDenied.test(words)) return "PermissionDenied"
  if (unauthenticated.test(words)) return "Unauthenticated"
  return status < 300 && hasFailed.test(words.replaceAll(quoted, "")) ? "Server" : "Rejected"
}

/** Whether a text says a known kind of no, so that it counts as the server's answer even with status 200. */
export const isKnownRefusal = (status: number, words: string): boolean =>
  classify(status, words) !== "Rejected"

/**
 * Whether a change may have been made all the same, for all that the answer says. It was not where the server says that
 * it will not do it, and it may have been where anything on the way gave up.
 */
export const mayHaveActed = ({ status }: Answer, error: QueryError): boolean => {
  // 303 is an answer to a change that was made; browsers show it as 0, as they do every redirect.
  if (status >= 500 || status === 303 || status === 0) return true
  if (error._tag !== "RequestFailed") return false
  switch (error.reason) {
    case "RateLimited":
      return false
    case "Rejected":
      return error.isRetryable
    default:
      return true
  }
}

export const isRedirect = ({ status }: Answer): boolean => status === 0 || (status >= 300 && status < 400)

const withoutWords = (answer: Answer): string => {
  if (isRedirect(answer)) {
    return "the server redirects, and credentials do not travel along: set the base URL to where it leads"
  }
  return answer.status === 404
    ? "there is nothing at this URL: check the base URL"
    : "the server gave no reason"
}

/** What every error says of the exchange that it comes from. */
export const exchange = ({ attempt, headers: { requestId } }: Answer) => ({
  ...attempt,
  ...(requestId !== undefined && { requestId })
})

/** What a refusal says: the server's words, and the field of the operation that they are about. */
export interface Refused {
  readonly words: string | undefined
  readonly path?: string | undefined
}

/** The error for an answer that says no, by who can do something about it. */
export const refusal = (answer: Answer, { path, words }: Refused, now: number): QueryError => {
  const about = exchange(answer)
  const serverMessage = words === undefined ? undefined : scrub(words, answer.authorization)
  const reason = classify(answer.status, words ?? "")
  switch (reason) {
    case "Unauthenticated":
      return new Unauthenticated({ ...about, ...(serverMessage !== undefined && { serverMessage }) })
    case "PermissionDenied":
      return new PermissionDenied({ ...about, ...(serverMessage !== undefined && { serverMessage }) })
    default: {
      const failure = {
        ...about,
        reason,
        description: serverMessage ?? withoutWords(answer),
        status: answer.status,
        ...(path !== undefined && { path: scrub(path, answer.authorization) })
      }
      const error = new RequestFailed(failure)
      const wait = error.isRetryable ? retryAfter(answer.headers, now) : undefined
      return wait === undefined ? error : new RequestFailed({ ...failure, retryAfter: wait })
    }
  }
}

const rejectedWith = (
  error: { readonly _tag: string },
  holds: (error: RequestFailed) => boolean
): error is RequestFailed => error instanceof RequestFailed && error.reason === "Rejected" && holds(error)

/** Whether the server said that what was to be made is there already. */
export const isConflict = (error: { readonly _tag: string }): error is RequestFailed =>
  rejectedWith(error, ({ description, status }) => status === 409 || conflict.test(description))

/** Whether the server said that what was to be looked up or changed is not there. */
export const isNotFound = (error: { readonly _tag: string }): error is RequestFailed =>
  rejectedWith(
    error,
    ({ description, path, status }) =>
      status !== 400 && (path === undefined ? thingNotFound : notFound).test(description)
  )

/** Whether the server said that its `users` has no arguments for many at once, as older ones do. */
export const isUnknownArgument = (error: { readonly _tag: string }): error is RequestFailed =>
  rejectedWith(error, ({ description }) => unknownArgument.test(description))

/** Whether the server said that something is so already, in whatever words. */
export const saysAlready = (error: { readonly _tag: string }): error is RequestFailed =>
  rejectedWith(
    error,
    ({ description, status }) => status === 409 || already.test(description.replaceAll(quoted, ""))
  )

/** Whether the server said that it will not leave a team without an admin. */
export const isLastAdmin = (error: { readonly _tag: string }): error is RequestFailed =>
  rejectedWith(error, ({ description }) => lastAdmin.test(description.replaceAll(quoted, "")))
