import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { User, Users } from "@effect-wandb/core"
import { Emulator, Instance } from "@effect-wandb/emulator"
import { Fault, type Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Chunk,
  Effect,
  Either,
  FastCheck,
  Fiber,
  Layer,
  Option,
  Runtime,
  Schedule,
  Stream,
  TestClock
} from "effect"
import { crowd, names, operationsSeen } from "./support.js"

type Lookup = Users.Users.Lookup
type Answer = Either.Either<User.User, Users.Users.GetError>

const byName = (username: string): Lookup => ({ username })

/** The name that a lookup has led to, or how it failed. */
const labelOf = Either.match({ onLeft: ({ _tag }: { readonly _tag: string }) => _tag, onRight: User.label })

const all = (lookups: Iterable<Lookup>): Effect.Effect<ReadonlyArray<Answer>, never, Users.Users> =>
  Effect.map(Stream.runCollect(Users.getMany(lookups)), Chunk.toReadonlyArray)

const labels = (lookups: Iterable<Lookup>) => Effect.map(all(lookups), Arr.map(labelOf))

/** Runs a program while so many seconds pass, one by one. */
const during = <A, E, R>(seconds: number, program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* Effect.repeatN(TestClock.adjust("1 second"), seconds - 1)
    return yield* fiber
  })

