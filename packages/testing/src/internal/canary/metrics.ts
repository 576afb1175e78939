import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"
import type { Shown } from "./forms.js"
import type { Sheet } from "./sheet.js"

const textsOf = ({
  metricKey,
  metricState
}: Effect.Effect.Success<typeof Metric.snapshot>[number]): ReadonlyArray<Shown> => {
  const where = `the metric ${JSON.stringify(metricKey.name)}`
  return [
    { where: "the name of a metric", text: metricKey.name },
    ...Option.toArray(metricKey.description).map((text) => ({ where: `the description of ${where}`, text })),
    ...metricKey.tags.flatMap(({ key, value }) => [
      { where: `the tag ${JSON.stringify(key)} of ${where}`, text: value },
      { where: `the name of a tag of ${where}`, text: key }
    ]),
    ...(MetricState.isFrequencyState(metricState)
      ? Array.from(metricState.occurrences.keys(), (text) => ({ where: `a word that ${where} counts`, text }))
      : [])
  ]
}

const all = Effect.map(Metric.snapshot, (pairs) => pairs.flatMap(textsOf))

const identify = ({ text, where }: Shown): string => JSON.stringify([where, text])

/** Metrics are those of the whole process: what notes those that have come since is made when a program begins. */
export const sinceNow = (sheet: Sheet): Effect.Effect<Effect.Effect<void>> =>
  Effect.map(all, (before) => {
    const known = new Set(before.map(identify))
    return Effect.map(all, (now) => sheet.note(now.filter((shown) => !known.has(identify(shown)))))
  })
