/**
 * Rosters in files, as YAML or JSON, with errors that name the line.
 *
 * It is no part of the package's index, so that who reads no files loads no parser:
 *
 * ```ts
 * import * as RosterFile from "@effect-wandb/admin/RosterFile"
 * ```
 *
 * The schema for editors is `@effect-wandb/admin/schemas/roster.schema.json`. In YAML a first line
 * `# yaml-language-server: $schema=<path>` names it, in JSON a field `$schema`.
 *
 * @since 0.1.0
 */
import { InvalidFile, type Problem } from "@effect-wandb/files/InvalidFile"
import { reader, writer } from "@effect-wandb/files/SchemaFile"
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { problemsOf } from "./internal/roster/check.js"
import { Roster } from "./internal/roster/desired.js"
import type { Refusal } from "./internal/roster/refusals.js"

export {
  /**
   * A file that does not hold what it should.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidFile,
  /**
   * What is wrong at one place of a file.
   *
   * @since 0.1.0
   * @category models
   */
  type Problem
} from "@effect-wandb/files/InvalidFile"

/**
 * What a roster file holds: a roster, and where its JSON Schema is, for editors.
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Struct({
  $schema: Schema.optional(Schema.String).annotations({ description: "Where this schema is, for editors" }),
  ...Roster.fields
}).annotations({
  title: "Roster",
  description: "The users, teams, members and service accounts that a W&B server shall have"
})

/**
 * A roster that was read from a file.
 *
 * @since 0.1.0
 * @category models
 */
export interface RosterFile {
  readonly roster: Roster
  /**
   * Gives what contradicts what is there, of the refusals of a plan of the roster, as an error that names the file and
   * the lines; `None` where there is no such refusal.
   */
  readonly located: (refusals: Iterable<Refusal>) => Option.Option<InvalidFile>
}

const read = reader(schema)

const inOrder = Order.combine(
  Order.mapInput(Order.number, ({ line }: Problem) => line),
  Order.mapInput(Order.number, ({ column }: Problem) => column)
)

/** One error of several, from the beginning of the file to its end. */
const together = (file: string, errors: ReadonlyArray<InvalidFile>): Option.Option<InvalidFile> => {
  const problems = errors.flatMap((error) => error.problems)
  return Arr.isNonEmptyReadonlyArray(problems)
    ? Option.some(new InvalidFile({ file, problems: Arr.sort(problems, inOrder) }))
    : Option.none()
}

/**
 * Reads a roster from the text of a file, `name` being what errors call it.
 *
 * Fails with `InvalidFile`, which lists all unknown and missing fields and all values of a wrong kind, or all that
 * contradicts itself, or the first error of syntax.
 *
 * Aliases (`*name`) are read, tags and merges (`<<`) are not; a file holds one document.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string, name = "roster file"): Either.Either<RosterFile, InvalidFile> =>
  Either.flatMap(read(text, name), ({ invalid, value }) => {
    const roster = Struct.omit(value, "$schema")
    const contradictions = problemsOf(roster).map(({ field, reason }) => invalid(field, reason))
    const located = (refusals: Iterable<Refusal>) =>
      together(
        name,
        Array.from(refusals).flatMap((refusal) =>
          refusal._tag === "Conflict" ? [invalid(refusal.field, refusal.reason)] : []
        )
      )
    return Option.match(together(name, contradictions), {
      onNone: () => Either.right({ roster, located }),
      onSome: Either.left
    })
  })

/**
 * How to format a roster.
 *
 * @since 0.1.0
 * @category options
 */
export interface FormatOptions {
  /** Where the file's JSON Schema is, for editors. Default: that of this package, beneath `node_modules`. */
  readonly schema?: string | undefined
}

const ownSchema = "node_modules/@effect-wandb/admin/schemas/roster.schema.json"

const write = writer(Roster)

/**
 * Formats a roster as the text of a YAML file, with the line by which editors find its schema. `parse` reads the same
 * roster from it.
 *
 * @since 0.1.0
 * @category formatting
 */
export const format = (roster: Roster, { schema = ownSchema }: FormatOptions = {}): string =>
  `# yaml-language-server: $schema=${schema}\n${write(roster)}`
