/**
 * An instance on a socket, for Node.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { DurationInput } from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Redacted } from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Instance } from "./Instance.js"
import type { InvalidOption } from "./internal/control/errors.js"
import * as Control from "./internal/control/gate.js"
import * as Token from "./internal/control/token.js"
import type { PortUnavailable } from "./internal/errors.js"
import * as internal from "./internal/nodeServer.js"
import { isLoopback } from "./internal/origins.js"
import * as Page from "./internal/page/gate.js"
import * as Site from "./internal/site.js"

export {
  /**
   * A server cannot be made with an option.
   *
   * @since 0.1.0
   * @category errors
   */
  InvalidOption
} from "./internal/control/errors.js"

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
 * Where to listen, and whom to serve.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** 0 to 65535; 0 picks a free one. */
  readonly port: number
  /** `127.0.0.1` when absent, which other machines do not reach; any other is warned of in the log. */
  readonly host?: string | undefined
  /**
   * The names of this server, as they stand in the `Host` header of requests. Addresses, `localhost` and `host` are
   * served always, any other name is refused with 421: it may be one that a web page lets point here.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /** How long a request may take to arrive: 10 seconds when absent, and 408 after that. */
  readonly requestTimeout?: DurationInput | undefined
  /**
   * Lets whoever has this token control the instance under `/_emulator`, as `Control.client` does; nobody can when it is
   * absent. It has 16 characters of ASCII at least, without spaces. Unlike API keys it opens everything.
   */
  readonly control?: Redacted<string> | undefined
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
 * Serves the instance over HTTP until the scope closes, which ends open connections too: GraphQL at `/graphql` under
 * any prefix, and at `/` a page that shows the world.
 *
 * Fails with `PortUnavailable` when nothing can listen there, and with `InvalidOption` when the token for control is
 * none. A connection that a fault loses is reset.
 *
 * @since 0.1.0
 * @category servers
 */
export const serve = (
  options: Options
): Effect.Effect<Address, PortUnavailable | InvalidOption, Instance | Scope.Scope> =>
  Effect.gen(function* () {
    const { allowedHosts = [], host = "127.0.0.1", requestTimeout = "10 seconds" } = options
    const instance = yield* Instance
    if (!isLoopback(host)) {
      yield* Effect.logWarning(`the emulator listens on ${host}: whoever reaches it can use it`)
    }
    const isToken = options.control === undefined ? undefined : yield* Token.make(options.control)
    const control = isToken === undefined ? undefined : yield* Control.make(instance, isToken)
    const page = yield* Page.make(instance, isToken)
    const port = yield* internal.serve(Site.make({ graphql: instance.answer, control, page }), {
      host,
      port: options.port,
      allowedHosts: new Set([...allowedHosts, host].map((name) => name.toLowerCase())),
      requestTimeout: Duration.decode(requestTimeout)
    })
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port }
  })