describe("Users.getMany", () => {
  it.effect("gives a result for each input, in their order", () =>
    Effect.gen(function* () {
      const [, zero] = yield* WandbTest.users
      const lookups: ReadonlyArray<Lookup> = [
        { username: "nobody" },
        { username: "user-1" },
        { email: "no-address" },
        { id: zero?.id ?? "" },
        { email: "USER-2@example.com" },
        { username: "user-1" },
        { username: "" },
        { username: "nobody" },
        { email: "user-2@example.com" },
        { id: "VXNlcjo5OTk=" },
        { email: "Nobody@example.com" },
        JSON.parse("{}")
      ]
      const results = yield* all(lookups)
      deepStrictEqual(
        results.map(Either.match({ onLeft: (error): unknown => ({ ...error }), onRight: User.label })),
        [
          { _tag: "UserNotFound", by: "username", value: "nobody", attempts: 1 },
          "user-1",
          { _tag: "InvalidInput", operation: "Users.getMany", field: "email", problem: "has no @" },
          "user-0",
          "user-2",
          "user-1",
          { _tag: "InvalidInput", operation: "Users.getMany", field: "username", problem: "is empty" },
          { _tag: "UserNotFound", by: "username", value: "nobody", attempts: 1 },
          "user-2",
          { _tag: "UserNotFound", by: "id", value: "VXNlcjo5OTk=", attempts: 1 },
          { _tag: "UserNotFound", by: "email", value: "Nobody@example.com", attempts: 1 },
          {
            _tag: "InvalidInput",
            operation: "Users.getMany",
            field: "lookup",
            problem: "has neither a username, an email address nor an id"
          }
        ]
      )
      deepStrictEqual(
        Arr.sort(yield* operationsSeen, (a, b) => (String(a) < String(b) ? -1 : 1)),
        ["UsersByEmail", "UsersById", "UsersByUsername"]
      )
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )

  it.effect("gives whole users, as Users.get does", () =>
    Effect.gen(function* () {
      const lookups = names(3).map(byName)
      const one = yield* Effect.forEach(lookups, (lookup) => Users.get(lookup))
      deepStrictEqual(yield* all(lookups), one.map(Either.right))
    }).pipe(
      Effect.provide(
        WandbTest.layer(
          {
            users: [
              { username: "root", admin: true },
              ...names(3).map((username) => ({
                username,
                apiKeys: Arr.makeBy(4, (i) => ({ description: `${i}` }))
              }))
            ],
            teams: names(4, "team").map((name) => ({
              name,
              members: names(3).map((username) => ({ username }))
            }))
          },
          { maxPageSize: 3 }
        )
      )
    )
  )

  it.effect("takes any iterable, and reads it when it is run", () =>
    Effect.gen(function* () {
      let read = 0
      const given = {
        *[Symbol.iterator]() {
          for (const name of names(3)) {
            read += 1
            yield byName(name)
          }
        }
      }
      const stream = Users.getMany(given)
      assert.strictEqual(read, 0)
      for (const times of [1, 2]) {
        deepStrictEqual(Chunk.toReadonlyArray(yield* Stream.runCollect(stream)).map(labelOf), names(3))
        assert.strictEqual(read, 3 * times)
      }
      function* once() {
        yield* names(2).map(byName)
      }
      deepStrictEqual(yield* labels(once()), names(2))
      deepStrictEqual(yield* labels(new Set(names(3).map(byName))), names(3))
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )

  it.effect.each([
    ["nothing", []],
    ["nobody who can be asked for", [{ username: " " }, { email: "no address" }, { id: "" }]]
  ] as const)("sends nothing for %s", ([, lookups]) =>
    Effect.gen(function* () {
      deepStrictEqual(
        yield* labels(lookups),
        Arr.replicate("InvalidInput", lookups.length).slice(0, lookups.length)
      )
      deepStrictEqual(yield* operationsSeen, [])
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("asks for a thousand in ten requests, by username, by id or by both", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* labels(names(1000).map(byName)), names(1000))
      deepStrictEqual(yield* operationsSeen, Arr.replicate("UsersByUsername", 10))
      const ids = (yield* WandbTest.users).slice(1).map(({ id }): Lookup => ({ id }))
      deepStrictEqual(yield* labels(ids), names(1000))
      deepStrictEqual((yield* operationsSeen).slice(10), Arr.replicate("UsersById", 10))
    }).pipe(Effect.provide(WandbTest.layer(crowd(1000))))
  )

  it.effect("asks for addresses fifty at a time", () =>
    Effect.gen(function* () {
      const lookups = names(120).map((name): Lookup => ({ email: `${name}@example.com` }))
      deepStrictEqual(yield* labels(lookups), names(120))
      deepStrictEqual(yield* operationsSeen, Arr.replicate("UsersByEmail", 3))
    }).pipe(Effect.provide(WandbTest.layer(crowd(120))))
  )

  it.effect("asks once for whoever is there more than once, be it at the other end", () =>
    Effect.gen(function* () {
      const lookups = [
        ...names(100),
        ...names(50_000, "nobody").map((_, i) => `user-${i % 200}`),
        ...names(100)
      ]
      deepStrictEqual(yield* labels(lookups.map(byName)), lookups)
      deepStrictEqual(yield* operationsSeen, Arr.replicate("UsersByUsername", 2))
      const requests = yield* WandbTest.requests
      const asked = requests.flatMap(({ variables }) => variables.usernames)
      deepStrictEqual(new Set(asked).size, asked.length)
    }).pipe(Effect.provide(WandbTest.layer(crowd(200))))
  )

  it.effect("asks for no more than a few documents ahead of whoever takes from it", () =>
    Effect.gen(function* () {
      const lookups = names(10_000, "nobody").map(byName)
      const first = yield* Users.getMany(lookups).pipe(Stream.take(3), Stream.runCollect)
      deepStrictEqual(Chunk.toReadonlyArray(first).map(labelOf), Arr.replicate("UserNotFound", 3))
      assert.isAtMost((yield* operationsSeen).length, 12)
      // Whoever is done with it leaves nothing behind that asks on.
      yield* TestClock.adjust("1 minute")
      assert.isAtMost((yield* operationsSeen).length, 12)
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("waits for whoever takes slowly", () =>
    Effect.gen(function* () {
      const lookups = names(10_000, "nobody").map(byName)
      const fiber = yield* Effect.fork(
        Users.getMany(lookups).pipe(
          Stream.rechunk(1),
          Stream.runForEach(() => Effect.sleep("1 second"))
        )
      )
      yield* TestClock.adjust("90 seconds")
      assert.isAtMost((yield* operationsSeen).length, 25)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("keeps the order where later documents are answered first", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delayAfter("5 seconds"), Fault.delayAfter("1 second"))
      const lookups = names(350)
      deepStrictEqual(yield* during(10, labels(lookups.map(byName))), lookups)
      deepStrictEqual(yield* operationsSeen, Arr.replicate("UsersByUsername", 4))
    }).pipe(Effect.provide(WandbTest.layer(crowd(350))))
  )

  it.effect("gives what has come before all has", () =>
    Effect.gen(function* () {
      const lookups = names(350)
      const taken: Array<string> = []
      const fiber = yield* Effect.fork(
        Stream.runForEach(Users.getMany(lookups.map(byName)), (result) =>
          Effect.sync(() => void taken.push(labelOf(result)))
        )
      )
      yield* WandbTest.inject(Fault.delayAfter("1 second"), Fault.delayAfter("5 seconds"))
      yield* TestClock.adjust("1 second")
      deepStrictEqual(taken, lookups.slice(0, 100))
      yield* TestClock.adjust("4 seconds")
      yield* Fiber.join(fiber)
      deepStrictEqual(taken, lookups)
    }).pipe(Effect.provide(WandbTest.layer(crowd(350))))
  )

  it.effect("takes its requests back when it is interrupted", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delay("1 hour", { times: 100 }))
      const fiber = yield* Effect.fork(labels(names(2000, "nobody").map(byName)))
      yield* TestClock.adjust("1 second")
      deepStrictEqual(yield* operationsSeen, [])
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      const statuses = (yield* WandbTest.requests).map(({ status }) => status)
      assert.isAbove(statuses.length, 0)
      deepStrictEqual(statuses, Arr.replicate(null, Math.min(statuses.length, 10)))
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("never fails: a document that goes wrong is the error of those in it", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delay("1 second"), Fault.respond({ status: 500 }))
      const results = yield* during(3, all(names(250).map(byName)))
      deepStrictEqual(results.map(labelOf), [
        ...names(250).slice(0, 100),
        ...Arr.replicate("RequestFailed", 100),
        ...names(250).slice(200)
      ])
      const error = Option.getOrThrow(Option.flatMap(Arr.get(results, 100), Either.getLeft))
      assert.deepInclude(error, { operation: "Users.getMany", reason: "Server", status: 500, attempts: 1 })
    }).pipe(Effect.provide(WandbTest.layer(crowd(250))))
  )

  it.effect.each([
    ["status 401", Fault.respond({ status: 401, times: 9 }), "Unauthenticated"],
    ["status 429", Fault.respond({ status: 429, times: 9 }), "RequestFailed"],
    ["a lost connection", Fault.dropBefore({ times: 9 }), "RequestFailed"],
    ["status 403", Fault.respond({ status: 403, times: 9 }), "PermissionDenied"],
    ["half an answer", Fault.truncate({ times: 9 }), "UnexpectedResponse"]
  ] as const)("never fails, not with %s for all", ([, fault, tag]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(fault)
      deepStrictEqual(yield* labels(["user-0", " ", "user-1", "user-0"].map(byName)), [
        tag,
        "InvalidInput",
        tag,
        tag
      ])
    }).pipe(Effect.provide(WandbTest.layer(crowd(2))))
  )

  it.effect("tells the attempts of the document that an error comes from", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delayAfter("5 seconds"), Fault.respond({ status: 503, times: 2 }))
      const results = yield* during(10, all(names(150, "nobody").map(byName)))
      const attempts = results.map(
        Either.match({
          onLeft: (error) => ("attempts" in error ? error.attempts : undefined),
          onRight: () => undefined
        })
      )
      deepStrictEqual(attempts, [...Arr.replicate(1, 100), ...Arr.replicate(3, 50)])
    }).pipe(
      Effect.provide(WandbTest.layer({}, { retryPolicy: RetryPolicy.make(Schedule.spaced("1 second")) }))
    )
  )

  it.effect("asks an older server for one after the other", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* labels(names(30).map(byName)), names(30))
      deepStrictEqual(yield* operationsSeen, ["UsersByUsername", ...Arr.replicate("UserByUsername", 30)])
      yield* labels(names(30).map(byName))
      deepStrictEqual((yield* operationsSeen).slice(31), Arr.replicate("UserByUsername", 30))
    }).pipe(Effect.provide(WandbTest.layer(crowd(30), { bulkLookups: false })))
  )

  it.effect("acts as whoever takes from it", () =>
    Effect.gen(function* () {
      const lookups = names(3).map(byName)
      const shown = Arr.map((result: Answer) => Option.isSome(Either.getOrThrow(result).apiKeys))
      const [own, others] = yield* Effect.all([all(lookups), WandbTest.actAs("user-1")(all(lookups))], {
        concurrency: "unbounded"
      })
      deepStrictEqual(
        [shown(own), shown(others)],
        [
          [true, true, true],
          [false, true, false]
        ]
      )
    }).pipe(Effect.provide(WandbTest.layer(crowd(3))))
  )
})

