import { Operation, RetryPolicy, Wandb, type WandbClient } from "@effect-wandb/client"
import { ApiKeySecret, Users, type WandbError } from "@effect-wandb/core"
import {
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpClientResponse,
  UrlParams
} from "@effect/platform"
import { Clock, Effect, Either, FiberRef, Layer, Option, Redacted, Schema } from "effect"

/** The key of facts' test vector has too few characters to be accepted; this one is as plain, and long enough. */
export const adminKey = "test-api-key-0123456789abcdef0123456789abcdef0123456789"
export const otherKey = "0123456789abcdef0123456789abcdef01234567"

export const secret = (key: string): ApiKeySecret.ApiKeySecret => Either.getOrThrow(ApiKeySecret.make(key))

export interface Sent {
  /** When it was sent, by the test's clock. */
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly query: string; readonly variables: unknown; readonly operationName: string }
}

export interface Reply {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/**
 * A response of which nothing but its text is read: a body of the web is a stream, which takes longer than all else.
 * In all that is seen of it, it is as the web has it, so that whoever prints it prints the text as well.
 */
class TextResponse extends Response {
  constructor(
    readonly source: string,
    init: ResponseInit
  ) {
    super(null, init)
    if (!this.headers.has("content-type")) this.headers.set("content-type", "text/plain;charset=UTF-8")
  }
  override text() {
    return Promise.resolve(this.source)
  }
}

/** What a body of the web does to a text, such as to half a character, is left to it. */
const isPlain = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

const responseOf = ({ body, headers = {}, status = 200 }: Reply): Response => {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "")
  if (status === 204 || status === 304) return new Response(null, { status, headers })
  return isPlain(text) ? new TextResponse(text, { status, headers }) : new Response(text, { status, headers })
}

/**
 * An `HttpClient` that answers what it is told, and keeps what it was sent. The library's way to make one gives each
 * request what a fetch is aborted by, for which there is nothing here: only requests that are to have a span go it.
 */
export const scripted = (answer: (sent: Sent) => Reply | Error | "never") => {
  const sent: Array<Sent> = []
  const execute = (request: HttpClientRequest.HttpClientRequest, url: URL) =>
    Effect.flatMap(Clock.currentTimeMillis, (at) => {
      const bytes = request.body._tag === "Uint8Array" ? request.body.body : new Uint8Array()
      const sentText = new TextDecoder().decode(bytes)
      const one: Sent = {
        at,
        method: request.method,
        url: url.toString(),
        headers: request.headers,
        body: sentText.startsWith("{")
          ? (JSON.parse(sentText) as Sent["body"])
          : { query: sentText, variables: {}, operationName: "" }
      }
      sent.push(one)
      const reply = answer(one)
      if (reply === "never") return Effect.never
      if (reply instanceof Error) {
        return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause: reply }))
      }
      return Effect.succeed(HttpClientResponse.fromWeb(request, responseOf(reply)))
    })
  const traced = HttpClient.make(execute)
  const client = HttpClient.makeWith<
    HttpClientError.HttpClientError,
    never,
    HttpClientError.HttpClientError,
    never
  >(
    Effect.flatMap((request) =>
      Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>(
        (fiber) => {
          const isTraced =
            fiber.getFiberRef(FiberRef.currentTracerEnabled) &&
            !fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request)
          return isTraced
            ? traced.execute(request)
            : UrlParams.makeUrl(request.url, request.urlParams, request.hash).pipe(
                Effect.mapError(
                  (cause) => new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause })
                ),
                Effect.flatMap((url) => execute(request, url))
              )
        }
      )
    ),
    Effect.succeed
  )
  return { sent, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/** Options of a client, also such as the compiler refuses: programs in JavaScript can give them. */
export type AnyOptions = Partial<WandbClient.WandbClient.CommonOptions> & {
  readonly apiKey?: Redacted.Redacted | undefined
  readonly identityToken?: WandbClient.WandbClient.IdentityOptions["identityToken"] | undefined
}

export const anyLayer = (options: AnyOptions) => Wandb.layer(options as WandbClient.WandbClient.Options)

/** All services over an `HttpClient` that answers what it is told; each request is sent once unless told otherwise. */
export const over = (answer: (sent: Sent) => Reply | Error | "never", options?: AnyOptions) => {
  const { layer, sent } = scripted(answer)
  return {
    sent,
    layer: anyLayer({ apiKey: Redacted.make(adminKey), retryPolicy: RetryPolicy.none, ...options }).pipe(
      Layer.provide(layer)
    )
  }
}

export const network = (code: string, message = `${code} somewhere`): Error =>
  Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error(message), { code }) })

/** A user as the server's schema has it, with nothing in it that is not asked for. */
export const wireUser = (fields: Record<string, unknown> = {}) => ({
  id: "VXNlcjox",
  username: "ada",
  name: "Ada",
  email: "ada@example.com",
  admin: false,
  accountType: "USER",
  entity: "ada",
  createdAt: "1970-01-01T00:00:00",
  deletedAt: null,
  apiKeys: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
  teams: { edges: [{ cursor: "a", node: { name: "ada" } }] },
  lastTeam: { edges: [{ node: { name: "ada" } }] },
  ...fields
})

export const viewerError = (reply: Reply | Error): Effect.Effect<WandbError.QueryError, unknown> =>
  Effect.flip(Users.viewer).pipe(Effect.provide(over(() => reply).layer))

export const optionally = Option.getOrUndefined

export const errorOf = <A, E>(result: Either.Either<A, E>): E => Either.getOrThrow(Either.flip(result))

/** A change of one's own, of which a lost answer leaves the outcome unknown. */
export const touch = Operation.mutation("Touch", {
  document: "mutation Touch { touch { ok } }",
  variables: Schema.Struct({}),
  result: Schema.Struct({ touch: Schema.Struct({ ok: Schema.Boolean }) }),
  idempotent: false,
  ifLost: "Look whether it was touched."
})
