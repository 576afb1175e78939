import type { ApiKey } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { label, type User } from "@effect-wandb/core/User"
import { PermissionDenied, UserNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { isNotFound } from "../refusal.js"
import { apiKeyPage } from "../users/fields.js"
import { allApiKeys, userApiKeys } from "../users/whole.js"

const here = { name: userApiKeys.name, path: "data.user.apiKeys" }

const hidden = (owner: User) =>
  failNaming(
    userApiKeys,
    (attempt) => new PermissionDenied({ ...attempt, description: `show the API keys of ${label(owner)}` })
  )

export const list =
  (client: WandbClient.Service) =>
  (owner: User): Effect.Effect<ReadonlyArray<ApiKey>, ApiKeys.ListError> =>
    Effect.gen(function* () {
      const gone = failNaming(
        userApiKeys,
        ({ attempts }) => new UserNotFound({ by: "id", value: owner.id, attempts })
      )
      const { user } = yield* client
        .query(userApiKeys, { id: owner.id, after: null })
        .pipe(Effect.catchIf(isNotFound, () => gone))
      if (user === null) return yield* gone
      if (user.apiKeys === null) return yield* hidden(owner)
      return yield* allApiKeys(client, owner.id, apiKeyPage(user.apiKeys), here)
    })
