/**
 * A file that keeps the world of an instance across restarts.
 *
 * It is no part of the package's index, so that who keeps nothing loads no schema:
 *
 * ```ts
 * import * as DataFile from "@effect-wandb/emulator/DataFile"
 * ```
 *
 * @since 0.1.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Instance from "./Instance.js"
import * as internal from "./internal/dataFile.js"
import type { DataFileError } from "./internal/dataFile.js"

export {
  /**
   * A data file cannot be read or written, or holds no world.
   *
   * @since 0.1.0
   * @category errors
   */
  DataFileError
} from "./internal/dataFile.js"

/**
 * Makes an instance that goes on with the world in a file, and keeps it there.
 *
 * Without the file the world begins with the `seed`, which is not looked at otherwise. Each change is in the file before
 * it is answered, and it is written whole, beside the file, and put in its place: a process that is killed at any moment
 * loses nothing that it has answered. Changes that come while one is written are written together. A world of 1,000 users
 * takes some milliseconds, one of 100,000 about a second.
 *
 * The file has mode 0600, because listings of `apiKeyListing: "legacy"` need whole keys; otherwise it holds digests
 * alone. Since they do not give a key back, `adminKey` is on a restart a credential of the first admin that is none of
 * their keys, unless it is given again. Fails with `DataFileError` where the file is not to be read or holds no world,
 * and leaves it as it is. One process at a time can use a file.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  path: string,
  options: Omit<Instance.Options, "snapshot" | "save"> = {}
): Effect.Effect<Instance.Instance.Service, DataFileError | Instance.InvalidSeed, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { save, snapshot } = yield* internal.open(path)
    const instance = yield* Option.match(snapshot, {
      onNone: () => Instance.make({ ...options, save }),
      onSome: (snapshot) =>
        Effect.mapError(Instance.make({ ...options, seed: undefined, snapshot, save }), (error) =>
          error.field.startsWith("snapshot.") ? internal.contradiction(path, error) : error
        )
    })
    // A world that begins here is kept before anybody hears of it.
    yield* Effect.flatMap(instance.snapshot, save)
    return instance
  })

/**
 * Provides an instance that goes on with the world in a file, and keeps it there, as `make` does.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  path: string,
  options?: Omit<Instance.Options, "snapshot" | "save">
): Layer.Layer<Instance.Instance, DataFileError | Instance.InvalidSeed, FileSystem.FileSystem> =>
  Layer.effect(Instance.Instance, make(path, options))
