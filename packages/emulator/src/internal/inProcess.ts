import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Answer } from "./answer.js"
import { AnswerResponse } from "./answerResponse.js"
import type { ConnectionLost } from "./errors.js"
import type { Incoming } from "./incoming.js"

/** An `HttpClient` over what answers requests: no socket, no origin, the caller's fiber. */
export const make = (
  answer: (incoming: Incoming) => Effect.Effect<Answer, ConnectionLost>
): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.flatMap(bodyOf(request), (body) =>
      Effect.mapBoth(
        answer({
          method: request.method,
          path: url.pathname,
          query: url.search.slice(1),
          header: (name) => request.headers[name],
          body
        }),
        {
          onSuccess: (answer) => new AnswerResponse(request, answer),
          // The shape that Node's own clients give to a lost connection: an Error with a `code`.
          onFailure: ({ code, message }) =>
            new RequestError({
              request,
              reason: "Transport",
              cause: Object.assign(new Error(message), { code })
            })
        }
      )
    )
  )

const bodyOf = (request: HttpClientRequest): Effect.Effect<string, RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed("")
    case "Raw":
      return Effect.succeed(typeof body.body === "string" ? body.body : JSON.stringify(body.body))
    case "Uint8Array":
      return Effect.succeed(new TextDecoder().decode(body.body))
    case "FormData":
      // No part of W&B that is here takes a form.
      return Effect.succeed("")
    case "Stream":
      return body.stream.pipe(
        Stream.decodeText(),
        Stream.mkString,
        Effect.mapError((cause) => new RequestError({ request, reason: "Encode", cause }))
      )
  }
}
