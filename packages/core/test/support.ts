import { ApiKey, ApiKeySecret, Invite, Member, Team, User } from "@effect-wandb/core"
import { DateTime, Effect, Either, Option } from "effect"

export const legacyKey = "0123456789abcdef0123456789abcdef01234567"
export const currentKey = `wandb_v1_${"Ab3_".repeat(20)}`

export const secret = (key: string): ApiKeySecret.ApiKeySecret => Either.getOrThrow(ApiKeySecret.make(key))

export const apiKey = (id: string, name: string): ApiKey.ApiKey =>
  new ApiKey.ApiKey({ id: ApiKey.ApiKeyId.make(id), name: ApiKey.nameFrom(name), description: Option.none() })

export const user = (fields: {
  readonly apiKeys?: ReadonlyArray<ApiKey.ApiKey>
  readonly teams?: ReadonlyArray<Team.TeamName>
}): User.User =>
  new User.User({
    id: User.UserId.make("VXNlcjox"),
    username: Option.some(User.Username.make("ada")),
    name: "Ada",
    email: Option.some(User.Email.make("ada@example.com")),
    admin: false,
    accountType: Option.some("USER"),
    defaultEntity: Option.none(),
    createdAt: DateTime.unsafeMake(0),
    deletedAt: Option.none(),
    apiKeys: Option.fromNullable(fields.apiKeys),
    teams: Option.fromNullable(fields.teams)
  })

export const member = (username: string): Member.Member =>
  new Member.Member({
    id: Option.some(Member.MemberId.make(`member of ${username}`)),
    username: Option.some(User.Username.make(username)),
    name: username,
    email: Option.none(),
    role: Option.some("member"),
    accountType: Option.some("USER"),
    pending: false
  })

export const team = (name: string, { personal = false }: { readonly personal?: boolean } = {}): Team.Team =>
  new Team.Team({
    id: Team.TeamId.make(`team ${name}`),
    name: Team.TeamName.make(name),
    personal,
    members: [member("ada")]
  })

export const invitation = new Invite.Invite({
  id: Invite.InviteId.make("invite 1"),
  email: Option.some(User.Email.make("grace@example.com")),
  username: Option.none(),
  role: "member",
  accepted: false,
  createdAt: Option.none(),
  expiresAt: Option.none()
})

/** Lets every fiber go on for as long as it can by itself. */
export const settle = Effect.repeatN(Effect.yieldNow(), 200)
