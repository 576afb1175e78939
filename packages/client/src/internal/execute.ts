import {
  OutcomeUnknown,
  RequestFailed,
  type MutationError,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Mutation, Operation, Query } from "../Operation.js"
import { Failure, read } from "./answer.js"
import { persist, type Persistence } from "./tries.js"
import { type NoAnswer, send, type Sender } from "./send.js"

const unanswered = (
  operation: { readonly name: string },
  attempts: number,
  { description, neverArrived }: NoAnswer
): Failure =>
  new Failure({
    error: new RequestFailed({ operation: operation.name, reason: "Transport", description, attempts }),
    mayHaveActed: !neverArrived
  })

/** One try: send once, read what comes. */
const attempt =
  <Variables, Result, Data>(
    sender: Sender,
    operation: Operation<Variables, Result, Data>,
    variables: Variables
  ) =>
  (attempts: number): Effect.Effect<Result, Failure> =>
    send(sender, operation, variables, attempts).pipe(
      Effect.mapError((noAnswer) => unanswered(operation, attempts, noAnswer)),
      Effect.zip(Clock.currentTimeMillis),
      Effect.flatMap(([answer, now]) => read(operation, answer, now))
    )

/** What a lost answer means for a change: nobody knows. An answer that came and cannot be read says so itself. */
const settle = (
  operation: { readonly name: string; readonly ifLost: string },
  { error, mayHaveActed }: Failure
): MutationError =>
  mayHaveActed && error._tag === "RequestFailed"
    ? new OutcomeUnknown({
        operation: operation.name,
        description: error.description,
        advice: operation.ifLost,
        ...(error.status !== undefined && { status: error.status }),
        ...(error.requestId !== undefined && { requestId: error.requestId }),
        attempts: error.attempts
      })
    : error

/** The result of a change that an earlier try has made, as the answer to a later one shows. */
const doneBefore = <Variables, Result, Data>(
  { alreadyDone }: Mutation<Variables, Result, Data>,
  { error, mayHaveActed }: Failure
): Option.Option<Result> =>
  alreadyDone.pipe(
    Option.filter(({ when }) => mayHaveActed && when(error)),
    Option.map(({ result }) => result)
  )

/** Executes operations for one sender. */
export const execute = (sender: Sender, persistence: Persistence) => ({
  query: <Variables, Result, Data>(
    operation: Query<Variables, Result, Data>,
    variables: Variables
  ): Effect.Effect<Result, QueryError> =>
    Effect.mapError(
      persist(persistence, operation, attempt(sender, operation, variables)),
      ({ error }) => error
    ),

  mutate: <Variables, Result, Data>(
    operation: Mutation<Variables, Result, Data>,
    variables: Variables
  ): Effect.Effect<Result, MutationError> =>
    Effect.catchAll(persist(persistence, operation, attempt(sender, operation, variables)), (failure) =>
      Option.match(doneBefore(operation, failure), {
        onNone: () => Effect.fail(settle(operation, failure)),
        onSome: Effect.succeed
      })
    )
})
