import type { ApiKey } from "@effect-wandb/core/ApiKey"
import { UserId } from "@effect-wandb/core/User"
import { PermissionDenied, type QueryError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { pageSize } from "../paging.js"
import { apiKeyPage, ApiKeys, apiKeysSelection } from "../users/fields.js"
import { nobody } from "../users/viewer.js"
import { allApiKeys } from "../users/whole.js"

export const viewerApiKeys = Operation.query("ViewerApiKeys", {
  document: `query ViewerApiKeys { viewer { id apiKeys(first: ${pageSize}) ${apiKeysSelection} } }`,
  variables: Schema.Struct({}),
  result: Schema.Struct({
    viewer: Schema.NullOr(Schema.Struct({ id: UserId, apiKeys: Schema.NullOr(ApiKeys) }))
  })
})

const here = { name: viewerApiKeys.name, path: "data.viewer.apiKeys" }

const hidden = failNaming(
  viewerApiKeys,
  (attempt) => new PermissionDenied({ ...attempt, description: "show one's own API keys" })
)

/** The API keys of whoever is authenticated, which are the ones among which a new key is to be looked for. */
export const ownKeys = (client: WandbClient.Service): Effect.Effect<ReadonlyArray<ApiKey>, QueryError> =>
  Effect.gen(function* () {
    const { viewer } = yield* client.query(viewerApiKeys, {})
    if (viewer === null) return yield* nobody(viewerApiKeys)
    if (viewer.apiKeys === null) return yield* hidden
    return yield* allApiKeys(client, viewer.id, apiKeyPage(viewer.apiKeys), here)
  })
