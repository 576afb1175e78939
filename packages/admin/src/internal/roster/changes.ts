import * as Schema from "effect/Schema"

// What a plan does, as data: whoever it is about is named by all that is known of them.

/**
 * Somebody, by all that is known of them: the id of the account, the username, the email address.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Person = Schema.Struct({
  id: Schema.optional(Schema.String),
  username: Schema.optional(Schema.String),
  email: Schema.optional(Schema.String)
})

/**
 * Somebody, by all that is known of them.
 *
 * @since 0.1.0
 * @category models
 */
export type Person = typeof Person.Type

/** Somebody in a team: the id is that of the membership. */
const Member = Schema.Struct({ ...Person.fields, member: Schema.optional(Schema.String) })

const fromTo = { from: Schema.String, to: Schema.String }
const Moved = Schema.optional(Schema.Struct(fromTo))
const inTeam = { team: Schema.String }

/**
 * A user is created.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateUser = Schema.TaggedStruct("CreateUser", {
  email: Schema.String,
  name: Schema.optional(Schema.String),
  admin: Schema.Boolean
})

/**
 * A deleted user is restored; `admin` says whether it is as an administrator.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RestoreUser = Schema.TaggedStruct("RestoreUser", { user: Person, admin: Schema.Boolean })

/**
 * A user gets another name, another address or both.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdateUser = Schema.TaggedStruct("UpdateUser", { user: Person, email: Moved, name: Moved })

/**
 * A user is made an administrator of the installation, or is one no more.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SetAdmin = Schema.TaggedStruct("SetAdmin", {
  user: Person,
  from: Schema.Boolean,
  to: Schema.Boolean
})

/**
 * A user is deleted; `admin` says whether it is an administrator.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DeleteUser = Schema.TaggedStruct("DeleteUser", { user: Person, admin: Schema.Boolean })

/**
 * A team is created, with its first admin where there is one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateTeam = Schema.TaggedStruct("CreateTeam", {
  ...inTeam,
  admin: Schema.optional(Person)
})

/**
 * A team of so many members is deleted.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DeleteTeam = Schema.TaggedStruct("DeleteTeam", { ...inTeam, members: Schema.Int })

/**
 * Somebody is added to a team, by an invitation: who has an account may be a member at once.
 *
 * @since 0.1.0
 * @category schemas
 */
export const InviteMember = Schema.TaggedStruct("InviteMember", {
  ...inTeam,
  who: Person,
  role: Schema.String
})

/**
 * An invitation that is pending is cancelled, and sent anew with another role.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChangeInvite = Schema.TaggedStruct("ChangeInvite", { ...inTeam, who: Member, ...fromTo })

/**
 * An invitation that is pending is cancelled.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CancelInvite = Schema.TaggedStruct("CancelInvite", {
  ...inTeam,
  who: Member,
  role: Schema.String
})

/**
 * A member of a team gets another role.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SetRole = Schema.TaggedStruct("SetRole", { ...inTeam, who: Member, ...fromTo })

/**
 * A member is removed from a team.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RemoveMember = Schema.TaggedStruct("RemoveMember", {
  ...inTeam,
  who: Member,
  role: Schema.String
})

/**
 * A service account is created in a team.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateServiceAccount = Schema.TaggedStruct("CreateServiceAccount", {
  ...inTeam,
  description: Schema.String
})

/**
 * A service account gets another description, and keeps its keys.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RenameServiceAccount = Schema.TaggedStruct("RenameServiceAccount", {
  ...inTeam,
  who: Member,
  ...fromTo
})

/**
 * A service account is removed from a team.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RemoveServiceAccount = Schema.TaggedStruct("RemoveServiceAccount", {
  ...inTeam,
  who: Member,
  description: Schema.String
})

/**
 * Everything that a plan can do.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Change = Schema.Union(
  CreateUser,
  RestoreUser,
  UpdateUser,
  SetAdmin,
  DeleteUser,
  CreateTeam,
  DeleteTeam,
  InviteMember,
  ChangeInvite,
  CancelInvite,
  SetRole,
  RemoveMember,
  CreateServiceAccount,
  RenameServiceAccount,
  RemoveServiceAccount
)

/**
 * One thing that a plan does.
 *
 * @since 0.1.0
 * @category models
 */
export type Change = typeof Change.Type

/** A change of one of these kinds. */
export type ChangeOf<Tag extends Change["_tag"]> = Extract<Change, { readonly _tag: Tag }>
