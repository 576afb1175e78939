import { RetryPolicy, Wandb, type WandbClient } from "@effect-wandb/client"
import { ApiKeySecret, User, Users } from "@effect-wandb/core"
import { Emulator, Instance } from "@effect-wandb/emulator"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Chunk,
  Config,
  Effect,
  Either,
  Fiber,
  Layer,
  Option,
  Order,
  Predicate,
  Stream
} from "effect"
import { crowd, names } from "./support.js"

type Lookup = Users.Users.Lookup
type Answer = Either.Either<User.User, Users.Users.GetError>

/** A client with options of its own over a server in memory. */
const over = (
  seed: Seed.Seed,
  options: Partial<WandbClient.WandbClient.CommonOptions> = {},
  server: Instance.Options = {}
) =>
  Layer.unwrapEffect(
    Effect.map(Instance.Instance, ({ adminKey }) =>
      Wandb.layer({
        apiKey: adminKey,
        baseUrl: Emulator.baseUrl,
        retryPolicy: RetryPolicy.none,
        ...options
      }).pipe(Layer.orDie)
    )
  ).pipe(Layer.provide(Emulator.layerHttpClient), Layer.provideMerge(Instance.layer({ ...server, seed })))

/** How many users each request asked for, by the name of its operation. */
const sizesOf = (
  requests: ReadonlyArray<{
    readonly operation: string | null
    readonly variables: Readonly<Record<string, unknown>>
  }>
) =>
  requests.map(({ operation, variables }) => {
    const { after, ids, usernames } = variables
    const list = [usernames, ids].find(Array.isArray)
    const size =
      list === undefined ? Object.keys(variables).filter((name) => name !== "after").length : list.length
    return `${operation} ${size}${Predicate.isString(after) ? " after" : ""}`
  })

const sizes = Effect.map(WandbTest.requests, sizesOf)

/** The same, where they are under way at the same time. */
const sorted = Arr.sortWith((size: string) => size, Order.string)

const byName = (username: string): Lookup => ({ username })

/** The name that a lookup has led to, or how it failed. */
const labelOf = Either.match({ onLeft: ({ _tag }: { readonly _tag: string }) => _tag, onRight: User.label })

const either = (lookup: Lookup): Effect.Effect<Answer, never, Users.Users> => Effect.either(Users.get(lookup))

type Way = (lookups: ReadonlyArray<Lookup>) => Effect.Effect<ReadonlyArray<Answer>, never, Users.Users>

const unbounded = { concurrency: "unbounded" } as const

