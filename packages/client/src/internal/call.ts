import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Ref from "effect/Ref"
import { countOutcome } from "./counting.js"

/** What is done under one name, such as `Users.get`: one or more requests, of which its errors speak by that name. */
export interface Call {
  readonly name: string
  /** How many times the request at hand was sent. */
  readonly attempts: Ref.Ref<number>
  /** When it has to be over, which its first request sets; `None` where each request has a deadline of its own. */
  readonly end: Option.Option<Ref.Ref<Option.Option<number>>>
  /** What there is to say of each change that was sent, for as long as its outcome is not known. */
  readonly open: Ref.Ref<ReadonlyMap<object, OutcomeUnknown>>
  readonly client: Caller
}

/** The client to which a call belongs, known by its connection. */
export interface Caller {
  readonly connection: symbol
  readonly report: Report
}

/** Hands on what cannot be told in any other way. */
export type Report = (
  error: OutcomeUnknown,
  how: "failed" | "interrupted" | "leftover"
) => Effect.Effect<void>

/** What errors bear of the request that they come from: the name of the call, and how many times it was sent. */
export interface Attempt {
  readonly operation: string
  readonly attempts: number
}

/** A try in which nothing was sent is none. */
export const unsent = (attempt: Attempt): Attempt => ({ ...attempt, attempts: attempt.attempts - 1 })

/** The call at hand, in which its requests find themselves. */
export class CurrentCall extends Context.Reference<CurrentCall>()("@effect-wandb/client/CurrentCall", {
  defaultValue: (): Option.Option<Call> => Option.none()
}) {}

export const make = (name: string, client: Caller, deadline: "shared" | "each"): Effect.Effect<Call> =>
  Effect.sync(() => ({
    name,
    attempts: Ref.unsafeMake(0),
    end: deadline === "shared" ? Option.some(Ref.unsafeMake(Option.none())) : Option.none(),
    open: Ref.unsafeMake<ReadonlyMap<object, OutcomeUnknown>>(new Map()),
    client
  }))

// The deadline

class LeavingTime extends Context.Reference<LeavingTime>()("@effect-wandb/client/LeavingTime", {
  defaultValue: (): boolean => false
}) {}

/** Leaves a quarter of the time that its call has, to look into what became of a change of which no answer came. */
export const leavingTime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  Effect.provideService(LeavingTime, true)

/** When a request has to be over that begins now, of a call of so much time. */
export const endOf = ({ end }: Call, now: number, deadline: Duration.Duration): Effect.Effect<number> =>
  Effect.gen(function* () {
    const time = Duration.toMillis(deadline)
    const own = now + time
    const last = yield* Option.match(end, {
      onNone: () => Effect.succeed(own),
      onSome: Ref.modify((shared) => {
        const first = Math.min(
          own,
          Option.getOrElse(shared, () => own)
        )
        return [first, Option.some(first)] as const
      })
    })
    return (yield* LeavingTime) ? last - time / 4 : last
  })

// The end

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  if (Cause.isInterrupted(exit.cause)) return "Interrupted"
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return Predicate.hasProperty(error, "_tag") ? String(error._tag) : "Defect"
}

const isUnknown = (error: unknown): error is OutcomeUnknown => Predicate.isTagged(error, "OutcomeUnknown")

/** At the end of a call its outcome is counted, and what nobody knows of it is reported. */
export const finish = (call: Call, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* countOutcome(call.name, outcomeOf(exit))
    if (Exit.isSuccess(exit)) return
    const failure = Cause.failureOption(exit.cause)
    if (Option.isSome(failure)) {
      const error = failure.value
      // The call may have looked around after the request that failed.
      if (Predicate.hasProperty(error, "attempts")) {
        yield* Effect.annotateCurrentSpan("wandb.attempts", error.attempts)
      }
      if (isUnknown(error)) yield* call.client.report(error, "failed")
    } else if (Cause.isInterrupted(exit.cause)) {
      const open = yield* Ref.get(call.open)
      yield* Effect.forEach(open.values(), (error) => call.client.report(error, "interrupted"), {
        discard: true
      })
    }
  })

/** Runs requests as one call: with one name, one deadline and one span. */
export const run =
  (client: Caller, name: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(make(name, client, "shared"), (call) =>
      effect.pipe(
        Effect.provideService(CurrentCall, Option.some(call)),
        Effect.onExit((exit) => finish(call, exit)),
        Effect.withSpan(name, { captureStackTrace: false })
      )
    )

/** Gives the call of this client that a request belongs to, and makes it one of its own where it belongs to none. */
export const within = <A, E>(
  client: Caller,
  name: string,
  use: (call: Call) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(CurrentCall, (current) =>
    Option.isSome(current) && current.value.client.connection === client.connection
      ? use(current.value)
      : run(client, name)(Effect.flatMap(CurrentCall, (own) => use(Option.getOrThrow(own))))
  )

// What is said within a call

/** What an error has to bear that is made of an answer: the call's name, and the tries that the answer took. */
export const attemptFor = (operation: { readonly name: string }): Effect.Effect<Attempt> =>
  Effect.flatMap(
    CurrentCall,
    Option.match({
      onNone: () => Effect.succeed({ operation: operation.name, attempts: 1 }),
      onSome: ({ attempts, name }) =>
        Effect.map(Ref.get(attempts), (attempts) => ({ operation: name, attempts }))
    })
  )

/** Fails with an error that bears the name of the call and the tries that it took. */
export const failNaming = <E>(
  operation: { readonly name: string },
  error: (attempt: Attempt) => E
): Effect.Effect<never, E> => Effect.flatMap(attemptFor(operation), (attempt) => Effect.fail(error(attempt)))

const inCall = (use: (call: Call) => Effect.Effect<void>): Effect.Effect<void> =>
  Effect.flatMap(CurrentCall, Option.match({ onNone: () => Effect.void, onSome: use }))

/** No change of the call at hand is open any more: what became of each is known. */
export const settled: Effect.Effect<void> = inCall(({ open }) => Ref.set(open, new Map()))

/** All that there is to say of the changes of the call at hand, should it be interrupted. */
export const stillOpen = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ open }) => Ref.set(open, new Map([[error, error]])))

/** Reports what a call that succeeds all the same may have left behind. */
export const reportLeftover = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ client }) => client.report(error, "leftover"))
