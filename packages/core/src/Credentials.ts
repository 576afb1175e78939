/**
 * As whom requests are made.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ApiKey } from "./ApiKey.js"
import { type ApiKeySecret, isNamed } from "./ApiKeySecret.js"

/**
 * The credentials in force, read anew at each request.
 *
 * They belong to one connection: a client uses the credentials that it finds in context only when they were
 * issued to its own connection. That is how an override never reaches another server, or another client of the
 * same server.
 *
 * @since 0.1.0
 * @category tags
 */
export class Credentials extends Context.Tag("@effect-wandb/core/Credentials")<
  Credentials,
  Credentials.Service
>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace Credentials {
  /**
   * A key, and the connection that it is for. There is no key where the client acts by a federated identity.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly apiKey: Option.Option<ApiKeySecret>
    readonly connection: symbol
  }
}

/**
 * Runs a program with another user's API key, on the same server, whatever the program is.
 *
 * It holds for everything that the program does over the client in context, its fibers included, and ends with it. A
 * program that brings a client of its own (with `Effect.provide` inside) acts as that client: put `actAs` inside of
 * such a `provide`. A `Stream` is taken within the program; one that is handed out runs with the credentials of
 * whoever takes from it. The key is not checked
 * beforehand: a key that the server refuses shows as `Unauthenticated` at the first request.
 *
 * @example
 * ```ts
 * import { type ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
 *
 * const whoseKeyIsThis = (secret: ApiKeySecret.ApiKeySecret) => Credentials.actAs(Users.viewer, secret)
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const actAs: {
  (apiKey: ApiKeySecret): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R | Credentials>
  <A, E, R>(self: Effect.Effect<A, E, R>, apiKey: ApiKeySecret): Effect.Effect<A, E, R | Credentials>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, apiKey: ApiKeySecret): Effect.Effect<A, E, R | Credentials> =>
    Effect.updateService(self, Credentials, ({ connection }) => ({
      apiKey: Option.some(apiKey),
      connection
    }))
)

/**
 * Gives the secret of an API key where that key is the one in force, and `None` where it is another one, or none.
 *
 * @since 0.1.0
 * @category getters
 */
export const secretInForce = ({
  name
}: Pick<ApiKey, "name">): Effect.Effect<Option.Option<ApiKeySecret>, never, Credentials> =>
  Effect.map(Credentials, ({ apiKey }) => Option.filter(apiKey, (secret) => isNamed(secret, name)))

/**
 * Provides credentials for a connection of their own, for programs that run on mocks.
 *
 * With a real client use `Wandb.layer`, which provides the credentials of its connection.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMock = (apiKey: ApiKeySecret): Layer.Layer<Credentials> =>
  Layer.sync(Credentials, () => ({ apiKey: Option.some(apiKey), connection: Symbol("mock") }))
