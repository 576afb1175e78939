import { Array as Arr, Order } from "effect"
import type { Span } from "./collector.js"

/** What a line shows of a span besides its name and how long it took. */
const shown = [
  "wandb.outcome",
  "wandb.attempts",
  "wandb.items",
  "wandb.done",
  "wandb.lookups",
  "graphql.operation.name",
  "http.response.status_code",
  "error.type"
]

const milliseconds = ({ endTimeUnixNano, startTimeUnixNano }: Span): string =>
  `${(Number(endTimeUnixNano - startTimeUnixNano) / 1e6).toFixed(1)} ms`

const line = (span: Span): string => {
  const attributes = shown.flatMap((name) => {
    const value = span.attributes.find(({ key }) => key === name)?.value
    return value === undefined
      ? []
      : [`${name}=${value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue}`]
  })
  return [`${span.name} (${milliseconds(span)})`, ...attributes].join(" ")
}

const byStart = Order.mapInput(Order.bigint, ({ startTimeUnixNano }: Span) => startTimeUnixNano)

/** The lines of a trace: each span below the one that it is within. */
export const tree = (spans: ReadonlyArray<Span>): ReadonlyArray<string> => {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const within = (parent: string | undefined): ReadonlyArray<Span> =>
    Arr.sort(
      spans.filter(({ parentSpanId }) =>
        parent === undefined ? parentSpanId === undefined || !ids.has(parentSpanId) : parentSpanId === parent
      ),
      byStart
    )
  const below = (span: Span): ReadonlyArray<string> => {
    const children = within(span.spanId)
    return children.flatMap((child, index) => {
      const isLast = index === children.length - 1
      return [
        `${isLast ? "└─" : "├─"} ${line(child)}`,
        ...below(child).map((deeper) => `${isLast ? "  " : "│ "} ${deeper}`)
      ]
    })
  }
  return within(undefined).flatMap((root) => [line(root), ...below(root)])
}
