import * as HttpClient from "@effect/platform/HttpClient"
import { type HttpClientError, RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberRef from "effect/FiberRef"
import * as Stream from "effect/Stream"
import type { Answer } from "./answer.js"
import { AnswerResponse } from "./answerResponse.js"
import type { ConnectionLost } from "./errors.js"
import type { Incoming } from "./incoming.js"

type Answering = (incoming: Incoming) => Effect.Effect<Answer, ConnectionLost>

/**
 * An `HttpClient` over what answers requests: no socket, no origin, the caller's fiber.
 *
 * The library's way to make one gives each request what a fetch needs to be aborted by, which takes as long as to answer
 * it; so only requests that are to have a span go that way.
 */
export const make = (answering: Answering): HttpClient.HttpClient => {
  const answer = answerTo(answering)
  const traced = HttpClient.make(answer)
  return HttpClient.makeWith<HttpClientError, never, HttpClientError, never>(
    Effect.flatMap((request) =>
      Effect.withFiberRuntime<HttpClientResponse, HttpClientError>((fiber) => {
        const isTraced =
          fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
          !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)
        if (isTraced) return traced.execute(request)
        return Either.match(UrlParams.makeUrl(request.url, request.urlParams, request.hash), {
          onLeft: (cause) => new RequestError({ request, reason: "InvalidUrl", cause }),
          onRight: (url) => answer(request, url)
        })
      })
    ),
    Effect.succeed
  )
}

const answerTo =
  (answering: Answering) =>
  (request: HttpClientRequest, url: URL): Effect.Effect<AnswerResponse, RequestError> =>
    Effect.flatMap(bodyOf(request), (body) =>
      Effect.mapBoth(
        answering({
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
