import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as FiberSet from "effect/FiberSet"
import * as Http from "node:http"
import { text } from "node:stream/consumers"
import { type ConnectionLost, PortUnavailable } from "./errors.js"

type Handler = (request: Request) => Effect.Effect<Response, ConnectionLost>

/** Serves a web handler until the scope closes; gives the port that it listens on. */
export const serve = Effect.fnUntraced(function* (handle: Handler, host: string, port: number) {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return yield* new PortUnavailable({ host, port, code: "a port is a whole number from 0 to 65535" })
  }
  // The fibers end after the server, so that no request comes when nobody is there to answer it.
  const run = yield* FiberSet.makeRuntime()
  const server = yield* Effect.acquireRelease(
    listen(
      (incoming, outgoing) => {
        const fiber = run(exchange(handle, incoming, outgoing))
        // Comes after the answer too, when there is nothing left to interrupt.
        outgoing.once("close", () => fiber.unsafeInterruptAsFork(FiberId.none))
      },
      host,
      port
    ),
    close
  )
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : port
})

const listen = (listener: Http.RequestListener, host: string, port: number) =>
  Effect.async<Http.Server, PortUnavailable>((resume) => {
    const server = Http.createServer(listener)
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

/**
 * Carries a request to the handler and its response back; whatever prevents that resets the connection. On a
 * connection that is gone, neither does anything.
 */
const exchange = (
  handle: Handler,
  incoming: Http.IncomingMessage,
  outgoing: Http.ServerResponse
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const body = yield* Effect.tryPromise(() => text(incoming))
    const response = yield* handle(yield* Effect.try(() => toWeb(incoming, body)))
    const answer = yield* Effect.promise(() => response.text())
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(answer)
  }).pipe(Effect.catchAllCause(() => Effect.sync(() => incoming.socket.resetAndDestroy())))

const toWeb = ({ method = "GET", url = "/", headersDistinct }: Http.IncomingMessage, body: string): Request =>
  new Request(`http://localhost${url}`, {
    method,
    headers: Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value])
    ),
    body: method === "GET" || method === "HEAD" ? null : body
  })
