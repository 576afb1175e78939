import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type BulkOptions, Failed, type Outcome, Unknown } from "../Outcome.js"
import { counting } from "../Progress.js"
import type { OutcomeUnknown, UnexpectedResponse } from "../WandbError.js"

/** How many items there are, where that is known before they are gone through. */
const sizeOf = (inputs: Iterable<unknown>): number | undefined => {
  if (Predicate.hasProperty(inputs, "length") && typeof inputs.length === "number") return inputs.length
  return Predicate.hasProperty(inputs, "size") && typeof inputs.size === "number" ? inputs.size : undefined
}

const endingOf = {
  Done: "done",
  Unchanged: "unchanged",
  Failed: "failed",
  Unknown: "unknown"
} as const

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

/** Whether it is time to begin nothing more. */
const halting = (haltWhen: BulkOptions["haltWhen"]): Effect.Effect<() => boolean, never, Scope.Scope> =>
  haltWhen === undefined
    ? Effect.succeed(() => false)
    : Effect.map(Effect.forkScoped(haltWhen), (watch) => () => watch.unsafePoll() !== null)

/** Does something with each of many, and gives what became of each, in their order. */
export const each = <Input, Value, Already, Error, R>(
  operation: string,
  inputs: Iterable<Input>,
  { concurrency = 10, haltWhen }: BulkOptions = {},
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
  return Stream.unwrapScoped(
    Effect.gen(function* () {
      const count = yield* counting(operation, sizeOf(inputs))
      const isHalted = yield* halting(haltWhen)
      return Stream.fromIterable(inputs).pipe(
        Stream.takeWhile(() => !isHalted()),
        Stream.mapEffect(
          (input) =>
            // Once more, because inputs come in chunks.
            Effect.suspend(() =>
              isHalted()
                ? Effect.succeedNone
                : Effect.asSome(Effect.tap(outcomeOf(input), ({ _tag }) => count(endingOf[_tag])))
            ),
          { concurrency: atLeastOne(concurrency) }
        ),
        Stream.filterMap(identity)
      )
    })
  )
}
