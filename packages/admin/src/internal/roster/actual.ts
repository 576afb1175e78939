import * as Schema from "effect/Schema"
import { Ignore, Scope } from "./desired.js"

// What is there, as far as a roster asks for it. It is data without secrets: of keys nothing is kept.

const texts = Schema.Array(Schema.String)

/**
 * What was looked for: the scope, and what is named in the roster.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Selection = Schema.Struct({
  scope: Scope,
  ignore: Ignore,
  /** The addresses of the users that are listed, former ones too. */
  users: texts,
  /** The names of the teams that are listed. */
  teams: texts,
  /** The addresses and usernames of those who are named as members. */
  people: Schema.Struct({ emails: texts, usernames: texts }),
  /** Of what all is listed, so that what is not is to go: the users, the teams, what is in the teams of these names. */
  exactly: Schema.Struct({
    users: Schema.Boolean,
    teams: Schema.Boolean,
    members: texts,
    serviceAccounts: texts
  })
})

/**
 * What was looked for.
 *
 * @since 0.1.0
 * @category models
 */
export type Selection = typeof Selection.Type

/**
 * An account of the installation.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Account = Schema.Struct({
  id: Schema.String,
  username: Schema.OptionFromNullOr(Schema.String),
  email: Schema.OptionFromNullOr(Schema.String),
  name: Schema.String,
  /** Whether it administers the whole installation, once it is not deleted. */
  admin: Schema.Boolean,
  /** Whether it is a service account. */
  service: Schema.Boolean,
  deleted: Schema.Boolean
})

/**
 * An account of the installation.
 *
 * @since 0.1.0
 * @category models
 */
export type Account = typeof Account.Type

/**
 * Somebody in a team, or invited to it, with the id of the account that it is, where there is one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Seat = Schema.Struct({
  id: Schema.OptionFromNullOr(Schema.String),
  account: Schema.OptionFromNullOr(Schema.String),
  username: Schema.OptionFromNullOr(Schema.String),
  email: Schema.OptionFromNullOr(Schema.String),
  name: Schema.String,
  role: Schema.String,
  service: Schema.Boolean,
  pending: Schema.Boolean
})

/**
 * Somebody in a team, or invited to it.
 *
 * @since 0.1.0
 * @category models
 */
export type Seat = typeof Seat.Type

/**
 * A team that is there; `personal` where the name is that of a user's own entity.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ActualTeam = Schema.Struct({
  name: Schema.String,
  personal: Schema.Boolean,
  seats: Schema.Array(Seat)
})

/**
 * A team that is there.
 *
 * @since 0.1.0
 * @category models
 */
export type ActualTeam = typeof ActualTeam.Type

/**
 * What is there: all accounts of the installation, and the teams that were looked for, each whole, with those of the
 * users who are in the scope and not listed. A team is in `teams` or in `absent`, or was not looked for.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Actual = Schema.Struct({
  selection: Selection,
  /** The id of whoever has read it. */
  viewer: Schema.String,
  accounts: Schema.Array(Account),
  teams: Schema.Array(ActualTeam),
  /** The teams that are not there. */
  absent: texts
})

/**
 * What is there.
 *
 * @since 0.1.0
 * @category models
 */
export type Actual = typeof Actual.Type
