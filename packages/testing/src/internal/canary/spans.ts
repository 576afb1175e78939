import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { causeForms, forms, type Shown } from "./forms.js"
import type { Sheet } from "./sheet.js"

const attributeForms = (
  where: string,
  attributes: Iterable<readonly [string, unknown]>
): ReadonlyArray<Shown> =>
  Array.from(attributes).flatMap(([name, value]) => [
    ...forms(`the attribute ${JSON.stringify(name)} of ${where}`, value),
    { where: `the name of an attribute of ${where}`, text: name }
  ])

const spanForms = (span: Tracer.Span): ReadonlyArray<Shown> => {
  const where = `the span ${JSON.stringify(span.name)}`
  const { status } = span
  return [
    { where: "the name of a span", text: span.name },
    ...attributeForms(where, span.attributes),
    ...span.links.flatMap(({ attributes }) =>
      attributeForms(`a link of ${where}`, Object.entries(attributes))
    ),
    ...(status._tag === "Ended" && status.exit._tag === "Failure"
      ? causeForms(`the failure of ${where}`, status.exit.cause)
      : [])
  ]
}

/** Notes the events of a span, which not every tracer shows afterwards. */
const noteEvents = (span: Tracer.Span, sheet: Sheet): void => {
  const event = span.event.bind(span)
  span.event = (name, startTime, attributes) => {
    const where = `an event of the span ${JSON.stringify(span.name)}`
    sheet.note([
      { where: `the name of ${where}`, text: name },
      ...attributeForms(where, Object.entries(attributes ?? {}))
    ])
    event(name, startTime, attributes)
  }
}

/** The tracer in force, watched, and what notes its spans when they have all they will have. */
export const watchedTracer = (sheet: Sheet) =>
  Effect.map(Effect.tracer, (real) => {
    const spans: Array<Tracer.Span> = []
    const tracer = Tracer.make({
      span: (...args) => {
        const span = real.span(...args)
        noteEvents(span, sheet)
        spans.push(span)
        return span
      },
      context: (execution, fiber) => real.context(execution, fiber)
    })
    return { tracer, noteSpans: Effect.sync(() => sheet.note(spans.flatMap(spanForms))) }
  })
