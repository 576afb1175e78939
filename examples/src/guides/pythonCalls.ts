import { Wandb } from "@effect-wandb/client"
import {
  type ApiKey,
  ApiKeys,
  type ApiKeySecret,
  type Invite,
  type Member,
  type Team,
  Teams,
  User,
  Users
} from "@effect-wandb/core"
import type { Redacted } from "effect"

/** What the calls are made with. */
export interface Given {
  readonly user: User.User
  readonly key: ApiKey.ApiKey
  readonly secret: ApiKeySecret.ApiKeySecret
  readonly team: Team.Team
  readonly member: Member.Member
  readonly invite: Invite.Invite
  readonly account: User.User
  readonly apiKey: Redacted.Redacted
}

// Each entry is a row of a table: its name is the first cell, its code the second.

// #region calls
/** Each call of the official Python client, and what it is here. */
export const calls = ({ account, apiKey, invite, key, member, secret, team, user }: Given) => ({
  "wandb.Api()": Wandb.layerConfig(),
  "wandb.Api(api_key=key)": Wandb.layer({ apiKey }),
  "api.viewer": Users.viewer,
  "api.default_entity": Wandb.defaultEntity,
  'api.user("ada")': Users.find({ username: "ada" }),
  'api.user("ada@example.com")': Users.find({ email: "ada@example.com" }),
  'api.users("example.com")': Users.search("example.com"),
  'api.create_user("linus@example.com")': Users.create({ email: "linus@example.com" }),
  'User.create(api, "kay@example.com", admin=True)': Users.create({
    email: "kay@example.com",
    admin: true
  }),
  "user.email": user.email,
  "user.api_keys": User.apiKeyNames(user),
  "user.teams": User.teamNames(user),
  "user.user_api.viewer": Wandb.actAs(secret)(Users.viewer),
  'user.generate_api_key("laptop")': ApiKeys.generate({ description: "laptop", owner: user }),
  "user.delete_api_key(name)": ApiKeys.delete(user, key.name),
  'api.team("engine")': Teams.get("engine"),
  'api.create_team("wheels")': Teams.create({ name: "wheels" }),
  'Team.create(api, "brakes", admin_username="ada")': Teams.create({ name: "brakes", admin: "ada" }),
  "team.members": Teams.members(team.name),
  'team.invite("linus@example.com")': Teams.invite(team.name, { email: "linus@example.com" }),
  'team.invite("helen", admin=True)': Teams.invite(team.name, { username: "helen", role: "admin" }),
  'team.create_service_account("ci")': Teams.createServiceAccount(team.name, { description: "ci" }),
  "account.api_key": Teams.serviceAccountKey(team.name, account),
  "member.delete()": Teams.removeMember(team.name, member),
  "invited.delete()": Teams.cancelInvite(team.name, invite)
})
// #endregion

// #region more
/** What the official Python client has no call for. */
export const more = ({ key, member, team, user }: Given) => ({
  "exactly one user, or an error": Users.get({ id: user.id }),
  "many users at once": Users.getMany([{ username: "ada" }, { email: "nobody@example.com" }]),
  everybody: Users.list,
  "change a user": Users.update(user, { name: "Ada King" }),
  "delete a user": Users.delete(user),
  "bring a user back": Users.restore(user),
  "create many users": Users.createMany([{ email: "ada@example.com" }, { email: "kay@example.com" }]),
  "find a key by its name": User.findApiKey(user, key.name),
  "the keys as they are now": ApiKeys.list(user),
  "a key for a piece of work": ApiKeys.scoped({ description: "export" }),
  "delete a key by its id": ApiKeys.deleteById(key.id),
  "delete many keys": ApiKeys.deleteMany([key]),
  "a team that may not be there": Teams.find("brakes"),
  "a team that shall be there": Teams.getOrCreate({ name: "brakes" }),
  "the teams of a user": Teams.list(user),
  "another role for a member": Teams.setRole(team.name, member, "view-only"),
  "who was invited": Teams.pendingInvites(team.name),
  "invite many": Teams.inviteMany([{ team: team.name, email: "kay@example.com" }]),
  "delete a team": Teams.delete(team.name)
})
// #endregion
