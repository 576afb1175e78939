import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Snapshot } from "../Snapshot.js"
import { findings } from "@effect-wandb/files/Issues"
import * as Path from "@effect-wandb/files/FieldPath"

/**
 * A data file cannot be read or written, or holds no world: `reason` says what is wrong, and where.
 *
 * @since 0.1.0
 * @category errors
 */
export class DataFileError extends Data.TaggedError("DataFileError")<{
  readonly file: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.file}: ${this.reason}`
  }
}

const decode = Schema.decodeUnknownEither(Snapshot)
const encode = Schema.encodeSync(Schema.parseJson(Snapshot))

/** What a data file holds, none when it is not there yet, and how to write it anew. */
export const open = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const text = yield* Effect.asSome(fs.readFileString(file)).pipe(
      Effect.catchIf(isNotFound, () => Effect.succeedNone),
      Effect.mapError((error) => new DataFileError({ file, reason: `it cannot be read (${codeOf(error)})` }))
    )
    return {
      snapshot: yield* Effect.transposeMapOption(text, (text) => read(file, text)),
      save: save(fs, file)
    }
  })

const isNotFound = (error: PlatformError): boolean =>
  error._tag === "SystemError" && error.reason === "NotFound"

const codeOf = (error: PlatformError): string => (error._tag === "SystemError" ? error.reason : error._tag)

const read = (file: string, text: string): Either.Either<Snapshot, DataFileError> =>
  Either.try({
    try: (): unknown => JSON.parse(text),
    catch: () => noWorld(file, text.trim() === "" ? "it is empty" : "it is no JSON")
  }).pipe(
    Either.flatMap((json) =>
      Either.mapLeft(decode(json), ({ issue }) => {
        const [{ field, reason }] = findings(issue, [])
        return noWorld(file, `${Path.format(field)}: ${reason}`)
      })
    )
  )

const noWorld = (file: string, reason: string): DataFileError =>
  new DataFileError({
    file,
    reason: `it holds no world to go on with, and is left as it is: ${reason}. Move it away to begin with a new one`
  })

/** What an instance says of a snapshot, as an error about its file. */
export const contradiction = (
  file: string,
  { field, reason }: { readonly field: string; readonly reason: string }
): DataFileError => noWorld(file, `${field.replace(/^snapshot\./, "")}: ${reason}`)

/** Written whole beside the file and put in its place, so that there is a whole one at any moment. */
const save =
  (fs: FileSystem.FileSystem, file: string) =>
  (snapshot: Snapshot): Effect.Effect<void, DataFileError> => {
    const next = `${file}.next`
    return Effect.scoped(
      Effect.flatMap(fs.open(next, { flag: "w", mode: 0o600 }), (handle) =>
        Effect.zipRight(handle.writeAll(new TextEncoder().encode(`${encode(snapshot)}\n`)), handle.sync)
      )
    ).pipe(
      Effect.zipRight(fs.rename(next, file)),
      Effect.mapError(
        (error) => new DataFileError({ file, reason: `it cannot be written (${codeOf(error)})` })
      )
    )
  }
