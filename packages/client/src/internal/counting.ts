import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as MetricLabel from "effect/MetricLabel"
import * as Metrics from "../Metrics.js"

type Labels = ReadonlyArray<MetricLabel.MetricLabel>

/** What is known once for each text: there are as many as a program has operations. */
const each = <A>(make: (text: string) => A): ((text: string) => A) => {
  const all = new Map<string, A>()
  return (text) => {
    const known = all.get(text)
    if (known !== undefined) return known
    const made = make(text)
    all.set(text, made)
    return made
  }
}

/** The labels of an operation, and of how it ends: a metric knows an array again, and works out any other anew. */
const labelsOf = each((operation) => {
  const own: Labels = [MetricLabel.make("operation", operation)]
  return { own, ending: each((outcome): Labels => [...own, MetricLabel.make("outcome", outcome)]) }
})

/** Counts with the labels that are given and those that the program has given. */
const counting = (count: (withOthers: (own: Labels) => Labels) => void): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) => {
    const others = fiber.getFiberRef(FiberRef.currentMetricLabels)
    count((own) => (others.length === 0 ? own : Arr.union(own, others)))
    return Effect.void
  })

/** A request is sent, after it has waited for its turn. */
export const countRequest = (operation: string, isRetry: boolean, waited: number): Effect.Effect<void> =>
  counting((withOthers) => {
    const labels = withOthers(labelsOf(operation).own)
    Metrics.requests.unsafeUpdate(1, labels)
    if (isRetry) Metrics.retries.unsafeUpdate(1, labels)
    Metrics.queueDuration.unsafeUpdate(waited, labels)
  })

/** A request that was sent is over. */
export const countAnswer = (operation: string, outcome: string, time: number): Effect.Effect<void> =>
  counting((withOthers) =>
    Metrics.requestDuration.unsafeUpdate(time, withOthers(labelsOf(operation).ending(outcome)))
  )

/** A call is over. */
export const countOutcome = (operation: string, outcome: string, time: number): Effect.Effect<void> =>
  counting((withOthers) => {
    const labels = withOthers(labelsOf(operation).ending(outcome))
    Metrics.outcomes.unsafeUpdate(1, labels)
    Metrics.callDuration.unsafeUpdate(time, labels)
  })
