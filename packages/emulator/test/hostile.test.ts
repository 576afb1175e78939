import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Fault, Instance, Seed, Server, Snapshot } from "@effect-wandb/emulator"
import { Array as Arr, Effect, Logger, LogLevel, Redacted, Schema } from "effect"
import { buildSchema } from "graphql"
import type { Socket } from "node:net"
import { inspect } from "node:util"
import { sdl, sdlExtension } from "../src/internal/sdl.js"
import {
  attack,
  heapInUse,
  mebibyte,
  type Parts,
  post,
  small,
  statusesOf,
  statusOf,
  type Talk,
  wire,
  withoutReading
} from "./hostile.js"
import { strange, wrong } from "./hostileBodies.js"
import { forgetting } from "./hostileDocuments.js"
import { anything, dice, keptAlive } from "./hostileRequests.js"
import { sharing } from "./sharing.js"
import { ask, at, authorization, currentKey, legacyKey, seed } from "./support.js"

const words = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

/** A body of exactly so many bytes that asks for little. */
const padded = (bytes: number): string => small + " ".repeat(bytes - small.length)

describe("a server under attack", () => {
  const it = sharing(Instance.layer({ seed, randomSeed: "hostile" }))

  it.scoped("serves addresses and names that are its own, and no name that a page lets point to it", () =>
    attack(
      ({ adminKey, port }) =>
        Effect.gen(function* () {
          const own = words(`
            localhost localhost:1 LOCALHOST:99999 a.localhost wandb.test WANDB.test:8080
            127.0.0.1 127.0.0.1: 10.1.2.3:80 [::1] [::1]:8080 [2001:DB8::1]`)
          const foreign = words(`
            evil.example evil.example:80 localhost.evil.example xlocalhost localhost. user@localhost localhost#
            localhost/ localhost,localhost a.wandb.test wandb.test.evil.example 127.0.0.1.nip.io 127.0.0.1:80:80
            127.1 2130706433 0x7f.0.0.1 ::1 [::1 [evil.example] :80`)
          const statuses = yield* Effect.forEach(
            [...own, ...foreign],
            (host) => statusOf(port, wire(adminKey, { host })),
            { concurrency: 16 }
          )
          deepStrictEqual(
            [...own, ...foreign].map((host, index) => [host, statuses[index]]),
            [...own.map((host) => [host, 200]), ...foreign.map((host) => [host, 421])]
          )
        }),
      { allowedHosts: ["Wandb.Test"] }
    )
  )

  it.scoped("takes the host from where a request says it, once", () =>
    attack(({ adminKey, port }) =>
      Effect.gen(function* () {
        const status = (parts: Parts) => statusOf(port, wire(adminKey, parts))
        assert.strictEqual(yield* status({ host: null }), 400)
        assert.strictEqual(yield* status({ host: null, line: "POST /graphql HTTP/1.0" }), 421)
        assert.strictEqual(yield* status({ line: "POST /graphql HTTP/1.0" }), 200)
        for (const host of ["localhost", "evil.example"]) {
          assert.strictEqual(yield* status({ headers: [`Host: ${host}`] }), 400, host)
          assert.strictEqual(yield* status({ host: "evil.example", headers: [`Host: ${host}`] }), 400, host)
        }
        const absolute = (authority: string) => `POST http://${authority}/graphql HTTP/1.1`
        assert.strictEqual(yield* status({ line: absolute("evil.example") }), 421)
        assert.strictEqual(yield* status({ line: absolute("localhost"), host: "evil.example" }), 200)
      })
    )
  )

  it.scoped("serves pages of its own origin and no other", () =>
    attack(({ adminKey, port }) =>
      Effect.gen(function* () {
        const from = (origin: string, host = "localhost:80") =>
          statusOf(port, wire(adminKey, { host, headers: [`Origin: ${origin}`] }))
        assert.strictEqual(yield* from("http://localhost:80"), 200)
        assert.strictEqual(yield* from("HTTP://LOCALHOST:80"), 200)
        assert.strictEqual(yield* from("http://[::1]:1", "[::1]:1"), 200)
        const others = ["http://localhost:81", "https://localhost:80", "http://127.0.0.1:80"]
        for (const origin of ["null", "", "*", ...others]) {
          assert.strictEqual(yield* from(origin), 403, origin)
        }
        assert.strictEqual(yield* from("http://evil.example", "evil.example"), 421)
      })
    )
  )

  it.scoped("takes a body of 1 MiB, and of one byte more nothing", () =>
    attack(({ adminKey, port, url }) =>
      Effect.gen(function* () {
        for (const [bytes, status] of [
          [mebibyte, 200],
          [mebibyte + 1, 413]
        ] as const) {
          const body = padded(bytes)
          assert.strictEqual((yield* post(url, adminKey, body)).status, status)
          assert.strictEqual((yield* post(url, adminKey, new Blob([body]).stream())).status, status)
        }

        const head = wire(adminKey).split("Content-Length")[0]
        const endless = (socket: Socket): void => {
          const piece = Buffer.from(`10000\r\n${" ".repeat(65_536)}\r\n`)
          const goOn = () => socket.writable && socket.write(piece, () => setImmediate(goOn))
          socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`, goOn)
        }
        const asksBefore = (socket: Socket): void => {
          socket.once("data", () => socket.writable && socket.write(padded(mebibyte + 1)))
          socket.write(`${head}Expect: 100-continue\r\nContent-Length: ${mebibyte + 1}\r\n\r\n`)
        }
        const announced = (socket: Socket): void => {
          socket.write(`${head}Content-Length: 30000000\r\n\r\n`)
          socket.write(Buffer.alloc(30_000_000))
        }
        for (const say of [endless, asksBefore, announced]) {
          assert.strictEqual(yield* statusOf(port, say), 413, say.name)
        }
      })
    )
  )

  it.scoped("refuses what is no request of one meaning, and answers nothing behind it", () =>
    attack(({ adminKey, port }) =>
      Effect.gen(function* () {
        const post = "POST /graphql HTTP/1.1\r\nHost: localhost\r\n"
        const hidden = wire(adminKey)
        const chunked = "Transfer-Encoding: chunked"
        const attempts: Readonly<Record<string, readonly [Talk, number]>> = {
          "both lengths": [`${post}Content-Length: 4\r\n${chunked}\r\n\r\n0\r\n\r\n${hidden}`, 400],
          "both lengths, turned": [`${post}${chunked}\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`, 400],
          "two lengths": [`${post}Content-Length: 0\r\nContent-Length: 9\r\n\r\n${hidden}`, 400],
          "a signed length": [`${post}Content-Length: +2\r\n\r\n{}${hidden}`, 400],
          "a length in hexadecimal": [`${post}Content-Length: 0x2\r\n\r\n{}${hidden}`, 400],
          "an encoding that is none": [`${post}Transfer-Encoding: identity\r\n\r\n${hidden}`, 400],
          "an encoding twice": [`${post}${chunked}, x\r\n\r\n0\r\n\r\n${hidden}`, 400],
          "a hidden encoding": [`${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`, 400],
          "a chunk of no size": [`${post}${chunked}\r\n\r\nx\r\n\r\n${hidden}`, 400],
          "a space before the colon": [`POST /graphql HTTP/1.1\r\nHost : localhost\r\n\r\n${hidden}`, 400],
          "a folded header": [`${post}X: a\r\n b\r\n\r\n${hidden}`, 400],
          "lines without return": [`${post.replaceAll("\r", "")}\n${hidden}`, 400],
          "a NUL in a header": [`${post}X: \0\r\n\r\n${hidden}`, 400],
          bytes: [Uint8Array.from([0, 1, 2, 255, 22, 3, 1]), 400],
          TLS: [Buffer.from("16030100d2010000ce0303", "hex"), 400],
          "HTTP/2": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
          "HTTP/9": ["POST /graphql HTTP/9.9\r\nHost: localhost\r\n\r\n", 400],
          "no method of this world": ["BREW /graphql HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
          "headers without end": [`${post}${"X: y\r\n".repeat(10_000)}\r\n`, 431],
          "a long header": [`${post}X: ${"y".repeat(100_000)}\r\n\r\n`, 431],
          "a long path": [`POST /${"y".repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431]
        }
        const statuses = yield* Effect.forEach(
          Object.entries(attempts),
          ([name, [say]]) =>
            Effect.map(statusesOf(port, say), ([first, ...rest]) => [name, first, rest] as const),
          { concurrency: 16 }
        )
        deepStrictEqual(
          statuses.map(([name, first, rest]) => [name, first, rest.filter((one) => one !== "reset")]),
          Object.entries(attempts).map(([name, [, status]]) => [name, status, []])
        )
      })
    )
  )

  it.scoped("knows POST to /graphql, however it is asked for something else", () =>
    attack(({ adminKey, port }) =>
      Effect.gen(function* () {
        const status = (parts: Parts) => statusOf(port, wire(adminKey, parts))
        for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]) {
          assert.strictEqual(yield* status({ line: `${method} /graphql HTTP/1.1` }), 405, method)
        }
        const upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: eA=="]
        assert.strictEqual(yield* status({ line: "GET /graphql HTTP/1.1", headers: upgrade }), 405)
        assert.strictEqual(yield* status({ headers: ["Expect: cake"] }), 417)
        deepStrictEqual(yield* statusesOf(port, wire(adminKey, { line: "CONNECT localhost:1 HTTP/1.1" })), [])

        for (const type of ["text/plain", "text/html", "multipart/form-data", "x", ""]) {
          assert.strictEqual(yield* status({ headers: [`Content-Type: ${type}`] }), 200, type)
        }

        const nowhere = [
          "/%67raphql",
          "/graphql%00",
          "/graphql/",
          "/graphql/..",
          "/graphql#",
          "/GRAPHQL",
          "*"
        ]
        for (const path of [...nowhere, "//", "/../../etc/passwd", "/graphql;x", "graphql", "?/graphql"]) {
          const got = yield* status({ line: `POST ${path} HTTP/1.1` })
          assert.include([400, 404], got, path)
        }
        for (const path of ["/graphql?a?b=/x", "/../graphql", "//graphql", "/a%20b/graphql"]) {
          assert.strictEqual(yield* status({ line: `POST ${path} HTTP/1.1` }), 200, path)
        }

        const pipelined = wire(adminKey).replace("Connection: close\r\n", "").repeat(20) + wire(adminKey)
        deepStrictEqual(
          yield* statusesOf(port, pipelined),
          Array.from({ length: 21 }, () => 200)
        )
      })
    )
  )

  it.scoped("answers a body that is no request with 400, and a strange one with what it asks for", () =>
    attack(({ adminKey, url }) =>
      Effect.gen(function* () {
        for (const [status, bodies] of [
          [400, wrong],
          [200, strange]
        ] as const) {
          for (const body of bodies) {
            const answer = yield* post(url, adminKey, body)
            assert.strictEqual(
              answer.status,
              status,
              `${String(body).slice(0, 200)}: ${answer.text.slice(0, 200)}`
            )
          }
        }
      })
    )
  )
})

