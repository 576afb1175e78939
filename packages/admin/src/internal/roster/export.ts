import { parseEmail } from "@effect-wandb/core/User"
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import { addressKey } from "../addresses.js"
import type { Accounts } from "./accounts.js"
import type { Account, Actual, ActualTeam, Seat } from "./actual.js"
import type { Member, Roster, Team, User } from "./desired.js"
import type { Selects } from "./select.js"
import { viewOf } from "./view.js"

const addressOf = ({ email }: Pick<Account, "email">): string | undefined =>
  Option.getOrUndefined(Option.filter(email, (email) => Either.isRight(parseEmail(email))))

const userOf = (account: Account): ReadonlyArray<User> => {
  const { admin, name } = account
  const email = addressOf(account)
  return email === undefined ? [] : [{ email, ...(name.trim() !== "" && { name }), admin }]
}

const memberOf = (seat: Seat, account: Account | undefined): ReadonlyArray<Member> => {
  const email = account === undefined ? addressOf(seat) : addressOf(account)
  const username = Option.getOrUndefined(account?.username ?? seat.username)
  const role = seat.role === "member" ? undefined : { role: seat.role }
  if (email !== undefined) return [role === undefined ? email : { email, ...role }]
  return username === undefined ? [] : [{ username, ...role }]
}

/** The order in which a server lists members says nothing, and two files are to differ in what is another alone. */
const byAddress = Order.mapInput(Order.string, (member: Member) =>
  addressKey(typeof member === "string" ? member : (member.email ?? member.username ?? ""))
)

const teamOf = ({ name, seats }: ActualTeam, accounts: Accounts, { ignoresSeat }: Selects): Team => {
  const members = seats.filter((seat) => {
    const account = accounts.ofSeat(seat)
    return !seat.service && account?.deleted !== true && !ignoresSeat(seat, account)
  })
  const serviceAccounts = seats.filter(({ name, service }) => service && name.trim() !== "")
  return {
    name,
    members: Arr.dedupe(
      Arr.sort(
        members.flatMap((seat) => memberOf(seat, accounts.ofSeat(seat))),
        byAddress
      )
    ),
    serviceAccounts: Arr.dedupe(
      Arr.sort(
        serviceAccounts.map(({ name }) => name),
        Order.string
      )
    )
  }
}

const isGiven = (patterns: ReadonlyArray<string> | undefined): boolean => patterns !== undefined

/** The roster by which nothing would be changed of what was read. */
export const rosterOf = (actual: Actual): Roster => {
  const { accounts, selected, selection } = viewOf(actual, actual.selection)
  const { ignore, scope } = selection
  const users = accounts.all.filter((account) => !account.deleted && selected.governs(account))
  const governed = actual.teams.filter((team) => !team.personal && selected.governsTeam(team))
  const byEmail = Order.mapInput(Order.string, ({ email }: User) => addressKey(email))
  const byName = Order.mapInput(Order.string, ({ name }: Team) => name)
  return {
    ...((isGiven(scope.users) || isGiven(scope.teams)) && { scope }),
    ...((isGiven(ignore.users) || isGiven(ignore.teams)) && { ignore }),
    ...((isGiven(scope.users) || users.length > 0) && { users: Arr.sort(users.flatMap(userOf), byEmail) }),
    ...((isGiven(scope.teams) || governed.length > 0) && {
      teams: Arr.sort(
        governed.map((team) => teamOf(team, accounts, selected)),
        byName
      )
    })
  }
}
