import { ApiKeyRef } from "@effect-wandb/core/ApiKey"
import type { KeyValueStore } from "@effect/platform/KeyValueStore"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { RotationTakenOver } from "./errors.js"
import { JournalFailed } from "./journalFailed.js"
import { isUnfinished } from "./plan.js"
import * as Slots from "./slots.js"
import { State } from "./state.js"

const Index = Slots.codec(Schema.Array(ApiKeyRef))
const Entry = Slots.codec(State)
const isId = Schema.is(ApiKeyRef)

const failed = (operation: "put" | "get" | "list", problem: string, id?: string) =>
  new JournalFailed({ operation, problem, ...(id !== undefined && { id }) })

/** A journal in a store that cannot list what it has: an index does. */
export const make = (store: KeyValueStore, keep: number) =>
  Effect.map(Effect.makeSemaphore(1), (semaphore) => {
    const index = Slots.make(store, "rotations", Index)
    const entry = (id: string) => Slots.make(store, `rotation.${id}`, Entry)
    const idsIn = Option.getOrElse((): ReadonlyArray<ApiKeyRef> => [])
    const ids = Effect.map(index.read, idsIn)

    const all = Effect.flatMap(ids, (ids) =>
      Effect.map(
        Effect.forEach(ids, (id) => entry(id).read),
        Arr.getSomes
      )
    )

    /** An entry stands before the index names it, so that the index never names what was cut off. */
    const write = (state: State, before: Option.Option<State>) =>
      Effect.gen(function* () {
        yield* entry(state.id).update((last) =>
          Equal.equals(last, before)
            ? Effect.succeed(state)
            : new RotationTakenOver({ id: state.id, mayHaveStored: false })
        )
        const isKnown = (yield* ids).includes(state.id)
        if (!isKnown) yield* index.update((known) => Effect.succeed([...idsIn(known), state.id]))
      })

    /** Forgets the oldest of the finished rotations. */
    const prune = Effect.gen(function* () {
      const states = yield* all
      const finished = states.filter((state) => !isUnfinished(state))
      const surplus = finished.slice(0, Math.max(0, finished.length - keep)).map(({ id }) => id)
      if (surplus.length === 0) return
      yield* index.update((known) => Effect.succeed(Arr.difference(idsIn(known), surplus)))
      yield* Effect.forEach(surplus, (id) => entry(id).remove, { discard: true })
    })

    const alone = semaphore.withPermits(1)

    return {
      put: (state: State, before: Option.Option<State>) =>
        write(state, before).pipe(
          // The state is kept by then: what cannot be forgotten now is forgotten another time.
          Effect.zipLeft(isUnfinished(state) ? Effect.void : Effect.ignore(prune)),
          alone,
          Effect.uninterruptible,
          Effect.mapError((error) => (typeof error === "string" ? failed("put", error, state.id) : error))
        ),
      get: (id: string) =>
        isId(id)
          ? Effect.mapError(alone(entry(id).read), (problem) => failed("get", problem, id))
          : Effect.succeed(Option.none<State>()),
      list: Effect.mapError(alone(all), (problem) => failed("list", problem))
    }
  })
