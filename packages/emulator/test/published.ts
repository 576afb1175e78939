import { JSONSchema, type Schema } from "effect"
import { fileURLToPath } from "node:url"

/** The path of a published JSON Schema. */
export const schemaPath = (name: string): string =>
  fileURLToPath(new URL(`../schemas/${name}.schema.json`, import.meta.url))

/**
 * The JSON Schema that is published of files.
 *
 * Effect gives all unknown values one and the same `$id`, which a document must not hold twice.
 */
export const published = <A, I>(schema: Schema.Schema<A, I>) =>
  JSON.parse(
    JSON.stringify(JSONSchema.make(schema, { target: "jsonSchema2020-12" }), (key, value: unknown) =>
      key === "$id" ? undefined : value
    )
  )