// Against a model of a few lines: whoever is there, and who is asked for

const people: ReadonlyArray<Seed.User> = [
  { username: "root", admin: true },
  { username: "ada", email: "Ada@Example.com" },
  { username: "Ada", email: "ada@example.com.org" },
  { username: "ad", email: "a-ada@example.com" },
  { username: "grace", deleted: true },
  { username: "mary" }
]

const anyName = FastCheck.constantFrom(
  "ada",
  "Ada",
  "ad",
  "grace",
  "mary",
  "nobody",
  "ADA",
  "a",
  "",
  " ",
  "é"
)
const anyEmail = FastCheck.constantFrom(
  "ada@example.com",
  "ADA@example.COM",
  "a-ada@example.com",
  "grace@example.com",
  "Mary@example.com",
  "ada@example",
  "nobody@example.com",
  "Nobody@example.com",
  "nobody",
  ""
)
/** Ids are made by the server: these are places in the list of its users. */
const anyId = FastCheck.integer({ min: 0, max: people.length })

type Given = { readonly username: string } | { readonly email: string } | { readonly place: number }

const anyGiven: FastCheck.Arbitrary<Given> = FastCheck.oneof(
  anyName.map((username) => ({ username })),
  anyEmail.map((email) => ({ email })),
  anyId.map((place) => ({ place }))
)

