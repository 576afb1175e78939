import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import type { Attempt } from "./call.js"
import { type About, debug } from "./debug.js"

/** The server, as spans have it. */
export interface ServerAttributes {
  readonly "server.address": string
  readonly "server.port": number
}

export const serverOf = (baseUrl: string): ServerAttributes => {
  const { hostname, port, protocol } = new URL(baseUrl)
  const usual = protocol === "https:" ? 443 : 80
  return { "server.address": hostname, "server.port": port === "" ? usual : Number(port) }
}

/** Where requests go. */
export interface Target {
  readonly baseUrl: string
  readonly server: ServerAttributes
}

/** What is seen of a request: nothing of what is in it. */
export interface Seen {
  /** Where below the base URL it goes. */
  readonly route: "/graphql" | "/oidc/token"
  readonly attempt: Attempt
  /** The GraphQL operation, where it is one. */
  readonly operation?: { readonly name: string; readonly kind: "query" | "mutation" }
}

/** What is seen of an answer. */
interface SeenAnswer {
  readonly status: number
  readonly headers: { readonly requestId: string | undefined }
}

/** The span of an answer whose status is an error ends in that error, whatever is made of the answer then. */
class ErrorStatus<A extends SeenAnswer> extends Data.TaggedError("ErrorStatus")<{ readonly answer: A }> {
  override get message(): string {
    return `status ${this.answer.status}`
  }
}

/** What a message of the log is about. */
const about = ({ attempt, operation, route }: Seen, ended: About = {}): About => ({
  "wandb.operation": attempt.operation,
  "wandb.attempts": attempt.attempts,
  "url.path": route,
  "graphql.operation.name": operation?.name,
  ...ended
})

const showAnswer = (
  request: Seen,
  span: Tracer.Span,
  { headers: { requestId }, status }: SeenAnswer
): Effect.Effect<void> => {
  if (status >= 400) span.attribute("error.type", String(status))
  if (requestId !== undefined) span.attribute("wandb.request_id", requestId)
  return debug("W&B: a request was answered", () =>
    about(request, { "http.response.status_code": status, "wandb.request_id": requestId })
  )
}

/** How a request ended is seen in its span, and in the log of whoever debugs. */
const show = <A extends SeenAnswer, E>(
  request: Seen,
  span: Tracer.Span,
  exit: Exit.Exit<A, E | ErrorStatus<A>>
): Effect.Effect<void> => {
  if (Exit.isSuccess(exit)) return showAnswer(request, span, exit.value)
  return Option.match(Cause.failureOption(exit.cause), {
    onNone: () => debug("W&B: a request was cut off", () => about(request)),
    onSome: (error) => {
      if (error instanceof ErrorStatus) return showAnswer(request, span, error.answer)
      span.attribute("error.type", "Transport")
      return debug("W&B: a request was not answered", () => about(request, { "error.type": "Transport" }))
    }
  })
}

/**
 * The span of one request. The HTTP client's own span would end with the request in it, and with that the
 * credentials: it is switched off where a request is sent.
 */
export const withRequestSpan = <A extends SeenAnswer, E>(
  { baseUrl, server }: Target,
  request: Seen,
  use: (span: Tracer.Span) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const { attempt, operation, route } = request
  return Effect.useSpan(
    `POST ${route}`,
    {
      kind: "client",
      captureStackTrace: false,
      attributes: {
        "http.request.method": "POST",
        "http.request.resend_count": attempt.attempts - 1,
        "url.full": baseUrl + route,
        ...server,
        "wandb.operation": attempt.operation,
        "wandb.attempts": attempt.attempts,
        ...(operation !== undefined && {
          "graphql.operation.name": operation.name,
          "graphql.operation.type": operation.kind
        })
      }
    },
    (span) =>
      debug("W&B: a request is sent", () => about(request)).pipe(
        Effect.zipRight(use(span)),
        Effect.filterOrFail(
          ({ status }) => status < 400,
          (answer) => new ErrorStatus({ answer })
        ),
        Effect.onExit((exit) => show(request, span, exit))
      )
  ).pipe(
    Effect.catchIf(
      (error) => error instanceof ErrorStatus,
      ({ answer }) => Effect.succeed(answer)
    )
  )
}
