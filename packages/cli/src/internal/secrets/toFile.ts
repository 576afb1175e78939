import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as AtomicFile from "../atomicFile.js"
import { isNotFound, reasonOf } from "../platformError.js"
import { line } from "../printable.js"
import { Problem } from "../problem.js"
import type { Sink } from "./sink.js"

interface Former {
  readonly bytes: Uint8Array
  readonly mode: number
}

const permissions = 0o777

const failing = (what: string, path: string) => (error: PlatformError) =>
  new Problem({
    what: `${line(path)} cannot be ${what} (${reasonOf(error)}).`,
    todo: "Give --out the path of a file in a folder that you may write to.",
    cause: error
  })

const refusals = {
  link: "is a link, and what it leads to may be read by others",
  other: "is no file"
} as const

/**
 * A file of mode 0600 that holds the secret and nothing else, no line break either: what takes it for the value of a
 * variable or of a secret takes it as it is. Refuses a link, a folder, and a folder that is not there, before there is
 * a secret.
 */
export const make = (path: string): Effect.Effect<Sink, Problem, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
    const files = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    if (path === "") {
      return yield* Effect.fail(
        new Problem({ what: "--out is empty. Nothing was made.", todo: "Give --out the path of a file." })
      )
    }
    const kind = yield* Effect.mapError(AtomicFile.kindOf(path), failing("looked at", path))
    if (kind === "link" || kind === "other") {
      return yield* Effect.fail(
        new Problem({
          what: `${line(path)} ${refusals[kind]}.`,
          todo: "Give --out the path of a file, or of one that is not there yet."
        })
      )
    }
    yield* Effect.mapError(files.access(paths.dirname(path), { writable: true }), failing("written", path))
    const former = yield* Ref.make<Option.Option<Option.Option<Former>>>(Option.none())
    const read = Effect.gen(function* () {
      if ((yield* AtomicFile.kindOf(path)) === "nothing") return Option.none<Former>()
      const bytes = yield* files.readFile(path)
      const { mode } = yield* files.stat(path)
      return Option.some({ bytes, mode: mode & permissions })
    })
    const store = (secret: Redacted.Redacted) =>
      Effect.gen(function* () {
        const before = yield* read
        yield* AtomicFile.write(path, new TextEncoder().encode(Redacted.value(secret)))
        // Of several secrets that were stored, the first has replaced what was there before.
        yield* Ref.update(
          former,
          Option.orElseSome(() => before)
        )
      }).pipe(Effect.uninterruptible, Effect.mapError(failing("written", path)), Effect.provide(context))
    const undo = Effect.flatMap(Ref.getAndSet(former, Option.none()), (stored) =>
      Option.match(Option.flatten(stored), {
        onNone: () => (Option.isNone(stored) ? Effect.void : files.remove(path, { force: true })),
        onSome: ({ bytes, mode }) => AtomicFile.write(path, bytes, mode)
      })
    ).pipe(Effect.uninterruptible, Effect.mapError(failing("put back", path)), Effect.provide(context))
    const load = Effect.map(files.readFileString(path), (text) =>
      Option.some(Redacted.make(text.trim()))
    ).pipe(
      Effect.catchIf(isNotFound, () => Effect.succeedNone),
      Effect.mapError(failing("read", path))
    )
    return {
      place: `the file ${line(path)}`,
      label: `file ${paths.resolve(path)}`,
      store,
      undo: Option.some(undo),
      load: Option.some(load)
    }
  })
