import { ApiKeyId, ApiKeyName } from "@effect-wandb/core/ApiKey"
import { InviteId } from "@effect-wandb/core/Invite"
import { Role } from "@effect-wandb/core/Member"
import { TeamName } from "@effect-wandb/core/Team"
import { Email, Username } from "@effect-wandb/core/User"
import * as Match from "effect/Match"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/**
 * One of the things to do, so that somebody is gone:
 *
 * - `DeleteApiKey`: one of the user's API keys is deleted;
 * - `HandOver`: a successor is made an admin of a team that the user leads;
 * - `RemoveMember`: the user is removed from a team. As its last admin, after whom nobody else is one, nobody can be:
 *   the step is in the plan, and fails with `LastTeamAdmin` for as long as that is so;
 * - `CancelInvite`: an invitation of the user that is pending is cancelled;
 * - `RevokeAdmin`: the user is no administrator of the installation any more;
 * - `DeleteUser`: the user is deleted.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Step = Schema.Union(
  Schema.TaggedStruct("DeleteApiKey", {
    id: ApiKeyId,
    name: ApiKeyName,
    description: Schema.OptionFromNullOr(Schema.String)
  }),
  Schema.TaggedStruct("HandOver", {
    team: TeamName,
    successor: Username
  }),
  Schema.TaggedStruct("RemoveMember", {
    team: TeamName,
    /** `None` where the server does not show it. */
    role: Schema.OptionFromNullOr(Role),
    /** Whether nobody would lead the team any more. */
    lastAdmin: Schema.Boolean
  }),
  Schema.TaggedStruct("CancelInvite", {
    team: TeamName,
    id: InviteId,
    email: Schema.OptionFromNullOr(Email),
    username: Schema.OptionFromNullOr(Username),
    role: Role
  }),
  Schema.TaggedStruct("RevokeAdmin", {}),
  Schema.TaggedStruct("DeleteUser", {})
)

/**
 * One of the things to do, so that somebody is gone.
 *
 * @since 0.1.0
 * @category models
 */
export type Step = typeof Step.Type

const quote = (text: string): string => JSON.stringify(text)

const invited = ({ email, id, username }: Extract<Step, { readonly _tag: "CancelInvite" }>): string =>
  Option.getOrElse(Option.firstSomeOf<string>([email, username]), () => id)

/**
 * Says in a line what a step does, for a person to read.
 *
 * @since 0.1.0
 * @category getters
 */
export const describe: (step: Step) => string = Match.type<Step>().pipe(
  Match.tagsExhaustive({
    DeleteApiKey: ({ description, name }) =>
      Option.match(description, {
        onNone: () => `delete the API key ${name}`,
        onSome: (text) => `delete the API key ${name}, described as ${quote(text)}`
      }),
    HandOver: ({ successor, team }) => `make ${quote(successor)} an admin of the team ${quote(team)}`,
    RemoveMember: ({ lastAdmin, role, team }) => {
      const as = Option.match(role, {
        onNone: () => "",
        onSome: (role) => `, where the role is ${quote(role)}`
      })
      const but = lastAdmin
        ? "; this fails for as long as nobody else is an admin of it: name a successor, or delete the team"
        : ""
      return `remove from the team ${quote(team)}${as}${but}`
    },
    CancelInvite: (step) =>
      `cancel the invitation of ${quote(invited(step))} to the team ${quote(step.team)}`,
    RevokeAdmin: () => "take the rights of an administrator away",
    DeleteUser: () => "delete the user"
  })
)
