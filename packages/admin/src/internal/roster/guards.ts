import * as Option from "effect/Option"
import { type Accounts, accountsOf, isAdministrator } from "./accounts.js"
import type { Account, Actual, ActualTeam, Seat } from "./actual.js"
import type { Change, Person } from "./changes.js"
import type { Guards } from "./desired.js"
import { addressKey } from "./patterns.js"
import type { Refusal, Removals } from "./refusals.js"
import { describe } from "./words.js"

/** What a plan would do, and to whom. */
export interface Guarded {
  readonly changes: ReadonlyArray<Change>
  readonly removals: ReadonlyArray<Removals>
  readonly guards: Guards
  /** The largest share of removals that is allowed for once, in place of what the roster says. */
  readonly maxRemovals?: number | undefined
}

const defaultShare = "25%"

const shareOf = ({ guards, maxRemovals }: Guarded): number =>
  maxRemovals ?? Number.parseFloat(guards.maxRemovals ?? defaultShare) / 100

const tooMany = (guarded: Guarded): ReadonlyArray<Refusal> => {
  const maxRemovals = shareOf(guarded)
  return guarded.removals.flatMap((removals): ReadonlyArray<Refusal> =>
    removals.removed > removals.of * maxRemovals
      ? [{ _tag: "TooManyRemovals", ...removals, maxRemovals }]
      : []
  )
}

/** An administrator of the installation once the plan is carried out. */
type Administrators = Map<string, string | undefined>

const emailOf = ({ email }: Account): string | undefined => Option.getOrUndefined(email)

/** The administrators by their ids, or by their addresses where they are to be created, and the addresses they have. */
const administratorsAfter = (changes: ReadonlyArray<Change>, accounts: Accounts): Administrators => {
  const after: Administrators = new Map(
    accounts.all.filter(isAdministrator).map((account) => [account.id, emailOf(account)])
  )
  const set = ({ email, id = "" }: Person, admin: boolean) =>
    admin ? after.set(id, email) : after.delete(id)
  for (const change of changes) {
    if (change._tag === "CreateUser" && change.admin) after.set(change.email, change.email)
    else if (change._tag === "RestoreUser") set(change.user, change.admin)
    else if (change._tag === "SetAdmin") set(change.user, change.to)
    else if (change._tag === "DeleteUser") set(change.user, false)
    else if (change._tag === "UpdateUser" && change.email !== undefined) {
      const { id = "" } = change.user
      if (after.has(id)) after.set(id, change.email.to)
    }
  }
  return after
}

const administrators = (
  changes: ReadonlyArray<Change>,
  accounts: Accounts,
  { minAdmins = 1, requiredAdmins = [] }: Guards
): ReadonlyArray<Refusal> => {
  const after = administratorsAfter(changes, accounts)
  const addresses = new Set(Array.from(after.values(), (email) => addressKey(email ?? "")))
  return [
    ...(after.size < minAdmins ? [{ _tag: "TooFewAdmins", admins: after.size, minAdmins } as const] : []),
    ...requiredAdmins
      .filter((email) => !addresses.has(addressKey(email)))
      .map((email): Refusal => ({ _tag: "RequiredAdmin", email }))
  ]
}

const shutsOut = (change: Change, viewer: string): boolean => {
  switch (change._tag) {
    case "DeleteUser":
      return change.user.id === viewer
    case "SetAdmin":
      return change.user.id === viewer && !change.to
    case "RemoveMember":
      return change.who.id === viewer && change.role === "admin"
    case "SetRole":
      return change.who.id === viewer && change.from === "admin"
    default:
      return false
  }
}

const oneself = (changes: ReadonlyArray<Change>, viewer: string): ReadonlyArray<Refusal> =>
  changes
    .filter((change) => shutsOut(change, viewer))
    .map((change) => ({ _tag: "Oneself", change: describe(change) }))

const leads = ({ pending, role }: Seat): boolean => !pending && role === "admin"

/** The ids of members, or whatever they are known by. */
const seatKey = ({ email, id, username }: Seat): string =>
  Option.getOrElse(Option.firstSomeOf([id, username, email]), () => "")

const memberKey = ({ email, member, username }: Person & { readonly member?: string | undefined }): string =>
  member ?? username ?? email ?? ""

/** Whether somebody is, or may become, admin of a team in place of those who are it no more. */
const isLedAfter = (changes: ReadonlyArray<Change>, { name, seats }: ActualTeam): boolean => {
  const admins = new Set(seats.filter(leads).map(seatKey))
  let isPromised = seats.some(({ pending, role }) => pending && role === "admin")
  for (const change of changes) {
    if (!("team" in change) || change.team !== name) continue
    if (change._tag === "RemoveMember") admins.delete(memberKey(change.who))
    else if (change._tag === "SetRole" && change.to !== "admin") admins.delete(memberKey(change.who))
    else if (change._tag === "SetRole") admins.add(memberKey(change.who))
    else if (change._tag === "InviteMember" && change.role === "admin") isPromised = true
    else if (change._tag === "ChangeInvite" && change.to === "admin") isPromised = true
    else if (change._tag === "DeleteTeam") return true
  }
  return admins.size > 0 || isPromised
}

const leaderless = (
  changes: ReadonlyArray<Change>,
  teams: ReadonlyArray<ActualTeam>
): ReadonlyArray<Refusal> =>
  teams
    .filter((team) => team.seats.some(leads) && !isLedAfter(changes, team))
    .map(({ name }) => ({ _tag: "TeamWithoutAdmin", team: name }))

/** Why what a plan would do to the world is not to be done, by whoever is at it. */
export const refusalsOf = (guarded: Guarded, actual: Actual): ReadonlyArray<Refusal> => [
  ...tooMany(guarded),
  ...administrators(guarded.changes, accountsOf(actual.accounts), guarded.guards),
  ...oneself(guarded.changes, actual.viewer),
  ...leaderless(guarded.changes, actual.teams)
]
