import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as AtomicFile from "../atomicFile.js"
import { variable } from "../environment.js"
import { isNotFound, reasonOf } from "../platformError.js"
import { line } from "../printable.js"
import { Problem } from "../problem.js"
import * as Put from "./put.js"

/** Where the official client looks: `$NETRC`, else `~/.netrc`, else `~/_netrc`; `~/.netrc` where there is none yet. */
export const path: Effect.Effect<string, Problem, FileSystem.FileSystem> = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const given = yield* variable("NETRC")
  const home = yield* variable("HOME")
  const place = Option.isSome(home) ? home : yield* variable("USERPROFILE")
  if (Option.isSome(given)) {
    return given.value.replace(/^~(?=[/\\]|$)/, (tilde) => Option.getOrElse(place, () => tilde))
  }
  if (Option.isNone(place)) {
    return yield* Effect.fail(
      new Problem({
        what: "There is no home directory for a .netrc: HOME is not set.",
        todo: "Set HOME or NETRC."
      })
    )
  }
  const [usual, other] = [`${place.value}/.netrc`, `${place.value}/_netrc`] as const
  const isThere = (path: string) => Effect.orElseSucceed(files.exists(path), () => false)
  return !(yield* isThere(usual)) && (yield* isThere(other)) ? other : usual
})

const failing = (what: string, path: string) => (error: PlatformError) =>
  new Problem({
    what: `${line(path)} cannot be ${what} (${reasonOf(error)}). Nothing was stored.`,
    todo: "See to the rights of the file and of its folder, or set NETRC to another.",
    cause: error
  })

/** A file as one character a byte, whatever it is encoded in: what is not changed goes back as it came. */
const latin1 = "latin1"

/** What is about to be written, and whether that takes another key away. */
export interface Pending {
  readonly path: string
  readonly replaces: boolean
  readonly write: Effect.Effect<void, Problem, FileSystem.FileSystem | Path.Path>
}

/** Reads a .netrc and puts a key into it, which is not written yet. A file with a mistake in it is left as it is. */
export const prepare = (
  path: string,
  machine: string,
  secret: ApiKeySecret.ApiKeySecret
): Effect.Effect<Pending, Problem, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    // A link is followed, as for files that are kept elsewhere: what it leads to is replaced, and not the link.
    const target = yield* files.realPath(path).pipe(
      Effect.catchIf(isNotFound, () => Effect.succeed(path)),
      Effect.mapError(failing("read", path))
    )
    const kind = yield* Effect.mapError(AtomicFile.kindOf(target), failing("read", path))
    const bytes =
      kind === "nothing"
        ? new Uint8Array()
        : yield* Effect.mapError(files.readFile(target), failing("read", path))
    const edited = Put.put(Buffer.from(bytes).toString(latin1), machine, secret)
    if (Either.isLeft(edited)) {
      return yield* Effect.fail(
        new Problem({
          what: `${line(path)} has a mistake in line ${edited.left.line}: ${edited.left.problem}. It was left as it is.`,
          todo: "Repair the line, or set NETRC to another file."
        })
      )
    }
    const { replaces, text } = edited.right
    return {
      path,
      replaces,
      write: Effect.mapError(AtomicFile.write(target, Buffer.from(text, latin1)), failing("written", path))
    }
  })
