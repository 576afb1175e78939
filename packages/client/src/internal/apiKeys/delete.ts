import { type ApiKeyId, nameFrom } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { findApiKey, label, type User } from "@effect-wandb/core/User"
import { ApiKeyNotFound, PermissionDenied } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
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
  ifLost: "Delete the key again: if it is gone already, ApiKeyNotFound says so."
})

const refused = (): PermissionDenied =>
  new PermissionDenied({ operation: deleteApiKey.name, serverMessage: "success is false", attempts: 1 })

export const deleteById =
  (client: WandbClient.Service) =>
  (id: ApiKeyId): Effect.Effect<void, ApiKeys.DeleteByIdError> =>
    client.mutate(deleteApiKey, { id }).pipe(
      Effect.catchIf(isNotFound, () => Effect.fail(new ApiKeyNotFound({ id }))),
      Effect.flatMap(({ result }) => (result.success ? Effect.void : Effect.fail(refused())))
    )

export const deleteByName =
  (client: WandbClient.Service) =>
  (owner: User, name: string): Effect.Effect<void, ApiKeys.DeleteError> => {
    const keyName = nameFrom(name)
    const notFound = () => Effect.fail(new ApiKeyNotFound({ owner: label(owner), keyName }))

    const afterAFreshLook = list(client)(owner).pipe(
      Effect.map(Arr.findFirst((key) => key.name === keyName)),
      Effect.flatMap(Option.match({ onNone: notFound, onSome: (key) => deleteById(client)(key.id) })),
      Effect.catchTag("ApiKeyNotFound", notFound)
    )

    return Option.match(findApiKey(owner, keyName), {
      onNone: () => afterAFreshLook,
      onSome: (key) => Effect.catchTag(deleteById(client)(key.id), "ApiKeyNotFound", () => afterAFreshLook)
    })
  }
