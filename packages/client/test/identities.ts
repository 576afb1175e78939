import { RetryPolicy, type Wandb } from "@effect-wandb/client"
import { ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { assert } from "@effect/vitest"
import { Cause, Clock, type Duration, Effect, Fiber, Layer, Random, Redacted, TestClock } from "effect"
import { goodAnswers } from "./operations.js"
import { type AnyOptions, anyLayer, type Reply } from "./support.js"
import { causeForms } from "./watching.js"

/** Its parts are too short to be taken for a key by their form: only who knows it can take it out of a text. */
export const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"

/** As short as that, and different at each exchange. */
export const accessToken = (nth: number): string => `acc-${nth}-tok`

export interface Sent {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The GraphQL operation; `exchange` where it is none. */
  readonly operation: string
}

export type Answer = Reply | Error | "never"

interface Server {
  /** What the first, second, … exchange is answered; a token for an hour where it says nothing. */
  readonly exchange?: (nth: number, one: Sent) => Answer | undefined
  /** What the first, second, … other request is answered; as it should be where it says nothing. */
  readonly graphql?: (nth: number, one: Sent) => Answer | undefined
  /** How long each answer takes, and that to an exchange where it is another. Default: no time. */
  readonly latency?: Duration.DurationInput
  readonly exchangeLatency?: Duration.DurationInput
}

export const granted = (nth: number, expiresIn: number = 3600): Reply => ({
  body: { access_token: accessToken(nth), expires_in: expiresIn }
})

/** The answer to one of the exchanges or requests only. */
export const only = (which: number, answer: Answer) => (nth: number) => (nth === which ? answer : undefined)

export const unauthorized: Reply = { status: 401, body: { errors: [{ message: "unauthorized" }] } }

/** A server of both places: a body is a form at one of them, which is why it is not `scripted` that answers. */
export const serving = ({ exchange, graphql, latency = 0, exchangeLatency = latency }: Server) => {
  const exchanges: Array<Sent> = []
  const requests: Array<Sent> = []
  const answerTo = (one: Sent): Answer => {
    if (one.operation === "exchange") {
      const nth = exchanges.push(one)
      return exchange?.(nth, one) ?? granted(nth)
    }
    const nth = requests.push(one)
    return graphql?.(nth, one) ?? { body: { data: goodAnswers[one.operation] } }
  }
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const bytes = request.body._tag === "Uint8Array" ? request.body.body : new Uint8Array()
      const text = new TextDecoder().decode(bytes)
      const isGraphql = url.pathname.endsWith("/graphql")
      if (!isGraphql && !url.pathname.endsWith("/oidc/token"))
        return yield* Effect.dieMessage(`what is ${url}?`)
      const operation = isGraphql ? (JSON.parse(text) as { operationName: string }).operationName : "exchange"
      const answer = answerTo({
        at,
        method: request.method,
        url: url.toString(),
        headers: request.headers,
        text,
        operation
      })
      yield* Effect.sleep(isGraphql ? latency : exchangeLatency)
      if (answer === "never") return yield* Effect.never
      if (answer instanceof Error) {
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause: answer })
      }
      const { body, headers = {}, status = 200 } = answer
      const shown = typeof body === "string" ? body : JSON.stringify(body ?? "")
      return HttpClientResponse.fromWeb(request, new Response(shown, { status, headers }))
    })
  )
  return { exchanges, requests, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/** A source of identity tokens that gives another each time, and how often it was asked. */
export const counted = () => {
  const source = { asked: 0 }
  const identityToken = Effect.sync(() => Redacted.make(`${jwt}-${++source.asked}`))
  return { source, identityToken }
}

/** An `onOutcomeUnknown` that keeps what it is told. */
export const reporting = () => {
  const reported: Array<WandbError.OutcomeUnknown> = []
  return {
    reported,
    onOutcomeUnknown: (error: WandbError.OutcomeUnknown) => Effect.sync(() => void reported.push(error))
  }
}

/** All services over such a server, by an identity that has a token at hand; each request is sent once. */
export const over = (server: Server = {}, options?: AnyOptions) => {
  const { exchanges, layer, requests } = serving(server)
  return {
    exchanges,
    requests,
    layer: anyLayer({
      identityToken: Effect.succeed(Redacted.make(jwt)),
      retryPolicy: RetryPolicy.none,
      ...options
    }).pipe(Layer.provide(layer))
  }
}

/** Lets time pass until a program is over. */
export const inTime = <A, E, R>(
  program: Effect.Effect<A, E, R>,
  time: Duration.DurationInput = "5 minutes"
) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust(time)
    return yield* Fiber.join(fiber)
  })

/** Runs a program with the standard policy over a server while time passes, and gives how it ended and what was sent. */
export const run = <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>, server: Server, options?: AnyOptions) =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const { exchanges, layer, requests } = over(server, { retryPolicy: RetryPolicy.standard, ...options })
    const result = yield* program.pipe(
      Effect.either,
      Effect.provide(layer),
      // Full jitter takes a random part of each wait: here always the half of it.
      Effect.withRandom(Random.fixed([0.5])),
      inTime
    )
    const times = exchanges.map(({ at }) => at - start)
    return { exchanges, requests, result, times }
  })

/** What requests were authorized by: an access token as it was sent, or a key without the key itself. */
export const authorizations = (requests: ReadonlyArray<Sent>) =>
  requests.map(({ headers }) => headers.authorization?.replace(/^Basic .*/, "Basic"))

/** The identity tokens that were exchanged. */
export const assertions = (exchanges: ReadonlyArray<Sent>) =>
  exchanges.map(({ text }) => new URLSearchParams(text).get("assertion"))

export const bearer = (...nths: ReadonlyArray<number>) => nths.map((nth) => `Bearer ${accessToken(nth)}`)

/** Calls at the same time, and how each of them ended. */
export const calls = (count: number) =>
  Effect.all(
    Array.from({ length: count }, () => Effect.either(Users.viewer)),
    { concurrency: "unbounded" }
  )

/** Room for all of them at once. */
export const many = { concurrency: 100 }

type Program = Effect.Effect<unknown, WandbError.WandbError, Wandb.Wandb>

/** Both kinds of call: one that can be repeated, and one that cannot. */
export const queryAndMutation: ReadonlyArray<readonly [kind: string, program: Program]> = [
  ["a query", Users.viewer],
  ["a mutation", ApiKeys.generate()]
]

/** No way in which it is printed, also as a failure, has one of the texts in it. */
export const assertShowsNone = (value: unknown, ...secrets: ReadonlyArray<string>) => {
  const message = value instanceof Error ? value.message : ""
  const shown = [message, ...causeForms(Cause.fail(value))].join("\n")
  for (const one of secrets) assert.notInclude(shown, one)
}
