/**
 * The journal of an instance: what was asked of it and what it answered, without secrets.
 *
 * @since 0.1.0
 */
import type { Fault } from "./Fault.js"

/**
 * One request, in the order in which they ended.
 *
 * - `id` counts up from 1; `at` is when it came (ISO 8601), `durationMillis` how long it took.
 * - `operation` is null for an anonymous document, `username` without valid credentials, `status` where no answer
 *   arrived: the connection was `lost`, or the caller had given up and the request was `abandoned`.
 * - `errors` are the messages of the GraphQL errors in the answer, `fault` is the tag of the fault that it met, and
 *   `hints` say which fault it nearly met, or what was meant by a path that is not served.
 *
 * Whatever looks like an API key in `operation`, `rootFields`, `variables`, `errors` and `hints` is replaced by
 * `<redacted>`. Variables are kept up to about 4,000 characters; what is beyond is `…`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  readonly id: number
  readonly at: string
  readonly durationMillis: number
  readonly operation: string | null
  readonly rootFields: ReadonlyArray<string>
  readonly variables: Readonly<Record<string, unknown>>
  readonly username: string | null
  readonly status: number | null
  readonly outcome: "answered" | "lost" | "abandoned"
  readonly errors: ReadonlyArray<string>
  readonly fault?: Fault["_tag"]
  readonly hints: ReadonlyArray<string>
}

/**
 * How many entries an instance keeps; older ones are forgotten.
 *
 * @since 0.1.0
 * @category limits
 */
export const capacity: number = 10_000
