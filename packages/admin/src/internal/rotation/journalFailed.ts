import { nameFrom } from "@effect-wandb/core/ApiKey"
import * as Schema from "effect/Schema"

/**
 * The journal could not be written or read, or what it holds cannot be understood.
 *
 * @since 0.1.0
 * @category errors
 */
export class JournalFailed extends Schema.TaggedError<JournalFailed>("@effect-wandb/admin/JournalFailed")(
  "JournalFailed",
  {
    /** What was to be done with the journal. */
    operation: Schema.Literal("put", "get", "list"),
    /** The rotation that it was about. */
    id: Schema.optional(Schema.String),
    /** What came of it, as a sentence without its full stop. */
    problem: Schema.String
  }
) {
  override get message(): string {
    const which = this.id === undefined ? "" : ` (rotation ${nameFrom(this.id)})`
    const advice =
      this.operation === "put"
        ? "See to it that the journal can be written, then resume the unfinished rotations."
        : "See to it that the journal can be read: no key is rotated without it."
    return `RotationJournal.${this.operation}${which}: ${this.problem}. ${advice}`
  }
}
