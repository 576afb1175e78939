import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import type { LazyArg } from "effect/Function"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Tracer from "effect/Tracer"
import { countOutcome } from "./counting.js"
import { debug } from "./debug.js"
import { clockIn, nowIn } from "./now.js"
import { isError, itemsOf, outcomeOf, secondsBetween, spanOf } from "./seen.js"

/** What is done under one name, such as `Users.get`: one or more requests, of which its errors speak by that name. */
export interface Call {
  readonly name: string
  /** How many times the request at hand was sent. */
  readonly attempts: MutableRef.MutableRef<number>
  /** When it has to be over, which its first request sets; `None` where each request has a deadline of its own. */
  readonly end: Option.Option<MutableRef.MutableRef<Option.Option<number>>>
  /** What there is to say of each change that was sent, for as long as its outcome is not known. */
  readonly open: MutableRef.MutableRef<ReadonlyMap<object, LazyArg<OutcomeUnknown>>>
  readonly client: Caller
  /** By which clock and when it began, in nanoseconds. */
  readonly clock: Clock.Clock
  readonly began: bigint
  /** What is counted of it, whichever part of it is at it. */
  readonly tally: Tally
}

interface Tally {
  requests: number
  /** How many times its last request was sent. */
  attempts: number
  /** How many entities it has given, where it gives several. */
  items: number | undefined
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

const nothingOpen: ReadonlyMap<object, LazyArg<OutcomeUnknown>> = new Map()

export const make = (name: string, client: Caller, deadline: "shared" | "each"): Effect.Effect<Call> =>
  Effect.withFiberRuntime((fiber) => {
    const clock = clockIn(fiber)
    return Effect.succeed({
      name,
      attempts: MutableRef.make(0),
      end: deadline === "shared" ? Option.some(MutableRef.make(Option.none())) : Option.none(),
      open: MutableRef.make(nothingOpen),
      client,
      clock,
      began: clock.unsafeCurrentTimeNanos(),
      tally: { requests: 0, attempts: 0, items: undefined }
    })
  })

// The deadline

class LeavingTime extends Context.Reference<LeavingTime>()("@effect-wandb/client/LeavingTime", {
  defaultValue: (): boolean => false
}) {}

/** Leaves a quarter of the time that its call has, to look into what became of a change of which no answer came. */
export const leavingTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  inContext(Context.add(LeavingTime, true), effect, () => Effect.void)

/** When a request has to be over that begins now, of a call of so much time. */
export const endOf = (
  { end }: Call,
  now: number,
  deadline: Duration.Duration,
  context: Context.Context<never>
): number => {
  const time = Duration.toMillis(deadline)
  const own = now + time
  const last = Option.match(end, {
    onNone: () => own,
    onSome: (shared) => {
      const first = Math.min(
        own,
        Option.getOrElse(MutableRef.get(shared), () => own)
      )
      MutableRef.set(shared, Option.some(first))
      return first
    }
  })
  return Context.get(context, LeavingTime) && Number.isFinite(last) ? last - time / 4 : last
}

// The end

const isUnknown = (error: unknown): error is OutcomeUnknown => Predicate.isTagged(error, "OutcomeUnknown")

const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

/** How a call ended is seen in its span, in the metrics, and in the log of whoever debugs. */
const show = ({ began, clock, name, tally }: Call, span: Tracer.Span, exit: Exit.Exit<unknown, unknown>) =>
  Effect.suspend(() => {
    const time = secondsBetween(began, clock.unsafeCurrentTimeNanos())
    const outcome = outcomeOf(exit)
    const items = tally.items ?? itemsOf(name, exit)
    const error = errorOf(exit)
    // The call may have looked around after the request that failed.
    if (Predicate.hasProperty(error, "attempts") && Predicate.isNumber(error.attempts)) {
      tally.attempts = error.attempts
      span.attribute("wandb.attempts", error.attempts)
    }
    span.attribute("wandb.requests", tally.requests)
    span.attribute("wandb.outcome", outcome)
    if (items !== undefined) span.attribute("wandb.items", items)
    if (isError(outcome)) span.attribute("error.type", outcome)
    return Effect.zipRight(
      countOutcome(name, outcome, time),
      debug("W&B: a call is over", () => ({
        "wandb.operation": name,
        "wandb.outcome": outcome,
        "wandb.attempts": tally.attempts,
        "wandb.requests": tally.requests,
        "wandb.items": items,
        "wandb.duration": time
      }))
    )
  })

/** What nobody knows of a call at its end is reported. */
const tell = (call: Call, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  Effect.gen(function* () {
    const error = errorOf(exit)
    if (isUnknown(error)) yield* call.client.report(error, "failed")
    // A change that was cut off has no other way to tell it, however the call around it went on.
    for (const [change, open] of MutableRef.get(call.open)) {
      const isTold = change === itself && isUnknown(error)
      if (!isTold) yield* call.client.report(open(), "interrupted")
    }
  })

/** At the end of a call it is shown how it ended, and what nobody knows of it is reported. */
export const finish = (
  call: Call,
  span: Tracer.Span,
  exit: Exit.Exit<unknown, unknown>
): Effect.Effect<void> =>
  Exit.isSuccess(exit) && MutableRef.get(call.open).size === 0
    ? show(call, span, exit)
    : Effect.zipRight(show(call, span, exit), tell(call, exit))

/**
 * Runs an effect in a context, and something at its end in the same. `Effect.provideService` and `Effect.onExit` take
 * three times as many steps of the interpreter for it, and every call does it.
 */
const inContext = <A, E, R>(
  contextIn: (around: Context.Context<never>) => Context.Context<never>,
  effect: Effect.Effect<A, E, R>,
  atEnd: (exit: Exit.Exit<A, E>) => Effect.Effect<void>
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.withFiberRuntime((fiber) => {
      const around = fiber.currentContext
      const leave = FiberRef.set(FiberRef.currentContext, around)
      const end = (exit: Exit.Exit<A, E>) =>
        Effect.matchCauseEffect(atEnd(exit), {
          onFailure: (cause) =>
            Effect.zipRight(
              leave,
              Effect.failCause(Exit.isFailure(exit) ? Cause.sequential(exit.cause, cause) : cause)
            ),
          onSuccess: () => Effect.zipRight(leave, exit)
        })
      return Effect.zipRight(
        FiberRef.set(FiberRef.currentContext, contextIn(around)),
        Effect.matchCauseEffect(restore(effect), {
          onFailure: (cause) => end(Exit.failCause(cause)),
          onSuccess: (value) => end(Exit.succeed(value))
        })
      )
    })
  )

/** Runs requests as one call: with one name, one deadline and one span. */
export const run =
  (client: Caller, name: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.useSpan(name, spanOf(name), (span) =>
      Effect.flatMap(make(name, client, "shared"), (call) =>
        inContext(
          (around) =>
            around.pipe(Context.add(CurrentCall, Option.some(call)), Context.add(Tracer.ParentSpan, span)),
          effect,
          (exit) => finish(call, span, exit)
        )
      )
    )

/** Gives the call of this client that a request belongs to, and makes it one of its own where it belongs to none. */
export const within = <A, E>(
  client: Caller,
  name: string,
  use: (call: Call) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((fiber) => {
    const current = Context.get(fiber.currentContext, CurrentCall)
    return Option.isSome(current) && current.value.client.connection === client.connection
      ? use(current.value)
      : run(client, name)(Effect.flatMap(CurrentCall, (own) => use(Option.getOrThrow(own))))
  })

// What is said within a call

/** What an error has to bear that is made of an answer: the call's name, and the tries that the answer took. */
export const attemptFor = (operation: { readonly name: string }): Effect.Effect<Attempt> =>
  Effect.flatMap(
    CurrentCall,
    Option.match({
      onNone: () => Effect.succeed({ operation: operation.name, attempts: 1 }),
      onSome: ({ attempts, name }) => Effect.succeed({ operation: name, attempts: MutableRef.get(attempts) })
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
    const attempts = MutableRef.make(0)
    const own = Option.map(yield* CurrentCall, (call) => ({ ...call, attempts }))
    const result = yield* Effect.either(Effect.provideService(requests, CurrentCall, own))
    return { result, attempts: MutableRef.get(attempts) }
  })

/** Goes on in the call at hand from where another has come: after so many tries, with no more time than it has left. */
export const goOnFrom = ({ end }: Call, tries: number): Effect.Effect<void> =>
  inCall((call) =>
    Effect.withFiberRuntime((fiber) => {
      countTries(call, fiber.currentSpan, tries)
      if (Option.isSome(call.end) && Option.isSome(end)) {
        const last = MutableRef.get(end.value)
        MutableRef.update(
          call.end.value,
          Option.orElse(() => last)
        )
      }
      return Effect.void
    })
  )

/** How many times the request at hand was sent is known from the call, and from the span that it is made in. */
export const countTries = ({ attempts, tally }: Call, span: Tracer.AnySpan | undefined, tries: number) => {
  MutableRef.set(attempts, tries)
  tally.attempts = tries
  if (span?._tag === "Span") span.attribute("wandb.attempts", tries)
}

const inCall = (use: (call: Call) => Effect.Effect<void>): Effect.Effect<void> =>
  Effect.flatMap(CurrentCall, Option.match({ onNone: () => Effect.void, onSome: use }))

/** What a call as a whole leaves open, while it looks into what became of its change. */
const itself = {}

/** What is to be said of the call at hand, should it be cut off while it looks into what became of its change. */
export const stillOpen = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ open }) => Effect.sync(() => opened(open, itself, () => error)))

/** What became of the change of the call at hand is known. */
export const settled: Effect.Effect<void> = inCall(({ open }) => known(open, itself))

/** What became of a change is known, or told. */
export const known = (open: Call["open"], change: object): Effect.Effect<void> =>
  Effect.sync(() => {
    const others = new Map(MutableRef.get(open))
    others.delete(change)
    MutableRef.set(open, others)
  })

/** There is something to be said of a change, as long as it is not known what became of it. */
export const opened = (open: Call["open"], change: object, error: LazyArg<OutcomeUnknown>): void => {
  MutableRef.update(open, (changes) => new Map(changes).set(change, error))
}

/** How long the call at hand has left. */
export const timeLeft: Effect.Effect<Duration.Duration> = Effect.withFiberRuntime((fiber) =>
  Effect.succeed(timeLeftIn(fiber))
)

/** How long the call that a fiber is in has left. */
export const timeLeftIn = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Duration.Duration => {
  const end = Option.flatMap(Context.get(fiber.currentContext, CurrentCall), ({ end }) => end)
  const last = Option.getOrElse(Option.flatMap(end, MutableRef.get), () => Infinity)
  return Number.isFinite(last) ? Duration.millis(Math.max(0, last - nowIn(fiber))) : Duration.infinity
}

/** Reports what a call that succeeds all the same may have left behind. */
export const reportLeftover = (error: OutcomeUnknown): Effect.Effect<void> =>
  inCall(({ client }) => client.report(error, "leftover"))
