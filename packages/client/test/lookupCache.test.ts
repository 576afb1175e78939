import { Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKeys, User, Users } from "@effect-wandb/core"
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Chunk,
  Config,
  Duration,
  Effect,
  Either,
  Fiber,
  Layer,
  Option,
  Redacted,
  Stream,
  TestClock
} from "effect"
import { ada, calls } from "./operations.js"
import { type Answer, type Lookup, good, labelOf, person, variablesOf } from "./people.js"
import {
  type AnyOptions,
  network,
  otherKey,
  over,
  type Reply,
  scripted,
  secret,
  type Sent,
  touch,
  wireUser
} from "./support.js"
import { impatient, recordingTracer } from "./watching.js"

type Program<A = unknown, E = unknown> = Effect.Effect<A, E, Wandb.Wandb>

const first =
  (...answers: ReadonlyArray<Reply | Error | "never" | undefined>): Answer =>
  (sent, index) =>
    answers[index] ?? good(sent, index)

const remembering: WandbClient.WandbClient.LookupOptions = {
  cache: { capacity: 100, timeToLive: "1 minute" }
}

/** A client for the time of a scope, what it sends, and ways to run programs over it. */
const client = (answer: Answer = good, options: AnyOptions = {}) =>
  Effect.gen(function* () {
    const { layer, sent } = over((one) => answer(one, sent.length - 1), { lookups: remembering, ...options })
    const context = yield* Layer.build(layer)
    const run = <A, E>(program: Program<A, E>) => Effect.provide(program, context)
    return {
      sent,
      run,
      operations: () => sent.map(({ body }) => body.operationName),
      start: <A, E>(program: Program<A, E>) => Effect.fork(Effect.exit(run(program)))
    }
  })

const byName = (username: string): Lookup => ({ username })
const get = (username: string) => Users.get({ username })

const together = (...lookups: ReadonlyArray<Lookup>) =>
  Effect.map(
    Effect.forEach(lookups, (lookup) => Effect.either(Users.get(lookup)), { concurrency: "unbounded" }),
    Arr.map(labelOf)
  )

const getMany = (...lookups: ReadonlyArray<Lookup>) =>
  Effect.map(Stream.runCollect(Users.getMany(lookups)), (results) =>
    Chunk.toReadonlyArray(results).map(labelOf)
  )

const change = Effect.flatMap(WandbClient.WandbClient, (client) => client.mutate(touch, {}))

describe("without a cache", () => {
  it.scoped("nobody is remembered", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(good, { lookups: {} })
      yield* run(Effect.zip(get("ada"), get("ada")))
      yield* run(Effect.zip(getMany(byName("ada")), getMany(byName("ada"))))
      deepStrictEqual(operations(), Arr.replicate("UserByUsername", 4))
    })
  )
})

