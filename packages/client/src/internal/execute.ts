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
import { nameFor } from "./calling.js"
import { type Call, type NoAnswer, send, type Sender } from "./send.js"

const unanswered = (call: Call, { description, neverArrived }: NoAnswer): Failure =>
  new Failure({
    error: new RequestFailed({ ...call, reason: "Transport", description }),
    mayHaveActed: !neverArrived
  })

/** One try: send once, read what comes. */
const attempt = <Variables, Result, Data>(
  sender: Sender,
  operation: Operation<Variables, Result, Data>,
  variables: Variables,
  call: Call
): Effect.Effect<Result, Failure> =>
  send(sender, operation, variables, call).pipe(
    Effect.mapError((noAnswer) => unanswered(call, noAnswer)),
    Effect.zip(Clock.currentTimeMillis),
    Effect.flatMap(([answer, now]) => read(operation, answer, now))
  )

/** All tries that the client's persistence allows. */
const tries = <Variables, Result, Data>(
  sender: Sender,
  persistence: Persistence,
  operation: Operation<Variables, Result, Data>,
  variables: Variables
): Effect.Effect<Result, Failure> =>
  Effect.flatMap(nameFor(operation), (name) =>
    persist(persistence, name, operation, (call) => attempt(sender, operation, variables, call))
  )

const reasonOf = (error: Exclude<QueryError, { readonly _tag: "UnexpectedResponse" }>): string =>
  error._tag === "RequestFailed" ? error.description : (error.serverMessage ?? "the server gave no reason")

/** What a lost answer means for a change: nobody knows. An answer that came and cannot be read says so itself. */
const settle = ({ ifLost }: { readonly ifLost: string }, { error, mayHaveActed }: Failure): MutationError =>
  mayHaveActed && error._tag !== "UnexpectedResponse"
    ? new OutcomeUnknown({
        operation: error.operation,
        description: reasonOf(error),
        advice: ifLost,
        ...("status" in error && error.status !== undefined && { status: error.status }),
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
    Effect.mapError(tries(sender, persistence, operation, variables), ({ error }) => error),

  mutate: <Variables, Result, Data>(
    operation: Mutation<Variables, Result, Data>,
    variables: Variables
  ): Effect.Effect<Result, MutationError> =>
    Effect.catchAll(tries(sender, persistence, operation, variables), (failure) =>
      Option.match(doneBefore(operation, failure), {
        onNone: () => Effect.fail(settle(operation, failure)),
        onSome: Effect.succeed
      })
    )
})
