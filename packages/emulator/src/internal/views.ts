import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Context, orThrow, spend, takeRows } from "./context.js"
import { listed, page, type PageArgs, type Rows } from "./paging.js"
import * as RelayId from "./relayId.js"
import { mayActFor, teamAdminsOnly } from "./rules/act.js"
import type { Invitation } from "./rules/members.js"
import * as World from "./world.js"

// The GraphQL objects of rows: plain values where the row has them, resolvers where the world must be asked.

/** A page of rows as a connection of their GraphQL objects. */
export const connection = <A>(context: Context, rows: Rows<A>, args: PageArgs, view: (row: A) => object) => {
  const { edges, pageInfo } = orThrow(context, page(rows, args, context.maxPageSize))
  return {
    edges: takeRows(context, edges).map(({ cursor, node }) => ({ cursor, node: view(node) })),
    pageInfo
  }
}

export const user = (row: World.User) => ({
  id: RelayId.encode("User", row.id),
  name: row.name,
  username: row.username,
  email: row.email,
  admin: row.admin,
  accountType: row.accountType,
  flags: "{}",
  createdAt: row.createdAt,
  deletedAt: row.deletedAt,
  entity: (_: object, context: Context) => orNull(defaultEntityOf(context, row), ({ name }) => name),
  defaultEntity: (_: object, context: Context) => orNull(defaultEntityOf(context, row), entity),
  teams: (args: PageArgs, context: Context) => {
    spend(context, row.teams.length)
    return connection(context, listed(World.entitiesOf(context.world, row), entityPosition), args, entity)
  },
  // The keys of others are null rather than an error, so that a listing of users still succeeds.
  apiKeys: (args: PageArgs, context: Context) =>
    mayActFor(context.act, row.id)
      ? connection(context, listed(World.apiKeysOf(context.world, row), idOf), args, apiKey)
      : null
})

const defaultEntityOf = (context: Context, row: World.User) => {
  spend(context, row.teams.length)
  return World.defaultEntityOf(context.world, row)
}

const idOf = ({ id }: { readonly id: number }): number => id

/** Personal entities stand before all teams. */
const entityPosition = (row: World.Team): number => (row.isTeam ? row.id : 0)

export const apiKey = (row: World.ApiKey) => ({
  id: RelayId.encode("ApiKey", row.id),
  name: row.listedAs === null ? row.keyId : Redacted.value(row.listedAs),
  description: row.description,
  user: (_: object, { world }: Context) => userById(world, row.owner)
})

export const entity = (row: World.Team) => ({
  id: RelayId.encode("Entity", row.id),
  name: row.name,
  available: false,
  codeSavingEnabled: false,
  createdAt: row.createdAt,
  defaultAccess: "WRITE",
  entityType: row.isTeam ? "team" : "user",
  isPaid: false,
  isTeam: row.isTeam,
  limits: "{}",
  memberCount: (_: object, context: Context) => {
    spend(context, row.seats.length / 4)
    return Chunk.size(Chunk.filter(row.seats, (seat) => seat.kind === "member"))
  },
  members: (_: object, context: Context) =>
    takeRows(
      context,
      Arr.filterMap(row.seats, (seat) => member(context.world, row, seat))
    ),
  invites: (args: PageArgs, context: Context) => {
    spend(context, row.seats.length / 4)
    return connection(context, listed(World.invitesOf(context.world, row), idOf), args, (invite) =>
      invitation({ invite, member: null })
    )
  },
  privateOnly: false,
  readOnly: false,
  readOnlyAdmin: false,
  storageBytes: 0
})

/** The `id` is what `deleteInvite` takes: of the user for a member, of the invitation for a pending one (inferred). */
export const member = (world: World.World, team: World.Team, seat: World.Seat): Option.Option<object> =>
  seat.kind === "member"
    ? Option.map(World.userById(world, seat.user), (user) => ({
        id: RelayId.encode("User", user.id),
        admin: seat.role === "admin",
        pending: false,
        email: user.email,
        username: user.username,
        name: user.name,
        accountType: user.accountType,
        apiKey: (_: object, { act, world }: Context) =>
          Either.isRight(teamAdminsOnly(act, team)) ? orNull(accountKey(world, user), Redacted.value) : null,
        role: seat.role
      }))
    : Option.map(World.inviteById(world, seat.invite), (invite) => ({
        id: RelayId.encode("Invite", invite.id),
        admin: invite.role === "admin",
        pending: true,
        email: invite.email,
        name: invite.email,
        role: invite.role
      }))

/** The secret of a service account's first key, where the instance lists keys as older servers do; people keep theirs. */
const accountKey = (world: World.World, user: World.User): Option.Option<Redacted.Redacted> =>
  user.personalEntity !== null
    ? Option.none()
    : Option.flatMap(Arr.head(World.apiKeysOf(world, user)), ({ listedAs }) => Option.fromNullable(listedAs))

export const invitation = ({ invite, member }: Invitation) => ({
  id: RelayId.encode("Invite", invite.id),
  name: member?.name ?? invite.email,
  email: invite.email,
  role: invite.role,
  accepted: member !== null,
  createdAt: invite.createdAt,
  expiresAt: null,
  entity: (_: object, { world }: Context) => teamById(world, invite.team),
  fromUser: (_: object, { world }: Context) => (invite.from === null ? null : userById(world, invite.from)),
  toUser: (_: object, { world }: Context) => (member === null ? null : userById(world, member.id))
})

/** The GraphQL object of a row, null when there is none. */
export const orNull = <A, B>(row: Option.Option<A>, view: (row: A) => B): B | null =>
  Option.getOrNull(Option.map(row, view))

export const userById = (world: World.World, id: number): ReturnType<typeof user> | null =>
  orNull(World.userById(world, id), user)

export const teamById = (world: World.World, id: number): ReturnType<typeof entity> | null =>
  orNull(World.teamById(world, id), entity)
