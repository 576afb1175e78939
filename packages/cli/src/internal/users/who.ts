import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Option from "effect/Option"

/** What stands before an id, which nothing tells from a username. */
const idPrefix = "id:"

/** How somebody is named on the command line. */
export const description = "a username, an email address, or an id behind id:"

/** Whom a command is about. */
export const who = Args.text({ name: "user" }).pipe(Args.withDescription(description))

/** By what somebody was named: an address has an @ and an id its prefix, which usernames have never. */
export const lookup = (who: string): Users.Users.Lookup => {
  if (who.startsWith(idPrefix)) return { id: who.slice(idPrefix.length) }
  return who.includes("@") ? { email: who } : { username: who }
}

/** Gives whoever is named, or fails. */
export const get = (who: string) => Users.get(lookup(who))

/** Somebody for a person to recognise: the username with the address. */
export const described = ({ email, id, username }: User): string => {
  const address = Option.getOrUndefined(email)
  return Option.match(username, {
    onNone: () => address ?? id,
    onSome: (name) => (address === undefined ? name : `${name} (${address})`)
  })
}

/** Somebody as `lookup` finds them again. */
export const nameOf = ({ email, id, username }: User): string =>
  Option.getOrElse(Option.firstSomeOf<string>([username, email]), () => `${idPrefix}${id}`)
