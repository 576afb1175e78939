/**
 * Files in YAML and JSON that hold what a schema encodes.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import * as Document from "./internal/document.js"
import { InvalidFile, type Problem } from "./InvalidFile.js"
import { type Finding, findings } from "./Issues.js"
import * as Path from "./FieldPath.js"
import { scrub, secretsOf } from "./Secrets.js"

/**
 * What was read of a file.
 *
 * @since 0.1.0
 * @category models
 */
export interface Contents<A> {
  readonly value: A
  /** The error about the value of a field, with its secrets taken out of the reason. */
  readonly invalid: (field: string, reason: string) => InvalidFile
}

const inOrder = Order.combine(
  Order.mapInput(Order.number, ({ line }: Problem) => line),
  Order.mapInput(Order.number, ({ column }: Problem) => column)
)

const invalid = (file: string, problems: Arr.NonEmptyReadonlyArray<Problem>): InvalidFile =>
  new InvalidFile({ file, problems: Arr.sort(problems, inOrder) })

/**
 * Makes the reader of files that hold what a schema encodes: from the text of a file, and the name that errors call it
 * by, to what it holds, or `InvalidFile`.
 *
 * Unknown and missing fields and values of a wrong kind are listed all at once, errors of syntax one at a time. Aliases
 * (`*name`) are read, tags and merges (`<<`) are not; a file holds one document.
 *
 * @example
 * ```ts
 * import { SchemaFile } from "@effect-wandb/files"
 * import { Schema } from "effect"
 *
 * const read = SchemaFile.reader(Schema.Struct({ team: Schema.String }))
 *
 * const found = read("team: engine", "team.yaml")
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const reader = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })
  return (text: string, file: string): Either.Either<Contents<A>, InvalidFile> =>
    Either.gen(function* () {
      const document = yield* Either.mapLeft(Document.parse(text), (flaws) =>
        invalid(
          file,
          Arr.map(flaws, (flaw) => ({ ...flaw, field: "" }))
        )
      )
      const secrets = secretsOf(document.value)
      const located = ({ field, spot, onName, reason }: Finding): Problem => ({
        ...document.placeOf(spot, onName),
        field: scrub(Path.format(field), secrets),
        reason
      })
      const value = yield* Either.mapLeft(decode(document.value), ({ issue }) =>
        invalid(file, Arr.map(findings(issue, secrets), located))
      )
      return {
        value,
        invalid: (field, reason) => {
          const path = Path.parse(field)
          return invalid(file, [
            located({ field: path, spot: path, onName: false, reason: scrub(reason, secrets) })
          ])
        }
      }
    })
}

/**
 * Makes the writer of files that hold what a schema encodes, as YAML in blocks, one value a line.
 *
 * It throws, as `Schema.encodeSync` does, on a value that is not of the schema.
 *
 * @since 0.1.0
 * @category formatting
 */
export const writer = <A, I>(schema: Schema.Schema<A, I>): ((value: A) => string) => {
  const encode = Schema.encodeSync(schema)
  return (value) => Document.format(encode(value))
}
