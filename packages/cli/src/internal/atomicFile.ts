import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { isNotFound } from "./platformError.js"

/** Whoever writes takes far less than this: what is older than the file that is written was left by a process that is gone. */
const leftMillis = 60_000

const stamp = ({ mtime }: FileSystem.File.Info): number | undefined =>
  Option.getOrUndefined(Option.map(mtime, (date) => date.getTime()))

/** Removes what processes that were killed while they wrote have left beside a file, a secret maybe. */
const removeLeft = (path: string, beside: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    const folder = paths.dirname(path)
    const start = `.${paths.basename(path)}.`
    const now = stamp(yield* files.stat(beside))
    for (const name of yield* files.readDirectory(folder)) {
      if (!name.startsWith(start) || !/^[0-9a-f]{8}\.tmp$/.test(name.slice(start.length))) continue
      const left = paths.join(folder, name)
      const then = stamp(yield* files.stat(left))
      if (now !== undefined && then !== undefined && now - then > leftMillis) yield* files.remove(left)
    }
  })

/**
 * Puts bytes into a file, whole or not at all, which nobody but its owner may read: they are written beside it, brought
 * to the disk, and put in its place. What was there is gone then, with the rights that others had to it.
 */
export const write = (
  path: string,
  bytes: Uint8Array,
  mode = 0o600
): Effect.Effect<void, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    const folder = paths.dirname(path)
    const suffix = yield* Random.nextIntBetween(0x10000000, 0x7fffffff)
    const beside = paths.join(folder, `.${paths.basename(path)}.${suffix.toString(16)}.tmp`)
    const written = Effect.scoped(
      Effect.gen(function* () {
        // Never one that is there already, be it a link that somebody has laid.
        const file = yield* files.open(beside, { flag: "wx", mode })
        yield* file.writeAll(bytes)
        yield* file.sync
      })
    )
    yield* Effect.uninterruptible(
      written.pipe(
        // The mode of a new file is narrowed by the process's mask, and so is that of one to be put back.
        Effect.zipRight(files.chmod(beside, mode)),
        Effect.tap(() => Effect.ignore(removeLeft(path, beside))),
        Effect.zipRight(files.rename(beside, path)),
        // The name is brought to the disk as well, where a folder can be: not every system has that.
        Effect.tap(() =>
          Effect.ignore(Effect.scoped(Effect.flatMap(files.open(folder), (opened) => opened.sync)))
        ),
        Effect.onError(() => Effect.ignore(files.remove(beside, { force: true })))
      )
    )
  })

/** What stands at a path. */
export type Kind = "nothing" | "file" | "link" | "other"

/** What stands at a path, without following it where it is a link. */
export const kindOf = (path: string): Effect.Effect<Kind, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const link = yield* Effect.option(files.readLink(path))
    if (link._tag === "Some") return "link"
    return yield* files.stat(path).pipe(
      Effect.map(({ type }): Kind => (type === "File" ? "file" : "other")),
      Effect.catchIf(isNotFound, () => Effect.succeed<Kind>("nothing"))
    )
  })
