/**
 * The whole world of an instance as data, to be kept and to be gone back to.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { AccountType } from "./Seed.js"

const Id = Schema.Int.pipe(Schema.positive())

const User = Schema.Struct({
  id: Id,
  username: Schema.String,
  name: Schema.String,
  email: Schema.NullOr(Schema.String),
  admin: Schema.Boolean,
  accountType: AccountType,
  createdAt: Schema.String,
  deletedAt: Schema.NullOr(Schema.String),
  personalEntity: Schema.NullOr(Id),
  defaultEntity: Schema.NullOr(Id)
})

const ApiKey = Schema.Struct({
  id: Id,
  owner: Id,
  keyId: Schema.String,
  description: Schema.NullOr(Schema.String),
  digest: Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/)),
  secret: Schema.optional(Schema.Redacted(Schema.String))
})

const Seat = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("member"), user: Id, role: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("invite"), invite: Id })
)

const Team = Schema.Struct({
  id: Id,
  name: Schema.String,
  createdAt: Schema.String,
  seats: Schema.Array(Seat)
})

const Invite = Schema.Struct({
  id: Id,
  team: Id,
  email: Schema.String,
  role: Schema.String,
  createdAt: Schema.String,
  from: Schema.NullOr(Id)
})

/**
 * A world: users, API keys, teams and invites by their numbers, and the last number of each kind.
 *
 * Keys are SHA-256 digests in hexadecimal. `secret` is there only where listings show whole keys (`apiKeyListing:
 * "legacy"`): encoding such a snapshot writes them down.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Snapshot = Schema.Struct({
  version: Schema.Literal(1),
  takenAt: Schema.String,
  users: Schema.Array(User),
  apiKeys: Schema.Array(ApiKey),
  teams: Schema.Array(Team),
  invites: Schema.Array(Invite),
  lastId: Schema.Struct({
    User: Schema.NonNegativeInt,
    ApiKey: Schema.NonNegativeInt,
    Entity: Schema.NonNegativeInt,
    Invite: Schema.NonNegativeInt
  })
})

/**
 * A world as data.
 *
 * @since 0.1.0
 * @category models
 */
export type Snapshot = typeof Snapshot.Type
