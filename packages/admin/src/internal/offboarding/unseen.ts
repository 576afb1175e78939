import { TeamName } from "@effect-wandb/core/Team"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import { ReportedError } from "./reported.js"

/**
 * Something of which nobody can say whether there is anything to take away, because the server does not show it:
 *
 * - `ApiKeysHidden`: the keys of the user;
 * - `TeamsHidden`: the teams of the user;
 * - `OtherTeamsHidden`: the teams of so many other users, among which may be one to which the user is invited;
 * - `InvitesUnread`: the invitations to a team, and why.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Unseen = Schema.Union(
  Schema.TaggedStruct("ApiKeysHidden", {}),
  Schema.TaggedStruct("TeamsHidden", {}),
  Schema.TaggedStruct("OtherTeamsHidden", { users: Schema.NonNegativeInt }),
  Schema.TaggedStruct("InvitesUnread", { team: TeamName, error: ReportedError })
)

/**
 * Something of which nobody can say whether there is anything to take away.
 *
 * @since 0.1.0
 * @category models
 */
export type Unseen = typeof Unseen.Type

/**
 * Says in a line what could not be seen, for a person to read.
 *
 * @since 0.1.0
 * @category getters
 */
export const describeUnseen: (unseen: Unseen) => string = Match.type<Unseen>().pipe(
  Match.tagsExhaustive({
    ApiKeysHidden: () => "the user's API keys",
    TeamsHidden: () => "the teams in which the user is",
    OtherTeamsHidden: ({ users }) =>
      `the teams of ${users} other users, to which the user may be invited: name the teams to look at, if they are known`,
    InvitesUnread: ({ error, team }) =>
      `the invitations to the team ${JSON.stringify(team)}: ${error.message}`
  })
)
