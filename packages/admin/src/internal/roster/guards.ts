import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { addressKey } from "../addresses.js"
import { type Accounts, isAdministrator } from "./accounts.js"
import type { Account, ActualTeam, Seat } from "./actual.js"
import type { Change, Person } from "./changes.js"
import { conflict } from "./conflict.js"
import type { Guards } from "./desired.js"
import type { Refusal, Removals } from "./refusals.js"
import { isShare, numberOfShare, problemOfShare } from "./share.js"
import type { View } from "./view.js"
import { describe, explain } from "./words.js"

/** What a plan would do, and to whom. */
export interface Guarded {
  readonly changes: ReadonlyArray<Change>
  readonly removals: ReadonlyArray<Removals>
  readonly guards: Guards
  /** The largest share of removals that is allowed for once, in place of what the roster says. */
  readonly maxRemovals?: number | undefined
}

const defaultShare = "25%"

/** The share, or why there is none: what is not understood allows nothing. */
const shareOf = ({ guards, maxRemovals }: Guarded): Either.Either<number, Refusal> => {
  if (maxRemovals !== undefined) {
    return isShare(maxRemovals)
      ? Either.right(maxRemovals)
      : Either.left(conflict("maxRemovals", `${maxRemovals} is no share from 0 to 1`))
  }
  const text = guards.maxRemovals ?? defaultShare
  const problem = problemOfShare(text)
  return problem === undefined
    ? Either.right(numberOfShare(text))
    : Either.left(conflict("guards.maxRemovals", problem))
}

const tooMany = (guarded: Guarded): ReadonlyArray<Refusal> =>
  Either.match(shareOf(guarded), {
    onLeft: (refusal) => [refusal],
    onRight: (maxRemovals) =>
      guarded.removals.flatMap((removals): ReadonlyArray<Refusal> =>
        removals.removed <= removals.of * maxRemovals
          ? []
          : [{ _tag: "TooManyRemovals", ...removals, maxRemovals }]
      )
  })

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

/** The seats of a team that somebody leads or will lead, without those who are gone by then. */
const seatsAfter = (
  changes: ReadonlyArray<Change>,
  { seats }: ActualTeam,
  { ofSeat }: Accounts
): ReadonlyArray<Seat> => {
  const users = (tag: "RestoreUser" | "DeleteUser") =>
    new Set(changes.flatMap((change) => (change._tag === tag ? [change.user.id] : [])))
  const [restored, deleted] = [users("RestoreUser"), users("DeleteUser")]
  return seats.filter((seat) => {
    const account = ofSeat(seat)
    if (account === undefined) return true
    return (!account.deleted || restored.has(account.id)) && !deleted.has(account.id)
  })
}

/** Whether somebody is, or may become by an invitation that stays, admin of a team once a plan is carried out. */
const isLedAfter = (changes: ReadonlyArray<Change>, team: ActualTeam, accounts: Accounts): boolean => {
  // Those who are invited as admins count, since whoever leads the team may go only when somebody is to follow.
  const admins = new Set(
    seatsAfter(changes, team, accounts)
      .filter(({ role }) => role === "admin")
      .map(seatKey)
  )
  for (const change of changes) {
    if (!("team" in change) || change.team !== team.name) continue
    switch (change._tag) {
      case "RemoveMember":
      case "CancelInvite":
        admins.delete(memberKey(change.who))
        break
      case "SetRole":
      case "ChangeInvite":
        if (change.to === "admin") admins.add(memberKey(change.who))
        else admins.delete(memberKey(change.who))
        break
      case "InviteMember":
        if (change.role === "admin") admins.add(memberKey(change.who))
        break
      case "DeleteTeam":
        return true
      default:
        break
    }
  }
  return admins.size > 0
}

const leaderless = (changes: ReadonlyArray<Change>, { accounts, actual }: View): ReadonlyArray<Refusal> => {
  const isLed = ({ seats }: ActualTeam) =>
    seats.some((seat) => leads(seat) && accounts.ofSeat(seat)?.deleted !== true)
  return actual.teams
    .filter((team) => isLed(team) && !isLedAfter(changes, team, accounts))
    .map(({ name }) => ({ _tag: "TeamWithoutAdmin", team: name }))
}

/** Each refusal once, as a person reads it. */
export const distinct = (refusals: ReadonlyArray<Refusal>): ReadonlyArray<Refusal> =>
  Arr.dedupeWith(refusals, (one, other) => explain(one) === explain(other))

/** Why what a plan would do to the world is not to be done, by whoever is at it. */
export const refusalsOf = (guarded: Guarded, view: View): ReadonlyArray<Refusal> => [
  ...tooMany(guarded),
  ...administrators(guarded.changes, view.accounts, guarded.guards),
  ...oneself(guarded.changes, view.actual.viewer),
  ...leaderless(guarded.changes, view)
]
