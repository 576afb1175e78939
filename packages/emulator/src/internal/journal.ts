import * as MutableList from "effect/MutableList"
import * as Option from "effect/Option"
import { capacity, type Entry } from "../Journal.js"
import type { Call } from "./call.js"

/** The last requests, oldest first. */
export interface Journal {
  readonly record: (entry: Omit<Entry, "id">) => void
  readonly entries: () => ReadonlyArray<Entry>
  readonly clear: () => void
}

export const make = (): Journal => {
  const entries = MutableList.empty<Entry>()
  let last = 0
  return {
    record: (entry) => {
      MutableList.append(entries, { id: ++last, ...entry })
      if (MutableList.length(entries) > capacity) MutableList.shift(entries)
    },
    entries: () => Array.from(entries),
    clear: () => {
      MutableList.reset(entries)
      last = 0
    }
  }
}

/** What the journal says of a call: what it asks for, without anything that looks like an API key. */
export const describe = ({
  operation,
  body
}: Call): Pick<Entry, "operation" | "rootFields" | "variables"> => ({
  operation: operation.name === null ? null : short(operation.name),
  rootFields: operation.rootFields.slice(0, 300).map(short),
  variables: Option.match(body, {
    onNone: () => ({}),
    onSome: ({ variables }) => redactRecord(variables, { left: roomForVariables })
  })
})

/**
 * The prefix of the current keys, or a run of characters as long as the shortest key: it is looked for where a run
 * begins, and not again from each of its characters on.
 */
const secretLike = /wandb_v1_\w*|\b\w{40,}/g

const redactText = (text: string): string =>
  text.length < shortestSecret ? text : text.replace(secretLike, "<redacted>")

/** A prefix alone is redacted as well. */
const shortestSecret = "wandb_v1_".length

/** As much of a name or a message as is of use. */
export const short = (text: string): string => {
  const redacted = redactText(text)
  return redacted.length > 400 ? `${copied(redacted.slice(0, 400))}…` : redacted
}

/** A part of a text refers to the whole, and keeps it in memory; a copy does not. */
const copied = (part: string): string => Buffer.from(part, "utf16le").toString("utf16le")

/** How many characters of variables an entry keeps. */
const roomForVariables = 4096

interface Room {
  left: number
}

const redactRecord = (record: object, room: Room): Readonly<Record<string, unknown>> => {
  const kept: Array<[string, unknown]> = []
  for (const [key, value] of Object.entries(record)) {
    if (room.left <= 0) return Object.fromEntries([...kept, ["…", "…"]])
    kept.push([redactText(take(key, room)), redact(value, room)])
  }
  return Object.fromEntries(kept)
}

const redactItems = (items: ReadonlyArray<unknown>, room: Room): ReadonlyArray<unknown> => {
  const kept: Array<unknown> = []
  for (const item of items) {
    if (room.left <= 0) return [...kept, "…"]
    kept.push(redact(item, room))
  }
  return kept
}

const redact = (value: unknown, room: Room): unknown => {
  if (typeof value === "string") return redactText(take(value, room))
  room.left -= 2
  if (Array.isArray(value)) return redactItems(value, room)
  return typeof value === "object" && value !== null ? redactRecord(value, room) : value
}

/** As much of a text as there is room for; a key that is cut in two is recognised by neither half, so it is cut before. */
const take = (text: string, room: Room): string => {
  const fits = text.length <= room.left
  const taken = fits ? text : `${redactText(text).slice(0, Math.max(0, room.left))}…`
  room.left -= taken.length
  return taken
}
