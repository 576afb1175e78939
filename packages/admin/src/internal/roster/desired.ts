import * as Schema from "effect/Schema"

// What a roster says, as a program builds it and as a file holds it: the two are one form.

const oneOrMore = Schema.Union(Schema.String, Schema.Array(Schema.String))

const patterns = (description: string) =>
  Schema.optional(Schema.Array(Schema.String)).annotations({ description })

/**
 * A user who shall be there: whoever has the email address, whichever case it is written in. What is not given, `name` or
 * `admin`, stays as it is; a user who is created is no administrator unless `admin` says so.
 *
 * @since 0.1.0
 * @category schemas
 */
export const User = Schema.Struct({
  email: Schema.String.annotations({ description: "The email address, by which the user is known" }),
  name: Schema.optional(Schema.String).annotations({
    description: "The name to show; it stays as it is when absent"
  }),
  admin: Schema.optional(Schema.Boolean).annotations({
    description: "Whether the user administers the whole installation; it stays as it is when absent"
  }),
  previously: Schema.optional(oneOrMore).annotations({
    description:
      "Former email addresses: the user found under one of them is given the new address, and not deleted and made anew"
  })
}).annotations({ title: "User", description: "A user who shall be there" })

/**
 * A user who shall be there.
 *
 * @since 0.1.0
 * @category models
 */
export type User = typeof User.Type

/**
 * Somebody who shall be in a team: an email address alone for one whose role is `member`, or an address or a username
 * with a role.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Member = Schema.Union(
  Schema.String,
  Schema.Struct({
    email: Schema.optional(Schema.String).annotations({
      description: "The email address; or else the username"
    }),
    username: Schema.optional(Schema.String).annotations({
      description: "The username; or else the email address"
    }),
    role: Schema.optional(Schema.String).annotations({
      description: "The role in the team: admin, member, view-only, or a custom one; member when absent"
    })
  })
).annotations({ title: "Member", description: "Somebody who shall be in the team" })

/**
 * Somebody who shall be in a team.
 *
 * @since 0.1.0
 * @category models
 */
export type Member = typeof Member.Type

/**
 * A service account that a team shall have, known by its description, which W&B shows as its name. Several of one name
 * count as that one: all of them stay for as long as the name is listed.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ServiceAccount = Schema.Union(
  Schema.String,
  Schema.Struct({
    description: Schema.String.annotations({ description: "What it is for, which W&B shows as its name" }),
    previously: Schema.optional(oneOrMore).annotations({
      description: "Former descriptions: the account found under one of them is renamed, and keeps its key"
    })
  })
).annotations({ title: "Service account", description: "A service account that the team shall have" })

/**
 * A service account that a team shall have.
 *
 * @since 0.1.0
 * @category models
 */
export type ServiceAccount = typeof ServiceAccount.Type

/**
 * A team that shall be there, with exactly these members and exactly these service accounts; what is not given stays as
 * it is.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Team = Schema.Struct({
  name: Schema.String.annotations({ description: "The name, by which the team is known" }),
  members: Schema.optional(Schema.Array(Member)).annotations({
    description: "Exactly those who are in the team; they stay as they are when absent"
  }),
  serviceAccounts: Schema.optional(Schema.Array(ServiceAccount)).annotations({
    description: "Exactly the service accounts of the team; they stay as they are when absent"
  })
}).annotations({ title: "Team", description: "A team that shall be there" })

/**
 * A team that shall be there.
 *
 * @since 0.1.0
 * @category models
 */
export type Team = typeof Team.Type

/**
 * What a roster governs, by patterns in which `*` stands for any text. Whatever is outside is never touched, and whatever
 * is inside and not listed is deleted. Where there are no patterns, those that are listed are governed, and none is
 * deleted.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Scope = Schema.Struct({
  users: patterns("Patterns over email addresses; only the users that are listed when absent"),
  teams: patterns("Patterns over names of teams; only the teams that are listed when absent")
}).annotations({ title: "Scope", description: "What is governed: whatever is outside is never touched" })

/**
 * What a roster governs.
 *
 * @since 0.1.0
 * @category models
 */
export type Scope = typeof Scope.Type

/**
 * What is never touched though it is in the scope, by patterns as in {@link Scope}: an account, its seat in any team, a
 * team.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Ignore = Schema.Struct({
  users: patterns("Patterns over email addresses, such as that of an account for emergencies"),
  teams: patterns("Patterns over names of teams")
}).annotations({ title: "Ignore", description: "What is never touched, though it is in the scope" })

/**
 * What is never touched though it is in the scope.
 *
 * @since 0.1.0
 * @category models
 */
export type Ignore = typeof Ignore.Type

/**
 * What a plan has to leave as it is, else it is refused.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Guards = Schema.Struct({
  maxRemovals: Schema.optional(
    Schema.String.pipe(Schema.pattern(/^\d+(?:\.\d+)?%$/, { description: "a share such as 25%" }))
  ).annotations({
    description:
      "The largest share that may be removed, of users, of memberships, of teams and of service accounts each; 25% when absent"
  }),
  minAdmins: Schema.optional(Schema.NonNegativeInt).annotations({
    description: "How many administrators the installation keeps at least; 1 when absent"
  }),
  requiredAdmins: Schema.optional(Schema.Array(Schema.String)).annotations({
    description: "Email addresses of those who have to be administrators of the installation afterwards"
  })
}).annotations({ title: "Guards", description: "What a plan has to leave as it is, else it is refused" })

/**
 * What a plan has to leave as it is, else it is refused.
 *
 * @since 0.1.0
 * @category models
 */
export type Guards = typeof Guards.Type

/**
 * Who and what shall be there. Where `users` is not given no user is governed, and where `teams` is not given no team is.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Roster = Schema.Struct({
  scope: Schema.optional(Scope).annotations({
    description: "What is governed: whatever is outside is never touched"
  }),
  ignore: Schema.optional(Ignore).annotations({
    description: "What is never touched, though it is in the scope"
  }),
  guards: Schema.optional(Guards).annotations({
    description: "What a plan has to leave as it is, else it is refused"
  }),
  users: Schema.optional(Schema.Array(User)).annotations({
    description: "Exactly the users in the scope; they stay as they are when absent"
  }),
  teams: Schema.optional(Schema.Array(Team)).annotations({
    description: "Exactly the teams in the scope; they stay as they are when absent"
  })
}).annotations({
  title: "Roster",
  description: "The users, teams, members and service accounts that a W&B server shall have"
})

/**
 * Who and what shall be there.
 *
 * @since 0.1.0
 * @category models
 */
export type Roster = typeof Roster.Type
