/**
 * Faults in files, as YAML or JSON, with errors that name the line.
 *
 * It is no part of the package's index, so that who reads no files loads no parser:
 *
 * ```ts
 * import * as FaultFile from "@effect-wandb/emulator/FaultFile"
 * ```
 *
 * The schema for editors is `@effect-wandb/emulator/schemas/faults.schema.json`: a first line
 * `# yaml-language-server: $schema=<path>` names it.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Fault from "./Fault.js"
import type { InvalidFile } from "@effect-wandb/files/InvalidFile"
import { reader } from "@effect-wandb/files/SchemaFile"

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
 * What a fault file holds: a list of faults in the order in which they are tried.
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Array(Fault.Fault).annotations({
  title: "Faults",
  description:
    "What goes wrong with the requests to a W&B in memory; the first that a request fits is tried first"
})

const read = reader(schema)

/**
 * Reads faults from the text of a file, `name` being what errors call it.
 *
 * Each is an object whose `_tag` is its kind, such as `DropAfter`, as wherever faults are data. Fails with `InvalidFile`,
 * which lists all unknown kinds, all fields that a kind does not have or lacks, and all values of a wrong kind or form,
 * or the first error of syntax.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (
  text: string,
  name = "fault file"
): Either.Either<ReadonlyArray<Fault.Fault>, InvalidFile> =>
  Either.map(read(text, name), ({ value }) => value)
