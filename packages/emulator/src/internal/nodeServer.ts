import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Http from "node:http"
import { PortUnavailable } from "./errors.js"
import * as Listener from "./nodeListener.js"
import type { Site } from "./site.js"

/** Where to listen, and whom to serve. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** Names that a request may be sent to beside addresses and `localhost`. */
  readonly allowedHosts: ReadonlySet<string>
  /** How long a request may take to arrive. */
  readonly requestTimeout: Duration.Duration
}

/** Serves requests until the scope closes; gives the port that it listens on. */
export const serve = Effect.fnUntraced(function* (site: Site, settings: Settings) {
  const { host, port } = settings
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return yield* new PortUnavailable({ host, port, code: "a port is a whole number from 0 to 65535" })
  }
  // The fibers end after the server, so that no request comes when nobody is there to answer it.
  const run = yield* FiberSet.makeRuntime()
  const server = yield* Effect.acquireRelease(
    listen(Listener.make({ site, clock: yield* Effect.clock, run, ...settings }), settings),
    close
  )
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : port
})

/** Who is slow to send is answered with 408 and let go, by Node itself. */
const listen = (listener: Http.RequestListener, { host, port, requestTimeout }: Settings) =>
  Effect.async<Http.Server, PortUnavailable>((resume) => {
    // Node counts whole milliseconds, and takes 0 for as long as it likes.
    const time = Duration.isFinite(requestTimeout) ? Math.ceil(Duration.toMillis(requestTimeout)) : 0
    const server = Http.createServer(
      {
        headersTimeout: time,
        requestTimeout: time,
        connectionsCheckingInterval: Math.ceil(time / 4) || 30_000
      },
      listener
    )
    server.maxConnections = 1024
    server.on("error", (error: NodeJS.ErrnoException) =>
      resume(new PortUnavailable({ host, port, code: error.code ?? error.message }))
    )
    server.listen({ host, port }, () => resume(Effect.succeed(server)))
  })

/** Closes the connections too: one that a client keeps alive would hold the server open. */
const close = (server: Http.Server): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
