import type { KeyValueStore } from "@effect/platform/KeyValueStore"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"

// Stores of key and value may write in place: who is killed meanwhile leaves half a text. So each value has two slots
// and is written into the one that does not hold the newest. What ends without its line break was cut off.

const version = 1

type Found<A> =
  | { readonly _tag: "Absent" | "CutOff" | "Unreadable" | "Later" }
  | { readonly _tag: "Whole"; readonly slot: string; readonly sequence: number; readonly value: A }

type Whole<A> = Extract<Found<A>, { readonly _tag: "Whole" }>

const decodeHeader = Schema.decodeOption(Schema.parseJson(Schema.Struct({ version: Schema.NonNegativeInt })))

const newest = Order.mapInput(Order.number, ({ sequence }: { readonly sequence: number }) => sequence)

/** How a value is written: made once for each kind of value, because that takes longer than reading one. */
export interface Codec<A> {
  readonly encode: (sequence: number, value: A) => string
  readonly parse: (slot: string, text: string) => Found<A>
}

export const codec = <A, I>(schema: Schema.Schema<A, I>): Codec<A> => {
  const Entry = Schema.parseJson(
    Schema.Struct({ version: Schema.Literal(version), sequence: Schema.NonNegativeInt, value: schema })
  )
  const encode = Schema.encodeSync(Entry)
  const decode = Schema.decodeOption(Entry)
  return {
    encode: (sequence, value) => `${encode({ version, sequence, value })}\n`,
    parse: (slot, text) => {
      if (!text.endsWith("\n")) return { _tag: "CutOff" }
      return Option.match(decode(text), {
        onNone: () =>
          Option.exists(decodeHeader(text), (header) => header.version > version)
            ? { _tag: "Later" }
            : { _tag: "Unreadable" },
        onSome: ({ sequence, value }) => ({ _tag: "Whole", slot, sequence, value })
      })
    }
  }
}

/** A value in a store that outlives whoever is killed while writing it. */
export interface Slots<A> {
  /** Gives the value that was written last, or what is wrong with it. */
  readonly read: Effect.Effect<Option.Option<A>, string>
  /** Writes what is made of the value that was written last, unless that fails. */
  readonly update: <E>(
    next: (last: Option.Option<A>) => Effect.Effect<A, E>
  ) => Effect.Effect<void, E | string>
  readonly remove: Effect.Effect<void, string>
}

export const make = <A>(store: KeyValueStore, key: string, { encode, parse }: Codec<A>): Slots<A> => {
  const first = `${key}.a`
  const second = `${key}.b`

  const look = (slot: string): Effect.Effect<Found<A>, string> =>
    store.get(slot).pipe(
      Effect.mapBoth({
        onFailure: ({ message }) => message,
        onSuccess: Option.match({
          onNone: (): Found<A> => ({ _tag: "Absent" }),
          onSome: (text) => parse(slot, text)
        })
      })
    )

  const current: Effect.Effect<Option.Option<Whole<A>>, string> = Effect.flatMap(
    Effect.all([look(first), look(second)]),
    (found) => {
      // What a later version wrote may be newer than what this one understands.
      if (found.some(({ _tag }) => _tag === "Later")) {
        return Effect.fail(`a later version of this package has written ${first} or ${second}`)
      }
      const whole = found.filter((entry): entry is Whole<A> => entry._tag === "Whole")
      if (Arr.isNonEmptyArray(whole)) return Effect.succeedSome(Arr.max(whole, newest))
      // Only the very first text can be cut off with nothing beside it: nothing relies on it yet.
      const isNew =
        found.some(({ _tag }) => _tag === "Absent") && !found.some(({ _tag }) => _tag === "Unreadable")
      return isNew ? Effect.succeedNone : Effect.fail(`neither ${first} nor ${second} can be understood`)
    }
  )

  return {
    read: Effect.map(
      current,
      Option.map(({ value }) => value)
    ),
    update: (next) =>
      Effect.flatMap(current, (last) => {
        const sequence = Option.match(last, { onNone: () => 0, onSome: (entry) => entry.sequence + 1 })
        const slot = Option.exists(last, (entry) => entry.slot === first) ? second : first
        return Effect.flatMap(next(Option.map(last, ({ value }) => value)), (value) =>
          Effect.mapError(store.set(slot, encode(sequence, value)), ({ message }) => message)
        )
      }),
    remove: Effect.forEach(
      [first, second],
      (slot) =>
        Effect.flatMap(store.has(slot), (isThere) => (isThere ? store.remove(slot) : Effect.void)).pipe(
          Effect.mapError(({ message }) => message)
        ),
      { discard: true }
    )
  }
}
