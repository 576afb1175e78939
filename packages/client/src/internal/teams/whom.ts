import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Member } from "@effect-wandb/core/Member"
import type { Teams } from "@effect-wandb/core/Teams"
import { label as labelOfUser, parseEmail, type User } from "@effect-wandb/core/User"
import type { InvalidInput } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { invalid } from "./lookup.js"

/** By what somebody is known in a team. */
export type Known = Pick<Member, "id" | "username" | "email">

/** Whom a caller means. */
export interface Whom {
  /** As a person reads it; what has the form of a key is shortened. */
  readonly label: string
  readonly is: (known: Known) => boolean
}

const sameEmail = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Usernames to the letter, email addresses without regard to case. */
export const person = ({ email, username }: Teams.Person): Effect.Effect<Whom, InvalidInput> => {
  if (email !== undefined) {
    return Either.match(parseEmail(email), {
      onLeft: (problem) => invalid("email", problem),
      onRight: () =>
        Effect.succeed({
          label: email,
          is: (known) => Option.exists(known.email, (own) => sameEmail(own, email))
        })
    })
  }
  // Programs in JavaScript can get here without either.
  if (username === undefined) return invalid("member", "has neither a username nor an email address")
  return username.trim() === ""
    ? invalid("username", "is empty")
    : Effect.succeed({
        label: nameFrom(username),
        is: (known) => Option.exists(known.username, (own) => own === username)
      })
}

const compared = (
  one: Option.Option<string>,
  other: Option.Option<string>,
  same: (one: string, other: string) => boolean
): Option.Option<boolean> => Option.zipWith(one, other, same)

const equal = (one: string, other: string): boolean => one === other

/** By the first name of which both have one: who has not accepted an invitation yet may have no username. */
const byNames = (one: Pick<Known, "username" | "email">, other: Known): Option.Option<boolean> =>
  Option.orElse(compared(one.username, other.username, equal), () =>
    compared(one.email, other.email, sameEmail)
  )

const isTrue = (answer: Option.Option<boolean>): boolean => Option.getOrElse(answer, () => false)

const user = (user: User): Whom => ({
  label: nameFrom(labelOfUser(user)),
  is: (known) =>
    isTrue(Option.orElse(byNames(user, known), () => compared(Option.some(user.id), known.id, equal)))
})

const labelOfMember = ({ email, id, name, username }: Member): string =>
  Option.getOrElse(Option.firstSomeOf<string>([username, email, id]), () => name)

const member = (member: Member): Whom => ({
  label: nameFrom(labelOfMember(member)),
  is: (known) =>
    Option.isSome(member.id) ? isTrue(compared(member.id, known.id, equal)) : isTrue(byNames(member, known))
})

/** Whom a caller means, in whatever form they give it. */
export const whom = (who: Teams.Who): Effect.Effect<Whom, InvalidInput> => {
  if ("pending" in who) return Effect.succeed(member(who))
  return "admin" in who ? Effect.succeed(user(who)) : person(who)
}
