import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { type BulkOptions, ending, Failed, forEach, type Outcome, Unknown } from "../Outcome.js"
import { counting } from "../Progress.js"
import { mayHaveActed, type OutcomeUnknown } from "../WandbError.js"

/** How many items there are, where that is known before they are gone through. */
const sizeOf = (inputs: Iterable<unknown>): number | undefined => {
  if (Predicate.hasProperty(inputs, "length") && typeof inputs.length === "number") return inputs.length
  return Predicate.hasProperty(inputs, "size") && typeof inputs.size === "number" ? inputs.size : undefined
}

/** What comes of an item that does not fail. */
type Acted<Input, Value, Already> = Exclude<
  Outcome<Input, Value, Already, never>,
  { readonly _tag: "Unknown" }
>

/** Does something with each of many, and gives what became of each, in their order. */
export const each = <Input, Value, Already, Error, R>(
  operation: string,
  entity: string,
  inputs: Iterable<Input>,
  options: BulkOptions = {},
  act: (input: Input) => Effect.Effect<Acted<Input, Value, Already>, Error, R>
): Stream.Stream<Outcome<Input, Value, Already, Exclude<Error, OutcomeUnknown>>, never, R> => {
  const outcomeOf = (input: Input) =>
    Effect.matchEffect(act(input), {
      onSuccess: Effect.succeed<Outcome<Input, Value, Already, Exclude<Error, OutcomeUnknown>>>,
      onFailure: (error) =>
        Effect.succeed(
          mayHaveActed(error)
            ? Unknown({ input, error })
            : Failed({ input, error: error as Exclude<Error, OutcomeUnknown> })
        )
    })
  return Stream.unwrapScoped(
    Effect.gen(function* () {
      const span = yield* Effect.makeSpanScoped(operation, {
        captureStackTrace: false,
        attributes: { "wandb.operation": operation, "wandb.entity": entity }
      })
      const count = yield* counting(operation, sizeOf(inputs), span)
      return forEach(inputs, options, (input) =>
        Effect.tap(outcomeOf(input), (outcome) => count(ending(outcome)))
      ).pipe(
        // As one from outside, because an error that is raised within a span comes wrapped: it would not be the very one
        // that a mock has failed with.
        Stream.provideService(Tracer.ParentSpan, Tracer.externalSpan(span))
      )
    })
  )
}
