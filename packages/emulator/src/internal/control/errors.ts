import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Data from "effect/Data"

/**
 * What is wrong with one value: `field` is its path, such as `[0].status`, empty for all that was sent. No part of it
 * shows a secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Problem {
  readonly field: string
  readonly reason: string
}

/**
 * A server cannot be made with an option: `field` is its name, `reason` says what is wrong.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidOption extends Data.TaggedError("InvalidOption")<{
  readonly field: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.field}: ${this.reason}`
  }
}

/**
 * The token is not the emulator's.
 *
 * @since 0.1.0
 * @category errors
 */
export class Unauthorized extends Data.TaggedError("Unauthorized") {
  override get message(): string {
    return "the control token is missing or wrong: send the one that the emulator was started with, as Authorization: Bearer <token>"
  }
}

/**
 * What was sent is not what it should be: all that was found, 20 problems at most.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidRequest extends Data.TaggedError("InvalidRequest")<{
  readonly problems: NonEmptyReadonlyArray<Problem>
}> {
  override get message(): string {
    return this.problems
      .map(({ field, reason }) => (field === "" ? reason : `${field}: ${reason}`))
      .join("\n")
  }
}

/**
 * The world has changed, but could not be kept in the place where the emulator keeps it.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotKept extends Data.TaggedError("NotKept")<{ readonly reason: string }> {
  override get message(): string {
    return `the world has changed, but could not be kept: ${this.reason}`
  }
}

/**
 * Nothing at the base URL can be controlled: it cannot be reached, its control is off, or it is something else.
 *
 * @since 0.1.0
 * @category errors
 */
export class ControlUnavailable extends Data.TaggedError("ControlUnavailable")<{
  readonly baseUrl: string
  readonly reason: string
}> {
  override get message(): string {
    return `there is no emulator to be controlled at ${this.baseUrl}: ${this.reason}`
  }
}
