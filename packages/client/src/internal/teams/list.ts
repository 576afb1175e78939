import type { Team } from "@effect-wandb/core/Team"
import type { Teams } from "@effect-wandb/core/Teams"
import { label, type User } from "@effect-wandb/core/User"
import { PermissionDenied, type QueryError, UserNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { entities, entitiesSelection, entityPage } from "../entityPages.js"
import { type Page, pages } from "../paging.js"
import { isNotFound } from "../refusal.js"
import { nobody } from "../users/viewer.js"
import { TeamFields, teamFields, toTeam } from "./fields.js"

const selection = entitiesSelection(", after: $after", "{ ...TeamFields }")

const OfSomebody = entities(TeamFields)

export const teamsOfViewer = Operation.query("TeamsOfViewer", {
  document: `query TeamsOfViewer($after: String) { viewer { ${selection} } } ${teamFields}`,
  variables: Schema.Struct({ after: Schema.NullOr(Schema.String) }),
  result: Schema.Struct({ viewer: Schema.NullOr(OfSomebody) })
})

export const teamsOfUser = Operation.query("TeamsOfUser", {
  document: `query TeamsOfUser($id: ID!, $after: String) { user(id: $id) { ${selection} } } ${teamFields}`,
  variables: Schema.Struct({ id: Schema.String, after: Schema.NullOr(Schema.String) }),
  result: Schema.Struct({ user: Schema.NullOr(OfSomebody) })
})

/** A page of somebody's teams; not to be shown any is something else than having none. */
const pageOf = <E>(
  owner: typeof OfSomebody.Type | null,
  operation: { readonly name: string },
  { gone, whose }: { readonly gone: Effect.Effect<never, E>; readonly whose: string }
): Effect.Effect<Page<TeamFields>, E | PermissionDenied> =>
  Effect.gen(function* () {
    if (owner === null) return yield* gone
    const page = entityPage(owner)
    if (Option.isSome(page)) return page.value
    return yield* failNaming(
      operation,
      (attempt) => new PermissionDenied({ ...attempt, description: `show ${whose}` })
    )
  })

const ofViewer = (client: WandbClient.Service): Stream.Stream<ReadonlyArray<TeamFields>, QueryError> => {
  const about = { gone: nobody(teamsOfViewer), whose: "one's own teams" }
  return pages({ name: teamsOfViewer.name, path: "data.viewer.teams" }, (after) =>
    Effect.flatMap(client.query(teamsOfViewer, { after }), ({ viewer }) =>
      pageOf(viewer, teamsOfViewer, about)
    )
  )
}

const ofUser = (
  client: WandbClient.Service,
  user: User
): Stream.Stream<ReadonlyArray<TeamFields>, Teams.ListError> => {
  const gone = failNaming(
    teamsOfUser,
    ({ attempts }) => new UserNotFound({ by: "id", value: user.id, attempts })
  )
  const about = { gone, whose: `the teams of ${label(user)}` }
  return pages({ name: teamsOfUser.name, path: "data.user.teams" }, (after) =>
    client.query(teamsOfUser, { id: user.id, after }).pipe(
      Effect.catchIf(isNotFound, () => gone),
      Effect.flatMap(({ user }) => pageOf(user, teamsOfUser, about))
    )
  )
}

export const list =
  (client: WandbClient.Service) =>
  (user?: User): Stream.Stream<Team, Teams.ListError> =>
    Stream.mapConcat(user === undefined ? ofViewer(client) : ofUser(client, user), (page) => page.map(toTeam))
