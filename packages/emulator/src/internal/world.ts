import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as Number from "effect/Number"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import type { AccountType } from "./accountTypes.js"
import * as Keys from "./keys.js"
import type { Rows } from "./paging.js"
import type { Kind } from "./relayId.js"
import * as Table from "./table.js"

/**
 * A user; `personalEntity` is the number of the entity that loads under the username, null for service accounts.
 * `defaultEntity` is the number of the entity that they chose, null when they chose none.
 */
export interface User {
  readonly id: number
  readonly username: string
  readonly name: string
  readonly email: string | null
  readonly admin: boolean
  readonly accountType: AccountType
  readonly createdAt: string
  readonly deletedAt: string | null
  readonly personalEntity: number | null
  readonly defaultEntity: number | null
  readonly teams: ReadonlyArray<number>
  readonly apiKeys: ReadonlyArray<number>
}

/** An API key; `listedAs` is the whole secret where the instance lists keys as older servers do. */
export interface ApiKey {
  readonly id: number
  readonly owner: number
  readonly keyId: string
  readonly listedAs: Redacted<string> | null
  readonly description: string | null
  readonly digest: Keys.Digest
}

/** A place in a team, taken or offered; the order of seats is the order in which they were given. */
export type Seat = MemberSeat | { readonly kind: "invite"; readonly invite: number }

export interface MemberSeat {
  readonly kind: "member"
  readonly user: number
  readonly role: string
}

/** A team, or, with `isTeam` false, the personal entity of a user; a seat is added without copying the others. */
export interface Team {
  readonly id: number
  readonly name: string
  readonly isTeam: boolean
  readonly createdAt: string
  readonly seats: Chunk.Chunk<Seat>
}

/** An invitation that is pending. */
export interface Invite {
  readonly id: number
  readonly team: number
  readonly email: string
  readonly role: string
  readonly createdAt: string
  readonly from: number | null
}

interface Credential {
  readonly digest: Keys.Digest
  readonly user: number
}

/** All that an instance knows: tables in the order of ids, and what finds rows by other names. */
export interface World {
  readonly users: Table.Table<User>
  readonly apiKeys: Table.Table<ApiKey>
  readonly teams: Table.Table<Team>
  readonly invites: Table.Table<Invite>
  readonly userByName: HashMap.HashMap<string, number>
  readonly userByEmail: HashMap.HashMap<string, number>
  readonly teamByName: HashMap.HashMap<string, number>
  readonly invitesByEmail: HashMap.HashMap<string, ReadonlyArray<number>>
  readonly credentials: HashMap.HashMap<string, Credential>
  readonly lastId: Readonly<Record<Kind, number>>
}

export const empty: World = {
  users: Table.empty(),
  apiKeys: Table.empty(),
  teams: Table.empty(),
  invites: Table.empty(),
  userByName: HashMap.empty(),
  userByEmail: HashMap.empty(),
  teamByName: HashMap.empty(),
  invitesByEmail: HashMap.empty(),
  credentials: HashMap.empty(),
  lastId: { User: 0, ApiKey: 0, Entity: 0, Invite: 0 }
}

/** What begins as it is and is filled row by row: what finds its rows is changed in place, until it is `filled`. */
export const filling = (world: World): World => ({
  ...world,
  userByName: HashMap.beginMutation(world.userByName),
  userByEmail: HashMap.beginMutation(world.userByEmail),
  teamByName: HashMap.beginMutation(world.teamByName),
  invitesByEmail: HashMap.beginMutation(world.invitesByEmail),
  credentials: HashMap.beginMutation(world.credentials)
})

export const filled = (world: World): World => ({
  ...world,
  userByName: HashMap.endMutation(world.userByName),
  userByEmail: HashMap.endMutation(world.userByEmail),
  teamByName: HashMap.endMutation(world.teamByName),
  invitesByEmail: HashMap.endMutation(world.invitesByEmail),
  credentials: HashMap.endMutation(world.credentials)
})

// Lookups

export const userById = (world: World, id: number): Option.Option<User> => Table.get(world.users, id)

export const userByName = (world: World, username: string): Option.Option<User> =>
  Option.flatMap(HashMap.get(world.userByName, username), (id) => userById(world, id))

/** The user of an email address; addresses differ by more than case. */
export const userByEmail = (world: World, email: string): Option.Option<User> =>
  Option.flatMap(HashMap.get(world.userByEmail, email.toLowerCase()), (id) => userById(world, id))

export const apiKeyById = (world: World, id: number): Option.Option<ApiKey> => Table.get(world.apiKeys, id)

export const teamById = (world: World, id: number): Option.Option<Team> => Table.get(world.teams, id)

