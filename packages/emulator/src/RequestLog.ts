/**
 * What was asked of an instance and what it answered, without secrets.
 *
 * @since 0.1.0
 */
import type { Fault } from "./Fault.js"

/**
 * One GraphQL request: when it came (ISO 8601), what it asked for, whose credentials it carried, and how it ended.
 *
 * `operation` is null for an anonymous document, `username` without valid credentials, `status` when the
 * connection was lost or the caller gave up; `fault` is the tag of the fault that it met. Whatever looks like an
 * API key in `operation`, `rootFields` and `variables` is replaced by `<redacted>`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  readonly at: string
  readonly operation: string | null
  readonly rootFields: ReadonlyArray<string>
  readonly variables: Readonly<Record<string, unknown>>
  readonly username: string | null
  readonly status: number | null
  readonly fault?: Fault["_tag"]
}

/**
 * How many entries an instance keeps; older ones are forgotten.
 *
 * @since 0.1.0
 * @category limits
 */
export const capacity: number = 10_000
