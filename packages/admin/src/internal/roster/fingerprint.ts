import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import { addressKey } from "../addresses.js"
import { type Accounts, isAdministrator } from "./accounts.js"
import type { Account, ActualTeam, Seat } from "./actual.js"
import { sha256 } from "./sha256.js"
import type { View } from "./view.js"
import { labelOf } from "./words.js"

/** What a plan was made from, as a whole and by its parts. */
export interface Fingerprint {
  readonly fingerprint: string
  readonly parts: Readonly<Record<string, string>>
}

/** A short one tells who is another: it is the whole that a plan depends on. */
const partLength = 16

const addressOf = (email: Option.Option<string>): string | null =>
  Option.getOrNull(Option.map(email, addressKey))

const person = ({ email, id, username }: Account) => ({
  id,
  username: Option.getOrUndefined(username),
  email: addressOf(email) ?? undefined
})

const seatText =
  ({ ofSeat }: Accounts) =>
  (seat: Seat): string => {
    const { email, id, name, pending, role, service, username } = seat
    const account = ofSeat(seat)
    return JSON.stringify([
      Option.getOrNull(id),
      Option.getOrNull(username),
      addressOf(email),
      role,
      service ? name : null,
      pending,
      account?.deleted ?? null,
      account === undefined ? null : addressOf(account.email)
    ])
  }

/** The order in which a server lists members says nothing. */
const teamText = ({ name, personal, seats }: ActualTeam, accounts: Accounts): string =>
  JSON.stringify([name, personal, Arr.sort(seats.map(seatText(accounts)), Order.string)])

/** Of those who are not governed it matters whether they are there, and administer the installation. */
const accountText = (account: Account, governs: boolean): string =>
  JSON.stringify([
    account.id,
    Option.getOrNull(account.username),
    addressOf(account.email),
    account.admin,
    account.service,
    account.deleted,
    governs ? account.name : null
  ])

/**
 * What matters of the world to a plan: it is another for each difference from which another plan could follow, and the
 * same in whichever order a server lists things.
 */
export const fingerprintOf = ({ accounts, actual, selected }: View): Fingerprint => {
  const { governs, governsTeam, mentions } = selected
  const texts = new Map<string, string>()
  const add = (label: string, id: string, text: string) =>
    texts.set(texts.has(label) ? `${label} (${id})` : label, text)

  const byId = Order.mapInput(Order.string, ({ id }: Account) => id)
  for (const account of Arr.sort(accounts.all, byId)) {
    if (mentions(account) || isAdministrator(account)) {
      add(`user ${labelOf(person(account))}`, account.id, accountText(account, governs(account)))
    }
  }
  for (const team of actual.teams) {
    if (governsTeam(team))
      add(`team ${labelOf({ username: team.name })}`, team.name, teamText(team, accounts))
  }

  const digests = Array.from(texts, ([label, text]) => [label, sha256(text)] as const)
  const whole = Arr.sort(
    digests.map(([label, digest]) => `${label} ${digest}`),
    Order.string
  )
  return {
    fingerprint: sha256(whole.join("\n")),
    parts: Object.fromEntries(digests.map(([label, digest]) => [label, digest.slice(0, partLength)]))
  }
}

/** What came, went or is another. */
export const differences = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>
): ReadonlyArray<string> =>
  Arr.dedupe([...Object.keys(before), ...Object.keys(after)]).filter(
    (label) => before[label] !== after[label]
  )
