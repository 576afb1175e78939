import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
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
    return (yield* LeavingTime) && Number.isFinite(last) ? last - time / 4 : last
  })

// The end

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  if (Predicate.hasProperty(error, "_tag")) return String(error._tag)
  return Cause.isInterrupted(exit.cause) ? "Interrupted" : "Defect"
}

const isUnknown = (error: unknown): error is OutcomeUnknown => Predicate.isTagged(error, "OutcomeUnknown")

/** At the end of a call its outcome is counted, and what nobody knows of it is reported. */
export const finish = (call: Call, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* countOutcome(call.name, outcomeOf(exit))
    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
    // The call may have looked around after the request that failed.
    if (Predicate.hasProperty(error, "attempts")) {
      yield* Effect.annotateCurrentSpan("wandb.attempts", error.attempts)
    }
    if (isUnknown(error)) yield* call.client.report(error, "failed")
    // A change that was cut off has no other way to tell it, however the call around it went on.
    for (const [change, open] of yield* Ref.get(call.open)) {
      const isTold = change === itself && isUnknown(error)
      if (!isTold) yield* call.client.report(open, "interrupted")
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

/** Runs requests beside others of the same call: in its name and its time, but with tries of their own. */
export const counted = <A, E>(
  requests: Effect.Effect<A, E>
): Effect.Effect<{ readonly result: Either.Either<A, E>; readonly attempts: number }> =>
  Effect.gen(function* () {
    const attempts = Ref.unsafeMake(0)
    const own = Option.map(yield* CurrentCall, (call) => ({ ...call, attempts }))
    const result = yield* Effect.either(Effect.provideService(requests, CurrentCall, own))
    return { result, attempts: yield* Ref.get(attempts) }
  })

/** Goes on in the call at hand from where another has come: after so many tries, with no more time than it has left. */
export const goOnFrom = ({ end }: Call, tries: number): Effect.Effect<void> =>
  inCall((call) =>
    Effect.gen(function* () {
      yield* Ref.set(call.attempts, tries)
      yield* Effect.annotateCurrentSpan("wandb.attempts", tries)
      if (Option.isSome(call.end) && Option.isSome(end)) {
        const last = yield* Ref.get(end.value)
        yield* Ref.update(
          call.end.value,
          Option.orElse(() => last)
        )
      }
    })
  )

const inCall = (use: (call: Call) => Effect.Effect<void>): Effect.Effect<void> =>
  Effect.flatMap(CurrentCall, Option.match({ onNone: () => Effect.void, onSome: use }))

/** What a call as a whole leaves open, while it looks into what became of its change. */
const itself = {}

/** What is to be said of the call at hand, should it be cut off while it looks into what became of its change. */
export const stillOpen = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ open }) => Ref.update(open, (changes) => new Map(changes).set(itself, error)))

/** What became of the change of the call at hand is known. */
export const settled: Effect.Effect<void> = inCall(({ open }) => known(open, itself))

/** What became of a change is known, or told. */
export const known = (open: Call["open"], change: object): Effect.Effect<void> =>
  Ref.update(open, (changes) => {
    const others = new Map(changes)
    others.delete(change)
    return others
  })

/** How long the call at hand has left. */
export const timeLeft: Effect.Effect<Duration.Duration> = Effect.gen(function* () {
  const call = yield* CurrentCall
  const end = Option.flatMap(call, ({ end }) => end)
  if (Option.isNone(end)) return Duration.infinity
  const last = Option.getOrElse(yield* Ref.get(end.value), () => Infinity)
  return Duration.millis(Math.max(0, last - (yield* Clock.currentTimeMillis)))
})

/** Reports what a call that succeeds all the same may have left behind. */
export const reportLeftover = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ client }) => client.report(error, "leftover"))
