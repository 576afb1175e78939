import type * as Teams from "@effect-wandb/core/Teams"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import { lookup } from "../users/who.js"

const lacks = (who: string, what: string) => new Problem({ what: `${Printable.line(who)} has ${what}.` })

/** Somebody as a team knows them, for which an id alone has to be looked up. */
export const person = (
  who: string
): Effect.Effect<Teams.Teams.Person, Users.Users.GetError | Problem, Users.Users> => {
  const named = lookup(who)
  if (named.username !== undefined) return Effect.succeed({ username: named.username })
  if (named.email !== undefined) return Effect.succeed({ email: named.email })
  return Effect.flatMap(Users.get(named), ({ email, username }) =>
    Option.match(
      Option.firstSomeOf<Teams.Teams.Person>([
        Option.map(username, (username) => ({ username })),
        Option.map(email, (email) => ({ email }))
      ]),
      {
        onNone: () => Effect.fail(lacks(who, "neither a username nor an email address")),
        onSome: Effect.succeed
      }
    )
  )
}

/** The username of somebody, for what takes no other name. */
export const username = (who: string): Effect.Effect<string, Users.Users.GetError | Problem, Users.Users> => {
  const named = lookup(who)
  if (named.username !== undefined) return Effect.succeed(named.username)
  return Effect.flatMap(Users.get(named), ({ username }) =>
    Option.match(username, {
      onNone: () => Effect.fail(lacks(who, "no username")),
      onSome: Effect.succeed<string>
    })
  )
}
