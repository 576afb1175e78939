/**
 * The users, API keys and teams that an instance starts with.
 *
 * A seed is plain data. `user`, `team` and `crowd` make small seeds, and `make` puts seeds together, of whichever
 * origin:
 *
 * ```ts
 * import { Seed } from "@effect-wandb/emulator"
 *
 * const seed = Seed.make(
 *   Seed.user("root", { admin: true }),
 *   Seed.user("ada", { apiKeys: ["laptop"] }),
 *   Seed.team("engine", { members: [{ username: "ada", role: "admin" }], serviceAccounts: ["ci"] }),
 *   Seed.crowd(1000)
 * )
 * ```
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Schema from "effect/Schema"
import { accountTypes } from "./internal/accountTypes.js"

/**
 * The kinds of account that W&B's schema knows.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AccountType = Schema.Literal(...accountTypes)

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
  description: Schema.optional(Schema.String).annotations({ description: "What the key is for" }),
  secret: Schema.optional(Schema.Redacted(Schema.String)).annotations({
    description:
      "The whole key: wandb_v1_ and 77 to 83 characters of A-Z a-z 0-9 _, or 40 of them behind an optional prefix-. Made up when absent"
  })
}).annotations({ title: "API key", description: "An API key of a user" })

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
  username: Schema.String.annotations({ description: "No other user and no team has it" }),
  email: Schema.optional(Schema.String).annotations({
    description: "No other user has it; <username>@example.com when absent"
  }),
  name: Schema.optional(Schema.String).annotations({
    description: "The name to show; the username when absent"
  }),
  admin: Schema.optional(Schema.Boolean).annotations({
    description: "Whether the user is an admin of the instance; false when absent"
  }),
  accountType: Schema.optional(AccountType).annotations({
    description: "The kind of account; USER when absent"
  }),
  deleted: Schema.optional(Schema.Boolean).annotations({
    description: "Whether the user has been deleted, and may be restored; false when absent"
  }),
  apiKeys: Schema.optional(Schema.Array(ApiKey)).annotations({
    description: "The user's API keys, the oldest first"
  })
}).annotations({ title: "User", description: "A user of the instance" })

/**
 * A user to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type User = typeof User.Type

const role = Schema.optional(Schema.String).annotations({
  description: "The role in the team, such as admin, member or viewer; member when absent"
})

/**
 * A team to start with: a `role` defaults to `member`; members come first, then invites, then service accounts.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Team = Schema.Struct({
  name: Schema.String.annotations({ description: "No other team and no user has it" }),
  members: Schema.optional(
    Schema.Array(
      Schema.Struct({
        username: Schema.String.annotations({ description: "The username of a user of the seed" }),
        role
      }).annotations({ title: "Member", description: "A user who is in the team" })
    )
  ).annotations({ description: "Who is in the team" }),
  invites: Schema.optional(
    Schema.Array(
      Schema.Struct({
        email: Schema.String.annotations({ description: "An email address that no user has" }),
        role
      }).annotations({ title: "Invite", description: "An invitation that is pending" })
    )
  ).annotations({ description: "Who is invited to the team" }),
  serviceAccounts: Schema.optional(
    Schema.Array(
      Schema.Struct({
        description: Schema.String.annotations({ description: "What the account is for" })
      }).annotations({ title: "Service account", description: "An account of the team's own" })
    )
  ).annotations({ description: "The team's service accounts" })
}).annotations({ title: "Team", description: "A team of the instance" })

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
  users: Schema.optional(Schema.Array(User)).annotations({
    description: "The users in the order of their creation; an admin named admin is added when none is one"
  }),
  teams: Schema.optional(Schema.Array(Team)).annotations({
    description: "The teams in the order of their creation"
  })
})

/**
 * A world to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type Seed = typeof Seed.Type

/**
 * What is known of a user beside the username; an API key may be its description alone.
 *
 * @since 0.1.0
 * @category options
 */
export interface UserOptions extends Omit<User, "username" | "apiKeys"> {
  readonly apiKeys?: ReadonlyArray<string | ApiKey> | undefined
}

/**
 * What is known of a team beside its name: a member may be a username, an invite an email address, and a service account
 * its description alone.
 *
 * @since 0.1.0
 * @category options
 */
export interface TeamOptions {
  readonly members?: ReadonlyArray<string | Member> | undefined
  readonly invites?: ReadonlyArray<string | Invite> | undefined
  readonly serviceAccounts?: ReadonlyArray<string | ServiceAccount> | undefined
}

/**
 * A member of a team to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type Member = NonNullable<Team["members"]>[number]

/**
 * A pending invitation to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type Invite = NonNullable<Team["invites"]>[number]

/**
 * A service account to start with.
 *
 * @since 0.1.0
 * @category models
 */
export type ServiceAccount = NonNullable<Team["serviceAccounts"]>[number]

/**
 * Puts seeds together: the users and the teams of each, in order. Without any it is the empty seed.
 *
 * @since 0.1.0
 * @category combining
 */
export const make = (...seeds: ReadonlyArray<Seed>): Seed => ({
  users: seeds.flatMap(({ users = [] }) => users),
  teams: seeds.flatMap(({ teams = [] }) => teams)
})

/**
 * Makes a seed of one user.
 *
 * @since 0.1.0
 * @category constructors
 */
export const user = (username: string, { apiKeys, ...rest }: UserOptions = {}): Seed => ({
  users: [
    {
      username,
      ...rest,
      ...(apiKeys && {
        apiKeys: apiKeys.map((key) => (typeof key === "string" ? { description: key } : key))
      })
    }
  ]
})

/**
 * Makes a seed of one team; its members have to be users of a seed that it is put together with.
 *
 * @since 0.1.0
 * @category constructors
 */
export const team = (name: string, { members, invites, serviceAccounts }: TeamOptions = {}): Seed => ({
  teams: [
    {
      name,
      ...(members && {
        members: members.map((member) => (typeof member === "string" ? { username: member } : member))
      }),
      ...(invites && {
        invites: invites.map((invite) => (typeof invite === "string" ? { email: invite } : invite))
      }),
      ...(serviceAccounts && {
        serviceAccounts: serviceAccounts.map((account) =>
          typeof account === "string" ? { description: account } : account
        )
      })
    }
  ]
})

/**
 * Makes a seed of so many users: `user-0`, `user-1` and so on, or numbers behind another name.
 *
 * @since 0.1.0
 * @category constructors
 */
export const crowd = (size: number, name = "user"): Seed => ({
  users: size < 1 ? [] : Arr.makeBy(size, (index) => ({ username: `${name}-${index}` }))
})
