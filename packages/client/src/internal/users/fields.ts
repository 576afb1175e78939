import { ApiKey, ApiKeyId, nameFrom } from "@effect-wandb/core/ApiKey"
import { TeamName } from "@effect-wandb/core/Team"
import { AccountType, UserId } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { entities, entitiesSelection, entityPage } from "../entityPages.js"
import { edges, nodes } from "../edges.js"
import { nextOf, type Page, PageInfo, pageSize } from "../paging.js"
import { Time } from "../time.js"

// What is asked of a user, and how it comes. Every node may be null, as the server's schema allows.

export const apiKeysSelection = `{
  edges { node { id name description } }
  pageInfo { hasNextPage endCursor }
}`

export const ApiKeys = Schema.Struct({
  edges: edges(
    Schema.Struct({
      id: ApiKeyId,
      // May be a whole key: it is shortened before anything else sees it.
      name: Schema.transform(
        Schema.NonEmptyString,
        Schema.Struct({ name: Schema.String, isWhole: Schema.Boolean }),
        {
          strict: true,
          decode: (listed) => {
            const name = nameFrom(listed)
            return { name, isWhole: name !== listed }
          },
          encode: ({ name }) => name
        }
      ),
      description: Schema.NullOr(Schema.String)
    })
  ),
  pageInfo: PageInfo
})

export const apiKeyPage = (connection: typeof ApiKeys.Type): Page<ApiKey> => ({
  items: nodes(connection.edges).map(
    ({ description, id, name: { isWhole, name } }) =>
      new ApiKey(
        {
          id,
          name: nameFrom(name),
          description: Option.fromNullable(description),
          ...(isWhole && { secretListed: true })
        },
        { disableValidation: true }
      )
  ),
  next: nextOf(connection.pageInfo)
})

export const teamsSelection = (after: string): string => entitiesSelection(after, "{ name }")

export const Teams = entities(Schema.Struct({ name: TeamName }))

export const teamPage = (fields: typeof Teams.Type): Option.Option<Page<TeamName>> =>
  Option.map(entityPage(fields), ({ items, next }) => ({ items: items.map(({ name }) => name), next }))

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
