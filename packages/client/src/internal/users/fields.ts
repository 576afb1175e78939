import { ApiKey, ApiKeyId, nameFrom } from "@effect-wandb/core/ApiKey"
import { TeamName } from "@effect-wandb/core/Team"
import { AccountType, UserId } from "@effect-wandb/core/User"
import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { nextOf, type Page, PageInfo, pageSize } from "../paging.js"

// What is asked of a user, and how it comes. Every node may be null, as the server's schema allows.

const edges = <A, I>(node: Schema.Schema<A, I>) => Schema.Array(Schema.Struct({ node: Schema.NullOr(node) }))

const nodes = <A>(list: ReadonlyArray<{ readonly node: A | null }>): ReadonlyArray<A> =>
  Arr.filterMap(list, ({ node }) => Option.fromNullable(node))

export const apiKeysSelection = `{
  edges { node { id name description } }
  pageInfo { hasNextPage endCursor }
}`

export const ApiKeys = Schema.Struct({
  edges: edges(
    Schema.Struct({
      id: ApiKeyId,
      // May be a whole key: it is shortened before anything else sees it.
      name: Schema.transform(Schema.NonEmptyString, Schema.String, {
        strict: true,
        decode: nameFrom,
        encode: (name) => name
      }),
      description: Schema.NullOr(Schema.String)
    })
  ),
  pageInfo: PageInfo
})

export const apiKeyPage = (connection: typeof ApiKeys.Type): Page<ApiKey> => ({
  items: nodes(connection.edges).map(
    ({ description, id, name }) =>
      new ApiKey(
        { id, name: nameFrom(name), description: Option.fromNullable(description) },
        { disableValidation: true }
      )
  ),
  next: nextOf(connection.pageInfo)
})

/**
 * A user's teams come without `pageInfo`. The last team of all is asked for beside the page: when it is not in
 * the page, there are more. Where the server does not tell it, the next page is asked for until one is empty.
 */
export const teamsSelection = (after: string): string => `
  teams(first: ${pageSize}${after}) { edges { cursor node { name } } }
  lastTeam: teams(last: 1) { edges { node { name } } }
`

const Team = Schema.Struct({ name: TeamName })

export const Teams = Schema.Struct({
  teams: Schema.NullOr(
    Schema.Struct({
      edges: Schema.Array(Schema.Struct({ cursor: Schema.String, node: Schema.NullOr(Team) }))
    })
  ),
  lastTeam: Schema.NullOr(Schema.Struct({ edges: edges(Team) }))
})

export const teamPage = ({ lastTeam, teams }: typeof Teams.Type): Option.Option<Page<TeamName>> =>
  Option.map(Option.fromNullable(teams), ({ edges }) => {
    const items = nodes(edges).map(({ name }) => name)
    const last = nodes(lastTeam?.edges ?? []).at(-1)?.name
    const isFull = edges.length >= pageSize
    const endsEarly = last !== undefined && !items.includes(last)
    const hasMore = edges.length > 0 && (isFull || last === undefined || endsEarly)
    return { items, next: hasMore ? Option.some(edges.at(-1)?.cursor ?? null) : Option.none() }
  })

/** W&B's times come with and without a zone; those without are in UTC. */
const Time = Schema.transform(Schema.String, Schema.DateTimeUtc, {
  strict: true,
  decode: (text) => (/(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`),
  encode: (text) => text
})

export const userFields = `fragment UserFields on User {
  id
  username
  name
  email
  admin
  accountType
  entity
  createdAt
  deletedAt
  apiKeys(first: ${pageSize}) ${apiKeysSelection}
  ${teamsSelection("")}
}`

export const UserFields = Schema.Struct({
  id: UserId,
  username: Schema.NullOr(Schema.String),
  name: Schema.String,
  email: Schema.NullOr(Schema.String),
  admin: Schema.NullOr(Schema.Boolean),
  accountType: Schema.NullOr(AccountType),
  entity: Schema.NullOr(Schema.String),
  createdAt: Time,
  deletedAt: Schema.NullOr(Time),
  apiKeys: Schema.NullOr(ApiKeys),
  ...Teams.fields
})

export type UserFields = typeof UserFields.Type
