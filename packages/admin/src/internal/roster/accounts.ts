import * as Option from "effect/Option"
import { addressKey } from "../addresses.js"
import type { Account, Actual, Seat } from "./actual.js"

/** The accounts of an installation by what they are known by. Where two share an address, the living one has it. */
export interface Accounts {
  readonly all: ReadonlyArray<Account>
  readonly byId: (id: string) => Account | undefined
  readonly byEmail: (email: string) => Account | undefined
  /** The living accounts of an address, of which there may be several where it is written in another case. */
  readonly livingOf: (email: string) => ReadonlyArray<Account>
  readonly byUsername: (username: string) => Account | undefined
  /** The account that somebody in a team is. */
  readonly ofSeat: (seat: Pick<Seat, "account">) => Account | undefined
}

export const accountsOf = (all: Actual["accounts"]): Accounts => {
  const byId = new Map(all.map((account) => [account.id, account]))
  const byEmail = new Map<string, Account>()
  const living = new Map<string, Array<Account>>()
  const byUsername = new Map<string, Account>()
  for (const account of all) {
    const email = Option.getOrUndefined(Option.map(account.email, addressKey))
    if (email !== undefined && (byEmail.get(email)?.deleted ?? true)) byEmail.set(email, account)
    if (email !== undefined && !account.deleted) living.set(email, [...(living.get(email) ?? []), account])
    const username = Option.getOrUndefined(account.username)
    if (username !== undefined && (byUsername.get(username)?.deleted ?? true)) {
      byUsername.set(username, account)
    }
  }
  return {
    all,
    byId: (id) => byId.get(id),
    byEmail: (email) => byEmail.get(addressKey(email)),
    livingOf: (email) => living.get(addressKey(email)) ?? [],
    byUsername: (username) => byUsername.get(username),
    ofSeat: ({ account }) => Option.getOrUndefined(Option.map(account, (id) => byId.get(id)))
  }
}

export const isAdministrator = ({ admin, deleted }: Account): boolean => admin && !deleted
