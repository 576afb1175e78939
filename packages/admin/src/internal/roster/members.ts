import * as Option from "effect/Option"
import { addressKey, sameAddress } from "../addresses.js"
import type { Accounts } from "./accounts.js"
import type { Account, ActualTeam, Seat } from "./actual.js"
import type { Change, Person } from "./changes.js"
import { conflict } from "./conflict.js"
import type { Team } from "./desired.js"
import type { Refusal } from "./refusals.js"
import { countsAsMember } from "./removals.js"
import { memberFields, type Selects } from "./select.js"
import { misspelt } from "./roles.js"
import { personOf, type UsersPlan } from "./users.js"
import { quote } from "./words.js"

/** What the members of a team are held against. */
export interface Around {
  readonly accounts: Accounts
  readonly selects: Selects
  readonly users: UsersPlan
  /** Whether users are governed, so that who is in the scope and not listed is not to be. */
  readonly governsUsers: boolean
  /** The roles that somebody has already. */
  readonly roles: ReadonlySet<string>
}

/** Somebody who shall be in a team. */
interface Target {
  readonly field: string
  readonly role: string
  readonly person: Person
  /** The account that they have now. */
  readonly account: Account | undefined
  /** Why nobody may be invited for it. */
  readonly obstacle: string | undefined
}

/** What becomes of the members of a team. */
export interface MembersPlan {
  readonly changes: ReadonlyArray<Change>
  readonly conflicts: ReadonlyArray<Refusal>
  /** The admin to create the team with. */
  readonly admin: Person | undefined
}

const isLeft = ({ users: { deleted } }: Around, { id }: Account): boolean => deleted.has(id)

/** Whether an account will be there once the plan is carried out, for all that the plan does to it. */
const willLive = (around: Around, account: Account): boolean =>
  (!account.deleted || around.users.restored.has(account.id)) && !isLeft(around, account)

const obstacleOf = (around: Around, account: Account, who: string): string | undefined => {
  if (account.service) return `${who} is a service account: list it among the serviceAccounts of its team`
  if (willLive(around, account)) return undefined
  return isLeft(around, account)
    ? `${who} is in the scope and not listed among the users, and so would be deleted: list the user too`
    : `${who} is deleted: list the user, so that it is restored`
}

const byEmail = (around: Around, field: string, email: string, role: string): Target => {
  const { accounts, governsUsers, selects, users } = around
  const wanted = users.wanted.get(addressKey(email))
  if (wanted !== undefined) {
    const { account } = wanted
    const person = account === undefined ? { email: wanted.email } : personOf(account, wanted.email)
    const obstacle = account?.service === true ? obstacleOf(around, account, quote(email)) : undefined
    return { field, role, person, account, obstacle }
  }
  const account = accounts.byEmail(email)
  if (account !== undefined) {
    const obstacle = obstacleOf(around, account, quote(email))
    return { field, role, person: personOf(account), account, obstacle }
  }
  const obstacle =
    governsUsers && selects.inScope(email)
      ? `${quote(email)} is in the scope and not listed among the users: list the user too`
      : undefined
  return { field, role, person: { email }, account: undefined, obstacle }
}

const obstacleByName = (around: Around, account: Account | undefined, who: string): string | undefined => {
  if (account === undefined)
    return `no user has the username ${who}: name who is not there yet by an email address`
  const address = Option.getOrUndefined(Option.filter(account.email, around.selects.ignoresAddress))
  return address === undefined
    ? obstacleOf(around, account, who)
    : `${who} has the address ${quote(address)}, and ignore.users has it, so that nothing would be done`
}

const byUsername = (around: Around, field: string, username: string, role: string): Target => {
  const account = around.accounts.byUsername(username)
  const obstacle = obstacleByName(around, account, quote(username))
  const wanted = [...around.users.wanted.values()].find((wanted) => wanted.account === account)
  return {
    field,
    role,
    person: account === undefined ? { username } : personOf(account, wanted?.email),
    account,
    obstacle
  }
}

const targetsOf = (around: Around, { members = [] }: Team, at: string): ReadonlyArray<Target> =>
  members.map((given, index) => {
    const field = `${at}.members[${index}]`
    const { email, role = "member", username = "" } = memberFields(given)
    return email === undefined
      ? byUsername(around, field, username, role)
      : byEmail(around, field, email, role)
  })

