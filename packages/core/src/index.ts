/**
 * API keys as W&B lists them, and the one moment in which a key's secret is known.
 *
 * @since 0.1.0
 */
export * as ApiKey from "./ApiKey.js"

/**
 * The secret of an API key: checked once, redacted from then on.
 *
 * @since 0.1.0
 */
export * as ApiKeySecret from "./ApiKeySecret.js"

/**
 * The API keys of users: generate, list, delete.
 *
 * @since 0.1.0
 */
export * as ApiKeys from "./ApiKeys.js"

/**
 * As whom requests are made.
 *
 * @since 0.1.0
 */
export * as Credentials from "./Credentials.js"

/**
 * Invitations to a team.
 *
 * @since 0.1.0
 */
export * as Invite from "./Invite.js"

/**
 * The members of a team.
 *
 * @since 0.1.0
 */
export * as Member from "./Member.js"

/**
 * What becomes of each, when something is done with many.
 *
 * @since 0.1.0
 */
export * as Outcome from "./Outcome.js"

/**
 * How far work on many has come.
 *
 * @since 0.1.0
 */
export * as Progress from "./Progress.js"

/**
 * Teams, which W&B also calls entities.
 *
 * @since 0.1.0
 */
export * as Team from "./Team.js"

/**
 * The teams of a W&B server: look up, create, delete, and who belongs to them.
 *
 * @since 0.1.0
 */
export * as Teams from "./Teams.js"

/**
 * Users, with their API keys and teams loaded.
 *
 * @since 0.1.0
 */
export * as User from "./User.js"

/**
 * The users of a W&B server: create, look up, search, list, update, delete, restore; one or many.
 *
 * @since 0.1.0
 */
export * as Users from "./Users.js"

/**
 * Everything that can go wrong, as one closed union of typed errors.
 *
 * @since 0.1.0
 */
export * as WandbError from "./WandbError.js"
