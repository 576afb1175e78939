import { type ApiKey, type ApiKeyId, nameFrom, refOf } from "@effect-wandb/core/ApiKey"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import { label, type User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import { ApiKeyAmbiguous, ApiKeyNotFound, NotAuthenticatedAs } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Plan } from "./plan.js"

/** Whoever is authenticated, with all of their keys. */
export interface Own {
  readonly viewer: User
  readonly keys: ReadonlyArray<ApiKey>
}

/** Looks up who is authenticated, and which keys they have. */
export const own: Effect.Effect<Own, ApiKeys.ApiKeys.ListError, ApiKeys.ApiKeys | Users.Users> =
  Effect.flatMap(Users.viewer, (viewer) =>
    Option.match(viewer.apiKeys, {
      onNone: () => Effect.map(ApiKeys.list(viewer), (keys) => ({ viewer, keys })),
      onSome: (keys) => Effect.succeed({ viewer, keys })
    })
  )

/** Fails unless the user is the one whose key is rotated. */
export const requireOwner = (
  viewer: User,
  { owner, ownerId }: Pick<Plan, "owner" | "ownerId">
): Effect.Effect<void, NotAuthenticatedAs> =>
  viewer.id === ownerId
    ? Effect.void
    : Effect.fail(new NotAuthenticatedAs({ expected: owner, actual: label(viewer) }))

/** Looks up the keys of the owner of a rotation, who has to be authenticated. */
export const ownKeys = (
  plan: Plan
): Effect.Effect<
  ReadonlyArray<ApiKey>,
  ApiKeys.ApiKeys.ListError | NotAuthenticatedAs,
  ApiKeys.ApiKeys | Users.Users
> => Effect.flatMap(own, ({ keys, viewer }) => Effect.as(requireOwner(viewer, plan), keys))

/** A text shorter than this is no part of a key, but a name that is not there. */
const shortestBeginning = 16

const isBeginning = (part: string, whole: string): boolean =>
  part.length >= shortestBeginning && whole.startsWith(part)

/** Finds the key that is meant: by its id where it is one, else by its name to the letter. */
export const meant = (
  { keys, viewer }: Own,
  given: string | ApiKey
): Effect.Effect<ApiKey, ApiKeyNotFound | ApiKeyAmbiguous> => {
  const owner = label(viewer)
  if (typeof given !== "string") {
    return Effect.mapError(
      Effect.fromNullable(keys.find(({ id }) => id === given.id)),
      () => new ApiKeyNotFound({ owner, keyName: given.name, id: given.id })
    )
  }
  const keyName = nameFrom(given)
  const exact = keys.filter(({ name }) => name === keyName)
  const [first] = exact
  if (first !== undefined && exact.length === 1) return Effect.succeed(first)
  // Of a whole key any listed name is the beginning, however long the server makes names.
  const begins = ({ name }: ApiKey) => isBeginning(keyName, name) || isBeginning(name, given)
  const candidates = exact.length > 0 ? exact : keys.filter(begins)
  return Effect.fail(
    candidates.length === 0
      ? new ApiKeyNotFound({ owner, keyName })
      : new ApiKeyAmbiguous({ owner, keyName, ids: candidates.map(({ id }) => id) })
  )
}

/** The keys that a rotation has made: those that bear its mark, and the one that it knows by its id. */
export const madeBy = (
  { id, old }: Plan,
  keys: ReadonlyArray<ApiKey>,
  known: Option.Option<ApiKey>
): ReadonlyArray<ApiKey> =>
  keys.filter(
    (key) =>
      key.id !== old.id &&
      (Option.contains(refOf(key), id) || Option.exists(known, (made) => made.id === key.id))
  )

/** Deletes a key; one that is gone is deleted. */
export const deleteKey = (
  id: ApiKeyId
): Effect.Effect<void, Exclude<ApiKeys.ApiKeys.DeleteByIdError, ApiKeyNotFound>, ApiKeys.ApiKeys> =>
  Effect.catchTag(ApiKeys.deleteById(id), "ApiKeyNotFound", () => Effect.void)
