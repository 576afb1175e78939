import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as Http from "node:http"
import type { Admission, Head } from "./admission.js"
import * as Answer from "./answer.js"
import * as Origins from "./origins.js"
import type { Site } from "./site.js"

/** What a listener serves, and by what. */
export interface Service {
  readonly site: Site
  /** Names that a request may be sent to beside addresses and `localhost`. */
  readonly allowedHosts: ReadonlySet<string>
  /** How long a client may take to go on, with sending and with reading. */
  readonly requestTimeout: Duration.Duration
  readonly clock: Clock.Clock
  readonly run: (effect: Effect.Effect<void>) => Fiber.RuntimeFiber<void>
}

/**
 * Carries requests to a site and its answers back; whatever prevents that resets the connection. On a connection that
 * is gone, neither does anything. Only what is not answered at once takes a fiber: one for each request would take as
 * long as all else together.
 */
export const make =
  ({ allowedHosts, clock, requestTimeout, run, site }: Service): Http.RequestListener =>
  (incoming, outgoing) => {
    const reset = () => void incoming.socket.resetAndDestroy()

    const attend = (effect: Effect.Effect<void, unknown>): void => {
      const fiber = run(Effect.catchAllCause(effect, () => Effect.sync(reset)))
      // Comes after the answer too, when there is nothing left to interrupt.
      outgoing.once("close", () => fiber.unsafeInterruptAsFork(FiberId.none))
    }

    /** From now on who does not read is let go; an answer may be made to wait for longer than that before. */
    const end = (body?: string): void => {
      outgoing.end(body)
      // What was taken at once is on its way.
      if (incoming.socket.writableLength > 0 && Duration.isFinite(requestTimeout)) {
        incoming.socket.setTimeout(Duration.toMillis(requestTimeout))
      }
    }

    const reply = (answer: Answer.Answer): void => {
      // Of what is sent in one piece Node knows the length by itself, unless its head was written before.
      outgoing.statusCode = answer.status
      for (const name in answer.headers) outgoing.setHeader(name, answer.headers[name] ?? "")
      // Who has not read the whole request closes the connection: what is left of it is no request of its own.
      if (!incoming.complete) outgoing.setHeader("connection", "close")
      if (answer.slow === undefined) end(answer.body)
      else attend(Effect.map(trickle(outgoing, answer.body, answer.slow), () => end()))
    }

    const answer = (head: Head, body: string): void => {
      const answered = site.answer({ ...head, body }, clock)
      if (isReady(answered)) reply(answered.value)
      else attend(Effect.flatMap(answered, (answer) => Effect.sync(() => reply(answer))))
    }

    /** What is thrown here would end the process. */
    const orReset = (step: () => void): void => {
      if (Either.isLeft(Either.try(step))) reset()
    }

    orReset(() => {
      if (hostsOf(incoming) > 1) return reply(twoHosts)
      const head = toHead(incoming)
      const admission = admit(site, allowedHosts, head)
      if (!("limit" in admission)) return reply(admission)
      return collect(incoming, admission.limit, (body) =>
        orReset(() => (body === undefined ? reply(admission.beyond) : answer(head, body)))
      )
    })
  }

/** How many `Host` headers there are, of which Node shows the first alone. */
const hostsOf = ({ rawHeaders }: Http.IncomingMessage): number => {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ""
    if (name.length === 4 && name.toLowerCase() === "host") count++
  }
  return count
}

const twoHosts = Answer.refusal(400, "a request has one Host header")

const isReady = <A, E>(effect: Effect.Effect<A, E>): effect is Exit.Success<A, E> =>
  Exit.isExit(effect) && Exit.isSuccess(effect)

const admit = (site: Site, allowedHosts: ReadonlySet<string>, head: Head): Admission => {
  const refusal = Origins.refusal(head.header("host"), head.header("origin"), allowedHosts)
  return refusal === undefined ? site.admit(head) : Answer.refusal(refusal.status, refusal.reason)
}

/** Reads the body as text; gives undefined as soon as it is too large. */
const collect = (
  incoming: Http.IncomingMessage,
  limit: number,
  give: (body: string | undefined) => void
): void => {
  const chunks: Array<Buffer> = []
  let size = 0
  incoming.on("data", (chunk: Buffer) => {
    const isTooLargeAlready = size > limit
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else if (!isTooLargeAlready) give(undefined)
  })
  incoming.on("end", () => {
    if (size <= limit) give(Buffer.concat(chunks).toString())
  })
}

const toHead = ({ headers, method = "GET", url = "/" }: Http.IncomingMessage): Head => {
  const { host, target } = Origins.destination(url, headers.host)
  const [path = "/", ...query] = target.split("?")
  return {
    method,
    path,
    query: query.join("?"),
    header: (name) => {
      const value = name === "host" ? host : headers[name]
      return Array.isArray(value) ? value.join(", ") : value
    }
  }
}

/** Sends a body in pieces, after headers that are sent at once. */
const trickle = (outgoing: Http.ServerResponse, body: string, slow: Duration.Duration): Effect.Effect<void> =>
  Effect.sync(() => outgoing.flushHeaders()).pipe(
    Effect.zipRight(
      Effect.forEach(
        Answer.pieces(body, slow),
        ([wait, bytes]) =>
          Effect.delay(
            Effect.sync(() => outgoing.write(bytes)),
            wait
          ),
        { discard: true }
      )
    )
  )
