import * as Option from "effect/Option"
import { addressKey, sameAddress } from "../addresses.js"
import type { Accounts } from "./accounts.js"
import type { Account } from "./actual.js"
import type { Change, Person } from "./changes.js"
import { conflict } from "./conflict.js"
import type { Roster, User } from "./desired.js"
import type { Refusal } from "./refusals.js"
import { each, type Selects } from "./select.js"
import { quote } from "./words.js"

/** Who shall be there, and the account that they have already, be it deleted or under a former address. */
export interface Wanted {
  readonly email: string
  readonly account: Account | undefined
}

/** What becomes of users, and what the teams have to know of it. */
export interface UsersPlan {
  readonly changes: ReadonlyArray<Change>
  readonly conflicts: ReadonlyArray<Refusal>
  readonly wanted: ReadonlyMap<string, Wanted>
  /** The ids of those who are deleted now and will not be. */
  readonly restored: ReadonlySet<string>
  /** The ids of those who will be deleted. */
  readonly deleted: ReadonlySet<string>
}

/** An account by all that is known of it; with another address where it will have that by then. */
export const personOf = ({ email, id, username }: Account, later?: string): Person => {
  const address = later ?? Option.getOrUndefined(email)
  return {
    id,
    ...(Option.isSome(username) && { username: username.value }),
    ...(address !== undefined && { email: address })
  }
}

const isSame = (email: string, account: Account): boolean =>
  Option.exists(account.email, (own) => sameAddress(own, email))

const formerOf = ({ previously }: User, { byEmail }: Accounts): ReadonlyArray<Account> =>
  each(previously).flatMap((email) => {
    const account = byEmail(email)
    return account === undefined ? [] : [account]
  })

const idsOf = (accounts: ReadonlyArray<Account>): string => accounts.map(({ id }) => id).join(", ")

/** Two who share an address, in whichever case it is written, cannot be told apart, and neither is taken for the other. */
const shared = (email: string, field: string, { livingOf }: Accounts): ReadonlyArray<Refusal> => {
  const living = livingOf(email)
  return living.length < 2
    ? []
    : [
        conflict(
          field,
          `there are ${living.length} accounts with the address ${quote(email)} (${idsOf(living)}), which cannot be told apart: leave one of them that address`
        )
      ]
}

const conflictsOf = (
  { email, previously }: User,
  field: string,
  account: Account | undefined,
  former: ReadonlyArray<Account>,
  accounts: Accounts
): ReadonlyArray<Refusal> => {
  if (account?.service === true) {
    return [conflict(`${field}.email`, `${quote(email)} is the address of a service account`)]
  }
  const others = former.filter((other) => other !== account && !other.deleted)
  return [
    ...shared(email, `${field}.email`, accounts),
    ...each(previously).flatMap((address) => shared(address, `${field}.previously`, accounts)),
    ...others.map(({ id }) =>
      conflict(
        `${field}.previously`,
        `there is an account under the former address too (${id}), and one user cannot be both: delete one of them, or take this off`
      )
    )
  ]
}

const createUser = ({ admin = false, email, name }: User): Change => ({
  _tag: "CreateUser",
  email,
  ...(name !== undefined && { name }),
  admin
})

/** What makes of an account the user that it shall be. */
const changesOf = ({ admin, email, name }: User, account: Account): ReadonlyArray<Change> => {
  const newEmail = isSame(email, account)
    ? undefined
    : { from: Option.getOrElse(account.email, () => ""), to: email }
  const newName = name === undefined || name === account.name ? undefined : { from: account.name, to: name }
  const updates: ReadonlyArray<Change> =
    newEmail === undefined && newName === undefined
      ? []
      : [
          {
            _tag: "UpdateUser",
            user: personOf(account),
            ...(newEmail !== undefined && { email: newEmail }),
            ...(newName !== undefined && { name: newName })
          }
        ]
  return [
    ...(account.deleted
      ? [{ _tag: "RestoreUser", user: personOf(account), admin: account.admin } as const]
      : []),
    ...updates,
    ...(admin === undefined || admin === account.admin
      ? []
      : [{ _tag: "SetAdmin", user: personOf(account, email), from: account.admin, to: admin } as const])
  ]
}

/** What has to be done for the users that are listed, and to those in the scope who are not. */
export const planUsers = ({ users }: Roster, accounts: Accounts, { isLeft }: Selects): UsersPlan => {
  const matched = (users ?? []).map((entry, index) => {
    const former = formerOf(entry, accounts)
    const account = accounts.byEmail(entry.email) ?? former.find(({ deleted }) => !deleted) ?? former[0]
    return { entry, account, conflicts: conflictsOf(entry, `users[${index}]`, account, former, accounts) }
  })
  const unlisted = accounts.all.filter(isLeft)
  return {
    changes: [
      ...matched.flatMap(({ account, entry }) =>
        account === undefined ? [createUser(entry)] : changesOf(entry, account)
      ),
      ...unlisted.map((account): Change => ({
        _tag: "DeleteUser",
        user: personOf(account),
        admin: account.admin
      }))
    ],
    conflicts: matched.flatMap(({ conflicts }) => conflicts),
    wanted: new Map(
      matched.map(({ account, entry: { email } }) => [addressKey(email), { email, account }] as const)
    ),
    restored: new Set(matched.flatMap(({ account }) => (account?.deleted === true ? [account.id] : []))),
    deleted: new Set(unlisted.map(({ id }) => id))
  }
}
