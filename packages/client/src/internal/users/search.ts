import type { User } from "@effect-wandb/core/User"
import { PermissionDenied, type QueryError } from "@effect-wandb/core/WandbError"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { edges, nodes } from "../edges.js"
import { nextOf, PageInfo, pages, pageSize } from "../paging.js"
import { UserFields, userFields } from "./fields.js"
import { wholeAlready, wholeUser } from "./whole.js"

export const searchUsers = Operation.query("SearchUsers", {
  document: `query SearchUsers($query: String, $after: String) {
  users(query: $query, first: ${pageSize}, after: $after) {
    edges { node { ...UserFields } }
    pageInfo { hasNextPage endCursor }
  }
} ${userFields}`,
  variables: Schema.Struct({ query: Schema.NullOr(Schema.String), after: Schema.NullOr(Schema.String) }),
  result: Schema.Struct({
    users: Schema.NullOr(
      Schema.Struct({
        edges: edges(UserFields),
        pageInfo: PageInfo
      })
    )
  })
})

/** No connection at all is something else than one without hits. */
export const hidden = failNaming(
  searchUsers,
  (attempt) => new PermissionDenied({ ...attempt, description: "search users" })
)

/** Where a hit stands in the answer. */
export const hit = { name: searchUsers.name, path: "data.users.edges.node" }

/** Pages of the hits of a search, or of all users, with the fields that came. */
const hitPages = (
  client: WandbClient.Service,
  query: string | null
): Stream.Stream<ReadonlyArray<UserFields>, QueryError> =>
  pages({ name: searchUsers.name, path: "data.users.pageInfo" }, (after) =>
    Effect.flatMap(client.query(searchUsers, { query, after }), ({ users }) =>
      users === null
        ? hidden
        : Effect.succeed({
            items: nodes(users.edges),
            next: nextOf(users.pageInfo)
          })
    )
  )

/**
 * The hits of a search, or all users, with the fields that came, before keys and teams beyond the first page are
 * fetched.
 */
export const hits = (
  client: WandbClient.Service,
  query: string | null
): Stream.Stream<UserFields, QueryError> => Stream.mapConcat(hitPages(client, query), (page) => page)

/** A page goes on as it came where everybody in it came whole: an effect for each of very many is felt. */
const wholeUsers = (client: WandbClient.Service, query: string | null): Stream.Stream<User, QueryError> =>
  Stream.flatMap(hitPages(client, query), (page) =>
    Option.match(Option.all(page.map(wholeAlready)), {
      onSome: (users) => Stream.fromChunk(Chunk.unsafeFromArray(users)),
      onNone: () => Stream.mapEffect(Stream.fromIterable(page), (fields) => wholeUser(client, hit, fields))
    })
  )

export const search =
  (client: WandbClient.Service) =>
  (query: string): Stream.Stream<User, QueryError> =>
    wholeUsers(client, query)

export const list = (client: WandbClient.Service): Stream.Stream<User, QueryError> => wholeUsers(client, null)
