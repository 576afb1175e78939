import { Invite, InviteId } from "@effect-wandb/core/Invite"
import { Email, Username } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Time } from "../time.js"
import { present } from "../users/whole.js"

// What is asked of an invitation, and how it comes.

export const inviteSelection = "{ id email role accepted createdAt expiresAt toUser { username } }"

export const InviteFields = Schema.Struct({
  id: InviteId,
  email: Schema.NullOr(Schema.String),
  role: Schema.String,
  accepted: Schema.NullOr(Schema.Boolean),
  createdAt: Schema.NullOr(Time),
  expiresAt: Schema.NullOr(Time),
  toUser: Schema.NullOr(Schema.Struct({ username: Schema.NullOr(Schema.String) }))
})

export const toInvite = ({
  accepted,
  createdAt,
  email,
  expiresAt,
  id,
  role,
  toUser
}: typeof InviteFields.Type): Invite =>
  new Invite(
    {
      id,
      email: Option.map(present(email), (email) => Email.make(email)),
      username: Option.map(present(toUser?.username ?? null), (name) => Username.make(name)),
      role,
      accepted: accepted ?? false,
      createdAt: Option.fromNullable(createdAt),
      expiresAt: Option.fromNullable(expiresAt)
    },
    { disableValidation: true }
  )
