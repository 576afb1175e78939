import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ConnectionLost } from "./errors.js"

/** An `HttpClient` over a web handler: no socket, no origin, the caller's fiber. */
export const make = (
  handle: (request: Request) => Effect.Effect<Response, ConnectionLost>
): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    bodyOf(request).pipe(
      Effect.flatMap((body) =>
        Effect.try({
          try: () =>
            new Request(url, { method: request.method, headers: request.headers, body: body ?? null }),
          catch: (cause) => new RequestError({ request, reason: "InvalidUrl", cause })
        })
      ),
      Effect.flatMap((webRequest) =>
        Effect.mapError(
          handle(webRequest),
          // The shape that Node's own clients give to a lost connection: an Error with a `code`.
          ({ code, message }) =>
            new RequestError({
              request,
              reason: "Transport",
              cause: Object.assign(new Error(message), { code })
            })
        )
      ),
      Effect.map((response) => HttpClientResponse.fromWeb(request, response))
    )
  )

const bodyOf = (request: HttpClientRequest): Effect.Effect<BodyInit | undefined, RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(undefined)
    case "Raw":
      return Effect.succeed(typeof body.body === "string" ? body.body : JSON.stringify(body.body))
    case "Uint8Array":
      return Effect.succeed(new Uint8Array(body.body))
    case "FormData":
      return Effect.succeed(body.formData)
    case "Stream":
      return body.stream.pipe(
        Stream.decodeText(),
        Stream.mkString,
        Effect.mapError((cause) => new RequestError({ request, reason: "Encode", cause }))
      )
  }
}
