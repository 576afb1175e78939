import * as Effect from "effect/Effect"
import * as MutableList from "effect/MutableList"
import * as Option from "effect/Option"
import { capacity, type Entry } from "../RequestLog.js"
import type { Call } from "./call.js"

/** The last requests, oldest first. */
export interface Log {
  readonly record: (entry: Entry) => Effect.Effect<void>
  readonly entries: Effect.Effect<ReadonlyArray<Entry>>
}

export const make: Effect.Effect<Log> = Effect.sync(() => {
  const entries = MutableList.empty<Entry>()
  return {
    record: (entry) =>
      Effect.sync(() => {
        MutableList.append(entries, entry)
        if (MutableList.length(entries) > capacity) MutableList.shift(entries)
      }),
    entries: Effect.sync(() => Array.from(entries))
  }
})

/** What the log says of a call: what it asks for, without anything that looks like an API key. */
export const describe = ({
  operation,
  body
}: Call): Pick<Entry, "operation" | "rootFields" | "variables"> => ({
  operation: operation.name === null ? null : redactText(operation.name),
  rootFields: operation.rootFields.map(redactText),
  variables: Option.match(body, { onNone: () => ({}), onSome: ({ variables }) => redactRecord(variables) })
})

/** The prefix of the current keys, or a run of characters as long as the shortest key. */
const secretLike = /wandb_v1_\w*|\w{40,}/g

const redactText = (text: string): string => text.replace(secretLike, "<redacted>")

const redactRecord = (record: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [redactText(key), redact(value)]))

const redact = (value: unknown): unknown => {
  if (typeof value === "string") return redactText(value)
  if (Array.isArray(value)) return value.map(redact)
  return typeof value === "object" && value !== null ? redactRecord(value) : value
}