describe("with a cache", () => {
  const lookups: ReadonlyArray<Lookup> = [{ username: "ada" }, { id: "id-ada" }, { email: "ada@example.com" }]

  it.scoped.each(lookups)("who was found by %j is not asked for again, in whatever way", (lookup) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      const user = yield* run(Users.get(lookup))
      deepStrictEqual(yield* run(Users.get(lookup)), user)
      deepStrictEqual(yield* run(Users.find(lookup)), Option.some(user))
      deepStrictEqual(yield* run(Stream.runCollect(Users.getMany([lookup]))), Chunk.of(Either.right(user)))
      deepStrictEqual(yield* run(together(lookup, lookup)), ["ada", "ada"])
      assert.strictEqual(operations().length, 1)
    })
  )

  it.scoped.each([
    ["Users.getMany", getMany],
    ["Users.get, of several", together]
  ] as const)("who was found by %s is not asked for again", ([, way]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      deepStrictEqual(yield* run(way(byName("ada"), byName("grace"), byName("nobody"))), [
        "ada",
        "grace",
        "UserNotFound"
      ])
      deepStrictEqual(yield* run(Effect.map(get("grace"), User.label)), "grace")
      deepStrictEqual(yield* run(way(byName("grace"), byName("ada"))), ["grace", "ada"])
      deepStrictEqual(operations(), ["UsersByUsername"])
    })
  )

  it.scoped("only those are asked for who are not remembered", () =>
    Effect.gen(function* () {
      const { run, sent } = yield* client()
      yield* run(get("ada"))
      deepStrictEqual(yield* run(together(...["ada", "grace", "mary"].map(byName))), ["ada", "grace", "mary"])
      deepStrictEqual(yield* run(getMany(...["alan", "grace", "kurt"].map(byName))), [
        "alan",
        "grace",
        "kurt"
      ])
      deepStrictEqual(
        sent.map((one) => variablesOf(one).usernames),
        [undefined, ["grace", "mary"], ["alan", "kurt"]]
      )
    })
  )

  it.scoped("an address is the same in any case", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(Users.get({ email: "ada@example.com" }))
      yield* run(Users.get({ email: "ADA@Example.com" }))
      deepStrictEqual(operations(), ["SearchUsers"])
    })
  )

  it.scoped("names and ids are not the same in another case", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(get("ada"))
      yield* run(together(byName("Ada")))
      yield* run(together({ id: "ada" }))
      deepStrictEqual(operations(), ["UserByUsername", "UserByUsername", "UserById"])
    })
  )

  it.scoped("who has more keys than a page holds is not asked for again either", () =>
    Effect.gen(function* () {
      const key = (id: string) => ({ node: { id, name: `0123456789abcdef01${id}`, description: null } })
      const page = (ids: ReadonlyArray<string>, next: string | null) => ({
        edges: ids.map(key),
        pageInfo: { hasNextPage: next !== null, endCursor: next }
      })
      const { operations, run } = yield* client((sent, index) => {
        const { operationName } = sent.body
        if (operationName === "UserByUsername") {
          return { body: { data: { user: wireUser({ apiKeys: page(["10", "11"], "c") }) } } }
        }
        return operationName === "UserApiKeys"
          ? { body: { data: { user: { apiKeys: page(["12"], null) } } } }
          : good(sent, index)
      })
      const user = yield* run(get("ada"))
      assert.strictEqual(User.apiKeyNames(user).length, 3)
      deepStrictEqual(yield* run(get("ada")), user)
      deepStrictEqual(operations(), ["UserByUsername", "UserApiKeys"])
    })
  )

  it.scoped("who is remembered counts as a call that was sent nothing for", () =>
    Effect.gen(function* () {
      const { spans, tracer } = yield* recordingTracer
      const { run } = yield* client()
      yield* run(get("ada"))
      yield* Effect.withTracer(run(Users.find({ username: "ada" })), tracer)
      deepStrictEqual(
        spans.map(({ name, status }) => `${name} ${status._tag}`),
        ["Users.find Ended"]
      )
    })
  )

  it.scoped("who acts by an identity is remembered too", () =>
    Effect.gen(function* () {
      const { run, sent } = yield* client(
        (one, index) =>
          one.url.endsWith("/oidc/token")
            ? { body: { access_token: "token", expires_in: 3600 } }
            : good(one, index),
        { apiKey: undefined, identityToken: Effect.succeed(Redacted.make("jwt")) }
      )
      yield* run(Effect.zip(get("ada"), get("ada")))
      deepStrictEqual(
        sent.map(({ url }) => url.replace(/.*\//, "")),
        ["token", "graphql"]
      )
    })
  )

  it.scoped("can be had where the rest comes from configuration", () =>
    Effect.gen(function* () {
      const { layer, sent } = scripted((one) => good(one, 0))
      const configured = Wandb.layerConfig({
        apiKey: Config.succeed(Redacted.make(otherKey)),
        lookups: remembering
      })
      yield* Effect.provide(Effect.zip(get("ada"), get("ada")), Layer.provide(configured, layer))
      assert.strictEqual(sent.length, 1)
    })
  )
})

