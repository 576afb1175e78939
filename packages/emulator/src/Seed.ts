/**
 * The users, API keys and teams that an instance starts with.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The kinds of account that W&B's schema knows.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AccountType = Schema.Literal("USER", "SERVICE", "ORG_SERVICE", "ANONYMOUS", "VIEWER")

/**
 * A kind of account.
 *
 * @since 0.1.0
 * @category models
 */
export type AccountType = typeof AccountType.Type

/**
 * An API key to start with: `secret` is a legacy or `wandb_v1_` key, made up when absent.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ApiKey = Schema.Struct({
  description: Schema.optional(Schema.String),
  secret: Schema.optional(Schema.Redacted(Schema.String))
})

/**
 * An API key to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiKey = typeof ApiKey.Type

/**
 * A user to start with: `email` defaults to `<username>@example.com`, `name` to the username, `admin` and
 * `deleted` to false, `accountType` to `USER`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const User = Schema.Struct({
  username: Schema.String,
  email: Schema.optional(Schema.String),
  name: Schema.optional(Schema.String),
  admin: Schema.optional(Schema.Boolean),
  accountType: Schema.optional(AccountType),
  deleted: Schema.optional(Schema.Boolean),
  apiKeys: Schema.optional(Schema.Array(ApiKey))
})

/**
 * A user to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type User = typeof User.Type

/**
 * A team to start with: a `role` defaults to `member`; members come first, then invites, then service accounts.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Team = Schema.Struct({
  name: Schema.String,
  members: Schema.optional(
    Schema.Array(Schema.Struct({ username: Schema.String, role: Schema.optional(Schema.String) }))
  ),
  invites: Schema.optional(
    Schema.Array(Schema.Struct({ email: Schema.String, role: Schema.optional(Schema.String) }))
  ),
  serviceAccounts: Schema.optional(Schema.Array(Schema.Struct({ description: Schema.String })))
})

/**
 * A team to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type Team = typeof Team.Type

/**
 * A world to start with; decoding accepts secrets as plain strings.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Seed = Schema.Struct({
  users: Schema.optional(Schema.Array(User)),
  teams: Schema.optional(Schema.Array(Team))
})

/**
 * A world to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type Seed = typeof Seed.Type
