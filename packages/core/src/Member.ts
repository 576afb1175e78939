/**
 * The members of a team.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { AccountType, Email, Username } from "./User.js"

/**
 * The id of a membership, which W&B takes for removing the member and for cancelling a pending invite alike.
 * It is a string of the server's own and not a Relay id of a user.
 *
 * @since 0.1.0
 * @category ids
 */
export const MemberId = Schema.NonEmptyString.pipe(Schema.brand("@effect-wandb/core/MemberId"))

/**
 * The id of a membership.
 *
 * @since 0.1.0
 * @category ids
 */
export type MemberId = typeof MemberId.Type

/**
 * What a member may do in a team. Custom roles are passed on under their own names.
 *
 * @since 0.1.0
 * @category models
 */
export type Role = "admin" | "member" | "view-only" | (string & {})

/**
 * What a member may do in a team.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Role: Schema.Schema<Role> = Schema.String

/**
 * A member of a team: a person, a service account, or somebody whose invitation is pending.
 *
 * @since 0.1.0
 * @category models
 */
export class Member extends Schema.Class<Member>("@effect-wandb/core/Member")({
  id: Schema.OptionFromNullOr(MemberId),
  username: Schema.OptionFromNullOr(Username),
  name: Schema.String,
  email: Schema.OptionFromNullOr(Email),
  role: Schema.OptionFromNullOr(Role),
  accountType: Schema.OptionFromNullOr(AccountType),
  pending: Schema.Boolean
}) {}
