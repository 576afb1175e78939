import { Credentials } from "@effect-wandb/core/Credentials"
import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as Headers from "@effect/platform/Headers"
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Tracer from "effect/Tracer"
import type { Operation } from "../Operation.js"
import { basicToken, scrub } from "./scrub.js"

export interface AnswerHeaders {
  readonly requestId: string | undefined
  readonly retryAfter: string | undefined
  readonly rateLimitReset: string | undefined
}

const answerHeaders = (headers: Headers.Headers, apiKey: ApiKeySecret): AnswerHeaders => {
  const requestId = headers["x-request-id"]
  return {
    requestId: requestId === undefined ? undefined : scrub(requestId, apiKey),
    retryAfter: headers["retry-after"],
    rateLimitReset: headers["ratelimit-reset"]
  }
}

/** What a request belongs to: the name that errors bear, and the how manieth try it is, from 1. */
export interface Call {
  readonly operation: string
  readonly attempts: number
}

/** What came back from the server, whatever it is. */
export interface Answer {
  readonly status: number
  /** The few headers that are read; others may hold anything. */
  readonly headers: AnswerHeaders
  /** Redacted, because it may hold a new key, and what a span ends with is shown by tracers. */
  readonly body: Redacted.Redacted
  /** As whom the request was made, so that its key can be taken out of the server's words. */
  readonly apiKey: ApiKeySecret
  readonly call: Call
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
const noAnswer = (error: HttpClientError.HttpClientError, apiKey: ApiKeySecret): NoAnswer => {
  const causes = causesOf(error.cause)
  const codes = causes.map((cause) => cause.code).filter(Predicate.isString)
  const innermost = causes.at(-1)?.message ?? ""
  const code = codes.at(-1)
  const words = innermost === "" ? error.reason : innermost
  return new NoAnswer({
    description: scrub(code === undefined || words.includes(code) ? words : `${code}: ${words}`, apiKey),
    neverArrived:
      error._tag === "RequestError" && (error.reason !== "Transport" || causes.some(isNotConnected))
  })
}

export interface Sender {
  readonly httpClient: HttpClient.HttpClient
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: Credentials.Service
  readonly tracePropagation: boolean
}

/** Credentials from context count only when they were issued to this client: see `Credentials`. */
const credentialsInForce = (own: Credentials.Service): Effect.Effect<Credentials.Service> =>
  Effect.map(Effect.serviceOption(Credentials), (found) =>
    Option.isSome(found) && found.value.connection === own.connection ? found.value : own
  )

/** Credentials must not travel along a redirect; undici follows none, `fetch` has to be told. */
const withoutRedirects = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.serviceOption(FetchHttpClient.RequestInit), (given) =>
    Effect.provideService(effect, FetchHttpClient.RequestInit, {
      ...Option.getOrUndefined(given),
      redirect: "manual"
    })
  )

/**
 * The span of one request. The HTTP client's own span would end with the request in it, and with that the
 * credentials: it is switched off where the sender is made.
 */
const withRequestSpan = <A, E>(
  { url }: Sender,
  operation: { readonly name: string },
  { attempts }: Call,
  use: (span: Tracer.Span) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.useSpan(
    "POST /graphql",
    {
      kind: "client",
      captureStackTrace: false,
      attributes: {
        "http.request.method": "POST",
        "http.request.resend_count": attempts - 1,
        "url.full": url,
        "graphql.operation.name": operation.name
      }
    },
    use
  )

const isStatus = (error: HttpClientError.HttpClientError): error is HttpClientError.ResponseError =>
  error._tag === "ResponseError" && error.reason === "StatusCode"

/** Sends one operation once. */
export const send = <Variables, Result, Data>(
  sender: Sender,
  operation: Operation<Variables, Result, Data>,
  variables: Variables,
  call: Call
): Effect.Effect<Answer, NoAnswer> =>
  withRequestSpan(sender, operation, call, (span) =>
    Effect.flatMap(credentialsInForce(sender.credentials), ({ apiKey }) => {
      const request = HttpClientRequest.post(sender.url, {
        headers: {
          ...sender.headers,
          ...(sender.tracePropagation && HttpTraceContext.toHeaders(span)),
          authorization: `Basic ${basicToken(apiKey)}`
        },
        body: HttpBody.text(
          JSON.stringify({ query: operation.document, variables, operationName: operation.name }),
          "application/json"
        )
      })
      return sender.httpClient.execute(request).pipe(
        // A transformed client may take a status for an error; here it is an answer like any other.
        Effect.catchIf(isStatus, ({ response }) => Effect.succeed(response)),
        Effect.tap(({ status }) => Effect.sync(() => span.attribute("http.response.status_code", status))),
        Effect.flatMap(({ headers, status, text }) =>
          Effect.map(text, (body): Answer => ({
            status,
            headers: answerHeaders(headers, apiKey),
            body: Redacted.make(body),
            apiKey,
            call
          }))
        ),
        withoutRedirects,
        Effect.mapError((error) => noAnswer(error, apiKey))
      )
    })
  )
