import { type ApiKey, nameFrom } from "@effect-wandb/core/ApiKey"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import { label, type User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { WandbError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Problem } from "../problem.js"
import * as Who from "../users/who.js"

/** Somebody with all of their API keys. */
export interface Owned {
  readonly owner: User
  readonly keys: ReadonlyArray<ApiKey>
}

/** Looks up somebody's API keys, by default those of whoever is authenticated. */
export const of = (
  who: Option.Option<string>
): Effect.Effect<Owned, WandbError, Users.Users | ApiKeys.ApiKeys> =>
  Effect.gen(function* () {
    const owner = yield* Option.match(who, { onNone: () => Users.viewer, onSome: Who.get })
    const keys = yield* Option.match(owner.apiKeys, {
      onNone: () => ApiKeys.list(owner),
      onSome: Effect.succeed
    })
    return { owner, keys }
  })

const quoted = (text: string): string => JSON.stringify(text)

/** Finds the key that is meant: by its id, else by its name to the letter. */
export const meant = ({ keys, owner }: Owned, given: string): Effect.Effect<ApiKey, Problem> => {
  const byId = keys.find(({ id }) => id === given)
  if (byId !== undefined) return Effect.succeed(byId)
  const name = nameFrom(given)
  const exact = keys.filter((key) => key.name === name)
  const [first] = exact
  if (first !== undefined && exact.length === 1) return Effect.succeed(first)
  const candidates = exact.length > 0 ? exact : keys.filter((key) => key.name.startsWith(name))
  if (candidates.length > 0) {
    return Effect.fail(
      new Problem({
        what: `${quoted(name)} does not tell which API key of ${label(owner)} is meant: it may be ${candidates.map(({ id, name }) => `${name} (${id})`).join(" or ")}. Nothing was changed.`,
        todo: "Give the whole name or the id."
      })
    )
  }
  return Effect.fail(
    new Problem({
      what: `${label(owner)} has no API key with the name or the id ${quoted(name)}. Nothing was changed.`,
      todo: `effect-wandb keys list ${Who.nameOf(owner)} shows which there are.`
    })
  )
}