export const teamByName = (world: World, name: string): Option.Option<Team> =>
  Option.flatMap(HashMap.get(world.teamByName, name), (id) => teamById(world, id))

/** The entity that loads under a user's name: a team of one. */
const personalEntity = (user: User): Option.Option<Team> =>
  Option.map(Option.fromNullable(user.personalEntity), (id) => ({
    id,
    name: user.username,
    isTeam: false,
    createdAt: user.createdAt,
    seats: Chunk.of({ kind: "member", user: user.id, role: "admin" })
  }))

/** The team or the personal entity of a name. */
export const entityByName = (world: World, name: string): Option.Option<Team> =>
  Option.orElse(teamByName(world, name), () => Option.flatMap(userByName(world, name), personalEntity))

/** The personal entity of a user, then their teams in the order of creation. */
export const entitiesOf = (world: World, user: User): ReadonlyArray<Team> => [
  ...Option.toArray(personalEntity(user)),
  ...teamsOf(world, user)
]

/** The entity that a user chose, else the first of theirs. */
export const defaultEntityOf = (world: World, user: User): Option.Option<Team> => {
  const entities = entitiesOf(world, user)
  return Option.orElse(
    Arr.findFirst(entities, ({ id }) => id === user.defaultEntity),
    () => Arr.head(entities)
  )
}

/** The teams of a user in the order of creation. */
export const teamsOf = (world: World, user: User): ReadonlyArray<Team> =>
  Arr.getSomes(Arr.sort(user.teams, Number.Order).map((id) => teamById(world, id)))

/** The API keys of a user in the order of creation. */
export const apiKeysOf = (world: World, user: User): ReadonlyArray<ApiKey> =>
  Arr.getSomes(user.apiKeys.map((id) => apiKeyById(world, id)))

export const inviteById = (world: World, id: number): Option.Option<Invite> => Table.get(world.invites, id)

/** Users and teams share one space of names, because a user's personal entity has the username. */
export const isNameTaken = (world: World, name: string): boolean =>
  HashMap.has(world.userByName, name) || HashMap.has(world.teamByName, name)

/** The seat of a user in a team. */
export const seatOf = (team: Team, user: User): Option.Option<MemberSeat> =>
  Chunk.findFirst(team.seats, (seat): seat is MemberSeat => seat.kind === "member" && seat.user === user.id)

/** All users, from whichever position a page begins. */
export const userRows = ({ users }: World): Rows<User> => ({
  positionOf: ({ id }) => id,
  from: (position) => Table.from(users, position),
  below: (position) => Table.below(users, position)
})

export const allUsers = (world: World): Iterable<User> => Table.values(world.users)

export const allApiKeys = (world: World): Iterable<ApiKey> => Table.values(world.apiKeys)

export const allTeams = (world: World): Iterable<Team> => Table.values(world.teams)

/** The invitations to a team that are pending, in the order of creation. */
export const invitesOf = (world: World, team: Team): ReadonlyArray<Invite> =>
  Arr.filterMap(team.seats, (seat) =>
    seat.kind === "invite" ? inviteById(world, seat.invite) : Option.none()
  )

/** The invitations that wait for an email address, in the order of creation. */
export const invitesTo = (world: World, email: string): ReadonlyArray<Invite> =>
  Arr.filterMap(inviteIdsTo(world, email), (id) => inviteById(world, id))

export const inviteIdsTo = (world: World, email: string): ReadonlyArray<number> =>
  Option.getOrElse(HashMap.get(world.invitesByEmail, email.toLowerCase()), () => [])

/** Whether an invitation to a team waits for an email address. */
export const isInvited = (world: World, team: Team, email: string): boolean =>
  invitesTo(world, email).some((invite) => invite.team === team.id)

/** The user whom a key lets in: nobody when the key is unknown or the user deleted. */
export const userByKey = (world: World, presented: Keys.Digest): Option.Option<User> =>
  HashMap.get(world.credentials, presented.prefix).pipe(
    Option.filter((credential) => Keys.same(credential.digest, presented)),
    Option.flatMap((credential) => userById(world, credential.user)),
    Option.filter(isActive)
  )

export const isActive = ({ deletedAt }: User): boolean => deletedAt === null

/** Whether a user is an admin in force. */
export const isAdmin = (user: User): boolean => user.admin && isActive(user)

/** The first admin in force. */
export const firstAdmin = (world: World): Option.Option<User> => Arr.findFirst(allUsers(world), isAdmin)

/** Whether a key is known already, to whomever it belongs. */
export const isKeyKnown = (world: World, { prefix }: Keys.Digest): boolean =>
  HashMap.has(world.credentials, prefix)
