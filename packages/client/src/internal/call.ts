import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { countOutcome } from "./counting.js"

/** What is done under one name, such as `Users.get`: one or more requests, of which its errors speak by that name. */
export interface Call {
  readonly name: string
  /** How many times the request at hand was sent. */
  readonly attempts: Ref.Ref<number>
  /** When it has to be over, which its first request sets; `None` where each request has a deadline of its own. */
  readonly end: Option.Option<Ref.Ref<Option.Option<number>>>
  /** What there is to say of a change that was sent, for as long as its outcome is not known. */
  readonly open: Ref.Ref<Option.Option<OutcomeUnknown>>
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

export class CurrentCall extends Context.Reference<CurrentCall>()("@effect-wandb/client/CurrentCall", {
  defaultValue: (): Option.Option<Call> => Option.none()
}) {}

export const make = (name: string, report: Report, deadline: "shared" | "each"): Effect.Effect<Call> =>
  Effect.sync(() => ({
    name,
    attempts: Ref.unsafeMake(0),
    end: deadline === "shared" ? Option.some(Ref.unsafeMake(Option.none())) : Option.none(),
    open: Ref.unsafeMake(Option.none()),
    report
  }))

/** The deadline of a request that begins now and has so long; no later than that of the call. */
export const endOf = ({ end }: Call, own: number): Effect.Effect<number> =>
  Option.match(end, {
    onNone: () => Effect.succeed(own),
    onSome: Ref.modify((shared) => {
      const first = Math.min(
        own,
        Option.getOrElse(shared, () => own)
      )
      return [first, Option.some(first)] as const
    })
  })

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  if (Cause.isInterrupted(exit.cause)) return "Interrupted"
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : "Defect"
}

const isUnknown = (error: unknown): error is OutcomeUnknown =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "OutcomeUnknown"

/** At the end of a call its outcome is counted, and one that nobody knows is reported. */
export const finish = (call: Call, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  Effect.gen(function* () {
    const attempts = yield* Ref.get(call.attempts)
    yield* Effect.annotateCurrentSpan("wandb.attempts", attempts)
    yield* countOutcome(call.name, outcomeOf(exit))
    if (Exit.isSuccess(exit)) return
    const failure = Option.filter(Cause.failureOption(exit.cause), isUnknown)
    if (Option.isSome(failure)) return yield* call.report(failure.value, "failed")
    const open = yield* Ref.get(call.open)
    if (Cause.isInterrupted(exit.cause) && Option.isSome(open)) {
      yield* call.report(open.value, "interrupted")
    }
  })

/** Runs requests as one call: with one name, one deadline and one span. */
export const run =
  (report: Report, name: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(make(name, report, "shared"), (call) =>
      effect.pipe(
        Effect.provideService(CurrentCall, Option.some(call)),
        Effect.onExit((exit) => finish(call, exit)),
        Effect.withSpan(name, { captureStackTrace: false })
      )
    )

/** Gives the call that a request belongs to, and makes it one of its own where it belongs to none. */
export const within = <A, E>(
  report: Report,
  name: string,
  use: (call: Call) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(
    CurrentCall,
    Option.match({
      onNone: () => run(report, name)(Effect.flatMap(CurrentCall, (call) => use(Option.getOrThrow(call)))),
      onSome: use
    })
  )

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

/** The change of the call at hand is no longer open: what became of it is known. */
export const settled: Effect.Effect<void> = Effect.flatMap(
  CurrentCall,
  Option.match({ onNone: () => Effect.void, onSome: ({ open }) => Ref.set(open, Option.none()) })
)

/** Reports what a call that succeeds all the same may have left behind. */
export const reportLeftover = (error: OutcomeUnknown): Effect.Effect<void> =>
  Effect.flatMap(
    CurrentCall,
    Option.match({ onNone: () => Effect.void, onSome: ({ report }) => report(error, "leftover") })
  )
