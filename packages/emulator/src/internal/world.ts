import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as Number from "effect/Number"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import type { AccountType } from "../Seed.js"
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

const inviteIdsTo = (world: World, email: string): ReadonlyArray<number> =>
  Option.getOrElse(HashMap.get(world.invitesByEmail, email.toLowerCase()), () => [])

/** Whether an invitation to a team waits for an email address. */
export const isInvited = (world: World, team: Team, email: string): boolean =>
  invitesTo(world, email).some((invite) => invite.team === team.id)

/** The user whom a key lets in: nobody when the key is unknown or the user deleted. */
export const userByKey = (world: World, secret: Redacted<string>): Option.Option<User> => {
  const presented = Keys.digest(secret)
  return HashMap.get(world.credentials, presented.prefix).pipe(
    Option.filter((credential) => Keys.same(credential.digest, presented)),
    Option.flatMap((credential) => userById(world, credential.user)),
    Option.filter((user) => user.deletedAt === null)
  )
}

/** Whether a key is known already, to whomever it belongs. */
export const isKeyKnown = (world: World, secret: Redacted<string>): boolean =>
  HashMap.has(world.credentials, Keys.digest(secret).prefix)

// Edits: each keeps the tables and what finds their rows in step.

/** Takes the next number of a kind. */
export const nextId = (world: World, kind: Kind): readonly [number, World] => {
  const id = world.lastId[kind] + 1
  return [id, { ...world, lastId: { ...world.lastId, [kind]: id } }]
}

const editUser = (world: World, id: number, change: (user: User) => Partial<User>): World => ({
  ...world,
  users: Option.match(userById(world, id), {
    onNone: () => world.users,
    onSome: (user) => Table.set(world.users, id, { ...user, ...change(user) })
  })
})

const editSeats = (
  world: World,
  id: number,
  change: (seats: Chunk.Chunk<Seat>) => Chunk.Chunk<Seat>
): World => ({
  ...world,
  teams: Option.match(teamById(world, id), {
    onNone: () => world.teams,
    onSome: (team) => Table.set(world.teams, id, { ...team, seats: change(team.seats) })
  })
})

/** Adds a user, with a personal entity unless the account is a service account. */
export const addUser = (
  before: World,
  row: Omit<User, "id" | "personalEntity" | "defaultEntity" | "teams" | "apiKeys">
): readonly [User, World] => {
  const [id, numbered] = nextId(before, "User")
  const isService = row.accountType === "SERVICE" || row.accountType === "ORG_SERVICE"
  const [personalEntity, world] = isService ? [null, numbered] : nextId(numbered, "Entity")
  const user: User = { ...row, id, personalEntity, defaultEntity: null, teams: [], apiKeys: [] }
  return [
    user,
    {
      ...world,
      users: Table.set(world.users, id, user),
      userByName: HashMap.set(world.userByName, user.username, id),
      userByEmail:
        user.email === null ? world.userByEmail : HashMap.set(world.userByEmail, user.email.toLowerCase(), id)
    }
  ]
}

/** Changes what stands in a user's row alone. */
export const updateUser = (
  world: World,
  user: User,
  change: Partial<Pick<User, "name" | "admin" | "deletedAt" | "defaultEntity">>
): World => editUser(world, user.id, () => change)

/** Gives a user another email address; the one before is free again. */
export const moveUser = (world: World, user: User, email: string): World => {
  const freed =
    user.email === null ? world.userByEmail : HashMap.remove(world.userByEmail, user.email.toLowerCase())
  return {
    ...editUser(world, user.id, () => ({ email })),
    userByEmail: HashMap.set(freed, email.toLowerCase(), user.id)
  }
}

/** Lets a secret in as a user. */
export const addCredential = (world: World, user: User, secret: Redacted<string>): World => {
  const digest = Keys.digest(secret)
  return { ...world, credentials: HashMap.set(world.credentials, digest.prefix, { digest, user: user.id }) }
}

/** Adds an API key that exists already as a secret; `keepSecret` makes listings show it whole. */
export const addApiKey = (
  before: World,
  owner: User,
  secret: Redacted<string>,
  row: { readonly description: string | null; readonly keepSecret: boolean }
): readonly [ApiKey, World] => {
  const [id, world] = nextId(before, "ApiKey")
  const apiKey: ApiKey = {
    id,
    owner: owner.id,
    keyId: Keys.keyId(secret),
    listedAs: row.keepSecret ? secret : null,
    description: row.description,
    digest: Keys.digest(secret)
  }
  return [
    apiKey,
    {
      ...addCredential(
        editUser(world, owner.id, ({ apiKeys }) => ({ apiKeys: [...apiKeys, id] })),
        owner,
        secret
      ),
      apiKeys: Table.set(world.apiKeys, id, apiKey)
    }
  ]
}

