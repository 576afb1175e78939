import { ApiKey, Team, User } from "@effect-wandb/core"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, ManagedRuntime, Schema } from "effect"
import { description, documents, headers, nameOf, ofEffects } from "../way.js"

const connection = <A, I>(node: Schema.Schema<A, I>) =>
  Schema.Struct({ edges: Schema.Array(Schema.Struct({ node: Schema.NullOr(node) })) })

const PageInfo = Schema.Struct({ hasNextPage: Schema.Boolean, endCursor: Schema.NullOr(Schema.String) })

const Teams = connection(Schema.Struct({ name: Team.TeamName }))

const Data = <A, I>(data: Schema.Schema<A, I>) => Schema.Struct({ data })

/** As the SDK reads it: the same fields, brands and times. */
const Got = Data(
  Schema.Struct({
    user: Schema.NullOr(
      Schema.Struct({
        id: User.UserId,
        username: Schema.NullOr(User.Username),
        name: Schema.String,
        email: Schema.NullOr(User.Email),
        admin: Schema.NullOr(Schema.Boolean),
        accountType: Schema.NullOr(User.AccountType),
        entity: Schema.NullOr(Team.TeamName),
        createdAt: Schema.DateTimeUtc,
        deletedAt: Schema.NullOr(Schema.DateTimeUtc),
        apiKeys: Schema.NullOr(
          Schema.Struct({
            ...connection(
              Schema.Struct({
                id: ApiKey.ApiKeyId,
                name: ApiKey.ApiKeyName,
                description: Schema.NullOr(Schema.String)
              })
            ).fields,
            pageInfo: PageInfo
          })
        ),
        teams: Schema.NullOr(Teams),
        lastTeam: Schema.NullOr(Teams)
      })
    )
  })
)

const Made = Data(
  Schema.Struct({
    result: Schema.Struct({
      apiKey: Schema.Struct({ id: ApiKey.ApiKeyId, name: Schema.Redacted(Schema.String) })
    })
  })
)

const Removed = Data(Schema.Struct({ result: Schema.Struct({ success: Schema.Boolean }) }))

/** What a program does that has Effect and no SDK: its HTTP client and schemas, as their documentation has it. */
export const way = (baseUrl: string) => {
  const send =
    <A, I>(query: string, data: Schema.Schema<A, I>) =>
    (variables: Readonly<Record<string, string>>) =>
      HttpClientRequest.post(`${baseUrl}/graphql`).pipe(
        HttpClientRequest.setHeaders(headers),
        HttpClientRequest.bodyUnsafeJson({ query, variables }),
        HttpClient.execute,
        Effect.flatMap(HttpClientResponse.filterStatusOk),
        Effect.flatMap(HttpClientResponse.schemaBodyJson(data)),
        Effect.orDie
      )
  const get = send(documents.get, Got)
  const generate = send(documents.generate, Made)
  const remove = send(documents.remove, Removed)

  const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
  return ofEffects(
    runtime,
    (asker) => {
      const username = nameOf(asker)
      return Effect.filterOrDieMessage(
        get({ username }),
        ({ data: { user } }) => user?.username === username,
        `no ${username}`
      )
    },
    Effect.flatMap(generate({ description }), ({ data }) =>
      Effect.filterOrDieMessage(
        remove({ id: data.result.apiKey.id }),
        ({ data: { result } }) => result.success,
        "not deleted"
      )
    )
  )
}
