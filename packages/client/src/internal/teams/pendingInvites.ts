import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Invite } from "@effect-wandb/core/Invite"
import type { Teams } from "@effect-wandb/core/Teams"
import {
  type InvalidInput,
  InviteNotFound,
  PermissionDenied,
  type QueryError,
  type TeamNotFound
} from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { edges, nodes } from "../edges.js"
import { nextOf, PageInfo, pages, pageSize } from "../paging.js"
import { isNotFound } from "../refusal.js"
import { deleteInvite, idOf } from "./deleteInvite.js"
import { entityOrNull } from "./fields.js"
import { InviteFields, inviteSelection, toInvite } from "./inviteFields.js"
import { changeable, exactly, ifTeamIsThere, noSuchTeam, notBlank } from "./lookup.js"
import { whom } from "./whom.js"

export const teamInvites = Operation.query("TeamInvites", {
  document: `query TeamInvites($name: String!, $after: String) {
  entity(name: $name) {
    name
    available
    invites(first: ${pageSize}, after: $after) {
      edges { node ${inviteSelection} }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  variables: Schema.Struct({ name: Schema.String, after: Schema.NullOr(Schema.String) }),
  result: Schema.Struct({
    entity: entityOrNull(
      Schema.Struct({
        name: Schema.String,
        invites: Schema.NullOr(Schema.Struct({ edges: edges(InviteFields), pageInfo: PageInfo }))
      })
    )
  })
})

const hidden = (team: string) =>
  failNaming(
    teamInvites,
    (attempt) =>
      new PermissionDenied({
        ...attempt,
        description: `show the invitations to the team ${JSON.stringify(nameFrom(team))}`
      })
  )

/** A server may list those that are accepted too. */
export const pendingInvites =
  (client: WandbClient.Service) =>
  (team: string): Stream.Stream<Invite, Teams.GetError> =>
    Stream.unwrap(
      Effect.as(
        notBlank("team", team),
        pages({ name: teamInvites.name, path: "data.entity.invites.pageInfo" }, (after) =>
          Effect.gen(function* () {
            const found = yield* exactly(client.query(teamInvites, { name: team, after }), team)
            if (Option.isNone(found)) return yield* noSuchTeam(team)
            const { invites } = found.value
            if (invites === null) return yield* hidden(team)
            return { items: nodes(invites.edges).map(toInvite), next: nextOf(invites.pageInfo) }
          })
        ).pipe(
          Stream.mapConcat((page) => page),
          Stream.filter(({ accepted }) => !accepted)
        )
      )
    )

/** An invitation as it is to be cancelled: by what id, and how a person knows it. */
interface Target {
  readonly id: string
  readonly label: string
}

const notPending = (team: string, invite: string): Effect.Effect<never, InviteNotFound> =>
  failNaming(teamInvites, ({ attempts }) => new InviteNotFound({ team: nameFrom(team), invite, attempts }))

const labelOf = ({ email, id, username }: Invite): string =>
  Option.getOrElse(Option.firstSomeOf<string>([email, username]), () => id)

/** What is to be cancelled. The id of an invitation that is accepted might be taken for that of the member. */
const target = (
  client: WandbClient.Service,
  team: string,
  given: Invite | Teams.Who
): Effect.Effect<Target, InvalidInput | TeamNotFound | InviteNotFound | QueryError> =>
  Effect.gen(function* () {
    if ("accepted" in given) {
      const label = nameFrom(labelOf(given))
      return given.accepted ? yield* notPending(team, label) : { id: given.id, label }
    }
    const { is, label } = yield* whom(given)
    const { members } = yield* changeable(client, team)
    const invited = members.find((member) => member.pending && is(member))
    return invited === undefined ? yield* notPending(team, label) : { id: yield* idOf(invited), label }
  })

/** Who hears of it is not always who has cancelled. */
const cancelAgain = (team: string, label: string): string =>
  `Cancel the invitation of ${JSON.stringify(label)} to the team ${JSON.stringify(nameFrom(team))} again: if it is gone already, InviteNotFound says so.`

export const cancelInvite =
  (client: WandbClient.Service) =>
  (team: string, given: Invite | Teams.Who): Effect.Effect<void, Teams.CancelInviteError> =>
    Effect.gen(function* () {
      yield* notBlank("team", team)
      const { id, label } = yield* target(client, team, given)
      yield* client
        .mutate({ ...deleteInvite, ifLost: cancelAgain(team, label) }, { id, entity: team })
        .pipe(
          Effect.catchIf(isNotFound, (refusal) =>
            ifTeamIsThere(
              client,
              team,
              refusal,
              new InviteNotFound({ team: nameFrom(team), invite: label, attempts: refusal.attempts })
            )
          )
        )
    })
