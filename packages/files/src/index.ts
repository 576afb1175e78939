/**
 * Ways to a value, as they are written.
 *
 * @since 0.1.0
 */
export * as FieldPath from "./FieldPath.js"

/**
 * Files that do not hold what they should.
 *
 * @since 0.1.0
 */
export * as InvalidFile from "./InvalidFile.js"

/**
 * What a schema has against a value, in words that repeat no secret.
 *
 * @since 0.1.0
 */
export * as Issues from "./Issues.js"

/**
 * What a misspelt word was meant to be.
 *
 * @since 0.1.0
 */
export * as Nearest from "./Nearest.js"

/**
 * Files in YAML and JSON that hold what a schema encodes.
 *
 * @since 0.1.0
 */
export * as SchemaFile from "./SchemaFile.js"

/**
 * What may not be repeated in an error.
 *
 * @since 0.1.0
 */
export * as Secrets from "./Secrets.js"
