import { ApiKeyId, GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import { label, type User } from "@effect-wandb/core/User"
import { NotAuthenticatedAs, type QueryError, UnexpectedResponse } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming, leavingTime } from "../call.js"
import { identity, viewerIdentity } from "../users/viewer.js"
import { type Made, markOf, refs, settling, telling } from "./settle.js"

export const generateApiKey = Operation.mutation("GenerateApiKey", {
  document: `mutation GenerateApiKey($description: String) {
  result: generateApiKey(input: { description: $description }) { apiKey { id name } }
}`,
  variables: Schema.Struct({ description: Schema.NullOr(Schema.String) }),
  result: Schema.Struct({
    result: Schema.Struct({
      apiKey: Schema.Struct({
        id: ApiKeyId,
        // The secret, this once. It is redacted as it is read, and checked apart from that.
        // Nothing else is asked for: what is not needed cannot cost the secret.
        name: Schema.Redacted(Schema.String)
      })
    })
  }),
  idempotent: false,
  ifLost: "List your keys with ApiKeys.list: one that you do not know may be the lost one."
})

const requireViewer = (
  client: WandbClient.Service,
  owner: User
): Effect.Effect<void, NotAuthenticatedAs | QueryError> =>
  Effect.gen(function* () {
    const viewer = yield* identity(client)
    if (viewer.id === owner.id) return
    yield* failNaming(
      viewerIdentity,
      ({ attempts }) =>
        new NotAuthenticatedAs({
          expected: label(owner),
          actual: viewer.username ?? viewer.id,
          attempts
        })
    )
  })

const notASecret = (id: ApiKeyId) =>
  failNaming(
    generateApiKey,
    (attempt) =>
      new UnexpectedResponse({
        ...attempt,
        path: "data.result.apiKey.name",
        problem: `the new key's secret cannot be one (the key has the id ${id}: delete it)`,
        mayHaveActed: true
      })
  )

const send = (client: WandbClient.Service) => (description: string | undefined, ifLost: string) =>
  Effect.map(
    leavingTime(client.mutate({ ...generateApiKey, ifLost }, { description: description ?? null })),
    ({ result: { apiKey } }): Made => ({ ...apiKey, description })
  )

const entityOf = ({ description, id, name }: Made): Effect.Effect<GeneratedApiKey, UnexpectedResponse> =>
  Option.match(ApiKeySecret.fromServer(name), {
    onNone: () => notASecret(id),
    onSome: (secret) =>
      Effect.succeed(
        new GeneratedApiKey(
          {
            id,
            name: ApiKeySecret.publicName(secret),
            description: Option.fromNullable(description),
            secret
          },
          { disableValidation: true }
        )
      )
  })

export const generate = (client: WandbClient.Service) => {
  const newRef = refs()
  return ({ description, owner, settle = false }: ApiKeys.GenerateOptions = {}): Effect.Effect<
    GeneratedApiKey,
    ApiKeys.GenerateError
  > =>
    Effect.gen(function* () {
      if (owner !== undefined) yield* requireViewer(client, owner)
      const made = yield* settle
        ? settling(client, description, markOf(settle === true ? yield* newRef : settle.ref), send(client))
        : telling(client, description, send(client))
      return yield* entityOf(made)
    })
}
