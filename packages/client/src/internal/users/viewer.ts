import { type User, UserId } from "@effect-wandb/core/User"
import { type QueryError, Unauthenticated } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { UserFields, userFields } from "./fields.js"
import { wholeUser } from "./whole.js"

export const getViewer = Operation.query("GetViewer", {
  document: `query GetViewer { viewer { ...UserFields } } ${userFields}`,
  variables: Schema.Struct({}),
  result: Schema.Struct({ viewer: Schema.NullOr(UserFields) })
})

export const viewerIdentity = Operation.query("ViewerIdentity", {
  document: "query ViewerIdentity { viewer { id username } }",
  variables: Schema.Struct({}),
  result: Schema.Struct({
    viewer: Schema.NullOr(Schema.Struct({ id: UserId, username: Schema.NullOr(Schema.String) }))
  })
})

/** A server that knows no viewer has not recognised the credentials, even where it says so with status 200. */
export const nobody = (operation: { readonly name: string }): Effect.Effect<never, Unauthenticated> =>
  failNaming(operation, (attempt) => new Unauthenticated(attempt))

export const viewer = (client: WandbClient.Service): Effect.Effect<User, QueryError> =>
  Effect.flatMap(client.query(getViewer, {}), ({ viewer }) =>
    viewer === null
      ? nobody(getViewer)
      : wholeUser(client, { name: getViewer.name, path: "data.viewer" }, viewer)
  )

/** Whose credentials are in force, and nothing else of them. */
export const identity = (client: WandbClient.Service) =>
  Effect.flatMap(client.query(viewerIdentity, {}), ({ viewer }) =>
    viewer === null ? nobody(viewerIdentity) : Effect.succeed(viewer)
  )
