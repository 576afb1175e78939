import * as Chunk from "effect/Chunk"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import * as Keys from "./keys.js"
import type { Kind } from "./relayId.js"
import * as Table from "./table.js"
import {
  userById,
  teamById,
  inviteById,
  inviteIdsTo,
  type User,
  type ApiKey,
  type Seat,
  type Team,
  type Invite,
  type World
} from "./world.js"

// Each edit keeps the tables and what finds their rows in step.

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
  const isService = row.accountType === "SERVICE" || row.accountType === "ORG_SERVICE"
  const id = before.lastId.User + 1
  const personalEntity = isService ? null : before.lastId.Entity + 1
  const lastId = { ...before.lastId, User: id, Entity: personalEntity ?? before.lastId.Entity }
  const user: User = { ...row, id, personalEntity, defaultEntity: null, teams: [], apiKeys: [] }
  return [user, { ...putUser(before, user), lastId }]
}

/** Puts the row of a new user where it is found. */
export const putUser = (world: World, user: User): World => ({
  ...world,
  users: Table.add(world.users, user.id, user),
  userByName: HashMap.set(world.userByName, user.username, user.id),
  userByEmail:
    user.email === null
      ? world.userByEmail
      : HashMap.set(world.userByEmail, user.email.toLowerCase(), user.id)
})

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
  return [apiKey, putApiKey(world, apiKey)]
}

/** Puts the row of a new API key where it is found, which lets its owner in. */
export const putApiKey = (world: World, apiKey: ApiKey): World => ({
  ...editUser(world, apiKey.owner, ({ apiKeys }) => ({ apiKeys: [...apiKeys, apiKey.id] })),
  apiKeys: Table.add(world.apiKeys, apiKey.id, apiKey),
  credentials: HashMap.set(world.credentials, apiKey.digest.prefix, {
    digest: apiKey.digest,
    user: apiKey.owner
  })
})

/** Removes an API key, which lets nobody in from then on. */
export const removeApiKey = (world: World, apiKey: ApiKey): World => ({
  ...editUser(world, apiKey.owner, ({ apiKeys }) => ({ apiKeys: apiKeys.filter((id) => id !== apiKey.id) })),
  apiKeys: Table.remove(world.apiKeys, apiKey.id),
  credentials: HashMap.remove(world.credentials, apiKey.digest.prefix)
})

export const addTeam = (before: World, name: string, createdAt: string): readonly [Team, World] => {
  const [id, world] = nextId(before, "Entity")
  const team: Team = { id, name, isTeam: true, createdAt, seats: Chunk.empty() }
  return [team, putTeam(world, team)]
}

/** Puts the row of a new team where it is found. */
export const putTeam = (world: World, team: Team): World => ({
  ...world,
  teams: Table.add(world.teams, team.id, team),
  teamByName: HashMap.set(world.teamByName, team.name, team.id)
})

/** Notes in a user's row that they are in a team. */
export const rememberTeam = (world: World, user: number, team: number): World =>
  editUser(world, user, ({ teams }) => ({ teams: [...teams, team] }))

/** Gives a user the last seat of a team. */
export const addMember = (world: World, team: Team, user: User, role: string): World =>
  rememberTeam(
    editSeats(world, team.id, Chunk.append<Seat>({ kind: "member", user: user.id, role })),
    user.id,
    team.id
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
    putInvite(editSeats(world, team.id, Chunk.append<Seat>({ kind: "invite", invite: id })), invite)
  ]
}

/** Puts the row of a new invitation where it is found; its seat is there already. */
export const putInvite = (world: World, invite: Invite): World => ({
  ...world,
  invites: Table.add(world.invites, invite.id, invite),
  invitesByEmail: HashMap.set(world.invitesByEmail, invite.email.toLowerCase(), [
    ...inviteIdsTo(world, invite.email),
    invite.id
  ])
})

/** Whether a seat is the one that an invitation offers. */
export const isSeatOf =
  (invite: Pick<Invite, "id">) =>
  (seat: Seat): boolean =>
    seat.kind === "invite" && seat.invite === invite.id

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
  rememberTeam(
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
    invite.team
  )
