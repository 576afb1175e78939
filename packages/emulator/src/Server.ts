/**
 * An instance on a socket, for Node.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Instance } from "./Instance.js"
import type { PortUnavailable } from "./internal/errors.js"
import * as internal from "./internal/nodeServer.js"

export {
  /**
   * Nothing can listen there.
   *
   * @since 0.1.0
   * @category errors
   */
  PortUnavailable
} from "./internal/errors.js"

/**
 * Where to listen: `port` is 0 to 65535, and 0 picks a free one; `host` is `127.0.0.1` when absent.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly port: number
  readonly host?: string | undefined
}

/**
 * Where a server listens in fact: `url` is the base URL for clients.
 *
 * @since 0.1.0
 * @category models
 */
export interface Address {
  readonly url: string
  readonly port: number
}

/**
 * Serves the instance over HTTP until the scope closes, which ends open connections too.
 *
 * Fails with `PortUnavailable` when nothing can listen there. A connection that a fault loses is reset.
 *
 * @since 0.1.0
 * @category servers
 */
export const serve = (options: Options): Effect.Effect<Address, PortUnavailable, Instance | Scope.Scope> =>
  Effect.gen(function* () {
    const { host = "127.0.0.1" } = options
    const instance = yield* Instance
    const port = yield* internal.serve(instance.handle, host, options.port)
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port }
  })