describe("a server of slow and half-open clients", () => {
  it.scopedLive("lets them go in time, and answers others meanwhile", () =>
    attack(
      ({ adminKey, port, url }) =>
        Effect.gen(function* () {
          const whole = wire(adminKey)
          const keptAlive = whole.replace("Connection: close\r\n", "")
          const trickling = (text: string) => (socket: Socket) => {
            const rest = text[Symbol.iterator]()
            const timer = setInterval(() => socket.writable && socket.write(rest.next().value ?? "x"), 20)
            socket.once("close", () => clearInterval(timer))
          }
          const after = (first: string, then: (socket: Socket) => void) => (socket: Socket) => {
            socket.write(first)
            then(socket)
          }
          const attempts: Readonly<Record<string, readonly [Talk, ReadonlyArray<number>]>> = {
            "says nothing": ["", [408]],
            "trickles its headers": [trickling(whole), [408]],
            "trickles its body": [after(whole.slice(0, -small.length), trickling(small)), [408]],
            "says no more after its headers": [whole.slice(0, -small.length), [408]],
            "says no more in a second request": [after(keptAlive, trickling(whole)), [200, 408]],
            "hangs up in its headers": [(socket) => socket.end(whole.slice(0, 50)), [400]],
            "hangs up after its headers": [(socket) => socket.end(whole.slice(0, -small.length)), [400]],
            "hangs up in its body": [(socket) => socket.end(whole.slice(0, -1)), [400]],
            "hangs up at once": [(socket) => socket.end(), []],
            "hangs up after its request": [(socket) => socket.end(keptAlive), [200]]
          }
          const idle = Effect.forEach(Array.from({ length: 1000 }), () => statusesOf(port, ""), {
            concurrency: "unbounded"
          })
          const lame = Effect.forEach(
            Object.entries(attempts),
            ([name, [say]]) => Effect.map(statusesOf(port, say), (statuses) => [name, statuses] as const),
            { concurrency: "unbounded" }
          )
          const good = Effect.zipRight(
            Effect.sleep("50 millis"),
            Effect.all([post(url, adminKey, small), post(url, adminKey, small)])
          )
          const [gone, slow, answers] = yield* Effect.all([idle, lame, good], { concurrency: "unbounded" })
          deepStrictEqual(
            gone.filter(([status]) => status !== 408),
            []
          )
          deepStrictEqual(
            slow,
            Object.entries(attempts).map(([name, [, statuses]]) => [name, statuses])
          )
          deepStrictEqual(
            answers.map(({ status }) => status),
            [200, 200]
          )
        }),
      { requestTimeout: "300 millis" }
    ).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("lets go of who does not read what it answers", () =>
    attack(
      ({ adminKey, port }) =>
        Effect.gen(function* () {
          const { inject } = yield* Instance.Instance
          yield* inject(Fault.respond({ status: 200, body: "x".repeat(20_000_000) }))
          yield* withoutReading(port, wire(adminKey))
        }),
      { requestTimeout: "100 millis" }
    ).pipe(Effect.provide(Instance.layer()))
  )
})

describe("a server of whatever comes", () => {
  const schema = buildSchema(sdl + sdlExtension)

  it.scoped("answers 2,000 requests in as many ways, and none with an error of its own", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const root = authorization(yield* instance.session("root"))
      const ada = authorization(yield* instance.session("ada"))
      const others = ["Basic x", "Bearer x", "", `Basic ${btoa("api:")}`, `Basic ${btoa("api:\0")}`]
      const die = dice(2)
      const requests = () =>
        Array.from({ length: 1000 }, () =>
          anything(die, schema, [root, root, root, root, root, ada, ada, die.of(others)])
        )

      const steadyHeap = Effect.zipRight(
        Effect.forEach(forgetting, (document) => ask(instance, document), { discard: true }),
        heapInUse
      )

      yield* attack(({ port }) =>
        Effect.gen(function* () {
          const first = yield* keptAlive(port, 16, requests())
          const before = yield* steadyHeap
          const second = yield* keptAlive(port, 16, requests())
          const grown = (yield* steadyHeap) - before

          const ends = [...first.ends, ...second.ends]
          deepStrictEqual(
            ends.filter(({ status }) => status === undefined || status >= 500),
            []
          )
          for (const { closings, connections } of [first, second]) {
            assert.isAtMost(connections, 16 + closings)
          }
          const statuses = Arr.groupBy(ends, ({ status }) => String(status))
          for (const status of ["200", "400", "401", "403", "404", "409"]) {
            assert.isAbove(statuses[status]?.length ?? 0, 10, status)
          }
          assert.isAbove(statuses["200"]?.length ?? 0, 150)
          assert.isBelow(grown, 4 * mebibyte)
        })
      )

      // What has become of the world can be kept, and gone on with.
      const snapshot = yield* Schema.encode(Snapshot.Snapshot)(yield* instance.snapshot)
      const copy = yield* Instance.make({ snapshot: yield* Schema.decode(Snapshot.Snapshot)(snapshot) })
      deepStrictEqual(yield* copy.teams, yield* instance.teams)
    }).pipe(Effect.provide(Instance.layer({ seed, randomSeed: "hostile" })))
  )

  it.effect("remembers no more of large requests than of small ones", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const large = "ab ".repeat(300_000)
      const query = "query ($x: String) { users(query: $x) { edges { cursor } } }"
      const kinds = [
        (index: number) => ({ query, variables: { x: `${large}${index}` } }),
        (index: number) => ({ query, variables: { x: { [`${large}${index}`]: index } } }),
        (index: number) => ({ query, operationName: `${large}${index}` }),
        (index: number) => ({ query: `{ viewer(${large}${index}) }` }),
        (index: number) => ({ query: `query ANameOfSomeLength { viewer { username } } # ${large}${index}` })
      ]
      const send = (count: number) =>
        Effect.forEach(
          Array.from({ length: count }),
          (_, index) =>
            Effect.forEach(kinds, (kind) => ask(instance, "", {}, { body: JSON.stringify(kind(index)) })),
          { discard: true }
        )
      yield* send(1)
      yield* ask(instance, small)
      const before = yield* heapInUse
      yield* send(9)
      yield* ask(instance, small)
      assert.isBelow((yield* heapInUse) - before, 8 * mebibyte)
    }).pipe(Effect.provide(Instance.layer({ seed })))
  )
})

