import type * as Seed from "@effect-wandb/emulator/Seed"
import * as FastCheck from "effect/FastCheck"
import * as Words from "./words.js"

/**
 * What is in a world, and how much of it at most.
 *
 * @since 0.1.0
 * @category models
 */
export interface WorldOptions {
  /** What is in every world: a seed that an instance accepts. Default: nothing. */
  readonly around?: Seed.Seed | undefined
  /** How many users there are at most, besides those of `around`. Default 5. */
  readonly maxUsers?: number | undefined
  /** How many teams there are at most, besides those of `around`. Default 3. */
  readonly maxTeams?: number | undefined
}

// Drafts are drawn apart from each other and fitted together afterwards, so that each shrinks by itself.

const userDraft = FastCheck.record(
  {
    username: Words.username,
    email: Words.email,
    name: Words.displayName,
    admin: FastCheck.boolean(),
    accountType: Words.accountType,
    deleted: FastCheck.boolean(),
    apiKeys: FastCheck.array(FastCheck.record({ description: Words.description }, { requiredKeys: [] }), {
      maxLength: 3
    })
  },
  { requiredKeys: ["username"] }
)

/** Whichever user there is at a place that many users may not have. */
const place = FastCheck.nat({ max: 99 })

const teamDraft = FastCheck.record(
  {
    name: Words.teamName,
    members: FastCheck.array(FastCheck.record({ place, role: Words.role }, { requiredKeys: ["place"] }), {
      maxLength: 4
    }),
    invites: FastCheck.array(
      FastCheck.record({ email: Words.email, role: Words.role }, { requiredKeys: ["email"] }),
      { maxLength: 3 }
    ),
    serviceAccounts: FastCheck.array(FastCheck.record({ description: Words.purpose }), { maxLength: 2 })
  },
  { requiredKeys: ["name"] }
)

type UserDraft = typeof userDraft extends FastCheck.Arbitrary<infer A> ? A : never
type TeamDraft = typeof teamDraft extends FastCheck.Arbitrary<infer A> ? A : never

/** The first form of a text that is free, and takes it. */
const free = (taken: Set<string>, form: (count: number) => string, key: (text: string) => string): string => {
  let count = 1
  while (taken.has(key(form(count)))) count++
  taken.add(key(form(count)))
  return form(count)
}

const numbered = (text: string) => (count: number) => (count === 1 ? text : `${text}-${count}`)

const addressed = (email: string) => (count: number) =>
  count === 1 ? email : email.replace("@", `-${count}@`)

const addressOf = ({ email, username }: Seed.User): string => email ?? `${username}@example.com`

const canBeAddress = (username: string): boolean => !/[\s@]/.test(username)

const lowerCased = (text: string): string => text.toLowerCase()

const isAdministrator = ({ admin = false, deleted = false }: Seed.User): boolean => admin && !deleted

/** What is left of the names that an instance makes up for service accounts, whatever it puts between. */
const skeleton = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_]+/g, "")

const accountNames = ({ name, serviceAccounts = [] }: Seed.Team): ReadonlyArray<string> =>
  serviceAccounts.map(({ description }) => skeleton(name + description) || "user")

/** Whether the name of a team may be that of a service account of a team before it. */
const clashes = (name: string, before: ReadonlyArray<Seed.Team>): boolean =>
  before.flatMap(accountNames).some((account) => skeleton(name).startsWith(account))

const users = (drafts: ReadonlyArray<UserDraft>, around: ReadonlyArray<Seed.User>): Array<Seed.User> => {
  const names = new Set(around.map(({ username }) => username))
  const addresses = new Set(around.map((user) => lowerCased(addressOf(user))))
  const isLed = around.some(isAdministrator)
  return drafts.map(({ deleted, email, username: wanted, ...draft }, index): Seed.User => {
    const username = free(names, numbered(wanted), String)
    const usual = canBeAddress(username) ? `${username}@example.com` : `user-${index}@example.com`
    const address = free(addresses, addressed(email ?? usual), lowerCased)
    return {
      username,
      ...(address !== `${username}@example.com` && { email: address }),
      ...draft,
      ...(isLed || index > 0 ? deleted !== undefined && { deleted } : { admin: true })
    }
  })
}

/** Each user has one seat, whoever is drawn twice. */
const seated = (
  drafts: NonNullable<TeamDraft["members"]>,
  users: ReadonlyArray<Seed.User>
): NonNullable<Seed.Team["members"]> => {
  const byName = new Map(
    drafts.flatMap(({ place, ...member }) => {
      const user = users[place % Math.max(1, users.length)]
      return user === undefined ? [] : [[user.username, { username: user.username, ...member }] as const]
    })
  )
  return [...byName.values()]
}

/** Nobody is invited twice, nor anybody who is a user. */
const addressedTo = (
  drafts: NonNullable<TeamDraft["invites"]>,
  users: ReadonlyArray<Seed.User>
): NonNullable<Seed.Team["invites"]> => {
  const addresses = new Set(users.map((user) => lowerCased(addressOf(user))))
  return drafts.map(({ email, ...invite }) => ({
    email: free(addresses, addressed(email), lowerCased),
    ...invite
  }))
}

const teams = (drafts: ReadonlyArray<TeamDraft>, { teams = [], users = [] }: Seed.Seed): Array<Seed.Team> => {
  const names = new Set([...users.map(({ username }) => username), ...teams.map(({ name }) => name)])
  return drafts.reduce<Array<Seed.Team>>((before, { invites, members, name: wanted, ...draft }) => {
    const name = free(names, numbered(wanted), String)
    if (clashes(name, [...teams, ...before])) return before
    const team: Seed.Team = {
      name,
      ...(members && { members: seated(members, users) }),
      ...(invites && { invites: addressedTo(invites, users) }),
      ...draft
    }
    return [...before, team]
  }, [])
}

export const world = ({
  around = {},
  maxTeams = 3,
  maxUsers = 5
}: WorldOptions = {}): FastCheck.Arbitrary<Seed.Seed> => {
  const { teams: givenTeams = [], users: givenUsers = [] } = around
  return FastCheck.record({
    users: FastCheck.array(userDraft, {
      minLength: givenUsers.some(isAdministrator) ? 0 : 1,
      maxLength: Math.max(1, maxUsers)
    }),
    teams: FastCheck.array(teamDraft, { maxLength: maxTeams })
  }).map((drafts) => {
    const all = [...givenUsers, ...users(drafts.users, givenUsers)]
    return { users: all, teams: [...givenTeams, ...teams(drafts.teams, { users: all, teams: givenTeams })] }
  })
}
