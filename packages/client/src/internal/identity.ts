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
import * as Fiber from "effect/Fiber"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isSuccess, parseJson } from "./answer.js"
import { type Authorization, bearer, inBody } from "./authorization.js"
import { type Attempt, unsent } from "./call.js"
import { decode } from "./decode.js"
import { inTime } from "./inTime.js"
import { exchange as about, isRedirect, refusal } from "./refusal.js"
import { retryAfter } from "./retryAfter.js"
import { scrub, scrubUnknown } from "./scrub.js"
import { type Answer, send, type Sender } from "./send.js"
import * as ServerWords from "./serverWords.js"

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

/** Why there is no access token, for each caller to hear in its own name. */
type NoAccess = (attempt: Attempt) => QueryError

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

const noToken =
  (problem: string): NoAccess =>
  (attempt) =>
    new Unauthenticated({ ...unsent(attempt), identityProblem: `there is no identity token: ${problem}` })

const failed =
  (
    failure: Pick<RequestFailed, "reason" | "description"> &
      Partial<Pick<RequestFailed, "status" | "retryAfter">>
  ) =>
  (attempt: Attempt): QueryError =>
    new RequestFailed({
      ...attempt,
      ...failure,
      description: `the identity token could not be exchanged at /oidc/token: ${failure.description}`
    })

/** What the server says, in its own way or in that of OAuth. */
const wordsOf = ({ body }: Answer): string | undefined =>
  Either.match(parseJson(Redacted.value(body)), {
    onLeft: () => ServerWords.ofText(Redacted.value(body)),
    onRight: (json) => {
      const words = ServerWords.ofJson(json)
      return Predicate.hasProperty(json, "error_description") && Predicate.isString(json.error_description)
        ? [words, json.error_description].filter(Predicate.isNotUndefined).join(": ")
        : words
    }
  })

/** W&B's official client takes any 4xx but 429 for final here; what the words are does not matter. */
const exchangeRefused = (answer: Answer, now: number): NoAccess => {
  if (isRedirect(answer)) return (attempt) => refusal({ ...answer, attempt }, { words: undefined }, now)
  const { status } = answer
  const words = wordsOf(answer)
  const said = words === undefined ? undefined : scrub(words, answer.authorization)
  if (status >= 400 && status < 500 && status !== 429) {
    return (attempt) =>
      new Unauthenticated({
        ...about({ ...answer, attempt }),
        identityProblem:
          status === 404
            ? "the server has no /oidc/token, where identity tokens are exchanged (status 404)"
            : `the server does not accept the identity token (status ${status})`,
        ...(said !== undefined && { serverMessage: said })
      })
  }
  const wait = retryAfter(answer.headers, now)
  return failed({
    reason: status === 429 ? "RateLimited" : "Server",
    description: said ?? "the server gave no reason",
    status,
    ...(wait !== undefined && { retryAfter: wait })
  })
}

const accessOf = (answer: Answer, now: number): Either.Either<Access, NoAccess> =>
  parseJson(Redacted.value(answer.body)).pipe(
    Either.flatMap(Granted),
    Either.flatMap(({ access_token, expires_in }) =>
      /^[\x21-\x7e]+$/.test(Redacted.value(access_token))
        ? Either.right({ authorization: bearer(access_token), expiresAt: now + expires_in * 1000 })
        : Either.left({ path: "body.access_token", problem: "it cannot be sent in a header" })
    ),
    Either.mapLeft(
      (mismatch) => (attempt) =>
        new UnexpectedResponse({
          ...about({ ...answer, attempt }),
          ...mismatch,
          problem: `${mismatch.problem}, in the answer of /oidc/token`,
          status: answer.status,
          mayHaveActed: false
        })
    )
  )

/** Exchanges an identity token for an access token, once. */
const exchange = (
  sender: Sender,
  identityToken: IdentityToken,
  attempt: Attempt,
  within: Duration.Duration
): Effect.Effect<Access, NoAccess> =>
  Effect.suspend(() => {
    let wasSent = false
    const onSend = Effect.sync(() => {
      wasSent = true
    })
    const late = failed({
      reason: "Timeout",
      description: `no access token within ${Duration.format(within)}`
    })
    return inTime(granted(sender, identityToken, attempt, onSend), within, () =>
      wasSent ? late : (attempt) => late(unsent(attempt))
    )
  })

const granted = (
  sender: Sender,
  identityToken: IdentityToken,
  attempt: Attempt,
  onSend: Effect.Effect<void>
): Effect.Effect<Access, NoAccess> =>
  Effect.gen(function* () {
    const given = yield* Effect.mapError(identityToken, ({ message }) => noToken(scrubUnknown(message)))
    // Files end in a line break.
    const token = Redacted.make(Redacted.value(given).trim())
    if (Redacted.value(token) === "") return yield* Effect.fail(noToken("it is empty"))
    const answer = yield* Effect.mapError(
      send(
        sender,
        { route: "/oidc/token", body: formOf(token), authorization: inBody(token), attempt },
        onSend
      ),
      ({ description }) => failed({ reason: "Transport", description })
    )
    const now = yield* Clock.currentTimeMillis
    return yield* isSuccess(answer) ? accessOf(answer, now) : Either.left(exchangeRefused(answer, now))
  })

/** An exchange under way, and how many wait for it. */
interface Flight {
  readonly fiber: Fiber.RuntimeFiber<Access, NoAccess>
  waiting: number
}

/**
 * One exchange at a time, however many ask: those who come while one is under way share how it ends, be it badly. It
 * belongs to none of them, so that it outlives whoever asked first and gave up, but it ends with the last that waits.
 */
export const make = (
  sender: Sender,
  identityToken: IdentityToken,
  within: Duration.Duration
): Effect.Effect<Identity> =>
  Effect.sync(() => {
    let access: Access | undefined
    let flight: Flight | undefined

    const land = (landing: Flight | undefined) => {
      if (flight === landing) flight = undefined
    }

    const takeOff = (attempt: Attempt): Effect.Effect<Flight> =>
      Effect.suspend(() => {
        let own: Flight | undefined
        return exchange(sender, identityToken, attempt, within).pipe(
          Effect.tap((granted) => Effect.sync(() => void (access = granted))),
          Effect.ensuring(Effect.sync(() => land(own))),
          Effect.interruptible,
          Effect.forkDaemon,
          Effect.map((fiber) => (flight = own = { fiber, waiting: 0 }))
        )
      })

    const leave = (left: Flight) =>
      Effect.suspend(() => {
        left.waiting--
        if (left.waiting > 0) return Effect.void
        // Nobody may join one that is about to be interrupted.
        land(left)
        return Effect.asVoid(Fiber.interrupt(left.fiber))
      })

    const shared = (attempt: Attempt): Effect.Effect<Access, NoAccess> =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(flight === undefined ? takeOff(attempt) : Effect.succeed(flight), (joined) => {
          joined.waiting++
          return Effect.ensuring(restore(Effect.flatten(Fiber.await(joined.fiber))), leave(joined))
        })
      )

    return {
      authorization: (attempt) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          access !== undefined && now < access.expiresAt - margin
            ? Effect.succeed(access.authorization)
            : Effect.mapBoth(shared(attempt), {
                onSuccess: ({ authorization }) => authorization,
                onFailure: (error) => error(attempt)
              })
        ),
      forget: (refused) =>
        Effect.sync(() => {
          if (access?.authorization === refused) access = undefined
        })
    }
  })
