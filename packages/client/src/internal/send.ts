import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as Headers from "@effect/platform/Headers"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { type Authorization, headerOf } from "./authorization.js"
import type { Attempt } from "./call.js"
import { type Seen, type Target, withRequestSpan } from "./requestSpan.js"
import { scrub } from "./scrub.js"

export interface AnswerHeaders {
  readonly requestId: string | undefined
  readonly retryAfter: string | undefined
  readonly rateLimitReset: string | undefined
  readonly rateLimitRemaining: string | undefined
}

const answerHeaders = (headers: Headers.Headers, authorization: Authorization): AnswerHeaders => {
  const requestId = headers["x-request-id"]
  return {
    requestId: requestId === undefined ? undefined : scrub(requestId, authorization),
    retryAfter: headers["retry-after"],
    rateLimitReset: headers["ratelimit-reset"],
    rateLimitRemaining: headers["ratelimit-remaining"]
  }
}

/** What came back from the server, whatever it is. */
export interface Answer {
  readonly status: number
  /** The few headers that are read; others may hold anything. */
  readonly headers: AnswerHeaders
  /** Redacted, because it may hold a new key, and what a span ends with is shown by tracers. */
  readonly body: Redacted.Redacted
  /** As whom the request was made, so that its key can be taken out of the server's words. */
  readonly authorization: Authorization
  readonly attempt: Attempt
}

/** No answer came. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly description: string
  /** Whether it is certain that the server did not get the request. */
  readonly neverArrived: boolean
}> {}

/** The codes for a connection that was never made, or was given up before a request was sent on it. */
const notConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** These come of a connection that is made, and of one that is in use: only the first is proof. */
const unreachable = new Set(["EHOSTUNREACH", "ENETUNREACH"])

interface NetworkError extends Error {
  readonly code?: unknown
  readonly syscall?: unknown
}

const isNotConnected = ({ code, syscall }: NetworkError): boolean =>
  typeof code === "string" && (notConnected.has(code) || (unreachable.has(code) && syscall === "connect"))

const causesOf = (cause: unknown, depth = 0): ReadonlyArray<NetworkError> =>
  depth < 5 && cause instanceof Error ? [cause, ...causesOf(cause.cause, depth + 1)] : []

/** The library's own error holds the request with its credentials: only words are taken from it. */
const noAnswer = (error: HttpClientError.HttpClientError, authorization: Authorization): NoAnswer => {
  const causes = causesOf(error.cause)
  const codes = causes.map((cause) => cause.code).filter(Predicate.isString)
  const innermost = causes.at(-1)?.message ?? ""
  const code = codes.at(-1)
  const words = innermost === "" ? error.reason : innermost
  return new NoAnswer({
    description: scrub(
      code === undefined || words.includes(code) ? words : `${code}: ${words}`,
      authorization
    ),
    neverArrived:
      error._tag === "RequestError" && (error.reason !== "Transport" || causes.some(isNotConnected))
  })
}

/**
 * Credentials must not travel along a redirect; undici follows none, `fetch` has to be told. And the HTTP client's own
 * span would end with the request in it, credentials and all: it is switched off. Both are set for good, because a
 * request is sent in a fiber of its own (`inTime.ts`), and to take them back would be half of all that a request does.
 */
const prepared: Effect.Effect<void> = Effect.withFiberRuntime((fiber) => {
  const { currentContext } = fiber
  const given = Context.getOption(currentContext, FetchHttpClient.RequestInit)
  const init: RequestInit = { ...Option.getOrUndefined(given), redirect: "manual" }
  return Effect.zipRight(
    FiberRef.set(FiberRef.currentContext, Context.add(currentContext, FetchHttpClient.RequestInit, init)),
    FiberRef.set(HttpClient.currentTracerDisabledWhen, constTrue)
  )
})

const isStatus = (error: HttpClientError.HttpClientError): error is HttpClientError.ResponseError =>
  error._tag === "ResponseError" && error.reason === "StatusCode"

/** One request, ready to be sent but for its trace headers. */
export interface Outgoing extends Seen {
  readonly body: HttpBody.HttpBody
  readonly authorization: Authorization
}

export interface Sender extends Target {
  readonly httpClient: HttpClient.HttpClient
  /** The headers that are the same for every request. */
  readonly headers: Readonly<Record<string, string>>
  readonly tracePropagation: boolean
}

/** Sends a request once, and gives whatever comes back. */
export const send = (
  sender: Sender,
  outgoing: Outgoing,
  onSend: Effect.Effect<void> = Effect.void
): Effect.Effect<Answer, NoAnswer> =>
  withRequestSpan(sender, outgoing, (span) => {
    const { attempt, authorization, body, route } = outgoing
    const request = HttpClientRequest.post(sender.baseUrl + route, {
      headers: {
        ...sender.headers,
        ...(sender.tracePropagation && HttpTraceContext.toHeaders(span)),
        ...headerOf(authorization)
      },
      body
    })
    return Effect.zipRight(Effect.zipRight(prepared, onSend), sender.httpClient.execute(request)).pipe(
      // A transformed client may take a status for an error; here it is an answer like any other.
      Effect.catchIf(isStatus, ({ response }) => Effect.succeed(response)),
      Effect.flatMap(({ headers, status, text }) => {
        span.attribute("http.response.status_code", status)
        return Effect.map(text, (body): Answer => ({
          status,
          headers: answerHeaders(headers, authorization),
          body: Redacted.make(body),
          authorization,
          attempt
        }))
      }),
      Effect.mapError((error) => noAnswer(error, authorization))
    )
  })