/** Each way in which a program can make lookups at the same time. */
const ways: Readonly<Record<string, Way>> = {
  "Effect.forEach without bounds": (lookups) => Effect.forEach(lookups, either, unbounded),
  "Effect.forEach with more places than there are lookups": (lookups) =>
    Effect.forEach(lookups, either, { concurrency: 1000 }),
  "Effect.forEach with batching": (lookups) => Effect.forEach(lookups, either, { batching: true }),
  "Effect.forEach with batching and five places": (lookups) =>
    Effect.forEach(lookups, either, { batching: true, concurrency: 5 }),
  "Effect.forEach with batching and without bounds": (lookups) =>
    Effect.forEach(lookups, either, { batching: true, concurrency: "unbounded" }),
  "Effect.forEach that inherits its bounds and batching": (lookups) =>
    Effect.forEach(lookups, either, { batching: "inherit", concurrency: "inherit" }).pipe(
      Effect.withRequestBatching(true),
      Effect.withConcurrency(7)
    ),
  "Effect.all without bounds": (lookups) => Effect.all(lookups.map(either), unbounded),
  "Effect.all with batching": (lookups) => Effect.all(lookups.map(either), { batching: true }),
  "Effect.all with batching, which validates": (lookups) =>
    Effect.all(lookups.map(Users.get), { batching: true, mode: "either" }),
  "programs within programs": (lookups) =>
    Effect.map(
      Effect.forEach(Arr.chunksOf(lookups, 7), (some) => Effect.forEach(some, either, unbounded), unbounded),
      Arr.flatten
    ),
  "programs with batching within such programs": (lookups) =>
    Effect.map(
      Effect.forEach(Arr.chunksOf(lookups, 7), (some) => Effect.forEach(some, either, { batching: true }), {
        batching: true
      }),
      Arr.flatten
    ),
  "programs with batching within programs without": (lookups) =>
    Effect.map(
      Effect.forEach(
        Arr.chunksOf(lookups, 7),
        (some) => Effect.forEach(some, either, { batching: true }),
        unbounded
      ),
      Arr.flatten
    ),
  "programs with batching within such programs within such a program": (lookups) =>
    Effect.map(
      Effect.forEach(
        Arr.chunksOf(Arr.chunksOf(lookups, 7), 5),
        (many) =>
          Effect.forEach(many, (some) => Effect.forEach(some, either, { batching: true }), {
            batching: true
          }),
        { batching: true }
      ),
      (found) => found.flat(2)
    ),
  "fibers of their own": (lookups) =>
    Effect.flatMap(
      Effect.forEach(lookups, (lookup) => Effect.fork(either(lookup))),
      (fibers) => Effect.forEach(fibers, Fiber.join)
    ),
  "daemons in two parts of a program": (lookups) => {
    const [some, others] = Arr.splitAt(lookups, 100)
    const start = (part: ReadonlyArray<Lookup>) =>
      Effect.forEach(part, (lookup) => Effect.forkDaemon(either(lookup)), unbounded)
    return Effect.flatMap(Effect.zip(start(some), start(others), { concurrent: true }), (fibers) =>
      Effect.forEach(Arr.flatten(fibers), Fiber.join)
    )
  },
  "Stream.mapEffect without bounds": (lookups) =>
    Stream.fromIterable(lookups).pipe(
      Stream.mapEffect(either, unbounded),
      Stream.runCollect,
      Effect.map(Chunk.toReadonlyArray)
    ),
  "Stream.flatMap without bounds": (lookups) =>
    Stream.fromIterable(lookups.entries()).pipe(
      Stream.flatMap(
        ([index, lookup]) => Effect.map(either(lookup), (found) => [index, found] as const),
        unbounded
      ),
      Stream.runCollect,
      Effect.map((found) =>
        Arr.map(
          Arr.sortWith(Chunk.toReadonlyArray(found), ([index]) => index, Order.number),
          ([, one]) => one
        )
      )
    ),
  "calls that may take only so long": (lookups) =>
    Effect.forEach(lookups, (lookup) => Effect.orDie(Effect.timeout(either(lookup), "1 minute")), unbounded),
  "two halves that are zipped": (lookups) => {
    const half = Math.ceil(lookups.length / 2)
    const [some, others] = Arr.splitAt(lookups, half)
    const all = (part: ReadonlyArray<Lookup>) => Effect.forEach(part, either, unbounded)
    return Effect.zipWith(all(some), all(others), (one, other) => [...one, ...other], { concurrent: true })
  },
  "find instead of get": (lookups) =>
    Effect.forEach(
      lookups,
      (lookup): Effect.Effect<Answer, never, Users.Users> =>
        Effect.map(
          Effect.either(Users.find(lookup)),
          Either.map(Option.getOrThrowWith(() => new Error("nobody is there")))
        ),
      unbounded
    )
}

