import { TeamName } from "@effect-wandb/core/Team"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { nobody } from "./viewer.js"
import { present } from "./whole.js"

export const getDefaultEntity = Operation.query("GetDefaultEntity", {
  document: "query GetDefaultEntity { viewer { id entity } }",
  variables: Schema.Struct({}),
  result: Schema.Struct({
    viewer: Schema.NullOr(Schema.Struct({ id: Schema.String, entity: Schema.NullOr(Schema.String) }))
  })
})

const viewersEntity = (client: WandbClient.Service) =>
  Effect.flatMap(client.query(getDefaultEntity, {}), ({ viewer }) =>
    viewer === null
      ? nobody(getDefaultEntity)
      : Effect.succeed(Option.map(present(viewer.entity), (name) => TeamName.make(name)))
  )

/** The entity that the client was given, else the viewer's. */
export const defaultEntity = (
  client: WandbClient.Service
): Effect.Effect<Option.Option<TeamName>, QueryError> =>
  Option.isSome(client.entity)
    ? Effect.succeed(client.entity)
    : client.call("Wandb.defaultEntity")(viewersEntity(client))
