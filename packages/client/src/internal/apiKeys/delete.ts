import { type ApiKey, type ApiKeyId, nameFrom } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { label, type User } from "@effect-wandb/core/User"
import { ApiKeyAmbiguous, ApiKeyNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { isNotFound } from "../refusal.js"
import { list } from "./list.js"

export const deleteApiKey = Operation.mutation("DeleteApiKey", {
  document: `mutation DeleteApiKey($id: String!) {
  result: deleteApiKey(input: { id: $id }) { success }
}`,
  variables: Schema.Struct({ id: Schema.String }),
  result: Schema.Struct({ result: Schema.Struct({ success: Schema.Boolean }) }),
  idempotent: true,
  alreadyDone: { when: isNotFound, result: { result: { success: true } } },
  refusedWhen: ({ result }) => !result.success,
  ifLost: "Delete the key again: if it is gone already, ApiKeyNotFound says so."
})

/** Who hears of it is not always who has asked for the deletion. */
const deleteAgain = (id: ApiKeyId): string =>
  `Delete the key with the id ${nameFrom(id)} again: if it is gone already, ApiKeyNotFound says so.`

type Missing = Pick<ApiKeyNotFound, "owner" | "keyName" | "id">

const notFound = (missing: Partial<Missing>) =>
  failNaming(deleteApiKey, ({ attempts }) => new ApiKeyNotFound({ ...missing, attempts }))

export const deleteById =
  (client: WandbClient.Service) =>
  (id: ApiKeyId): Effect.Effect<void, ApiKeys.DeleteByIdError> =>
    client.mutate({ ...deleteApiKey, ifLost: deleteAgain(id) }, { id }).pipe(
      Effect.catchIf(isNotFound, () => notFound({ id: nameFrom(id) })),
      Effect.asVoid
    )

/** Which of the keys is meant: one to the letter. Others that it may mean are told, and never guessed at. */
const meant = (
  keys: ReadonlyArray<ApiKey>,
  given: string,
  owner: User
): Effect.Effect<ApiKeyId, ApiKeyNotFound | ApiKeyAmbiguous> => {
  const keyName = nameFrom(given)
  const about = { owner: label(owner), keyName }
  const exact = keys.filter(({ name }) => name === keyName)
  const [first] = exact
  if (first !== undefined && exact.length === 1) return Effect.succeed(first.id)

  // Of a whole key any listed name is the beginning, however long the server makes names.
  const begins = ({ name }: ApiKey) => name.startsWith(keyName) || given.startsWith(name)
  const candidates = exact.length > 0 || keyName.length < shortestBeginning ? exact : keys.filter(begins)
  return candidates.length === 0
    ? notFound(about)
    : failNaming(
        deleteApiKey,
        ({ attempts }) => new ApiKeyAmbiguous({ ...about, ids: candidates.map(({ id }) => id), attempts })
      )
}

/** A text shorter than this is no part of a key, but a name that is not there. */
const shortestBeginning = 16

const deleteByName = (client: WandbClient.Service, owner: User, name: string) => {
  const afterAFreshLook = Effect.gen(function* () {
    const id = yield* meant(yield* list(client)(owner), name, owner)
    return yield* deleteById(client)(id)
  }).pipe(Effect.catchTag("ApiKeyNotFound", () => notFound({ owner: label(owner), keyName: nameFrom(name) })))
  return meant(
    Option.getOrElse(owner.apiKeys, () => []),
    name,
    owner
  ).pipe(
    Effect.flatMap(deleteById(client)),
    Effect.catchTag("ApiKeyNotFound", () => afterAFreshLook)
  )
}

export const deleteKey =
  (client: WandbClient.Service) =>
  (owner: User, key: string | ApiKey): Effect.Effect<void, ApiKeys.DeleteError> =>
    typeof key === "string"
      ? deleteByName(client, owner, key)
      : Effect.catchTag(deleteById(client)(key.id), "ApiKeyNotFound", () =>
          notFound({ owner: label(owner), keyName: key.name, id: key.id })
        )
