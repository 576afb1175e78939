import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import { Credentials } from "@effect-wandb/core/Credentials"
import {
  OutcomeUnknown,
  RequestFailed,
  Unauthenticated,
  type MutationError,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as HttpBody from "@effect/platform/HttpBody"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import type { Mutation, Operation, Query } from "../Operation.js"
import { CurrentRetryPolicy, type RetryPolicy } from "../RetryPolicy.js"
import { Failure, read } from "./answer.js"
import { type Authorization, basic } from "./authorization.js"
import { type Attempt, type Call, type Caller, known, opened, within } from "./call.js"
import type { Identity } from "./identity.js"
import { withNow } from "./now.js"
import { exhausted } from "./retryAfter.js"
import { type Answer, type NoAnswer, send, type Sender } from "./send.js"
import { persist, type Persistence, type Try } from "./tries.js"

/** A client from within: how it sends, as whom, with what persistence, and whose calls its requests are. */
export interface Client {
  readonly sender: Sender
  readonly credentials: Credentials.Service
  /** As whom it acts where there is no API key. */
  readonly identity: Option.Option<Identity>
  readonly persistence: Persistence
  readonly caller: Caller
}

/** Credentials from context count only when they were issued to this client: see `Credentials`. */
export const credentialsInForce = (own: Credentials.Service): Effect.Effect<Credentials.Service> =>
  Effect.withFiberRuntime((fiber) => Effect.succeed(credentialsIn(fiber.currentContext, own)))

/** The credentials in force in a context. */
export const credentialsIn = (
  context: Context.Context<never>,
  own: Credentials.Service
): Credentials.Service => {
  const found = Context.getOption(context, Credentials)
  return Option.isSome(found) && found.value.connection === own.connection ? found.value : own
}

const unanswered = (attempt: Attempt, { description, neverArrived }: NoAnswer): Failure =>
  new Failure({
    error: new RequestFailed({ ...attempt, reason: "Transport", description }),
    mayHaveActed: !neverArrived
  })

const notActed = (error: QueryError): Failure => new Failure({ error, mayHaveActed: false })

/** A server that announces that it will refuse the next request is not asked before the time that it names. */
const heed = ({ persistence }: Client, longest: Duration.Duration, answer: Answer, now: number) =>
  Option.match(exhausted(answer.headers, now), {
    onNone: () => Effect.void,
    onSome: (wait) => persistence.pace.hold(wait, longest)
  })

/** As whom the tries of one request are made, and whether another one could be made with better credentials. */
interface Bearer {
  readonly authorization: Identity["authorization"]
  readonly hear: (failure: Failure, refused: Authorization) => Effect.Effect<Failure>
}

const asKey = (apiKey: ApiKeySecret): Bearer => {
  const granted = Effect.succeed(basic(apiKey))
  return { authorization: () => granted, hear: Effect.succeed }
}

/** A client that knows once and for all how it acts by its own key. */
interface Acting extends Client {
  readonly own: Option.Option<Bearer>
}

/** An access token that the server takes back is forgotten, and the request may be made once more with a new one. */
const asIdentity = (identity: Identity): Bearer => ({
  authorization: identity.authorization,
  hear: (failure, refused) =>
    failure.error._tag === "Unauthenticated"
      ? Effect.as(
          identity.forget(refused),
          new Failure({
            error: new Unauthenticated({
              ...failure.error,
              identityProblem: "the server does not accept the access token that it has granted"
            }),
            mayHaveActed: failure.mayHaveActed,
            isRenewable: true
          })
        )
      : Effect.succeed(failure)
})

const withBearer = <A, E>(
  { credentials, identity, own }: Acting,
  use: (bearer: Bearer) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((fiber) => {
    const { apiKey } = credentialsIn(fiber.currentContext, credentials)
    if (Option.isSome(apiKey)) {
      return use(Option.isSome(own) && apiKey === credentials.apiKey ? own.value : asKey(apiKey.value))
    }
    return Option.isSome(identity)
      ? use(asIdentity(identity.value))
      : Effect.dieMessage("a client without an API key has an identity")
  })

/** One try: send once, read what comes. */
const tryOnce = <Variables, Result, Data>(
  client: Acting,
  operation: Operation<Variables, Result, Data>,
  variables: Variables,
  { longestWait }: RetryPolicy
): Try<Result> => {
  const { name } = operation
  const body = HttpBody.text(
    JSON.stringify({ query: operation.document, variables, operationName: name }),
    "application/json"
  )
  return (attempt, onSend) =>
    withBearer(client, ({ authorization, hear }) =>
      Effect.flatMap(Effect.mapError(authorization(attempt), notActed), (granted) => {
        const outgoing = { route: "/graphql", operation, body, authorization: granted, attempt } as const
        return Effect.matchEffect(send(client.sender, outgoing, onSend), {
          onFailure: (noAnswer) => Effect.fail(unanswered(attempt, noAnswer)),
          onSuccess: (answer) =>
            withNow((now) => {
              const result = read(operation, answer, now)
              return Effect.zipRight(
                heed(client, longestWait, answer, now),
                Either.isRight(result)
                  ? Effect.succeed(result.right)
                  : Effect.flip(hear(result.left, granted))
              )
            })
        })
      })
    )
}

/** All tries that the client's persistence allows. */
const tries = <Variables, Result, Data>(
  client: Acting,
  call: Call,
  operation: Operation<Variables, Result, Data>,
  variables: Variables,
  watch: (send: Try<Result>) => Try<Result> = identity
): Effect.Effect<Result, Failure> =>
  Effect.withFiberRuntime((fiber) => {
    const own = Context.get(fiber.currentContext, CurrentRetryPolicy)
    const policy = Option.getOrElse(own, () => client.persistence.policy)
    const send = tryOnce(client, operation, variables, policy)
    return persist(client.persistence, policy, call, operation, watch(send))
  })

/**
 * What a failure means for a change: where it may have been made, nobody knows. An answer that came and cannot be read
 * says that itself.
 */
const errorOf = (
  { ifLost }: { readonly ifLost: string },
  { error, mayHaveActed }: Failure
): MutationError => {
  if (!mayHaveActed || error._tag === "UnexpectedResponse") return error
  const { attempts, operation, requestId } = error
  return new OutcomeUnknown({
    operation,
    attempts,
    advice: ifLost,
    ...(error._tag === "RequestFailed"
      ? {
          reason: error.reason,
          description: error.description,
          ...(error.status !== undefined && { status: error.status })
        }
      : { description: error.serverMessage ?? "the server gave no reason" }),
    ...(requestId !== undefined && { requestId })
  })
}

/** The result of a change that an earlier try has made, as the answer to a later one shows. */
const doneBefore = <Variables, Result, Data>(
  { alreadyDone }: Mutation<Variables, Result, Data>,
  { error, mayHaveActed }: Failure
): Option.Option<Result> =>
  alreadyDone.pipe(
    Option.filter(({ when }) => mayHaveActed && when(error)),
    Option.map(({ result }) => result)
  )

/**
 * Keeps in the call what is to be said of the change, from when it is sent until it is known what became of it: nothing,
 * as long as no try may have acted.
 */
const watched =
  <Variables, Result, Data>({ open }: Call, operation: Mutation<Variables, Result, Data>, key: object) =>
  (send: Try<Result>): Try<Result> => {
    let mayHaveActed = false
    /** Whether the last try was sent, and has not ended by itself. */
    let isUnderWay = false
    return (attempt, onSend) => {
      // It took too long, or nobody waits for it any more.
      mayHaveActed ||= isUnderWay
      isUnderWay = false
      // Made when it is needed, which is hardly ever: an error takes its stack with it.
      const underWay = () =>
        new OutcomeUnknown({
          ...attempt,
          description: "it was sent, and nobody has read an answer to it",
          advice: operation.ifLost
        })
      const sent = Effect.sync(() => {
        isUnderWay = true
        opened(open, key, underWay)
      })
      return send(attempt, Effect.zipRight(onSend, sent)).pipe(
        Effect.tapError((failure) => {
          isUnderWay = false
          mayHaveActed ||= failure.mayHaveActed
          return mayHaveActed ? Effect.void : known(open, key)
        })
      )
    }
  }

/** Executes operations for one client. */
export const execute = (given: Client) => {
  const client: Acting = { ...given, own: Option.map(given.credentials.apiKey, asKey) }
  return {
    query: <Variables, Result, Data>(
      operation: Query<Variables, Result, Data>,
      variables: Variables
    ): Effect.Effect<Result, QueryError> =>
      within(client.caller, operation.name, (call) =>
        Effect.mapError(tries(client, call, operation, variables), ({ error }) => error)
      ),

    mutate: <Variables, Result, Data>(
      operation: Mutation<Variables, Result, Data>,
      variables: Variables
    ): Effect.Effect<Result, MutationError> =>
      within(client.caller, operation.name, (call) => {
        const key = {}
        const close = known(call.open, key)
        return Effect.matchEffect(tries(client, call, operation, variables, watched(call, operation, key)), {
          onSuccess: (result) => Effect.as(close, result),
          onFailure: (failure) =>
            Option.match(doneBefore(operation, failure), {
              onSome: (result) => Effect.as(close, result),
              // From here on the error tells it.
              onNone: () => Effect.zipRight(close, Effect.fail(errorOf(operation, failure)))
            })
        })
      })
  }
}
