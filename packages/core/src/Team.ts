/**
 * Teams, which W&B also calls entities.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Ids from "./internal/ids.js"
import { Member } from "./Member.js"

/**
 * The id of a team: the Relay id of an `Entity`.
 *
 * @since 0.1.0
 * @category ids
 */
export const TeamId = Ids.TeamId

/**
 * The id of a team.
 *
 * @since 0.1.0
 * @category ids
 */
export type TeamId = Ids.TeamId

/**
 * The name of a team. A user's personal entity is listed among the teams too, under the username.
 *
 * @since 0.1.0
 * @category ids
 */
export const TeamName = Ids.TeamName

/**
 * The name of a team.
 *
 * @since 0.1.0
 * @category ids
 */
export type TeamName = Ids.TeamName

/**
 * A team with its members, those included whose invitation is pending.
 *
 * @since 0.1.0
 * @category models
 */
export class Team extends Schema.Class<Team>("@effect-wandb/core/Team")({
  id: TeamId,
  name: TeamName,
  /** Whether it is the personal entity of a user, which bears the username and has the user as its only member. */
  personal: Schema.Boolean,
  members: Schema.Array(Member)
}) {}
