import type { ApiKey, Invite } from "@effect-wandb/core"

// What a person would expect of a server: who there is, whose keys, and which teams. All of it changes at once.

export interface Person {
  /** Service accounts have none, and no entity of their own. */
  readonly email: string | undefined
  readonly keys: Set<string>
  name: string
  admin: boolean
  isDeleted: boolean
  /** The default entity that was chosen, as long as it is one of theirs. */
  chosen: string | undefined
}

/** One and the same for as long as it is pending. */
export interface Pending {
  readonly role: string
}

export interface Group {
  /** The roles by username. */
  readonly members: Map<string, string>
  /** By email address. */
  readonly invites: Map<string, Pending>
}

/** A key that was handed out, and an invitation that was given: both may be gone by now. */
export interface Handed {
  readonly owner: string
  readonly key: ApiKey.GeneratedApiKey
}
export interface Invited {
  readonly team: string
  readonly invite: Invite.Invite
  readonly pending: Pending | undefined
}

export interface Model {
  /** By username. */
  readonly users: Map<string, Person>
  /** By name, in the order of their creation. */
  readonly teams: Map<string, Group>
  readonly handed: Array<Handed>
  readonly invited: Array<Invited>
}

/** Whom a program means. */
export type Who =
  | { readonly username: string; readonly email?: never }
  | { readonly email: string; readonly username?: never }

export const labelOf = ({ email, username }: Who): string => email ?? username

export const emailOf = (local: string): string => `${local}@example.com`

// How it begins

/** A world in which everything can happen soon. */
export const seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada" },
    { username: "grace" },
    { username: "alan", admin: true, deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [
        { username: "ada", role: "admin" },
        { username: "grace", role: "member" }
      ],
      invites: [{ email: emailOf("mary"), role: "view-only" }]
    },
    {
      name: "pumps",
      members: [
        { username: "alan", role: "admin" },
        { username: "grace", role: "admin" }
      ],
      invites: []
    }
  ]
}

const person = (name: string, email: string | undefined, given: Partial<Person> = {}): Person => ({
  name,
  email,
  keys: new Set(),
  admin: false,
  isDeleted: false,
  chosen: undefined,
  ...given
})

/** The model of the {@link seed}, in which root has these keys. */
export const newModel = (keys: Iterable<string>): Model => {
  const users = seed.users.map(({ admin = false, deleted = false, username }) => {
    const given = { admin, isDeleted: deleted, keys: new Set(username === "root" ? keys : []) }
    return [username, person(username, emailOf(username), given)] as const
  })
  const teams = seed.teams.map(({ invites, members, name }) => {
    const roles = new Map(members.map(({ role, username }) => [username, role]))
    return [
      name,
      { members: roles, invites: new Map(invites.map(({ email, role }) => [email, { role }])) }
    ] as const
  })
  return { users: new Map(users), teams: new Map(teams), handed: [], invited: [] }
}

// Questions

/** Email addresses are compared without regard to case. */
export const usernameOf = ({ users }: Model, { email, username }: Who): string | undefined =>
  username === undefined
    ? [...users].find(([, known]) => known.email === email.toLowerCase())?.[0]
    : users.has(username)
      ? username
      : undefined

export const isLiving = ({ users }: Model, username: string | undefined): boolean =>
  username !== undefined && users.get(username)?.isDeleted === false

export const isAdmin = (model: Model, username: string): boolean =>
  isLiving(model, username) && model.users.get(username)?.admin === true

export const hasOtherAdmin = (model: Model, username: string): boolean =>
  [...model.users.keys()].some((other) => other !== username && isAdmin(model, other))

export const isPerson = ({ users }: Model, username: string): boolean =>
  users.get(username)?.email !== undefined

/** The names of the entities that somebody has: their own, then those of their teams. */
export const entitiesOf = (model: Model, username: string): ReadonlyArray<string> => [
  ...(isPerson(model, username) ? [username] : []),
  ...[...model.teams].flatMap(([name, { members }]) => (members.has(username) ? [name] : []))
]

/** Whether somebody may change who belongs to a team. */
export const leads = (model: Model, username: string, team: string): boolean =>
  isAdmin(model, username) || model.teams.get(team)?.members.get(username) === "admin"

/** Whether a team is left to people of whom none leads it. */
export const isAbandoned = (model: Model, members: ReadonlyMap<string, string>): boolean =>
  ![...members].some(([name, role]) => role === "admin" && isLiving(model, name)) &&
  [...members.keys()].some((name) => isPerson(model, name))

/** Who belongs to an entity as what, those included who are invited; a person's own entity has no other member. */
export const rolesIn = (model: Model, entity: string): ReadonlyMap<string, string> | undefined => {
  const team = model.teams.get(entity)
  if (team === undefined) return isPerson(model, entity) ? new Map([[entity, "admin"]]) : undefined
  return new Map([...team.members, ...[...team.invites].map(([email, { role }]) => [email, role] as const)])
}

// Changes

const addUser = ({ teams, users }: Model, wanted: string, added: Person): string => {
  const isTaken = (name: string) => users.has(name) || teams.has(name)
  let username = wanted
  for (let suffix = 1; isTaken(username); suffix++) username = `${wanted}-${suffix}`
  users.set(username, added)
  return username
}

/** Creates a user, who becomes a member of whatever teams the address was invited to. */
export const createUser = (model: Model, email: string, admin: boolean): void => {
  const [local = ""] = email.split("@")
  const added = person(local, email, { admin })
  const username = addUser(model, local, added)
  added.name = username
  for (const { invites, members } of model.teams.values()) {
    const invite = invites.get(email)
    if (invite !== undefined) members.set(username, invite.role)
    invites.delete(email)
  }
}

export const createAccount = (model: Model, team: string, description: string): void => {
  const username = addUser(model, `${team}-${description}`, person(description, undefined))
  model.teams.get(team)?.members.set(username, "member")
}

/** Takes somebody out of a team, which is not their default entity any more. */
export const leave = ({ teams, users }: Model, team: string, username: string): void => {
  teams.get(team)?.members.delete(username)
  const left = users.get(username)
  if (left?.chosen === team) left.chosen = undefined
}

export const deleteTeam = (model: Model, team: string): void => {
  for (const username of model.teams.get(team)?.members.keys() ?? []) leave(model, team, username)
  model.teams.delete(team)
}
