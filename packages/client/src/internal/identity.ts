import {
  type QueryError,
  RequestFailed,
  Unauthenticated,
  UnexpectedResponse
} from "@effect-wandb/core/WandbError"
import * as HttpBody from "@effect/platform/HttpBody"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { isSuccess, parseJson } from "./answer.js"
import { type Authorization, bearer, inBody } from "./authorization.js"
import type { Attempt } from "./call.js"
import { decode } from "./decode.js"
import { exchange as about, refusal } from "./refusal.js"
import { scrub, scrubUnknown } from "./scrub.js"
import { type Answer, send, type Sender } from "./send.js"
import * as ServerWords from "./serverWords.js"
import * as Turns from "./turns.js"

/** Where identity tokens come from: asked anew for each exchange. */
export type IdentityToken = Effect.Effect<Redacted.Redacted, { readonly message: string }>

/** A federated identity: an identity token is exchanged for an access token, which lives for a while. */
export interface Identity {
  /** The access token at hand, or a new one where it is about to expire. */
  readonly authorization: (attempt: Attempt) => Effect.Effect<Authorization, QueryError>
  /** Forgets an access token that the server does not accept any more. */
  readonly forget: (refused: Authorization) => Effect.Effect<void>
}

interface Access {
  readonly authorization: Authorization
  readonly expiresAt: number
}

/** An access token is renewed this long before it expires, as W&B's official client does. */
const margin = Duration.toMillis("5 minutes")

const Granted = decode(
  Schema.Struct({
    access_token: Schema.Redacted(Schema.NonEmptyString),
    expires_in: Schema.Number
  }),
  "body"
)

const formOf = (identityToken: Redacted.Redacted): HttpBody.HttpBody =>
  HttpBody.urlParams([
    ["grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    ["assertion", Redacted.value(identityToken)]
  ])

const noToken = (attempt: Attempt, problem: string): Unauthenticated =>
  new Unauthenticated({ ...attempt, identityProblem: `there is no identity token: ${problem}` })

const isFinal = ({ status }: Answer): boolean => status >= 400 && status < 500 && status !== 429

/** W&B's official client takes any 4xx but 429 for final here. */
const refused = (answer: Answer, now: number): QueryError => {
  const body = Redacted.value(answer.body)
  const words = Either.match(parseJson(body), {
    onLeft: () => ServerWords.ofText(body),
    onRight: ServerWords.ofJson
  })
  if (!isFinal(answer)) return refusal(answer, { words }, now)
  return new Unauthenticated({
    ...about(answer),
    identityProblem: `the server does not accept the identity token (status ${answer.status})`,
    ...(words !== undefined && { serverMessage: scrub(words, answer.authorization) })
  })
}

const accessOf = (answer: Answer, now: number): Either.Either<Access, QueryError> =>
  parseJson(Redacted.value(answer.body)).pipe(
    Either.flatMap(Granted),
    Either.flatMap(({ access_token, expires_in }) =>
      /^[\x21-\x7e]+$/.test(Redacted.value(access_token))
        ? Either.right({ authorization: bearer(access_token), expiresAt: now + expires_in * 1000 })
        : Either.left({ path: "body.access_token", problem: "it cannot be sent in a header" })
    ),
    Either.mapLeft(
      (mismatch) =>
        new UnexpectedResponse({
          ...about(answer),
          ...mismatch,
          status: answer.status,
          mayHaveActed: false
        })
    )
  )

/** Exchanges an identity token for an access token, once. */
const exchange = (
  sender: Sender,
  identityToken: IdentityToken,
  attempt: Attempt
): Effect.Effect<Access, QueryError> =>
  Effect.gen(function* () {
    const token = yield* Effect.mapError(identityToken, ({ message }) =>
      noToken(attempt, scrubUnknown(message))
    )
    if (Redacted.value(token).trim() === "") return yield* noToken(attempt, "it is empty")
    const trimmed = Redacted.make(Redacted.value(token).trim())
    const answer = yield* Effect.mapError(
      send(sender, { route: "/oidc/token", body: formOf(trimmed), authorization: inBody(trimmed), attempt }),
      ({ description }) => new RequestFailed({ ...attempt, reason: "Transport", description })
    )
    const now = yield* Clock.currentTimeMillis
    return yield* isSuccess(answer) ? accessOf(answer, now) : Either.left(refused(answer, now))
  })

const isFresh = (access: Access): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (now) => now < access.expiresAt - margin)

interface Round {
  readonly number: number
  readonly result: Option.Option<Either.Either<Access, QueryError>>
}

/**
 * One exchange at a time, however many ask: those who come while one is under way share how it ends, be it badly.
 */
export const make = (sender: Sender, identityToken: IdentityToken): Effect.Effect<Identity> =>
  Effect.gen(function* () {
    const rounds = yield* Ref.make<Round>({ number: 0, result: Option.none() })
    const inTurn = yield* Turns.make(1)

    const newRound = (number: number, attempt: Attempt) =>
      Effect.tap(Effect.either(exchange(sender, identityToken, attempt)), (result) =>
        Ref.set(rounds, { number, result: Option.some(result) })
      )

    return {
      authorization: (attempt) =>
        Effect.gen(function* () {
          const asked = yield* Ref.get(rounds)
          const result = yield* inTurn(
            Effect.gen(function* () {
              const { number, result } = yield* Ref.get(rounds)
              if (Option.isSome(result)) {
                const isNew = number !== asked.number
                if (isNew) return result.value
                if (Either.isRight(result.value) && (yield* isFresh(result.value.right))) return result.value
              }
              return yield* newRound(number + 1, attempt)
            })
          )
          return (yield* result).authorization
        }),
      forget: (refused) =>
        Ref.update(rounds, ({ number, result }) => ({
          number,
          result: Option.filter(result, (end) => Either.isLeft(end) || end.right.authorization !== refused)
        }))
    }
  })
