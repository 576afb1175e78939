import * as Option from "effect/Option"
import { addressKey } from "../addresses.js"
import type { Account, Seat } from "./actual.js"
import type { Change, Person } from "./changes.js"
import type { Refusal } from "./refusals.js"
import type { View } from "./view.js"
import { describe } from "./words.js"

type Member = Person & { readonly member?: string | undefined }

/** What changes are held against. */
interface Bounds extends View {
  readonly seats: ReadonlyMap<string, ReadonlyArray<Seat>>
  /** The addresses of the users that are listed, and of all who are. */
  readonly users: ReadonlySet<string>
  readonly addresses: ReadonlySet<string>
  readonly usernames: ReadonlySet<string>
}

const isSame = (
  own: Option.Option<string>,
  given: string | undefined,
  key = (text: string) => text
): boolean => given === undefined || Option.exists(own, (own) => key(own) === key(given))

/** Whether all that is said of somebody in a team is true of a seat. */
const fits =
  ({ email, id, member, username }: Member) =>
  (seat: Seat): boolean =>
    isSame(seat.id, member) &&
    isSame(seat.account, id) &&
    isSame(seat.username, username) &&
    isSame(seat.email, email, addressKey)

const seatsOf = ({ seats }: Bounds, team: string): ReadonlyArray<Seat> => seats.get(team) ?? []

/** Whether somebody is listed, as a user or as a member, and not to be ignored. */
const isListed = (bounds: Bounds, { email, username }: Person): boolean => {
  const { accounts, addresses, selected, usernames } = bounds
  const account = username === undefined ? undefined : accounts.byUsername(username)
  const address = Option.getOrUndefined(account?.email ?? Option.fromNullable(email))
  if (address !== undefined && selected.ignoresAddress(address)) return false
  return (
    (username !== undefined && usernames.has(username)) ||
    (address !== undefined && addresses.has(addressKey(address)))
  )
}

const accountOf = ({ accounts }: Bounds, { id }: Person): Account | undefined =>
  id === undefined ? undefined : accounts.byId(id)

const isListedAddress = ({ selected, users }: Bounds, email: string): boolean =>
  users.has(addressKey(email)) && !selected.ignoresAddress(email)

const isGoverned = (bounds: Bounds, user: Person): boolean => {
  const account = accountOf(bounds, user)
  return account !== undefined && bounds.selected.governs(account)
}

const mayDelete = (bounds: Bounds, user: Person): boolean => {
  const account = accountOf(bounds, user)
  return account !== undefined && bounds.selected.isLeft(account)
}

const listsMembers = ({ selected, selection }: Bounds, team: string): boolean =>
  selection.exactly.members.includes(team) && selected.governsTeam({ name: team })

const listsServiceAccounts = ({ selected, selection }: Bounds, team: string): boolean =>
  selection.exactly.serviceAccounts.includes(team) && selected.governsTeam({ name: team })

/** Whether a change is about somebody in the team, of those whom the roster governs. */
const isSeated = (bounds: Bounds, team: string, who: Member): boolean => {
  const { accounts, selected } = bounds
  return seatsOf(bounds, team).some(
    (seat) => !seat.service && fits(who)(seat) && !selected.ignoresSeat(seat, accounts.ofSeat(seat))
  )
}

/** Who gets another role is named as they are listed, which may be by another address than that of their seat. */
const isSeatedAndListed = (bounds: Bounds, team: string, who: Member): boolean => {
  const { member, username } = who
  const seat = member === undefined ? { username } : { member }
  return isSeated(bounds, team, seat) && isListed(bounds, who)
}

const isService = (bounds: Bounds, team: string, who: Member): boolean =>
  seatsOf(bounds, team).some((seat) => seat.service && fits(who)(seat))

const isWithin = (bounds: Bounds, change: Change): boolean => {
  const { selected, selection } = bounds
  switch (change._tag) {
    case "CreateUser":
      return isListedAddress(bounds, change.email)
    case "RestoreUser":
    case "SetAdmin":
      return isGoverned(bounds, change.user)
    case "UpdateUser":
      return (
        isGoverned(bounds, change.user) &&
        (change.email === undefined || isListedAddress(bounds, change.email.to))
      )
    case "DeleteUser":
      return mayDelete(bounds, change.user)
    case "CreateTeam":
      return (
        selection.teams.includes(change.team) &&
        selected.governsTeam({ name: change.team }) &&
        (change.admin === undefined || isListed(bounds, change.admin))
      )
    case "DeleteTeam":
      return (
        selection.exactly.teams && selected.teamInScope(change.team) && !selection.teams.includes(change.team)
      )
    case "InviteMember":
      return listsMembers(bounds, change.team) && isListed(bounds, change.who)
    case "ChangeInvite":
    case "SetRole":
      return listsMembers(bounds, change.team) && isSeatedAndListed(bounds, change.team, change.who)
    case "CancelInvite":
    case "RemoveMember":
      return listsMembers(bounds, change.team) && isSeated(bounds, change.team, change.who)
    case "CreateServiceAccount":
      return listsServiceAccounts(bounds, change.team)
    case "RenameServiceAccount":
    case "RemoveServiceAccount":
      return listsServiceAccounts(bounds, change.team) && isService(bounds, change.team, change.who)
  }
}

/** The changes of what the roster does not govern, which no plan has that was made and not written. */
export const ungoverned = (changes: ReadonlyArray<Change>, view: View): ReadonlyArray<Refusal> => {
  const { people, users } = view.selection
  const bounds: Bounds = {
    ...view,
    seats: new Map(view.actual.teams.map(({ name, personal, seats }) => [name, personal ? [] : seats])),
    users: new Set(users.map(addressKey)),
    addresses: new Set([...users, ...people.emails].map(addressKey)),
    usernames: new Set(people.usernames)
  }
  return changes
    .filter((change) => !isWithin(bounds, change))
    .map((change) => ({ _tag: "Ungoverned", change: describe(change) }))
}
