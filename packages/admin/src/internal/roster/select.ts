import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as Struct from "effect/Struct"
import { addressKey } from "../addresses.js"
import type { Account, ActualTeam, Seat, Selection } from "./actual.js"
import type { Member, Roster, ServiceAccount } from "./desired.js"
import { emailMatcher, nameMatcher } from "./patterns.js"

/** The values of what may be one or several. */
export const each = (oneOrMore: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  oneOrMore === undefined ? [] : Arr.ensure(oneOrMore)

type MemberFields = Exclude<Member, string>
type ServiceAccountFields = Exclude<ServiceAccount, string>

/** A member in the long form. */
export const memberFields = (member: Member): MemberFields =>
  typeof member === "string" ? { email: member } : member

/** A service account in the long form. */
export const serviceAccountFields = (account: ServiceAccount): ServiceAccountFields =>
  typeof account === "string" ? { description: account } : account

/** What has to be looked for to know what a roster would change. */
export const selectionOf = (roster: Roster): Selection => {
  const { ignore = {}, scope = {}, teams = [], users = [] } = roster
  const people = teams.flatMap(({ members = [] }) => members.map(memberFields))
  return {
    scope: Struct.pick(scope, "users", "teams"),
    ignore: Struct.pick(ignore, "users", "teams"),
    users: users.flatMap(({ email, previously }) => [email, ...each(previously)]),
    teams: teams.map(({ name }) => name),
    people: {
      emails: people.flatMap(({ email }) => (email === undefined ? [] : [email])),
      usernames: people.flatMap(({ username }) => (username === undefined ? [] : [username]))
    },
    exactly: {
      users: roster.users !== undefined,
      teams: roster.teams !== undefined,
      members: teams.flatMap(({ members, name }) => (members === undefined ? [] : [name])),
      serviceAccounts: teams.flatMap(({ name, serviceAccounts }) =>
        serviceAccounts === undefined ? [] : [name]
      )
    }
  }
}

/** What a selection is about. */
export interface Selects {
  /** Whether an address is in the scope of users, and not to be ignored. */
  readonly inScope: (email: string) => boolean
  /** Whether whoever has an address is not to be touched. */
  readonly ignoresAddress: (email: string) => boolean
  /** Whether a seat is not to be touched, given the account that it is. */
  readonly ignoresSeat: (seat: Seat, account: Account | undefined) => boolean
  /** Whether an account is governed, be it in the scope or listed. */
  readonly governs: (account: Account) => boolean
  /** Whether an account is there, in the scope and not listed, so that it is to be deleted. */
  readonly isLeft: (account: Account) => boolean
  /** Whether it matters that the account is there, and which state it is in. */
  readonly mentions: (account: Account) => boolean
  /** Whether a team is in the scope of teams, and not to be ignored. */
  readonly teamInScope: (name: string) => boolean
  /** Whether a team is governed, be it in the scope or listed. */
  readonly governsTeam: (team: Pick<ActualTeam, "name">) => boolean
}

export const selects = ({ exactly, ignore, people, scope, teams, users }: Selection): Selects => {
  const inUsers = emailMatcher(scope.users ?? [])
  const inTeams = nameMatcher(scope.teams ?? [])
  const ignoresAddress = emailMatcher(ignore.users ?? [])
  const ignoresTeam = nameMatcher(ignore.teams ?? [])
  const listed = new Set(users.map(addressKey))
  const named = new Set(people.emails.map(addressKey))
  const usernames = new Set(people.usernames)
  const listedTeams = new Set(teams)

  const inScope = (email: string) => inUsers(email) && !ignoresAddress(email)
  const teamInScope = (name: string) => inTeams(name) && !ignoresTeam(name)
  const governs = ({ email, service }: Account) =>
    !service &&
    Option.exists(
      email,
      (email) => inScope(email) || (listed.has(addressKey(email)) && !ignoresAddress(email))
    )
  return {
    inScope,
    ignoresAddress,
    ignoresSeat: ({ email }, account) =>
      Option.exists(email, ignoresAddress) ||
      (account !== undefined && Option.exists(account.email, ignoresAddress)),
    governs,
    isLeft: (account) =>
      exactly.users &&
      !account.deleted &&
      governs(account) &&
      Option.exists(account.email, (email) => inScope(email) && !listed.has(addressKey(email))),
    mentions: (account) =>
      governs(account) ||
      Option.exists(account.email, (email) => {
        const key = addressKey(email)
        return listed.has(key) || named.has(key)
      }) ||
      Option.exists(account.username, (username) => usernames.has(username)),
    teamInScope,
    governsTeam: ({ name }) => teamInScope(name) || (listedTeams.has(name) && !ignoresTeam(name))
  }
}
