import * as HttpApiClient from "@effect/platform/HttpApiClient"
import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as HttpClient from "@effect/platform/HttpClient"
import { type HttpClientError, isHttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import type { DurationInput } from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Snapshot } from "../../Snapshot.js"
import { scrub } from "@effect-wandb/files/Secrets"
import { Api } from "./api.js"
import { ControlUnavailable } from "./errors.js"
import { misfit } from "./misfit.js"
import * as S from "./schemas.js"

/** What the library's client fails with beside the errors of the API; all of it may hold the token, or what was sent. */
type Foreign = HttpClientError | ParseResult.ParseError | HttpApiDecodeError

const isForeign = (error: unknown): error is Foreign =>
  isHttpClientError(error) || ParseResult.isParseError(error) || error instanceof HttpApiDecodeError

/** Where an emulator is, and the token that it was started with. */
interface Options {
  readonly baseUrl: string
  readonly token: Redacted.Redacted<string>
}

export const make = ({ baseUrl, token }: Options) => {
  const told = <A, E>(effect: Effect.Effect<A, E | Foreign>) =>
    Effect.catchIf(effect, isForeign, (error) =>
      Effect.flatMap(
        reasonOf(error),
        (reason) => new ControlUnavailable({ baseUrl, reason: scrub(reason, [Redacted.value(token)]) })
      )
    )

  const transformClient = (client: HttpClient.HttpClient) =>
    client.pipe(
      HttpClient.mapRequest(HttpClientRequest.bearerToken(token)),
      HttpClient.withTracerPropagation(false),
      // The span of a failed request ends with the request in it.
      HttpClient.withTracerDisabledWhen(() => true)
    )

  return Effect.map(HttpApiClient.make(Api, { baseUrl, transformClient }), (api) => ({
    world: told(api.world()),
    requests: (query: typeof S.RequestsQuery.Type = {}) =>
      Effect.zipRight(isQuery(query), told(api.requests({ payload: query }))),
    faults: told(api.faults()),
    inject: (...faults: typeof S.Faults.Type) =>
      Effect.zipRight(areFaults(faults), told(api.inject({ payload: faults }))),
    clearFaults: told(api.clearFaults()),
    snapshot: told(api.snapshot()),
    restore: (snapshot: Snapshot) =>
      Effect.zipRight(isSnapshot(snapshot), told(api.restore({ payload: snapshot }))),
    reset: told(api.reset()),
    clock: {
      now: Effect.map(told(api.clock()), ({ now }) => now),
      adjust: (duration: DurationInput) =>
        Effect.asVoid(told(api.moveClock({ payload: { adjust: Duration.decode(duration) } }))),
      setTime: (setTime: number) =>
        Effect.zipRight(isMove({ setTime }), Effect.asVoid(told(api.moveClock({ payload: { setTime } }))))
    },
    session: (username: string) =>
      Effect.map(told(api.session({ payload: { username } })), ({ apiKey }) => apiKey)
  }))
}

/** What cannot be sent is told as what does not fit there would be, and not as the library does, with the values. */
const checked = <A, I>(schema: Schema.Schema<A, I>) => {
  const encode = Schema.encodeEither(schema, { errors: "all" })
  return (value: A) => Either.mapLeft(encode(value), ({ issue }) => misfit(issue, value))
}

const isQuery = checked(S.RequestsQuery)
const areFaults = checked(S.Faults)
const isSnapshot = checked(S.Snapshot)
const isMove = checked(S.Move)

const reasonOf = (error: Foreign): Effect.Effect<string> => {
  switch (error._tag) {
    case "RequestError":
      return Effect.succeed(
        error.reason === "Transport" ? `the connection failed${codeOf(error.cause)}` : "the base URL is none"
      )
    case "ResponseError":
      return wordsOf(error.response)
    default:
      return Effect.succeed("its answer is not what an emulator of this version answers")
  }
}

const codeOf = (cause: unknown, depth = 0): string => {
  if (!Predicate.isRecord(cause) || depth > 4) return ""
  return Predicate.isString(cause.code) ? ` (${cause.code})` : codeOf(cause.cause, depth + 1)
}

/** What is said in plain words is meant for people. */
const wordsOf = (response: HttpClientResponse): Effect.Effect<string> =>
  response.headers["content-type"]?.startsWith("text/plain") === true
    ? response.text.pipe(
        Effect.map((text) => `${response.status}, ${text.slice(0, 300)}`),
        Effect.orElseSucceed(() => String(response.status))
      )
    : Effect.succeed(`it answers with status ${response.status}`)