/** Removes an API key, which lets nobody in from then on. */
export const removeApiKey = (world: World, apiKey: ApiKey): World => ({
  ...editUser(world, apiKey.owner, ({ apiKeys }) => ({ apiKeys: apiKeys.filter((id) => id !== apiKey.id) })),
  apiKeys: Table.remove(world.apiKeys, apiKey.id),
  credentials: HashMap.remove(world.credentials, apiKey.digest.prefix)
})

export const addTeam = (before: World, name: string, createdAt: string): readonly [Team, World] => {
  const [id, world] = nextId(before, "Entity")
  const team: Team = { id, name, isTeam: true, createdAt, seats: Chunk.empty() }
  return [
    team,
    {
      ...world,
      teams: Table.set(world.teams, id, team),
      teamByName: HashMap.set(world.teamByName, name, id)
    }
  ]
}

/** Gives a user the last seat of a team. */
export const addMember = (world: World, team: Team, user: User, role: string): World =>
  editUser(
    editSeats(world, team.id, Chunk.append<Seat>({ kind: "member", user: user.id, role })),
    user.id,
    ({ teams }) => ({ teams: [...teams, team.id] })
  )

export const removeMember = (world: World, team: Team, user: User): World =>
  forgetTeam(
    editSeats(
      world,
      team.id,
      Chunk.filter((seat) => seat.kind !== "member" || seat.user !== user.id)
    ),
    team,
    user.id
  )

/** Takes a team from what a user's row says. */
const forgetTeam = (world: World, team: Team, user: number): World =>
  editUser(world, user, ({ teams, defaultEntity }) => ({
    teams: teams.filter((id) => id !== team.id),
    defaultEntity: defaultEntity === team.id ? null : defaultEntity
  }))

export const changeRole = (world: World, team: Team, user: User, role: string): World =>
  editSeats(
    world,
    team.id,
    Chunk.map((seat) => (seat.kind === "member" && seat.user === user.id ? { ...seat, role } : seat))
  )

/** Removes a team with its seats; its name is free again. */
export const removeTeam = (before: World, team: Team): World => {
  const world = Chunk.reduce(team.seats, before, (world, seat) =>
    seat.kind === "member"
      ? forgetTeam(world, team, seat.user)
      : Option.match(inviteById(world, seat.invite), {
          onNone: () => world,
          onSome: (invite) => forgetInvite(world, invite)
        })
  )
  return {
    ...world,
    teams: Table.remove(world.teams, team.id),
    teamByName: HashMap.remove(world.teamByName, team.name)
  }
}

/** Offers the last seat of a team to an email address. */
export const addInvite = (
  before: World,
  team: Team,
  row: Omit<Invite, "id" | "team">
): readonly [Invite, World] => {
  const [id, world] = nextId(before, "Invite")
  const invite: Invite = { ...row, id, team: team.id }
  return [
    invite,
    {
      ...editSeats(world, team.id, Chunk.append<Seat>({ kind: "invite", invite: id })),
      invites: Table.set(world.invites, id, invite),
      invitesByEmail: HashMap.set(world.invitesByEmail, row.email.toLowerCase(), [
        ...inviteIdsTo(world, row.email),
        id
      ])
    }
  ]
}

const isSeatOf = (invite: Invite) => (seat: Seat) => seat.kind === "invite" && seat.invite === invite.id

/** Removes an invitation from where it is found, save the seats of its team. */
const forgetInvite = (world: World, invite: Invite): World => {
  const email = invite.email.toLowerCase()
  const others = inviteIdsTo(world, email).filter((id) => id !== invite.id)
  return {
    ...world,
    invites: Table.remove(world.invites, invite.id),
    invitesByEmail:
      others.length === 0
        ? HashMap.remove(world.invitesByEmail, email)
        : HashMap.set(world.invitesByEmail, email, others)
  }
}

export const removeInvite = (world: World, invite: Invite): World =>
  forgetInvite(
    editSeats(
      world,
      invite.team,
      Chunk.filter((seat) => !isSeatOf(invite)(seat))
    ),
    invite
  )

/** Turns an offered seat into one taken by a user, at the same place. */
export const acceptInvite = (world: World, invite: Invite, user: User): World =>
  editUser(
    forgetInvite(
      editSeats(
        world,
        invite.team,
        Chunk.map((seat): Seat =>
          isSeatOf(invite)(seat) ? { kind: "member", user: user.id, role: invite.role } : seat
        )
      ),
      invite
    ),
    user.id,
    ({ teams }) => ({ teams: [...teams, invite.team] })
  )
