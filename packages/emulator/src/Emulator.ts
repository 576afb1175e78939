/**
 * The web handler of the emulator, and an `HttpClient` that answers from it in process.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Instance } from "./Instance.js"
import type { ConnectionLost } from "./internal/errors.js"
import * as inProcess from "./internal/inProcess.js"

export {
  /**
   * The connection ended without an answer.
   *
   * @since 0.1.0
   * @category errors
   */
  ConnectionLost
} from "./internal/errors.js"

/**
 * A base URL for clients in process: any other does as well, since no name is looked up.
 *
 * @since 0.1.0
 * @category constants
 */
export const baseUrl: string = "http://emulator.invalid"

/**
 * Answers a request to any path that ends in `/graphql`; fails only where a fault loses the connection.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (request: Request): Effect.Effect<Response, ConnectionLost, Instance> =>
  Effect.flatMap(Instance, (instance) => instance.handle(request))

/**
 * Makes an `HttpClient` that sends every request, whatever its origin, to an instance in process, as `layerHttpClient`
 * does.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeHttpClient = ({ answer }: Pick<Instance.Service, "answer">): HttpClient.HttpClient =>
  inProcess.make(answer)

/**
 * Provides an `HttpClient` that sends every request, whatever its origin, to the instance in process.
 *
 * A request runs in the fiber that sends it, so the clock of that fiber governs. Interrupting it ends the wait for the
 * answer, but does not take back what a fault has put off. A lost connection is a `RequestError` of reason `Transport`
 * whose cause carries the `code`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerHttpClient: Layer.Layer<HttpClient.HttpClient, never, Instance> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(Instance, makeHttpClient)
)
