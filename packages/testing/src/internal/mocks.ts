import { WandbClient } from "@effect-wandb/client/WandbClient"
import type * as Wandb from "@effect-wandb/client/Wandb"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import { Credentials } from "@effect-wandb/core/Credentials"
import * as Teams from "@effect-wandb/core/Teams"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/**
 * The methods that a program may use, by service.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mocks {
  readonly users?: Partial<Users.Users.Service> | undefined
  readonly apiKeys?: Partial<ApiKeys.ApiKeys.Service> | undefined
  readonly teams?: Partial<Teams.Teams.Service> | undefined
  /** For programs that send operations of their own. */
  readonly client?: Partial<WandbClient.Service> | undefined
  /** The key in force. Default: one that no server knows. */
  readonly apiKey?: ApiKeySecret.ApiKeySecret | undefined
}

const noServersKey = Effect.orDie(ApiKeySecret.make(`mock-${"0".repeat(40)}`))

const notGiven = (method: string) =>
  Effect.die(
    new Error(
      `WandbClient.${method} was called, but WandbTest.layerMock was given no client with "${method}".`
    )
  )

const credentials = (apiKey: ApiKeySecret.ApiKeySecret | undefined) =>
  Layer.effect(
    Credentials,
    Effect.map(apiKey === undefined ? noServersKey : Effect.succeed(apiKey), (apiKey) => ({
      apiKey: Option.some(apiKey),
      connection: Symbol("mock")
    }))
  )

/** A client over no server: what it is asked to send dies, and a call is what it calls. */
const client = (methods: Partial<WandbClient.Service>) =>
  Layer.effect(
    WandbClient,
    Effect.map(Credentials, (credentials) => ({
      baseUrl: "http://mock.invalid",
      credentials,
      entity: Option.none(),
      lookups: { byArgument: 100, byAlias: 50 },
      changes: Effect.succeed(0),
      call: () => identity,
      query: () => notGiven("query"),
      mutate: () => notGiven("mutate"),
      ...methods
    }))
  )

export const layerMock = ({
  apiKey,
  apiKeys = {},
  client: clientMethods = {},
  teams = {},
  users = {}
}: Mocks = {}): Layer.Layer<Wandb.Wandb> =>
  Layer.mergeAll(
    Users.layerMock(users),
    ApiKeys.layerMock(apiKeys),
    Teams.layerMock(teams),
    client(clientMethods)
  ).pipe(Layer.provideMerge(credentials(apiKey)))