describe("secrets", () => {
  const mine = Redacted.make(`wandb_v1_${"Mine".repeat(20)}`.slice(0, 86))
  const withKeys = Seed.make(
    Seed.user("ada", { apiKeys: [{ secret: legacyKey }, { secret: currentKey }, "made up"] }),
    Seed.team("engine", { serviceAccounts: ["ci"] })
  )

  const listings = ["hashed", "legacy"] as const
  it.effect.each(listings)(
    "are in nothing that an instance shows of itself, with %s listing",
    (apiKeyListing) =>
      Effect.gen(function* () {
        const options = { seed: withKeys, adminKey: mine, apiKeyListing, randomSeed: "secrets" }
        const instance = yield* Instance.make(options)
        const generated = yield* ask(instance, "mutation { generateApiKey(input: {}) { apiKey { name } } }")
        const secrets = [
          ...[legacyKey, currentKey, mine, yield* instance.session("ada")].map(Redacted.value),
          String(at(generated, "data", "generateApiKey", "apiKey", "name"))
        ]
        const snapshot = yield* instance.snapshot
        const restored = yield* Instance.make({ snapshot, apiKeyListing })
        const shown = [instance, restored, snapshot, yield* restored.snapshot, yield* instance.requests]
        const texts = shown.flatMap((one) => [
          inspect(one, { depth: Infinity, showHidden: true, maxStringLength: Infinity }),
          JSON.stringify(one),
          String(one)
        ])
        const written = JSON.stringify(yield* Schema.encode(Snapshot.Snapshot)(snapshot))
        for (const secret of secrets) {
          assert.isAbove(secret.length, 39)
          for (const text of texts) assert.notInclude(text, secret)
        }
        // Where listings show whole keys there is nothing to show them by but the keys.
        const isWritten = (secret: string) => written.includes(secret)
        deepStrictEqual(secrets.filter(isWritten).length, apiKeyListing === "hashed" ? 0 : 4)
      })
  )
})

describe("a server that others reach", () => {
  it.scoped("is warned of, and one that they do not reach is not", () => {
    const logged: Array<unknown> = []
    const logger = Logger.make(({ logLevel, message }) => void logged.push([logLevel.label, message]))
    return Effect.gen(function* () {
      for (const host of ["127.0.0.1", "localhost", "127.1.2.3", "0.0.0.0"]) {
        yield* Server.serve({ port: 0, host })
      }
      deepStrictEqual(logged, [["WARN", ["the emulator listens on 0.0.0.0: whoever reaches it can use it"]]])
    }).pipe(
      Effect.provide([
        Instance.layer(),
        Logger.replace(Logger.defaultLogger, logger),
        Logger.minimumLogLevel(LogLevel.All)
      ])
    )
  })
})
