import type { ApiKey } from "@effect-wandb/core/ApiKey"
import { TeamName } from "@effect-wandb/core/Team"
import { Email, User, type UserId, Username } from "@effect-wandb/core/User"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { broken, complete, type Connection, type Page, pageSize } from "../paging.js"
import {
  apiKeyPage,
  ApiKeys,
  apiKeysSelection,
  teamPage,
  Teams,
  teamsSelection,
  type UserFields
} from "./fields.js"

const Variables = Schema.Struct({ id: Schema.String, after: Schema.NullOr(Schema.String) })

export const userApiKeys = Operation.query("UserApiKeys", {
  document: `query UserApiKeys($id: ID!, $after: String) {
  user(id: $id) { apiKeys(first: ${pageSize}, after: $after) ${apiKeysSelection} }
}`,
  variables: Variables,
  result: Schema.Struct({ user: Schema.NullOr(Schema.Struct({ apiKeys: Schema.NullOr(ApiKeys) })) })
})

export const userTeams = Operation.query("UserTeams", {
  document: `query UserTeams($id: ID!, $after: String) {
  user(id: $id) { ${teamsSelection(", after: $after")} }
}`,
  variables: Variables,
  result: Schema.Struct({ user: Schema.NullOr(Teams) })
})

/** What was there a page ago and is null now. */
const vanished = (connection: Connection) => broken(connection, "it is null, and was there a page before")

/** All API keys of a user, given the first page of them and where it came from. */
export const allApiKeys = (
  client: WandbClient.Service,
  id: UserId,
  first: Page<ApiKey>,
  source: Connection
): Effect.Effect<ReadonlyArray<ApiKey>, QueryError> => {
  const rest = { name: userApiKeys.name, path: "data.user.apiKeys" }
  return complete(first, source, rest, (after) =>
    Effect.flatMap(client.query(userApiKeys, { id, after }), ({ user }) =>
      user?.apiKeys == null ? vanished(rest) : Effect.succeed(apiKeyPage(user.apiKeys))
    )
  )
}

const allTeams = (
  client: WandbClient.Service,
  id: UserId,
  first: Page<TeamName>,
  source: Connection
): Effect.Effect<ReadonlyArray<TeamName>, QueryError> => {
  const rest = { name: userTeams.name, path: "data.user.teams" }
  return complete(first, source, rest, (after) =>
    Effect.flatMap(client.query(userTeams, { id, after }), ({ user }) =>
      Option.match(Option.flatMap(Option.fromNullable(user), teamPage), {
        onNone: () => vanished(rest),
        onSome: Effect.succeed
      })
    )
  )
}

/** Names that the server leaves empty are absent: service accounts and unfinished accounts have such. */
export const present = (text: string | null): Option.Option<string> =>
  Option.filter(Option.fromNullable(text), (text) => text !== "")

/** What has been decoded is not checked again. */
const unchecked = { disableValidation: true }

const userOf = (
  fields: UserFields,
  apiKeys: Option.Option<ReadonlyArray<ApiKey>>,
  teams: Option.Option<ReadonlyArray<TeamName>>
): User =>
  new User(
    {
      id: fields.id,
      username: Option.map(present(fields.username), (name) => Username.make(name, unchecked)),
      name: fields.name,
      email: Option.map(present(fields.email), (email) => Email.make(email, unchecked)),
      admin: fields.admin ?? false,
      accountType: Option.fromNullable(fields.accountType),
      defaultEntity: Option.map(present(fields.entity), (name) => TeamName.make(name, unchecked)),
      createdAt: fields.createdAt,
      deletedAt: Option.fromNullable(fields.deletedAt),
      apiKeys,
      teams
    },
    unchecked
  )

const itemsOf = <A>(page: Option.Option<Page<A>>): Option.Option<ReadonlyArray<A>> =>
  Option.map(page, ({ items }) => items)

const hasMore = (page: Option.Option<Page<unknown>>): boolean =>
  Option.exists(page, ({ next }) => Option.isSome(next))

/** The entity of a user who came whole, as most do: without keys and teams beyond the first page. */
export const wholeAlready = (fields: UserFields): Option.Option<User> => {
  const apiKeys = Option.map(Option.fromNullable(fields.apiKeys), apiKeyPage)
  const teams = teamPage(fields)
  return hasMore(apiKeys) || hasMore(teams)
    ? Option.none()
    : Option.some(userOf(fields, itemsOf(apiKeys), itemsOf(teams)))
}

/**
 * The entity of a user whose fields have come, with the keys and teams beyond the first page. `source` is the
 * operation and the place from which the fields came.
 */
export const wholeUser = (
  client: WandbClient.Service,
  source: Connection,
  fields: UserFields
): Effect.Effect<User, QueryError> =>
  Option.match(wholeAlready(fields), {
    onSome: Effect.succeed,
    onNone: () => completed(client, source, fields)
  })

const completed = (
  client: WandbClient.Service,
  source: Connection,
  fields: UserFields
): Effect.Effect<User, QueryError> =>
  Effect.map(
    Effect.all({
      apiKeys: Effect.transposeMapOption(
        Option.map(Option.fromNullable(fields.apiKeys), apiKeyPage),
        (first) => allApiKeys(client, fields.id, first, { ...source, path: `${source.path}.apiKeys` })
      ),
      teams: Effect.transposeMapOption(teamPage(fields), (first) =>
        allTeams(client, fields.id, first, { ...source, path: `${source.path}.teams` })
      )
    }),
    ({ apiKeys, teams }) => userOf(fields, apiKeys, teams)
  )

/** A user as it came, and the operation and place that it came from. */
export interface Found {
  readonly source: Connection
  readonly fields: UserFields
}

/** A change was made: what cannot be read of the user now is shown as not shown, and the user is not lost. */
export const atLeast = (client: WandbClient.Service, { fields, source }: Found) =>
  Effect.orElse(wholeUser(client, source, fields), () =>
    wholeUser(client, source, { ...fields, apiKeys: null, teams: null, lastTeam: null })
  )
