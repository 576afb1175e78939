import { Operation, RetryPolicy, Wandb, type WandbClient } from "@effect-wandb/client"
import { ApiKeySecret, Users, type WandbError } from "@effect-wandb/core"
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { Clock, Effect, Either, Layer, Option, Redacted, Schema } from "effect"

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

/** An `HttpClient` that answers what it is told, and keeps what it was sent. */
export const scripted = (answer: (sent: Sent) => Reply | Error | "never") => {
  const sent: Array<Sent> = []
  const client = HttpClient.make((request, url) =>
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
      const { body, headers = {}, status = 200 } = reply
      const text = typeof body === "string" ? body : JSON.stringify(body ?? "")
      const response =
        status === 204 || status === 304
          ? new Response(null, { status, headers })
          : new Response(text, { status, headers })
      return Effect.succeed(HttpClientResponse.fromWeb(request, response))
    })
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