const anyWorld = FastCheck.record({
  given: FastCheck.array(anyGiven, { maxLength: 40 }),
  byArgument: FastCheck.integer({ min: 1, max: 7 }),
  byAlias: FastCheck.integer({ min: 1, max: 7 }),
  cache: FastCheck.boolean(),
  bulkLookups: FastCheck.boolean(),
  maxPageSize: FastCheck.integer({ min: 1, max: 4 }),
  concurrency: FastCheck.integer({ min: 1, max: 3 })
})

const lookupOf = (given: Given, ids: ReadonlyArray<string>): Lookup =>
  "place" in given ? { id: ids[given.place] ?? "VXNlcjo5OTk=" } : given

/** What a person would expect. */
const expectedOf = (given: Given): string => {
  const found = people.find(({ email, username }, place) => {
    if ("place" in given) return place === given.place
    return "username" in given
      ? username === given.username
      : (email ?? `${username}@example.com`).toLowerCase() === given.email.toLowerCase()
  })
  if (found !== undefined) return found.username
  if ("place" in given) return `no id VXNlcjo5OTk=`
  if ("username" in given) {
    return given.username.trim() === "" ? "InvalidInput" : `no username ${given.username}`
  }
  return given.email.includes("@") ? `no email ${given.email}` : "InvalidInput"
}

const shownOf = Either.match({
  onLeft: (error: Users.Users.GetError) =>
    error._tag === "UserNotFound" ? `no ${error.by} ${error.value}` : error._tag,
  onRight: User.label
})

const ways: Readonly<
  Record<string, (lookups: ReadonlyArray<Lookup>) => Effect.Effect<ReadonlyArray<Answer>, never, Users.Users>>
> = {
  "Users.getMany": all,
  "Users.get, all at once": (lookups) =>
    Effect.forEach(lookups, (lookup) => Effect.either(Users.get(lookup)), { concurrency: "unbounded" }),
  "Users.get, some at a time": (lookups) =>
    Effect.forEach(lookups, (lookup) => Effect.either(Users.get(lookup)), { concurrency: 3 }),
  "Users.get, with batching": (lookups) =>
    Effect.forEach(lookups, (lookup) => Effect.either(Users.get(lookup)), { batching: true, concurrency: 2 })
}

describe("any lookups of any users, of any kind and in any number, are answered as a model says", () => {
  it.effect.each(Object.entries(ways))("by %s", ([, way]) =>
    Effect.gen(function* () {
      const runPromise = Runtime.runPromise(yield* Effect.runtime<never>())
      const property = FastCheck.asyncProperty(
        anyWorld,
        ({ bulkLookups, byAlias, byArgument, cache, concurrency, given, maxPageSize }) =>
          Effect.gen(function* () {
            const { adminKey, requests, users } = yield* Instance.Instance
            const ids = (yield* users).map(({ id }) => id)
            const client = Wandb.layer({
              apiKey: adminKey,
              baseUrl: Emulator.baseUrl,
              retryPolicy: RetryPolicy.none,
              concurrency,
              lookups: {
                byArgument,
                byAlias,
                ...(cache && { cache: { capacity: 3, timeToLive: "1 minute" } })
              }
            })
            const results = yield* Effect.provide(
              way(given.map((one) => lookupOf(one, ids))),
              Layer.provide(client, Emulator.layerHttpClient)
            )
            deepStrictEqual(results.map(shownOf), given.map(expectedOf))
            if (bulkLookups && given.length === 0) deepStrictEqual(yield* requests, [])
          }).pipe(
            Effect.provide(
              Instance.layer({ seed: { users: people }, bulkLookups, maxPageSize, randomSeed: "getMany" })
            ),
            runPromise
          )
      )
      yield* Effect.promise(() => FastCheck.assert(property, { numRuns: 40 }))
    })
  )
})
