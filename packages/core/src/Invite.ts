/**
 * Invitations to a team.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Role } from "./Member.js"
import { Email, Username } from "./User.js"

/**
 * The id of an invitation.
 *
 * @since 0.1.0
 * @category ids
 */
export const InviteId = Schema.NonEmptyString.pipe(Schema.brand("@effect-wandb/core/InviteId"))

/**
 * The id of an invitation.
 *
 * @since 0.1.0
 * @category ids
 */
export type InviteId = typeof InviteId.Type

/**
 * An invitation to a team that was sent and may not be accepted yet.
 *
 * @since 0.1.0
 * @category models
 */
export class Invite extends Schema.Class<Invite>("@effect-wandb/core/Invite")({
  id: InviteId,
  email: Schema.OptionFromNullOr(Email),
  /** The user who is invited, where the address is that of one. */
  username: Schema.OptionFromNullOr(Username),
  role: Role,
  /** Whether it is accepted; `false` also when the server does not say. */
  accepted: Schema.Boolean,
  createdAt: Schema.OptionFromNullOr(Schema.DateTimeUtc),
  expiresAt: Schema.OptionFromNullOr(Schema.DateTimeUtc)
}) {}
