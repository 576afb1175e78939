import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import * as FileSystem from "@effect/platform/FileSystem"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Path from "@effect/platform/Path"
import type { PlatformError } from "@effect/platform/Error"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as AtomicFile from "../atomicFile.js"
import { isNotFound, isReason } from "../platformError.js"

/**
 * A store that has a file for each key, for its owner alone: it is brought to the disk before it counts as written, so
 * that it outlives the machine too.
 */
const store = (folder: string) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
    const files = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    const pathOf = (key: string): string => paths.join(folder, `${encodeURIComponent(key)}.json`)
    return KeyValueStore.makeStringOnly({
      get: (key) =>
        Effect.catchIf(
          Effect.asSome(files.readFileString(pathOf(key))),
          isNotFound,
          () => Effect.succeedNone
        ),
      set: (key, text) =>
        Effect.provide(AtomicFile.write(pathOf(key), new TextEncoder().encode(text)), context),
      remove: (key) => files.remove(pathOf(key), { force: true }),
      // The journal forgets its entries one by one, and asks for no number.
      clear: Effect.dieMessage("The journal is never cleared."),
      size: Effect.dieMessage("The journal is never counted.")
    })
  })

const stamp = (since: Option.Option<Date>): number | undefined =>
  Option.getOrUndefined(Option.map(since, (date) => date.getTime()))

const millisBetween = 50

/** A change takes some milliseconds: who holds the lock for longer than this was killed meanwhile. */
const longestMillis = 5000

/** One program at a time changes the journal: a folder that only one of them can make says which. */
const locked =
  (files: FileSystem.FileSystem, lock: string) =>
  <A, E>(change: Effect.Effect<A, E>, id: string) => {
    const heldSince = Effect.map(
      Effect.option(files.stat(lock)),
      Option.flatMap(({ mtime }) => mtime)
    )
    const take = (held: number | undefined, waited: number): Effect.Effect<void, PlatformError> =>
      Effect.catchIf(files.makeDirectory(lock), isReason("AlreadyExists"), () =>
        Effect.gen(function* () {
          const now = stamp(yield* heldSince)
          if (now !== held) return yield* take(now, 0)
          if (waited >= longestMillis) {
            yield* Effect.ignore(files.remove(lock, { recursive: true }))
            return yield* take(undefined, 0)
          }
          yield* Effect.sleep(millisBetween)
          return yield* take(held, waited + millisBetween)
        })
      )
    return Effect.acquireUseRelease(
      Effect.mapError(
        take(undefined, 0),
        ({ message: problem }) => new RotationJournal.JournalFailed({ operation: "put", id, problem })
      ),
      () => change,
      () => Effect.ignore(files.remove(lock, { recursive: true }))
    )
  }

/** The journal in a folder, which has to be there before anything is written. */
export const layer = (
  folder: string
): Layer.Layer<RotationJournal.RotationJournal, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(
    RotationJournal.RotationJournal,
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const paths = yield* Path.Path
      const journal = yield* RotationJournal.RotationJournal
      const alone = locked(files, paths.join(folder, "lock"))
      return { ...journal, put: (state, before) => alone(journal.put(state, before), state.id) }
    })
  ).pipe(
    Layer.provide(RotationJournal.layerKeyValueStore()),
    Layer.provide(Layer.effect(KeyValueStore.KeyValueStore, store(folder)))
  )
