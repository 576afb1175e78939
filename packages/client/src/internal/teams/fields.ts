import { Member, MemberId, type Role } from "@effect-wandb/core/Member"
import { Team, TeamId, TeamName } from "@effect-wandb/core/Team"
import { AccountType, Email, Username } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Time } from "../time.js"
import { present } from "../users/whole.js"

// What is asked of a team, and how it comes. Never a member's `apiKey`: only who asks for the key gets it.

export const memberSelection = "{ id username name email role admin accountType pending }"

export const teamFields = `fragment TeamFields on Entity {
  id
  name
  available
  isTeam
  createdAt
  members ${memberSelection}
}`

/** By what a member is found, and whether the invitation is accepted yet. */
export const memberNames = {
  id: Schema.NullOr(Schema.String),
  username: Schema.NullOr(Schema.String),
  email: Schema.NullOr(Schema.String),
  pending: Schema.NullOr(Schema.Boolean)
}

export const MemberFields = Schema.Struct({
  ...memberNames,
  name: Schema.String,
  role: Schema.NullOr(Schema.String),
  // What older servers say instead of the role.
  admin: Schema.NullOr(Schema.Boolean),
  accountType: Schema.NullOr(AccountType)
})

export const TeamFields = Schema.Struct({
  id: TeamId,
  name: TeamName,
  isTeam: Schema.Boolean,
  createdAt: Time,
  members: Schema.Array(MemberFields)
})

export type TeamFields = typeof TeamFields.Type

/** What comes of a name that is free to be taken. */
const FreeName = Schema.Record({ key: Schema.String, value: Schema.Unknown }).pipe(
  Schema.filter(({ available }) => available === true)
)

/** An entity that was asked for by its name, null where there is none. Of a free name nothing else is to be read. */
export const entityOrNull = <A, I>(fields: Schema.Schema<A, I>) =>
  Schema.Union(
    Schema.transform(FreeName, Schema.Null, {
      strict: true,
      decode: () => null,
      encode: () => ({ available: true })
    }),
    fields,
    Schema.Null
  )

/** By what a member is known, as it comes. */
export const namesOf = ({
  email,
  id,
  username
}: Pick<typeof MemberFields.Type, "id" | "username" | "email">) => ({
  id: Option.map(present(id), (id) => MemberId.make(id)),
  username: Option.map(present(username), (name) => Username.make(name)),
  email: Option.map(present(email), (email) => Email.make(email))
})

const roleOf = ({ admin, role }: typeof MemberFields.Type): Option.Option<Role> =>
  Option.orElse(present(role), () => (admin === true ? Option.some("admin") : Option.none()))

export const toMember = (fields: typeof MemberFields.Type): Member =>
  new Member(
    {
      ...namesOf(fields),
      name: fields.name,
      role: roleOf(fields),
      accountType: Option.fromNullable(fields.accountType),
      pending: fields.pending ?? false
    },
    { disableValidation: true }
  )

/** Whether somebody leads a team already, and not only once an invitation is accepted. */
export const isAdmin = ({ pending, role }: Member): boolean =>
  !pending && Option.exists(role, (role) => role === "admin")

export const toTeam = ({ id, isTeam, members, name }: TeamFields): Team =>
  new Team({ id, name, personal: !isTeam, members: members.map(toMember) }, { disableValidation: true })
