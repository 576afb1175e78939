import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { type BulkOptions, Failed, type Outcome, Unknown } from "../Outcome.js"
import { Progress } from "../Progress.js"
import type { OutcomeUnknown, UnexpectedResponse } from "../WandbError.js"

/** How many items there are, where that is known before they are gone through. */
const sizeOf = (inputs: Iterable<unknown>): Option.Option<number> => {
  if (Predicate.hasProperty(inputs, "length") && typeof inputs.length === "number") {
    return Option.some(inputs.length)
  }
  return Predicate.hasProperty(inputs, "size") && typeof inputs.size === "number"
    ? Option.some(inputs.size)
    : Option.none()
}

const counterOf = {
  Done: "done",
  Unchanged: "unchanged",
  Failed: "failed",
  Unknown: "unknown"
} as const

/** Counts outcomes and reports them one at a time: counts never go back, however slow the report is. */
const counting = (operation: string, inputs: Iterable<unknown>) =>
  Effect.gen(function* () {
    const progress = yield* Progress
    const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
    let counts: Progress.Counts = {
      operation,
      total: sizeOf(inputs),
      done: 0,
      unchanged: 0,
      failed: 0,
      unknown: 0
    }
    let isBroken = false
    const reported = Effect.suspend(() => (isBroken ? Effect.void : progress.report(counts))).pipe(
      Effect.catchAllCause((cause) => {
        isBroken = true
        return Effect.logError(`${operation}: its progress could not be reported, and is not any more`, cause)
      })
    )
    yield* reported
    return ({ _tag }: { readonly _tag: keyof typeof counterOf }): Effect.Effect<void> =>
      oneAtATime(
        Effect.suspend(() => {
          const counter = counterOf[_tag]
          counts = { ...counts, [counter]: counts[counter] + 1 }
          return reported
        })
      )
  })

/** What comes of an item that does not fail. */
type Acted<Input, Value, Already> = Exclude<
  Outcome<Input, Value, Already, never>,
  { readonly _tag: "Unknown" }
>

type Lost = OutcomeUnknown | UnexpectedResponse

const isLost = (error: unknown): error is Lost =>
  Predicate.isTagged(error, "OutcomeUnknown") ||
  (Predicate.isTagged(error, "UnexpectedResponse") &&
    Predicate.hasProperty(error, "mayHaveActed") &&
    error.mayHaveActed === true)

/** Effect's own measure, save that there is no doing nothing at all. */
const atLeastOne = (concurrency: number | "unbounded"): number | "unbounded" =>
  concurrency === "unbounded" ? concurrency : Math.max(1, Math.floor(concurrency) || 1)

/** Does something with each of many, and gives what became of each, in their order. */
export const each = <Input, Value, Already, Error, R>(
  operation: string,
  inputs: Iterable<Input>,
  { concurrency = 10 }: BulkOptions = {},
  act: (input: Input) => Effect.Effect<Acted<Input, Value, Already>, Error, R>
): Stream.Stream<Outcome<Input, Value, Already, Exclude<Error, OutcomeUnknown>>, never, R> => {
  const outcomeOf = (input: Input) =>
    Effect.matchEffect(act(input), {
      onSuccess: Effect.succeed<Outcome<Input, Value, Already, Exclude<Error, OutcomeUnknown>>>,
      onFailure: (error) =>
        Effect.succeed(
          isLost(error)
            ? Unknown({ input, error })
            : Failed({ input, error: error as Exclude<Error, OutcomeUnknown> })
        )
    })
  return Stream.unwrap(
    Effect.map(counting(operation, inputs), (count) =>
      Stream.mapEffect(Stream.fromIterable(inputs), (input) => Effect.tap(outcomeOf(input), count), {
        concurrency: atLeastOne(concurrency)
      })
    )
  )
}
