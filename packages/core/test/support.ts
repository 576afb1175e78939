import { ApiKey, ApiKeySecret, type Team, User } from "@effect-wandb/core"
import { DateTime, Either, Option } from "effect"

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
