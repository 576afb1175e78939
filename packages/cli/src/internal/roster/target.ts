import * as FileSystem from "@effect/platform/FileSystem"
import type { PlatformError } from "@effect/platform/Error"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as AtomicFile from "../atomicFile.js"
import { reasonOf } from "../platformError.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"

const permissions = 0o777

const failing = (file: string) => (error: PlatformError) =>
  new Problem({
    what: `${Printable.line(file)} cannot be written (${reasonOf(error)}).`,
    todo: "Give --out the path of a file in a folder that you may write to.",
    cause: error
  })

/** The rights that a file has, or that a new one is given here: it is made for that, and holds nothing yet. */
const rightsOf = (file: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    if ((yield* AtomicFile.kindOf(file)) === "nothing") {
      yield* Effect.scoped(files.open(file, { flag: "wx" }))
    }
    return (yield* files.stat(file)).mode & permissions
  })

/** Puts a document into a file, whole or not at all. A link is followed, and a file that is there keeps its rights. */
export const write = (
  file: string,
  text: string
): Effect.Effect<void, Problem, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const kind = yield* AtomicFile.kindOf(file)
    if (kind === "other") {
      return yield* Effect.fail(
        new Problem({
          what: `${Printable.line(file)} is no file.`,
          todo: "Give --out the path of a file, or of one that is not there yet."
        })
      )
    }
    const path = kind === "link" ? yield* files.realPath(file) : file
    const mode = yield* rightsOf(path)
    yield* AtomicFile.write(path, new TextEncoder().encode(text), mode).pipe(
      Effect.onError(() => (kind === "nothing" ? Effect.ignore(files.remove(path)) : Effect.void))
    )
  }).pipe(
    Effect.catchTags({
      BadArgument: (error) => Effect.fail(failing(file)(error)),
      SystemError: (error) => Effect.fail(failing(file)(error))
    })
  )

/** Whether two paths are those of one file. */
export const isSame = (one: string, other: string): Effect.Effect<boolean, never, Path.Path> =>
  Effect.map(Path.Path, (paths) => paths.resolve(one) === paths.resolve(other))
