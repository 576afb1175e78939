import * as Schema from "effect/Schema"
import { describeUnseen, Unseen } from "./unseen.js"

const why = {
  oneself: [
    "is the user whose credentials are in force",
    "Let another administrator do it, with a key of their own."
  ],
  lastAdministrator: [
    "is the last administrator of the installation",
    "Make somebody else an administrator first, with Users.update."
  ]
} as const

/**
 * The user is not to be offboarded: it is the caller, or the last administrator of the installation. Nothing was
 * changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class OffboardingRefused extends Schema.TaggedError<OffboardingRefused>(
  "@effect-wandb/admin/OffboardingRefused"
)("OffboardingRefused", {
  /** Whom it was about, as a person reads it. */
  user: Schema.String,
  reason: Schema.Literal("oneself", "lastAdministrator")
}) {
  override get message(): string {
    const [problem, advice] = why[this.reason]
    return `${this.user} ${problem}, and nothing was changed. ${advice}`
  }
}

const longest = 5

/**
 * The server does not show all of what there may be to take from the user. Nothing was changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class OffboardingUnseen extends Schema.TaggedError<OffboardingUnseen>(
  "@effect-wandb/admin/OffboardingUnseen"
)("OffboardingUnseen", {
  /** Whom it was about, as a person reads it. */
  user: Schema.String,
  unseen: Schema.Array(Unseen)
}) {
  override get message(): string {
    const shown = this.unseen.slice(0, longest).map((unseen) => `- ${describeUnseen(unseen)}`)
    const more = this.unseen.length - shown.length
    return [
      `Not all that there is to take from ${this.user} can be seen, and nothing was changed:`,
      ...shown,
      ...(more > 0 ? [`- and ${more} more`] : []),
      `Use the key of an administrator, or plan without it, with { unseen: "list" }.`
    ].join("\n")
  }
}
