import {
  OutcomeUnknown,
  RequestFailed,
  type MutationError,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Mutation, Operation, Query } from "../Operation.js"
import { Failure, read } from "./answer.js"
import { type NoAnswer, send, type Sender } from "./send.js"

const unanswered = (operation: { readonly name: string }, { description, neverArrived }: NoAnswer): Failure =>
  new Failure({
    error: new RequestFailed({ operation: operation.name, reason: "Transport", description, attempts: 1 }),
    mayHaveActed: !neverArrived
  })

/**
 * One try: send once, read what comes. Whatever decides about further tries belongs around this, and has in
 * `Failure` all that it needs to know.
 */
const attempt = <Variables, Result, Data>(
  sender: Sender,
  operation: Operation<Variables, Result, Data>,
  variables: Variables
): Effect.Effect<Result, Failure> =>
  send(sender, operation, variables).pipe(
    Effect.mapError((noAnswer) => unanswered(operation, noAnswer)),
    Effect.zip(Clock.currentTimeMillis),
    Effect.flatMap(([answer, now]) => read(operation, answer, now))
  )

/** What a lost answer means for a change: nobody knows. An answer that came and cannot be read says so itself. */
const settle =
  <Variables, Result, Data>(operation: Mutation<Variables, Result, Data>) =>
  ({ error, mayHaveActed }: Failure): MutationError =>
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

/** Executes operations for one sender. */
export const execute = (sender: Sender) => ({
  query: <Variables, Result, Data>(
    operation: Query<Variables, Result, Data>,
    variables: Variables
  ): Effect.Effect<Result, QueryError> =>
    Effect.mapError(attempt(sender, operation, variables), ({ error }) => error),

  mutate: <Variables, Result, Data>(
    operation: Mutation<Variables, Result, Data>,
    variables: Variables
  ): Effect.Effect<Result, MutationError> =>
    Effect.mapError(attempt(sender, operation, variables), settle(operation))
})
