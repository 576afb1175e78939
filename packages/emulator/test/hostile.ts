import { assert } from "@effect/vitest"
import { Instance, Server } from "@effect-wandb/emulator"
import { Effect, Predicate, type Redacted } from "effect"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { connect, Socket } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { authorization } from "./support.js"

// What the attacks on a server have in common: a socket on which anything can be said, and the server itself.

/** What a client says: bytes, or whatever it does with the connection. */
export type Talk = string | Uint8Array | ((socket: Socket) => void)

/** What became of a connection: the statuses that came over it, every byte, and whether the end was in order. */
export interface Talked {
  readonly statuses: ReadonlyArray<number>
  readonly text: string
  readonly end: "closed" | "reset"
}

/** Says something on a connection of its own, and waits until the server has closed it. */
export const talk = (port: number, say: Talk): Effect.Effect<Talked> =>
  Effect.async((resume) => {
    const pieces: Array<Buffer> = []
    let end: Talked["end"] = "closed"
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      if (typeof say === "function") say(socket)
      else socket.write(say)
    })
    socket
      .on("data", (piece) => pieces.push(piece))
      .on("error", () => {
        end = "reset"
      })
      .on("close", () => {
        const text = Buffer.concat(pieces).toString()
        const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status))
        resume(Effect.succeed({ statuses, text, end }))
      })
  })

/** The statuses of what was answered, `reset` after them where the connection did not end in order. */
export const statusesOf = (port: number, say: Talk): Effect.Effect<ReadonlyArray<number | "reset">> =>
  Effect.map(talk(port, say), ({ end, statuses }) => (end === "reset" ? [...statuses, end] : statuses))

/** The status of the answer that came last. */
export const statusOf = (port: number, say: Talk): Effect.Effect<number | undefined> =>
  Effect.map(talk(port, say), ({ statuses }) => statuses.at(-1))

/** Says something and reads nothing; ends when the server has let go of the connection, the only one that it has. */
export const withoutReading = (port: number, text: string): Effect.Effect<void> =>
  Effect.async((resume) => {
    const taken = (message: unknown): void => {
      const accepted = Predicate.hasProperty(message, "socket") ? message.socket : undefined
      if (!(accepted instanceof Socket) || accepted.localPort !== port) return
      unsubscribe("net.server.socket", taken)
      accepted.once("close", () => {
        client.destroy()
        resume(Effect.void)
      })
    }
    subscribe("net.server.socket", taken)
    const client = connect({ port, host: "127.0.0.1" }, () => client.write(text))
    client.on("error", () => {})
  })

export const small = JSON.stringify({ query: "{ viewer { username } }" })

/** What a request differs in from an ordinary one. */
export interface Parts {
  /** Method, target and version. */
  readonly line?: string
  readonly host?: string | null
  readonly headers?: ReadonlyArray<string>
  readonly body?: string
}

/** A request as it goes over the wire, after which the server is to close the connection. */
export const wire = (
  key: Redacted.Redacted<string>,
  { line = "POST /graphql HTTP/1.1", host = "localhost", headers = [], body = small }: Parts = {}
): string =>
  [
    line,
    ...(host === null ? [] : [`Host: ${host}`]),
    `Authorization: ${authorization(key)}`,
    "Connection: close",
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body
  ].join("\r\n")

/** What is attacked. */
export interface Target {
  readonly port: number
  readonly url: string
  readonly adminKey: Redacted.Redacted<string>
}

/** Attacks a server of the instance at hand, which has to answer as if nothing had been, afterwards. */
export const attack = <E, R>(
  assault: (target: Target) => Effect.Effect<void, E, R>,
  options: Omit<Server.Options, "port"> = {}
) =>
  Effect.gen(function* () {
    const { port, url } = yield* Server.serve({ ...options, port: 0 })
    const { adminKey } = yield* Instance.Instance
    const target = { port, url: `${url}/graphql`, adminKey }
    yield* assault(target)
    assert.strictEqual((yield* post(target.url, adminKey, small)).status, 200)
  })

/** Asks politely: a whole body, as the admin. */
export const post = (url: string, key: Redacted.Redacted, body: NonNullable<RequestInit["body"]>) =>
  Effect.promise(async () => {
    const init = {
      method: "POST",
      headers: { authorization: authorization(key), "use-admin-privileges": "true" },
      body,
      // What a stream needs; others do not mind.
      duplex: "half" as const
    }
    const response = await fetch(url, init)
    return { status: response.status, text: await response.text() }
  })

setFlagsFromString("--expose-gc")
const collect: unknown = runInNewContext("gc")

/** What something gives, and how many seconds of CPU it takes. */
export const measured = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = process.cpuUsage()
    const value = yield* effect
    const { system, user } = process.cpuUsage(before)
    return { value, cpu: (system + user) / 1e6 }
  })

/** How many bytes are in use when everything that can be has been collected. */
export const heapInUse: Effect.Effect<number> = Effect.async((resume) => {
  // What was begun in this turn still holds what it began with.
  setImmediate(() => {
    if (typeof collect !== "function")
      return resume(Effect.dieMessage("the garbage collector cannot be called"))
    collect()
    return resume(Effect.succeed(process.memoryUsage().heapUsed))
  })
})

export const mebibyte: number = 1024 * 1024