describe("lookups that are made at the same time", () => {
  const seed = crowd(250)
  const expected = names(250)

  it.effect.each(Object.entries(ways))("go together in %s", ([, way]) =>
    Effect.gen(function* () {
      const found = yield* way(expected.map(byName))
      deepStrictEqual(found.map(labelOf), expected)
      deepStrictEqual(yield* sizes, ["UsersByUsername 100", "UsersByUsername 100", "UsersByUsername 50"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("go together in as many as there are places, where there are few", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach(expected.slice(0, 100).map(byName), either, { concurrency: 20 })
      deepStrictEqual(found.map(labelOf), expected.slice(0, 100))
      deepStrictEqual(yield* sizes, Arr.replicate("UsersByUsername 20", 5))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("go together in a stream with few places", () =>
    Effect.gen(function* () {
      const found = yield* Stream.fromIterable(expected.slice(0, 100).map(byName)).pipe(
        Stream.mapEffect(either, { concurrency: 20 }),
        Stream.runCollect
      )
      deepStrictEqual(Chunk.toReadonlyArray(found).map(labelOf), expected.slice(0, 100))
      deepStrictEqual(yield* sizes, Arr.replicate("UsersByUsername 20", 5))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("go together where the first of several is enough", () =>
    Effect.gen(function* () {
      const first = yield* Effect.raceAll(expected.slice(0, 20).map((username) => Users.get({ username })))
      assert.include(expected, User.label(first))
      deepStrictEqual(yield* sizes, ["UsersByUsername 20"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("are pages of the server, also where they are two", () =>
    Effect.gen(function* () {
      const both = yield* Effect.zip(Users.get({ username: "user-1" }), Users.find({ username: "user-2" }), {
        concurrent: true
      })
      deepStrictEqual(
        [User.label(both[0]), Option.map(both[1], User.label)],
        ["user-1", Option.some("user-2")]
      )
      deepStrictEqual(yield* sizes, ["UsersByUsername 2"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("are requests of their own one after the other", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(expected.slice(0, 3).map(byName), either)
      deepStrictEqual(yield* sizes, Arr.replicate("UserByUsername 1", 3))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("a thousand lookups", () => {
  const seed = crowd(1000)

  it.effect("by username take ten requests", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach(names(1000).map(byName), either, unbounded)
      deepStrictEqual(found.map(labelOf), names(1000))
      deepStrictEqual(yield* sizes, Arr.replicate("UsersByUsername 100", 10))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("by id take ten requests, with batching alone", () =>
    Effect.gen(function* () {
      const ids = (yield* WandbTest.users).slice(1).map(({ id }): Lookup => ({ id }))
      const found = yield* Effect.forEach(ids, either, { batching: true })
      deepStrictEqual(found.map(labelOf), names(1000))
      deepStrictEqual(yield* sizes, Arr.replicate("UsersById 100", 10))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("lookups by email address", () => {
  it.effect("go together fifty to a document", () =>
    Effect.gen(function* () {
      const lookups = names(120).map((name): Lookup => ({ email: `${name.toUpperCase()}@example.com` }))
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(found.map(labelOf), names(120))
      deepStrictEqual(yield* sizes, ["UsersByEmail 50", "UsersByEmail 50", "UsersByEmail 20"])
    }).pipe(Effect.provide(WandbTest.layer(crowd(120))))
  )
})

describe("lookups of all kinds", () => {
  it.effect("become a document of each kind, and end each in its own way", () =>
    Effect.gen(function* () {
      const [, one] = yield* WandbTest.users
      const lookups: ReadonlyArray<Lookup> = [
        { username: "user-1" },
        { email: "user-2@example.com" },
        { id: one?.id ?? "" },
        { username: "nobody" },
        { email: "nobody@example.com" },
        { id: "VXNlcjo5OTk=" },
        { username: " " },
        { email: "nobody" },
        { id: "" },
        JSON.parse("{}")
      ]
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(
        found.map(Either.match({ onLeft: (error): unknown => ({ ...error }), onRight: User.label })),
        [
          "user-1",
          "user-2",
          "user-0",
          { _tag: "UserNotFound", by: "username", value: "nobody", attempts: 1 },
          { _tag: "UserNotFound", by: "email", value: "nobody@example.com", attempts: 1 },
          { _tag: "UserNotFound", by: "id", value: "VXNlcjo5OTk=", attempts: 1 },
          { _tag: "InvalidInput", operation: "Users.get", field: "username", problem: "is empty" },
          { _tag: "InvalidInput", operation: "Users.get", field: "email", problem: "has no @" },
          { _tag: "InvalidInput", operation: "Users.get", field: "id", problem: "is empty" },
          {
            _tag: "InvalidInput",
            operation: "Users.get",
            field: "lookup",
            problem: "has neither a username, an email address nor an id"
          }
        ]
      )
      deepStrictEqual(sorted(yield* sizes), ["UsersByEmail 2", "UsersById 2", "UsersByUsername 2"])
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )

  it.effect("ask once for whoever is asked for more than once", () =>
    Effect.gen(function* () {
      const lookups: ReadonlyArray<Lookup> = [
        { username: "user-1" },
        { email: "user-2@example.com" },
        { username: "user-1" },
        { email: "USER-2@example.com" },
        { username: "nobody" },
        { email: "Nobody@example.com" },
        { username: "nobody" },
        { email: "nobody@Example.com" },
        { username: "User-1" }
      ]
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(
        found.map(
          Either.match({
            onLeft: (error) => (error._tag === "UserNotFound" ? `no ${error.value}` : error._tag),
            onRight: User.label
          })
        ),
        [
          "user-1",
          "user-2",
          "user-1",
          "user-2",
          "no nobody",
          "no Nobody@example.com",
          "no nobody",
          "no nobody@Example.com",
          "no User-1"
        ]
      )
      deepStrictEqual(sorted(yield* sizes), ["UsersByEmail 2", "UsersByUsername 3"])
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )

  it.effect("are one request of the usual kind, where all ask for the same", () =>
    Effect.gen(function* () {
      const found = yield* Effect.forEach(Arr.replicate(byName("user-1"), 30), either, unbounded)
      deepStrictEqual(found.map(labelOf), Arr.replicate("user-1", 30))
      deepStrictEqual(yield* sizes, ["UserByUsername 1"])
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )
})

describe("how many go into a document", () => {
  const together = Effect.gen(function* () {
    const { requests, users } = yield* Instance.Instance
    const someone = (yield* users).slice(1)
    const lookups = someone.flatMap(({ email, id, username }): ReadonlyArray<Lookup> => [
      { username },
      { id },
      { email: email ?? "" }
    ])
    const found = yield* Effect.forEach(lookups, either, unbounded)
    deepStrictEqual(
      found.map(labelOf),
      someone.flatMap(({ username }) => [username, username, username])
    )
    return sorted(sizesOf(yield* requests))
  })

  it.effect("can be set", () =>
    Effect.gen(function* () {
      deepStrictEqual(
        yield* together,
        sorted([
          ...Arr.replicate("UsersByEmail 3", 4),
          "UsersByEmail 2",
          ...Arr.replicate("UsersById 5", 2),
          "UsersById 4",
          ...Arr.replicate("UsersByUsername 5", 2),
          "UsersByUsername 4"
        ])
      )
    }).pipe(Effect.provide(over(crowd(14), { lookups: { byArgument: 5, byAlias: 3 } })))
  )

  it.effect("may be one: each has a request of the usual kind then", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* together, [
        ...Arr.replicate("SearchUsers 1", 4),
        ...Arr.replicate("UserById 1", 4),
        ...Arr.replicate("UserByUsername 1", 4)
      ])
    }).pipe(Effect.provide(over(crowd(4), { lookups: { byArgument: 1, byAlias: 1 } })))
  )

  it.effect("is as by default where one of the two is not given", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* together, [
        ...Arr.replicate("UsersByEmail 2", 2),
        "UsersById 4",
        "UsersByUsername 4"
      ])
    }).pipe(Effect.provide(over(crowd(4), { lookups: { byAlias: 2 } })))
  )

  it.effect("can be set where the rest comes from configuration", () =>
    Effect.gen(function* () {
      const { adminKey } = yield* Instance.Instance
      const configured = Wandb.layerConfig({
        apiKey: Config.succeed(adminKey),
        baseUrl: Config.succeed(Emulator.baseUrl),
        lookups: { byArgument: 2, byAlias: 2 }
      }).pipe(Layer.provide(Emulator.layerHttpClient))
      deepStrictEqual(yield* Effect.provide(together, configured), [
        ...Arr.replicate("UsersByEmail 2", 2),
        ...Arr.replicate("UsersById 2", 2),
        ...Arr.replicate("UsersByUsername 2", 2)
      ])
    }).pipe(Effect.provide(Instance.layer({ seed: crowd(4) })))
  )

  const wrong = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]

  it.effect.each<readonly [string, WandbClient.WandbClient.LookupOptions]>([
    ...wrong.map((size) => ["lookups.byArgument", { byArgument: size }] as const),
    ...wrong.map((size) => ["lookups.byAlias", { byAlias: size }] as const),
    ...wrong.map(
      (capacity) => ["lookups.cache.capacity", { cache: { capacity, timeToLive: "1 minute" } }] as const
    )
  ])("is refused as %s where it is %j, before anything is sent", ([field, lookups]) =>
    Effect.gen(function* () {
      const { adminKey, requests } = yield* Instance.Instance
      const options = { apiKey: adminKey, baseUrl: Emulator.baseUrl, lookups }
      const error = yield* Wandb.layer(options).pipe(
        Layer.provide(Emulator.layerHttpClient),
        Layer.build,
        Effect.scoped,
        Effect.flip
      )
      deepStrictEqual<unknown>(
        { ...error },
        { _tag: "InvalidInput", operation: "Wandb.layer", field, problem: "is not a whole number from 1 on" }
      )
      deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.effect("is named as it is given, where it is wrong beside a configuration", () =>
    Effect.gen(function* () {
      const { adminKey } = yield* Instance.Instance
      const options = { apiKey: Config.succeed(adminKey), lookups: { byAlias: 0 } }
      const error = yield* Wandb.layerConfig(options).pipe(
        Layer.provide(Emulator.layerHttpClient),
        Layer.build,
        Effect.scoped,
        Effect.flip
      )
      assert.include(String(error), "lookups.byAlias is not a whole number from 1 on")
    }).pipe(Effect.provide(Instance.layer()))
  )
})

describe("a server that makes its pages short", () => {
  const seed = crowd(7)

  it.effect.each([1, 2, 3, 6])("of %d, is asked for as many as there are", (maxPageSize) =>
    Effect.gen(function* () {
      const lookups = [...names(7), "nobody"].map(byName)
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(found.map(labelOf), [...names(7), "UserNotFound"])
      const seen = yield* sizes
      deepStrictEqual(seen, [
        "UsersByUsername 8",
        ...Arr.replicate("UsersByUsername 8 after", Math.ceil(7 / maxPageSize) - 1)
      ])
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize })))
  )

  it.effect("finds those whose address is a part of many others'", () =>
    Effect.gen(function* () {
      const lookups: ReadonlyArray<Lookup> = [{ email: "ada@example.com" }, { email: "grace@example.com" }]
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(found.map(labelOf), ["ada", "grace"])
    }).pipe(
      Effect.provide(
        WandbTest.layer({
          users: [
            { username: "root", admin: true },
            ...Arr.makeBy(25, (i) => ({ username: `a-${i}`, email: `${i}-ada@example.com` })),
            { username: "ada" },
            ...Arr.makeBy(25, (i) => ({ username: `g-${i}`, email: `grace@example.com.${i}` })),
            { username: "grace" }
          ]
        })
      )
    )
  )
})

describe("keys and teams beyond the first page", () => {
  const people = ["ada", "grace", "mary"]
  const seed: Seed.Seed = {
    users: [
      { username: "root", admin: true },
      ...people.map((username) => ({
        username,
        apiKeys: Arr.makeBy(5, (i) => ({ description: `${username} ${i}` }))
      }))
    ],
    teams: Arr.makeBy(5, (i) => ({ name: `team-${i}`, members: people.map((username) => ({ username })) }))
  }

  it.effect.each([1, 2, 5])("are there for those found together, in pages of %d", (maxPageSize) =>
    Effect.gen(function* () {
      const lookups: ReadonlyArray<Lookup> = [
        ...people.map(byName),
        ...people.map((name): Lookup => ({ email: `${name}@example.com` }))
      ]
      const together = yield* Effect.all(lookups.map(Users.get), unbounded)
      const listed = yield* WandbTest.apiKeys
      for (const [index, user] of together.entries()) {
        const owner = people[index % 3] ?? ""
        deepStrictEqual<ReadonlyArray<string>>(
          User.apiKeyNames(user),
          listed.filter(({ username }) => username === owner).map(({ name }) => name)
        )
        deepStrictEqual<ReadonlyArray<string>>(User.teamNames(user), [
          owner,
          ...Arr.makeBy(5, (i) => `team-${i}`)
        ])
      }
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize })))
  )
})

describe("a server that cannot look up many at once", () => {
  const seed = crowd(20)
  const old = { bulkLookups: false }

  it.effect("is asked for one after the other, and not by argument again", () =>
    Effect.gen(function* () {
      const lookups = [...names(20), "nobody"].map(byName)
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(found.map(labelOf), [...names(20), "UserNotFound"])
      deepStrictEqual(yield* sizes, ["UsersByUsername 21", ...Arr.replicate("UserByUsername 1", 21)])
      const ids = (yield* WandbTest.users).slice(1).map(({ id }): Lookup => ({ id }))
      deepStrictEqual((yield* Effect.forEach(ids, either, unbounded)).map(labelOf), names(20))
      yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual((yield* sizes).slice(22), [
        ...Arr.replicate("UserById 1", 20),
        ...Arr.replicate("UserByUsername 1", 21)
      ])
    }).pipe(Effect.provide(WandbTest.layer(seed, old)))
  )

  it.effect("is asked for addresses as any other", () =>
    Effect.gen(function* () {
      const lookups = names(20).map((name): Lookup => ({ email: `${name}@example.com` }))
      deepStrictEqual((yield* Effect.forEach(lookups, either, unbounded)).map(labelOf), names(20))
      yield* Effect.forEach(names(2).map(byName), either, unbounded)
      yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(yield* sizes, [
        "UsersByEmail 20",
        "UsersByUsername 2",
        ...Arr.replicate("UserByUsername 1", 2),
        "UsersByEmail 20"
      ])
    }).pipe(Effect.provide(WandbTest.layer(seed, old)))
  )

  it.scoped("does not count for another client", () =>
    Effect.gen(function* () {
      const { requests } = yield* Instance.Instance
      const client = Effect.flatMap(Instance.Instance, ({ adminKey }) =>
        Layer.build(
          Wandb.layer({ apiKey: adminKey, baseUrl: Emulator.baseUrl, retryPolicy: RetryPolicy.none }).pipe(
            Layer.provide(Emulator.layerHttpClient)
          )
        )
      )
      const ask = Effect.forEach(names(2).map(byName), either, unbounded)
      const one = yield* client
      const other = yield* client
      for (const each of [one, one, other]) {
        deepStrictEqual((yield* Effect.provide(ask, each)).map(labelOf), names(2))
      }
      const first = ["UsersByUsername 2", "UserByUsername 1", "UserByUsername 1"]
      deepStrictEqual(sizesOf(yield* requests), [...first, ...first.slice(1), ...first])
    }).pipe(Effect.provide(Instance.layer({ seed, bulkLookups: false })))
  )
})

describe("lookups as different users", () => {
  const seed: Seed.Seed = {
    users: [
      { username: "root", admin: true },
      { username: "ada", apiKeys: [{ description: "d" }] },
      { username: "grace", apiKeys: [{ description: "d" }] }
    ]
  }
  const pair = Effect.all([Users.get({ username: "ada" }), Users.get({ username: "grace" })], unbounded)
  /** Whose keys somebody sees. */
  const shown = (users: ReadonlyArray<User.User>) => users.map(({ apiKeys }) => Option.isSome(apiKeys))

  it.effect("never share a document, and each sees what is shown to whom it is made as", () =>
    Effect.gen(function* () {
      const [root, ada, grace, again] = yield* Effect.all(
        [pair, WandbTest.actAs("ada")(pair), WandbTest.actAs("grace")(pair), WandbTest.actAs("ada")(pair)],
        unbounded
      )
      deepStrictEqual([root, ada, grace, again].map(shown), [
        [true, true],
        [true, false],
        [false, true],
        [true, false]
      ])
      const requests = yield* WandbTest.requests
      deepStrictEqual(sorted(requests.map(({ operation, username }) => `${operation} as ${username}`)), [
        "UsersByUsername as ada",
        "UsersByUsername as grace",
        "UsersByUsername as root"
      ])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("are alone where each is somebody else's", () =>
    Effect.gen(function* () {
      const get = Users.get({ username: "ada" })
      const users = yield* Effect.all([get, WandbTest.actAs("ada")(get), WandbTest.actAs("grace")(get)], {
        batching: true
      })
      deepStrictEqual(shown(users), [true, true, false])
      deepStrictEqual(yield* sizes, Arr.replicate("UserByUsername 1", 3))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("fail each for its own, where one's credentials are not accepted", () =>
    Effect.gen(function* () {
      const revoked = Either.getOrThrow(ApiKeySecret.make("0123456789abcdef0123456789abcdef01234567"))
      const outcomes = Effect.all([either(byName("ada")), either(byName("nobody"))], unbounded)
      const [own, others] = yield* Effect.all([outcomes, Wandb.actAs(outcomes, revoked)], unbounded)
      deepStrictEqual(own.map(labelOf), ["ada", "UserNotFound"])
      deepStrictEqual(others.map(labelOf), ["Unauthenticated", "Unauthenticated"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("a document that goes wrong", () => {
  const seed = crowd(3)
  const outcomes = Effect.map(
    Effect.forEach([...names(3), "nobody"].map(byName), either, unbounded),
    Arr.map(labelOf)
  )

  it.effect.each([
    ["status 401", Fault.respond({ status: 401 }), "Unauthenticated"],
    ["status 429", Fault.respond({ status: 429 }), "RequestFailed"],
    ["status 500", Fault.respond({ status: 500 }), "RequestFailed"],
    ["a refused connection", Fault.refuse(), "RequestFailed"],
    ["a connection lost after the effect", Fault.dropAfter(), "RequestFailed"]
  ] as const)("with %s is the error of each, and asks for nothing more", ([, fault, tag]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(fault)
      deepStrictEqual(yield* outcomes, Arr.replicate(tag, 4))
      deepStrictEqual(yield* sizes, ["UsersByUsername 4"])
      deepStrictEqual(yield* outcomes, [...names(3), "UserNotFound"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect.each([
    ["is refused", Fault.respond({ status: 400, body: { errors: [{ message: "too complex" }] } })],
    ["is not allowed", Fault.respond({ status: 403 })],
    ["cannot be read", Fault.truncate()],
    ["has no data", Fault.respond({ status: 200, body: {} })]
  ] as const)("because it %s leaves each to be asked for alone", ([, fault]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(fault)
      deepStrictEqual(yield* outcomes, [...names(3), "UserNotFound"])
      deepStrictEqual(yield* sizes, ["UsersByUsername 4", ...Arr.replicate("UserByUsername 1", 4)])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("spoils no other", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ operation: "UsersByEmail", status: 500 }))
      const lookups = names(3).flatMap((name): ReadonlyArray<Lookup> => [
        { username: name },
        { email: `${name}@example.com` }
      ])
      const found = yield* Effect.forEach(lookups, either, unbounded)
      deepStrictEqual(
        found.map(labelOf),
        names(3).flatMap((name) => [name, "RequestFailed"])
      )
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})
