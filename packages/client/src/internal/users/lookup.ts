import { nameFrom } from "@effect-wandb/core/ApiKey"
import { parseEmail, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput, UserNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { failNaming } from "../call.js"
import { userById, type Wanted } from "./exact.js"
import type { Lookups } from "./lookups.js"

/** What is wrong with a lookup that cannot be one. */
interface Problem {
  readonly field: string
  readonly problem: string
}

const notBlank = (by: Wanted["by"], value: string): Either.Either<Wanted, Problem> =>
  value.trim() === "" ? Either.left({ field: by, problem: "is empty" }) : Either.right({ by, value })

/** What a lookup asks for, if it can be asked for at all. */
export const wantedBy = ({ email, id, username }: Users.Lookup): Either.Either<Wanted, Problem> => {
  if (email !== undefined) {
    return Either.mapBoth(parseEmail(email), {
      onLeft: (problem) => ({ field: "email", problem }),
      onRight: () => ({ by: "email", value: email })
    })
  }
  if (username !== undefined) return notBlank("username", username)
  // Programs in JavaScript can get here without an id.
  return id === undefined
    ? Either.left({ field: "lookup", problem: "has neither a username, an email address nor an id" })
    : notBlank("id", id)
}

const invalid = (problem: Problem) =>
  failNaming(userById, ({ operation }) => new InvalidInput({ operation, ...problem }))

/** Whoever looks for a key by mistake does not find it in the error: what has the form of one is shortened. */
export const notFound = ({ by, value }: Wanted, attempts: number): UserNotFound =>
  new UserNotFound({ by, value: by === "email" ? value : nameFrom(value), attempts })

export const find =
  (lookups: Lookups) =>
  (lookup: Users.Lookup): Effect.Effect<Option.Option<User>, Users.FindError> =>
    Either.match(wantedBy(lookup), {
      onLeft: invalid,
      onRight: (wanted): Effect.Effect<Option.Option<User>, Users.FindError> => lookups.one(wanted)
    })

export const get =
  (lookups: Lookups) =>
  (lookup: Users.Lookup): Effect.Effect<User, Users.GetError> =>
    Either.match(wantedBy(lookup), {
      onLeft: invalid,
      onRight: (wanted) =>
        Effect.flatMap(
          lookups.one(wanted),
          Option.match({
            onNone: () => failNaming(userById, ({ attempts }) => notFound(wanted, attempts)),
            onSome: Effect.succeed
          })
        )
    })
