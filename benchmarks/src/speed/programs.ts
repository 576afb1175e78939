// The README's first program, for a browser, and the same on what Effect has: what the bundler makes of both is compared.

const shared = `const show = (label: string, names: ReadonlyArray<string>) => Console.log(\`Keys of \${label}: \${names.join(", ")}\`)`

/** As \`examples/src/firstProgram.ts\` has it, over \`fetch\`. */
export const withTheSdk = (imports: "barrels" | "modules") => `${
  imports === "barrels"
    ? `import { Wandb } from "@effect-wandb/client"
import { User, Users } from "@effect-wandb/core"
import { FetchHttpClient } from "@effect/platform"
import { Console, Effect, Layer } from "effect"`
    : `import * as Wandb from "@effect-wandb/client/Wandb"
import * as User from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"`
}

${shared}

const program = Effect.gen(function* () {
  const me = yield* Users.viewer
  yield* show(User.label(me), User.apiKeyNames(me))
})

Effect.runFork(Effect.provide(program, Wandb.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))))
`

/** What it takes without the SDK: the same configuration, one query, the same schema of a user. */
export const withoutIt = (imports: "barrels" | "modules") => `${
  imports === "barrels"
    ? `import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Config, Console, Effect, Redacted, Schema } from "effect"`
    : `import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"`
}

${shared}

const Viewer = Schema.Struct({
  data: Schema.Struct({
    viewer: Schema.Struct({
      username: Schema.NullOr(Schema.String),
      email: Schema.NullOr(Schema.String),
      apiKeys: Schema.Struct({
        edges: Schema.Array(Schema.Struct({ node: Schema.NullOr(Schema.Struct({ name: Schema.NonEmptyString })) }))
      })
    })
  })
})

const program = Effect.gen(function* () {
  const apiKey = yield* Config.redacted("WANDB_API_KEY")
  const baseUrl = yield* Config.withDefault(Config.string("WANDB_BASE_URL"), "https://api.wandb.ai")
  const { data } = yield* HttpClientRequest.post(\`\${baseUrl}/graphql\`).pipe(
    HttpClientRequest.basicAuth("api", Redacted.value(apiKey)),
    HttpClientRequest.bodyUnsafeJson({
      query: "query Viewer { viewer { username email apiKeys(first: 100) { edges { node { name } } } } }"
    }),
    HttpClient.execute,
    Effect.flatMap(HttpClientResponse.filterStatusOk),
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Viewer))
  )
  const { apiKeys, email, username } = data.viewer
  yield* show(username ?? email ?? "", apiKeys.edges.flatMap(({ node }) => (node === null ? [] : [node.name])))
})

Effect.runFork(Effect.provide(program, FetchHttpClient.layer))
`
