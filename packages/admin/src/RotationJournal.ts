/**
 * Where key rotations are written down, so that one that was cut off can be finished.
 *
 * @since 0.1.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { RotationTakenOver } from "./internal/rotation/errors.js"
import type { JournalFailed } from "./internal/rotation/journalFailed.js"
import * as KeyValueJournal from "./internal/rotation/keyValueJournal.js"
import type { State } from "./internal/rotation/state.js"

export * from "./internal/rotation/journalFailed.js"

/**
 * Where key rotations are written down: the last state of each, which holds ids, names and descriptions and never a
 * secret.
 *
 * @since 0.1.0
 * @category tags
 */
export class RotationJournal extends Context.Tag("@effect-wandb/admin/RotationJournal")<
  RotationJournal,
  RotationJournal.Service
>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace RotationJournal {
  /**
   * What a journal does. `put` has to be lasting when it ends, and a reader has to find either the state before it or
   * the one after it, whenever the writer is killed.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * Puts a state in the place of the one that the rotation had before. That has to be equal to `before`, and none has
     * to be there for `None`: else it is `RotationTakenOver`, and nothing is written. No other `put` may come between the
     * comparison and the writing.
     */
    readonly put: (
      state: State,
      before: Option.Option<State>
    ) => Effect.Effect<void, JournalFailed | RotationTakenOver>
    /** Gives the state of a rotation by its id. */
    readonly get: (id: string) => Effect.Effect<Option.Option<State>, JournalFailed>
    /** Gives the state of every rotation, in the order in which they were begun. */
    readonly list: Effect.Effect<ReadonlyArray<State>, JournalFailed>
  }

  /**
   * How a journal is kept.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Options {
    /** How many finished rotations are kept, the newest of them. Default 100. */
    readonly keep?: number | undefined
  }
}

/**
 * Keeps the journal in a `KeyValueStore`, such as a directory. The store may write in place: whoever is killed while
 * writing leaves the state before readable. It has to keep what it was given, and one program at a time may use it.
 *
 * What cannot be understood, or was written by a later version of this package, is `JournalFailed` and never taken for
 * absent.
 *
 * @example
 * ```ts
 * import { RotationJournal } from "@effect-wandb/admin"
 * import { KeyValueStore } from "@effect/platform"
 * import { NodeContext } from "@effect/platform-node"
 * import { Layer } from "effect"
 *
 * const journal = RotationJournal.layerKeyValueStore().pipe(
 *   Layer.provide(KeyValueStore.layerFileSystem("rotations")),
 *   Layer.provide(NodeContext.layer)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerKeyValueStore = ({ keep = 100 }: RotationJournal.Options = {}): Layer.Layer<
  RotationJournal,
  never,
  KeyValueStore.KeyValueStore
> =>
  Layer.effect(
    RotationJournal,
    Effect.flatMap(KeyValueStore.KeyValueStore, (store) => KeyValueJournal.make(store, keep))
  )

/**
 * Keeps the journal in memory, for tests and for programs that are never cut off.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMemory: Layer.Layer<RotationJournal> = layerKeyValueStore().pipe(
  Layer.provide(Layer.fresh(KeyValueStore.layerMemory))
)
