/**
 * Files that do not hold what they should.
 *
 * @since 0.1.0
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Data from "effect/Data"

/**
 * What is wrong at one place of a file: lines and columns count from 1, and `field` is the path to the value, such as
 * `users[1].email`, empty for the file as a whole. No part of it shows a secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Problem {
  readonly line: number
  readonly column: number
  readonly field: string
  readonly reason: string
}

/** No more are told in words: who has repaired these sees the next. */
const most = 20

/**
 * A file that does not hold what it should: all that was found, from its beginning to its end.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidFile extends Data.TaggedError("InvalidFile")<{
  readonly file: string
  readonly problems: NonEmptyReadonlyArray<Problem>
}> {
  override get message(): string {
    const left = this.problems.length - most
    return [
      ...this.problems
        .slice(0, most)
        .map(
          ({ line, column, field, reason }) =>
            `${this.file}:${line}:${column}${field === "" ? "" : ` ${field}`}: ${reason}`
        ),
      ...(left > 0 ? [`${this.file}: … and ${left} more`] : [])
    ].join("\n")
  }
}
