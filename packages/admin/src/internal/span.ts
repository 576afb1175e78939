import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"

// What a span says of an operation: what it is about, how it ended and how many there were; never what it was given or
// has found, which names people.

/** Numbers and states, by the name of the attribute. */
export type Counts = Readonly<Record<`wandb.${string}`, number | string>>

/** What an operation is about. */
export type Entity = "api_key" | "user" | "roster"

const optionsOf = (operation: string, entity: Entity): Tracer.SpanOptions => ({
  captureStackTrace: false,
  attributes: { "wandb.operation": operation, "wandb.entity": entity }
})

/** The words are those of the client's own spans. */
const outcomeOf = (cause: Cause.Cause<unknown>): string => {
  const error = Option.getOrUndefined(Cause.failureOption(cause))
  if (Predicate.hasProperty(error, "_tag")) return String(error._tag)
  return Cause.isInterrupted(cause) ? "Interrupted" : "Defect"
}

const annotate = (span: Tracer.Span, counts: Counts): void => {
  for (const [name, count] of Object.entries(counts)) span.attribute(name, count)
}

const show = (span: Tracer.Span, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  Effect.sync(() => {
    const outcome = Exit.match(exit, { onSuccess: () => "Success", onFailure: outcomeOf })
    span.attribute("wandb.outcome", outcome)
    if (outcome !== "Success" && outcome !== "Interrupted") span.attribute("error.type", outcome)
  })

/** Gives an operation a span, which says besides what can be said of its result. */
export const spanned =
  <Value>(operation: string, entity: Entity, countsOf: (value: Value) => Counts = () => ({})) =>
  <A extends Value, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.useSpan(operation, optionsOf(operation, entity), (span) =>
      effect.pipe(
        Effect.tap((value) => Effect.sync(() => annotate(span, countsOf(value)))),
        Effect.withParentSpan(span),
        Effect.onExit((exit) => show(span, exit))
      )
    )

/** Gives a stream a span. What fails with who takes from it is no failure of the operation. */
export const spannedStream =
  (operation: string, entity: Entity) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.unwrap(
      Effect.map(Effect.orDie(Effect.currentSpan), (span) => {
        let own: Exit.Exit<void, E> = Exit.void
        return stream.pipe(
          Stream.tapErrorCause((cause) => Effect.sync(() => void (own = Exit.failCause(cause)))),
          Stream.ensuringWith((exit) => show(span, Exit.isInterrupted(exit) ? exit : own))
        )
      })
    ).pipe(Stream.withSpan(operation, optionsOf(operation, entity)))