describe("a cache", () => {
  it.scoped("remembers for so long, and not longer because it was asked", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(get("ada"))
      for (const wait of ["30 seconds", "29 seconds"] as const) {
        yield* TestClock.adjust(wait)
        yield* run(get("ada"))
        yield* run(getMany(byName("ada")))
      }
      assert.strictEqual(operations().length, 1)
      yield* TestClock.adjust("2 seconds")
      yield* run(get("ada"))
      assert.strictEqual(operations().length, 2)
      yield* TestClock.adjust("59 seconds")
      yield* run(get("ada"))
      assert.strictEqual(operations().length, 2)
    })
  )

  it.scoped.each([
    ["for ever", Duration.infinity, "10000 days", 1],
    ["not at all", Duration.zero, "1 millis", 2]
  ] as const)("may remember %s", ([, timeToLive, wait, requests]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(good, { lookups: { cache: { capacity: 10, timeToLive } } })
      yield* run(get("ada"))
      yield* TestClock.adjust(wait)
      yield* run(get("ada"))
      assert.strictEqual(operations().length, requests)
    })
  )

  it.scoped("remembers no more than so many", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(good, {
        lookups: { cache: { capacity: 2, timeToLive: "1 hour" } }
      })
      for (const name of ["ada", "grace", "mary"]) yield* run(get(name))
      yield* run(Effect.zip(get("mary"), get("grace")))
      assert.strictEqual(operations().length, 3)
      yield* run(get("ada"))
      assert.strictEqual(operations().length, 4)
      yield* run(getMany(...Arr.makeBy(50, (index) => byName(`user-${index}`))))
      const before = operations().length
      yield* run(Effect.forEach(Arr.range(0, 49), (index) => get(`user-${index}`)))
      assert.isAtLeast(operations().length - before, 48)
    })
  )

  it.scoped("does not remember that nobody was found", () =>
    Effect.gen(function* () {
      let isThere = false
      const { operations, run } = yield* client((sent, index) =>
        isThere ? { body: { data: { user: person("ada") } } } : good(sent, index)
      )
      const find = Users.find({ username: "nobody" })
      deepStrictEqual(yield* run(Effect.zip(find, find)), [Option.none(), Option.none()])
      deepStrictEqual(yield* run(getMany(byName("nobody"))), ["UserNotFound"])
      assert.strictEqual(operations().length, 3)
      isThere = true
      assert.strictEqual((yield* run(Effect.flip(get("nobody"))))._tag, "UserNotFound")
      assert.strictEqual(operations().length, 4)
    })
  )

  it.scoped.each<readonly [string, Reply | Error]>([
    ["status 401", { status: 401 }],
    ["status 403", { status: 403 }],
    ["status 503", { status: 503 }],
    ["a lost connection", network("ECONNRESET")],
    ["an answer that cannot be read", { body: { data: { user: { id: 5 } } } }]
  ])("does not remember %s", ([, reply]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(first(reply))
      yield* run(Effect.flip(get("ada")))
      assert.strictEqual(User.label(yield* run(get("ada"))), "ada")
      yield* run(get("ada"))
      assert.strictEqual(operations().length, 2)
    })
  )

  it.scoped("does not keep anybody waiting for a lookup that was interrupted", () =>
    Effect.gen(function* () {
      const { operations, run, start } = yield* client(first("never"))
      const fiber = yield* start(get("ada"))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      yield* run(Effect.zip(get("ada"), get("ada")))
      assert.strictEqual(operations().length, 2)
    })
  )

  it.scoped("remembers for whoever acts with the same credentials", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      const asOther = (program: Program) => Wandb.actAs(program, secret(otherKey))
      yield* run(get("ada"))
      const programs: ReadonlyArray<Program> = [get("ada"), getMany(byName("ada")), together(byName("ada"))]
      for (const program of programs) {
        yield* run(asOther(program))
        assert.strictEqual(operations().length, 2)
        yield* run(program)
        assert.strictEqual(operations().length, 2)
      }
    })
  )

  it.scoped("is each client's own", () =>
    Effect.gen(function* () {
      const one = yield* client()
      const other = yield* client()
      yield* one.run(Effect.zip(get("ada"), get("ada")))
      yield* other.run(get("ada"))
      yield* one.run(change)
      yield* other.run(get("ada"))
      deepStrictEqual(
        [one.operations(), other.operations()],
        [["UserByUsername", "Touch"], ["UserByUsername"]]
      )
    })
  )
})

