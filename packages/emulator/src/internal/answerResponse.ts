import type * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import { ResponseError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Answer, isBodiless, pieces } from "./answer.js"

/**
 * An answer as an `HttpClient` gives it. The library has one over the web's `Response`, of which making and reading
 * take as long as all else in process; it serves for what is seldom read.
 */
export class AnswerResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly status: number
  readonly headers: Headers.Headers
  readonly remoteAddress: Option.Option<string> = Option.none()
  readonly #answer: Answer

  constructor(
    readonly request: HttpClientRequest,
    answer: Answer
  ) {
    super()
    this.#answer = answer
    this.status = answer.status
    this.headers = Headers.fromInput(answer.headers)
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  get text(): Effect.Effect<string> {
    const { body, slow = Duration.zero } = this.#answer
    const text = Effect.succeed(isBodiless(this.status) ? "" : body)
    return Duration.toMillis(slow) === 0 ? text : Effect.delay(text, slow)
  }

  get json(): Effect.Effect<unknown, ResponseError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: (): unknown => (text === "" ? null : JSON.parse(text)),
        catch: (cause) =>
          new ResponseError({ request: this.request, response: this, reason: "Decode", cause })
      })
    )
  }

  get stream(): Stream.Stream<Uint8Array> {
    const { body, slow = Duration.zero } = this.#answer
    return Stream.mapEffect(Stream.fromIterable(pieces(body, slow)), ([wait, bytes]) =>
      Effect.delay(Effect.succeed(bytes), wait)
    )
  }

  get cookies(): Cookies.Cookies {
    return this.#web.cookies
  }

  get arrayBuffer() {
    return Effect.zipRight(this.text, this.#web.arrayBuffer)
  }

  get urlParamsBody() {
    return Effect.zipRight(this.text, this.#web.urlParamsBody)
  }

  get formData() {
    return Effect.zipRight(this.text, this.#web.formData)
  }

  get #web(): HttpClientResponse.HttpClientResponse {
    const { body, headers, status } = this.#answer
    return HttpClientResponse.fromWeb(
      this.request,
      new Response(isBodiless(status) ? null : body, { status, headers })
    )
  }
}
