/**
 * Seeds in files, as YAML or JSON, with errors that name the line.
 *
 * It is no part of the package's index, so that who reads no files loads no parser:
 *
 * ```ts
 * import * as SeedFile from "@effect-wandb/emulator/SeedFile"
 * ```
 *
 * The schema for editors is `@effect-wandb/emulator/schemas/seed.schema.json`. In YAML a first line
 * `# yaml-language-server: $schema=<path>` names it, in JSON a field `$schema`.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { InvalidSeed } from "./internal/errors.js"
import type { InvalidFile } from "@effect-wandb/files/InvalidFile"
import { reader } from "@effect-wandb/files/SchemaFile"
import * as Seed from "./Seed.js"

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
 * What a seed file holds: a seed, and where its JSON Schema is, for editors.
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Struct({
  $schema: Schema.optional(Schema.String).annotations({ description: "Where this schema is, for editors" }),
  ...Seed.Seed.fields
}).annotations({
  title: "Seed",
  description: "The users, API keys and teams that a W&B in memory starts with"
})

/**
 * A seed that was read from a file.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeedFile {
  readonly seed: Seed.Seed
  /**
   * Gives what `Instance.make` says of the seed as an error that names the file and the line; an error that is not
   * about the seed, such as one about the admin key, is given back as it is.
   */
  readonly located: (error: InvalidSeed) => InvalidFile | InvalidSeed
}

const read = reader(schema)

/**
 * Reads a seed from the text of a file, `name` being what errors call it.
 *
 * Fails with `InvalidFile`, which lists all unknown and missing fields and all values of a wrong kind, or the first error
 * of syntax. No form of it shows a secret. Whether the seed contradicts itself is for `Instance.make` to say.
 *
 * Aliases (`*name`) are read, tags and merges (`<<`) are not; a file holds one document. Ten thousand users take most of
 * a second.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string, name = "seed file"): Either.Either<SeedFile, InvalidFile> =>
  Either.map(read(text, name), ({ value, invalid }) => ({
    seed: Struct.omit(value, "$schema"),
    located: (error) => (/^(?:users|teams)\b/.test(error.field) ? invalid(error.field, error.reason) : error)
  }))
