import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Member } from "@effect-wandb/core/Member"
import type { Team } from "@effect-wandb/core/Team"
import type { Teams } from "@effect-wandb/core/Teams"
import {
  InvalidInput,
  type QueryError,
  type RequestFailed,
  TeamNotFound
} from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { isNotFound } from "../refusal.js"
import { entityOrNull, TeamFields, teamFields, toTeam } from "./fields.js"

export const teamByName = Operation.query("TeamByName", {
  document: `query TeamByName($name: String!) { entity(name: $name) { ...TeamFields } } ${teamFields}`,
  variables: Schema.Struct({ name: Schema.String }),
  result: Schema.Struct({ entity: entityOrNull(TeamFields) })
})

/** What an answer shows, if it is the entity that was asked for to the letter. */
export const exactly = <A extends { readonly name: string }>(
  answer: Effect.Effect<{ readonly entity: A | null }, QueryError>,
  name: string
): Effect.Effect<Option.Option<A>, QueryError> =>
  answer.pipe(
    Effect.map(({ entity }) => Option.filter(Option.fromNullable(entity), (entity) => entity.name === name)),
    Effect.catchIf(isNotFound, () => Effect.succeedNone)
  )

/** The team of exactly this name, as it comes. */
export const byName = (
  client: WandbClient.Service,
  name: string
): Effect.Effect<Option.Option<TeamFields>, QueryError> => exactly(client.query(teamByName, { name }), name)

export const invalid = (field: string, problem: string): Effect.Effect<never, InvalidInput> =>
  failNaming(teamByName, ({ operation }) => new InvalidInput({ operation, field, problem }))

export const notBlank = (field: string, text: string): Effect.Effect<void, InvalidInput> =>
  text.trim() === "" ? invalid(field, "is empty") : Effect.void

/** Whoever looks for a key by mistake does not find it in the error: what has the form of one is shortened. */
export const noSuchTeam = (team: string): Effect.Effect<never, TeamNotFound> =>
  failNaming(teamByName, ({ attempts }) => new TeamNotFound({ team: nameFrom(team), attempts }))

/** The team in which something is to be done. */
export const existing = (
  client: WandbClient.Service,
  team: string
): Effect.Effect<Team, TeamNotFound | QueryError> =>
  Effect.flatMap(
    byName(client, team),
    Option.match({ onNone: () => noSuchTeam(team), onSome: (fields) => Effect.succeed(toTeam(fields)) })
  )

/** The team whose members are to be changed: for that, the personal entity of a user is none. */
export const changeable = (
  client: WandbClient.Service,
  team: string
): Effect.Effect<Team, TeamNotFound | QueryError> =>
  Effect.filterOrElse(
    existing(client, team),
    ({ personal }) => !personal,
    () => noSuchTeam(team)
  )

/**
 * What it means that the server has not found something, which may be the team: that is looked for. Where nobody can
 * tell, it is left at the server's refusal.
 */
export const ifTeamIsThere = <E>(
  client: WandbClient.Service,
  team: string,
  refusal: RequestFailed,
  missing: E
): Effect.Effect<never, E | TeamNotFound | RequestFailed> =>
  Effect.matchEffect(byName(client, team), {
    onFailure: () => Effect.fail(refusal),
    onSuccess: (found) =>
      // Nobody but its user belongs to a personal entity, and for such changes it is none.
      Effect.fail<E | TeamNotFound>(
        Option.exists(found, ({ isTeam }) => isTeam)
          ? missing
          : new TeamNotFound({ team: nameFrom(team), attempts: refusal.attempts })
      )
  })

export const find =
  (client: WandbClient.Service) =>
  (name: string): Effect.Effect<Option.Option<Team>, Teams.FindError> =>
    Effect.zipRight(notBlank("name", name), Effect.map(byName(client, name), Option.map(toTeam)))

export const get =
  (client: WandbClient.Service) =>
  (name: string): Effect.Effect<Team, Teams.GetError> =>
    Effect.zipRight(notBlank("name", name), existing(client, name))

export const members =
  (client: WandbClient.Service) =>
  (team: string): Effect.Effect<ReadonlyArray<Member>, Teams.GetError> =>
    Effect.zipRight(
      notBlank("team", team),
      Effect.map(existing(client, team), ({ members }) => members)
    )
