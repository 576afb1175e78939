import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { variable } from "../environment.js"
import { reasonOf } from "../platformError.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"

/** The folder for what programs have to remember, by https://specifications.freedesktop.org/basedir-spec. */
const stateFolder = Effect.gen(function* () {
  const paths = yield* Path.Path
  // A relative one counts for none there.
  const state = Option.filter(yield* variable("XDG_STATE_HOME"), (path) => paths.isAbsolute(path))
  if (Option.isSome(state)) return state
  return Option.map(yield* variable("HOME"), (home) => paths.join(home, ".local", "state"))
})

/** The folder in which rotations are written down: the one that is given, else one of the user's own. */
export const of = (given: Option.Option<string>): Effect.Effect<string, Problem, Path.Path> =>
  Effect.gen(function* () {
    if (Option.isSome(given)) return given.value
    const paths = yield* Path.Path
    const state = yield* stateFolder
    if (Option.isSome(state)) return paths.join(state.value, "effect-wandb", "rotations")
    return yield* Effect.fail(
      new Problem({
        what: "There is no folder in which the rotation could be written down. Nothing was made.",
        todo: "Give --journal FOLDER, or set HOME."
      })
    )
  })

/** Fails where a folder is given that is not there, such as by a slip of the pen: it holds no rotation. */
export const require = (given: Option.Option<string>): Effect.Effect<void, Problem, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    if (Option.isNone(given) || (yield* Effect.orElseSucceed(files.exists(given.value), () => true))) return
    return yield* Effect.fail(
      new Problem({
        what: `The folder of the journal is not there: ${Printable.line(given.value)}.`,
        todo: "Give --journal the folder by which the rotation was begun."
      })
    )
  })

/** Makes the folder, for its owner alone, unless it is there. */
export const make = (folder: string): Effect.Effect<void, Problem, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.mapError(
      files.makeDirectory(folder, { recursive: true, mode: 0o700 }),
      (error) =>
        new Problem({
          what: `The folder of the journal cannot be made: ${Printable.line(folder)} (${reasonOf(error)}). Nothing was made.`,
          todo: "Give --journal a folder that you may write to.",
          cause: error
        })
    )
  )
