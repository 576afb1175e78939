import type { Accounts } from "./accounts.js"
import type { Seat } from "./actual.js"
import type { Change } from "./changes.js"
import type { Kind, Removals } from "./refusals.js"
import type { Selects } from "./select.js"
import type { View } from "./view.js"
import { signOf } from "./words.js"

/** Whether a seat is that of a person whom the roster governs; the seats of deleted users do not count. */
export const countsAsMember = (
  seat: Seat,
  { ofSeat }: Accounts,
  { ignoresSeat }: Selects,
  restored: ReadonlySet<string>
): boolean => {
  const account = ofSeat(seat)
  const isThere = account === undefined || !account.deleted || restored.has(account.id)
  return isThere && !seat.service && !ignoresSeat(seat, account)
}

/** Whether a seat is that of a service account that can be listed, which one without a name cannot be. */
export const countsAsService = ({ name, service }: Seat): boolean => service && name.trim() !== ""

const kinds: Partial<Record<Change["_tag"], Kind>> = {
  DeleteUser: "users",
  DeleteTeam: "teams",
  RemoveMember: "memberships",
  CancelInvite: "memberships",
  RemoveServiceAccount: "service accounts"
}

/** How many of each kind the changes remove, of how many that are governed: of these and of nothing else guards judge. */
export const removalsOf = (
  changes: ReadonlyArray<Change>,
  { accounts, actual, selected, selection }: View
): ReadonlyArray<Removals> => {
  const restored = new Set(
    changes.flatMap((change) => (change._tag === "RestoreUser" ? [change.user.id ?? ""] : []))
  )
  const teams = actual.teams.filter((team) => !team.personal && selected.governsTeam(team))
  const seatsOf = (listed: ReadonlyArray<string>) =>
    teams.filter(({ name }) => listed.includes(name)).flatMap(({ seats }) => seats)
  const { members, serviceAccounts } = selection.exactly
  const of: Record<Kind, number> = {
    users: accounts.all.filter((account) => !account.deleted && selected.governs(account)).length,
    memberships: seatsOf(members).filter((seat) => countsAsMember(seat, accounts, selected, restored)).length,
    "service accounts": seatsOf(serviceAccounts).filter(countsAsService).length,
    teams: teams.length
  }
  const removed = (kind: Kind) => changes.filter(({ _tag }) => kinds[_tag] === kind).length
  return (["users", "memberships", "service accounts", "teams"] as const).map((kind) => ({
    kind,
    removed: removed(kind),
    of: of[kind]
  }))
}

/** How many changes there are of each sign. */
export const countsOf = (changes: ReadonlyArray<Change>) => {
  const count = (sign: string) => changes.filter((change) => signOf(change) === sign).length
  return { "+": count("+"), "~": count("~"), "-": count("-") }
}