const twice = (targets: ReadonlyArray<Target>): ReadonlyArray<Refusal> => {
  const first = new Map<Account, string>()
  return targets.flatMap(({ account, field }) => {
    if (account === undefined) return []
    const before = first.get(account)
    if (before === undefined) first.set(account, field)
    return before === undefined ? [] : [conflict(field, `it is the same user as ${before}`)]
  })
}

const hasAddress = (email: string | undefined, { email: own }: Seat): boolean =>
  email !== undefined && Option.exists(own, (own) => sameAddress(own, email))

const isSeatOf =
  ({ account, person }: Target) =>
  (seat: Seat): boolean =>
    account === undefined
      ? hasAddress(person.email, seat)
      : Option.contains(seat.account, account.id) || hasAddress(person.email, seat)

/** Somebody in a team by all that is known of them. */
export const memberOf = ({ account, email, id, username }: Seat, person: Person = {}) => ({
  ...(Option.isSome(account) && { id: account.value }),
  ...(Option.isSome(username) && { username: username.value }),
  ...(Option.isSome(email) && { email: email.value }),
  ...person,
  ...(Option.isSome(id) && { member: id.value })
})

const taking = (team: string, seat: Seat): Change => ({
  _tag: seat.pending ? "CancelInvite" : "RemoveMember",
  team,
  who: memberOf(seat),
  role: seat.role
})

const changing = (team: string, seat: Seat, { person, role }: Target): ReadonlyArray<Change> =>
  seat.role === role
    ? []
    : [
        {
          _tag: seat.pending ? "ChangeInvite" : "SetRole",
          team,
          who: memberOf(seat, person),
          from: seat.role,
          to: role
        }
      ]

const inviting = (team: string, { person, role }: Target): Change => ({
  _tag: "InviteMember",
  team,
  who: person,
  role
})

/** The admin to create a team with: somebody who has an account, else somebody who will have one. */
const firstAdmin = (around: Around, targets: ReadonlyArray<Target>): Target | undefined => {
  const admins = targets.filter(({ obstacle, role }) => role === "admin" && obstacle === undefined)
  const isCreated = ({ person }: Target) =>
    person.email !== undefined && around.users.wanted.has(addressKey(person.email))
  return (
    admins.find(({ person }) => person.username !== undefined) ??
    admins.find((target) => target.account === undefined && isCreated(target))
  )
}

/** What makes exactly those members of a team who are listed; the seats of deleted users do not count. */
export const planMembers = (
  around: Around,
  team: Team,
  at: string,
  actual: ActualTeam | undefined
): MembersPlan => {
  const { accounts, selects, users } = around
  const targets = targetsOf(around, team, at)
  const counts = (seat: Seat): boolean => countsAsMember(seat, accounts, selects, users.restored)
  const seats = team.members === undefined ? [] : (actual?.seats.filter(counts) ?? [])
  const admin = actual === undefined ? firstAdmin(around, targets) : undefined
  const seated = targets.map((target) => {
    const own = seats.filter(isSeatOf(target))
    return { target, own, seat: own.find(({ pending }) => !pending) ?? own[0] }
  })
  const kept = new Set(seated.flatMap(({ own }) => own))
  const gone = seats.filter((seat) => !kept.has(seat))
  return {
    changes: [
      ...seated.flatMap(({ seat, target }) => {
        if (seat !== undefined) return changing(team.name, seat, target)
        return target === admin || target.obstacle !== undefined ? [] : [inviting(team.name, target)]
      }),
      ...gone.map((seat) => taking(team.name, seat))
    ],
    conflicts: [
      ...seated.flatMap(({ seat, target: { account, field, obstacle } }) =>
        // Who is invited already and has no account is as asked for, whatever the scope is.
        obstacle === undefined || (seat !== undefined && account === undefined)
          ? []
          : [conflict(field, obstacle)]
      ),
      ...targets.flatMap(({ field, role }) =>
        misspelt(role, around.roles).map((reason) => conflict(`${field}.role`, reason))
      ),
      ...twice(targets)
    ],
    admin: admin?.person
  }
}
