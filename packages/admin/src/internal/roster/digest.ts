import * as Arr from "effect/Array"
import * as Order from "effect/Order"
import * as Predicate from "effect/Predicate"
import type { Selection } from "./actual.js"
import type { Change } from "./changes.js"
import type { Guards } from "./desired.js"
import type { Refusal, Removals } from "./refusals.js"
import { sha256 } from "./sha256.js"

/** All that a plan says, but for the digest of it. */
interface Said {
  readonly version: number
  readonly fingerprint: string
  readonly counts: Readonly<Record<"+" | "~" | "-", number>>
  readonly changes: ReadonlyArray<Change>
  readonly refusals: ReadonlyArray<Refusal>
  readonly removals: ReadonlyArray<Removals>
  readonly guards: Guards
  readonly selection: Selection
  readonly parts: Readonly<Record<string, string>>
}

const byName = Order.mapInput(Order.string, ([name]: readonly [string, unknown]) => name)

const inOrder = (_: string, value: unknown): unknown =>
  Predicate.isReadonlyRecord(value) ? Object.fromEntries(Arr.sort(Object.entries(value), byName)) : value

/**
 * The SHA-256 of all that a plan says, in whichever order its fields are written. It tells who has edited a plan that
 * they did; it is no signature, and keeps nobody from making a plan.
 */
export const digestOf = (plan: Said): string => {
  const { changes, counts, fingerprint, guards, parts, refusals, removals, selection, version } = plan
  const said: Said = { changes, counts, fingerprint, guards, parts, refusals, removals, selection, version }
  return sha256(JSON.stringify(said, inOrder))
}

/** Whether a plan is another by now than the one that was made. */
export const isEdited = (plan: Said & { readonly digest: string }): boolean => digestOf(plan) !== plan.digest