describe("a change by the same client empties the cache", () => {
  const isChange = ({ body }: Sent) => body.query.startsWith("mutation")

  it.scoped.each(Object.entries(calls))("where %s is one, and not where it is none", ([, program]) =>
    Effect.gen(function* () {
      const { run, sent } = yield* client()
      yield* run(get("grace"))
      yield* Effect.withClock(Effect.either(run(program)), yield* impatient)
      const after = sent.slice(1)
      const before = sent.length
      yield* run(get("grace"))
      deepStrictEqual(sent.length > before, after.some(isChange))
    })
  )

  it.scoped.each<readonly [string, Reply | Error]>([
    ["is not allowed", { status: 403 }],
    ["is refused", { status: 409 }],
    ["fails", { status: 503 }],
    ["cannot be sent", network("ECONNREFUSED")],
    ["has lost its answer", network("ECONNRESET")],
    ["has an answer that cannot be read", { body: "<html></html>" }]
  ])("also one that %s", ([, reply]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(first(undefined, reply))
      yield* run(get("ada"))
      yield* run(Effect.flip(change))
      yield* run(get("ada"))
      deepStrictEqual(operations(), ["UserByUsername", "Touch", "UserByUsername"])
    })
  )

  it.scoped("also one that is interrupted", () =>
    Effect.gen(function* () {
      const { operations, run, start } = yield* client(first(undefined, "never"), {
        onOutcomeUnknown: () => Effect.void
      })
      yield* run(get("ada"))
      const fiber = yield* start(change)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      yield* run(get("ada"))
      deepStrictEqual(operations(), ["UserByUsername", "Touch", "UserByUsername"])
    })
  )

  it.scoped("also one that is made as somebody else", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(get("ada"))
      yield* run(Wandb.actAs(ApiKeys.generate(), secret(otherKey)))
      yield* run(get("ada"))
      deepStrictEqual(operations(), ["UserByUsername", "GenerateApiKey", "UserByUsername"])
    })
  )

  it.scoped("and whoever is found after it is remembered again", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(Effect.all([get("ada"), change, get("ada"), get("ada"), getMany(byName("ada"))]))
      deepStrictEqual(operations(), ["UserByUsername", "Touch", "UserByUsername"])
    })
  )

  const slow = (operation: string, wait: Duration.DurationInput): AnyOptions => ({
    transformClient: HttpClient.transform((response, request) => {
      const text = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      return Effect.zipLeft(response, Effect.sleep(text.includes(`"${operation}"`) ? wait : 0))
    })
  })

  it.scoped.each<readonly [string, Program, string]>([
    ["Users.get", get("ada"), "UserByUsername"],
    ["Users.get, of several", together(byName("ada"), byName("grace")), "UsersByUsername"],
    ["Users.getMany", getMany(byName("ada"), byName("grace")), "UsersByUsername"]
  ])("of those who were being looked for meanwhile, by %s", ([, program, operation]) =>
    Effect.gen(function* () {
      const { operations, run, start } = yield* client(good, slow(operation, "5 seconds"))
      yield* start(program)
      yield* TestClock.adjust("1 second")
      yield* run(change)
      yield* TestClock.adjust("4 seconds")
      deepStrictEqual(operations(), [operation, "Touch"])
      yield* start(get("ada"))
      yield* TestClock.adjust("5 seconds")
      deepStrictEqual(operations(), [operation, "Touch", "UserByUsername"])
    })
  )

  it.scoped("of those who were looked for while it was being made", () =>
    Effect.gen(function* () {
      const { operations, run, start } = yield* client(good, slow("Touch", "5 seconds"))
      yield* run(get("ada"))
      yield* start(change)
      yield* TestClock.adjust("1 second")
      yield* run(get("ada"))
      deepStrictEqual(operations(), ["UserByUsername", "Touch", "UserByUsername"])
      yield* TestClock.adjust("4 seconds")
      yield* run(get("ada"))
      deepStrictEqual(operations(), ["UserByUsername", "Touch", "UserByUsername", "UserByUsername"])
    })
  )

  it.scoped("shows what it has changed", () =>
    Effect.gen(function* () {
      let name = "Ada"
      const { run } = yield* client((sent, index) => {
        const { operationName } = sent.body
        if (operationName === "UpdateUser") {
          name = String(variablesOf(sent).name)
          return { body: { data: { result: { user: wireUser({ name }) } } } }
        }
        return operationName === "UserByUsername"
          ? { body: { data: { user: wireUser({ name }) } } }
          : good(sent, index)
      })
      deepStrictEqual((yield* run(get("ada"))).name, "Ada")
      yield* run(Users.update(ada, { name: "Countess" }))
      deepStrictEqual((yield* run(get("ada"))).name, "Countess")
    })
  )
})
