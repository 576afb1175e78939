/**
 * Users, with their API keys and teams loaded.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ApiKey, type ApiKeyName, nameFrom } from "./ApiKey.js"
import * as Ids from "./internal/ids.js"

/**
 * The id of a user: a Relay id such as `VXNlcjoxMjM=`.
 *
 * @since 0.1.0
 * @category ids
 */
export const UserId = Ids.UserId

/**
 * The id of a user.
 *
 * @since 0.1.0
 * @category ids
 */
export type UserId = Ids.UserId

/**
 * The name under which a user is known, and which the user's personal entity bears.
 *
 * @since 0.1.0
 * @category ids
 */
export const Username = Ids.Username

/**
 * The name under which a user is known.
 *
 * @since 0.1.0
 * @category ids
 */
export type Username = Ids.Username

/**
 * An email address as the server has it. What callers give is checked by {@link parseEmail}.
 *
 * @since 0.1.0
 * @category ids
 */
export const Email = Ids.Email

/**
 * An email address as the server has it.
 *
 * @since 0.1.0
 * @category ids
 */
export type Email = Ids.Email

/**
 * What kind of account a user is. Kinds that are not known here are passed on as they come.
 *
 * @since 0.1.0
 * @category models
 */
export type AccountType = "USER" | "SERVICE" | "ORG_SERVICE" | "ANONYMOUS" | "VIEWER" | (string & {})

/**
 * What kind of account a user is.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AccountType: Schema.Schema<AccountType> = Schema.String

/**
 * A user of a W&B server.
 *
 * A user who has not finished signing up may have no username, a service account no email address.
 * `apiKeys` and `teams` are complete when they are there; they are `None` when the server does not show them to
 * the caller, which is something else than having none.
 *
 * @since 0.1.0
 * @category models
 */
export class User extends Schema.Class<User>("@effect-wandb/core/User")({
  id: UserId,
  username: Schema.OptionFromNullOr(Username),
  name: Schema.String,
  email: Schema.OptionFromNullOr(Email),
  /** Whether the user administers the whole installation; `false` also when the server does not say. */
  admin: Schema.Boolean,
  accountType: Schema.OptionFromNullOr(AccountType),
  /** The entity that runs go to unless they name another. */
  defaultEntity: Schema.OptionFromNullOr(Ids.TeamName),
  createdAt: Schema.DateTimeUtc,
  /** When the user was deleted. Deleted users stay visible and can be restored. */
  deletedAt: Schema.OptionFromNullOr(Schema.DateTimeUtc),
  apiKeys: Schema.OptionFromNullOr(Schema.Array(ApiKey)).annotations({
    // The default message shows what it refuses, and here that may hold a key.
    message: () => ({ message: "Expected the API keys as W&B lists them, or null", override: true })
  }),
  teams: Schema.OptionFromNullOr(Schema.Array(Ids.TeamName))
}) {}

/**
 * Gives the names of the user's API keys; empty too when the server does not show them (`user.apiKeys` tells).
 *
 * @since 0.1.0
 * @category getters
 */
export const apiKeyNames = (user: User): ReadonlyArray<ApiKeyName> =>
  Option.match(user.apiKeys, { onNone: () => [], onSome: Arr.map((key) => key.name) })

/**
 * Gives the names of the user's teams, the personal entity among them; empty too when the server does not show
 * them (`user.teams` tells).
 *
 * @since 0.1.0
 * @category getters
 */
export const teamNames = (user: User): ReadonlyArray<Ids.TeamName> => Option.getOrElse(user.teams, () => [])

/**
 * Finds one of the user's loaded API keys by its name.
 *
 * A whole key may be given where older programs kept it as the name; its public part is compared.
 *
 * @since 0.1.0
 * @category getters
 */
export const findApiKey = (user: User, name: string): Option.Option<ApiKey> => {
  const publicName = nameFrom(name)
  return Option.flatMap(
    user.apiKeys,
    Arr.findFirst((key) => key.name === publicName)
  )
}

/**
 * Names the user for a person to read: the username, else the email address, else the id.
 *
 * @since 0.1.0
 * @category getters
 */
export const label = (user: Pick<User, "id" | "username" | "email">): string =>
  Option.getOrElse(
    Option.orElse(user.username, () => user.email),
    () => user.id
  )

const emailProblem = (text: string): string | undefined => {
  if (text === "") return "is empty"
  if (/\s/.test(text)) return "has white space in it"
  const [local, domain, ...more] = text.split("@")
  if (domain === undefined) return "has no @"
  if (more.length > 0) return "has more than one @"
  if (local === "") return "has nothing before the @"
  if (domain === "") return "has nothing after the @"
  return undefined
}

/**
 * Checks that a text has the form of an email address (something, one `@`, something, no white space), and says
 * what is wrong with it otherwise.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parseEmail = (text: string): Either.Either<Email, string> => {
  const problem = emailProblem(text)
  return problem === undefined ? Either.right(Email.make(text)) : Either.left(problem)
}
