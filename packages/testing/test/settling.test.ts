import { ApiKey, ApiKeys, User, Users, type WandbError } from "@effect-wandb/core"
import { RetryPolicy } from "@effect-wandb/client"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Exit, Fiber, Option, Redacted, TestClock } from "effect"

const world = WandbTest.layer({
  users: [
    {
      username: "root",
      admin: true,
      apiKeys: [{ description: "nightly" }, { description: "laptop" }]
    },
    { username: "ada", email: "ada@example.com" }
  ]
})

/** Runs a program while time passes. */
const inTime = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("1 minute")
    return yield* fiber
  })

const unknown = <A>(
  program: Effect.Effect<A, WandbError.WandbError, ApiKeys.ApiKeys | WandbTest.WandbTest>
) =>
  Effect.flatMap(Effect.flip(program), (error) =>
    error._tag === "OutcomeUnknown" ? Effect.succeed(error) : Effect.dieMessage(error.message)
  )

const descriptions = Effect.map(WandbTest.apiKeys, (keys) => keys.map(({ description }) => description))

const operations = Effect.map(WandbTest.requests, (requests) => requests.map(({ operation }) => operation))

describe("ApiKeys.generate, when the answer is lost", () => {
  it.effect("tells which keys of the caller's may be the lost one, and deletes none", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const error = yield* unknown(ApiKeys.generate({ description: "nightly" }))

      const keys = yield* WandbTest.apiKeys
      assert.strictEqual(keys.length, before.length + 1)
      const alike = keys.filter(({ description }) => description === "nightly")
      deepStrictEqual(
        error.candidates?.map(({ id, name }) => [id, name] as const),
        alike.map(({ id, name }) => [id, name] as const)
      )
      assert.strictEqual(error.reason, "Transport")
      for (const { id, name } of alike) {
        assert.include(error.message, id)
        assert.include(error.message, name)
      }
      assert.include(error.message, "ApiKeys.deleteById")
    }).pipe(Effect.provide(world))
  )

  it.effect("recognises the lost key by a reference of the program's own", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const key = yield* inTime(
        ApiKeys.generate({ description: "nightly", settle: { ref: ApiKey.ApiKeyRef.make("of1999") } })
      )
      const made = (yield* descriptions).filter((description) => description?.includes("ref"))
      deepStrictEqual(made, ["nightly [ref of1999]"])
      assertSome(Option.map(ApiKey.refOf(key), String), "of1999")
      assertSome(ApiKey.plainDescription(key), "nightly")
    }).pipe(Effect.provide(world))
  )

  it.effect("looks once, and only then", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      yield* unknown(ApiKeys.generate({ description: "nightly" }))
      yield* ApiKeys.generate({ description: "nightly" })
      deepStrictEqual(yield* operations, ["GenerateApiKey", "ViewerApiKeys", "GenerateApiKey"])
    }).pipe(Effect.provide(world))
  )

  it.effect("takes keys without a description for candidates when it was given none", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.truncate({ operation: "generateApiKey" }))
      const error = yield* unknown(ApiKeys.generate())
      const made = (yield* WandbTest.apiKeys).at(-1)
      assert.include(error.candidates?.map(({ id }): string => id) ?? [], made?.id ?? "")
    }).pipe(Effect.provide(world))
  )

  it.effect("says that there was no such key where none was made", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropBefore({ operation: "generateApiKey" }))
      const error = yield* unknown(ApiKeys.generate({ description: "weekly" }))
      deepStrictEqual(error.candidates, [])
      assert.include(error.message, "may still appear")
    }).pipe(Effect.provide(world))
  )

  it.effect("says that it could not look where that fails too", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.dropAfter({ operation: "generateApiKey" }),
        Fault.respond({ operation: "ViewerApiKeys", status: 500 })
      )
      const error = yield* unknown(ApiKeys.generate({ description: "weekly" }))
      assert.isUndefined(error.candidates)
      assert.include(error.message, "ApiKeys.list")
    }).pipe(Effect.provide(world))
  )

  it.effect("finds the keys of whoever makes them, beyond the first page", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const error = yield* unknown(ApiKeys.generate({ description: "late" }))
      assert.strictEqual(error.candidates?.length, 1)
    }).pipe(
      Effect.provide(
        WandbTest.layer(
          { users: [{ username: "root", admin: true, apiKeys: Array.from({ length: 7 }, () => ({})) }] },
          { maxPageSize: 2 }
        )
      )
    )
  )
})

/** Each way to lose the answer to a change that was made. */
const losses: ReadonlyArray<readonly [string, Fault.Fault]> = [
  ["a reset connection", Fault.dropAfter({ operation: "generateApiKey" })],
  ["half an answer", Fault.truncate({ operation: "generateApiKey" })],
  ["a page for browsers", Fault.respondAfter({ operation: "generateApiKey", status: 200, body: "<html>" })],
  ["status 502", Fault.respondAfter({ operation: "generateApiKey", status: 502 })],
  ["an answer that comes too late", Fault.delayAfter("15 seconds", { operation: "generateApiKey" })]
]

describe("ApiKeys.generate with settle, when the answer is lost", () => {
  const generate = ApiKeys.generate({ description: "nightly", settle: true })

  it.effect.each(losses)("deletes the lost key and gives another one: %s", ([, fault]) =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(fault)
      const key = yield* inTime(generate)

      const added = (yield* WandbTest.apiKeys).slice(before.length)
      deepStrictEqual(
        added.map(({ id }) => id),
        [key.id]
      )
      assert.isTrue(Redacted.value(key.secret).startsWith(key.name))
    }).pipe(Effect.provide(world))
  )

  it.effect("bears a mark in its description, and nothing else is different when nothing is lost", () =>
    Effect.gen(function* () {
      const key = yield* generate
      assert.match(Option.getOrThrow(key.description), /^nightly \[ref [0-9a-z]{15}\]$/)
      assert.strictEqual((yield* descriptions).at(-1), Option.getOrThrow(key.description))
      deepStrictEqual(yield* operations, ["GenerateApiKey"])
      const bare = yield* ApiKeys.generate({ settle: true })
      assert.match(Option.getOrThrow(bare.description), /^\[ref [0-9a-z]{15}\]$/)
    }).pipe(Effect.provide(world))
  )

  it.effect("never deletes a key that is not certainly its own", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      // Somebody else makes a key of the same description at the same time.
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const [, theirs] = yield* Effect.all([generate, ApiKeys.generate({ description: "nightly" })], {
        concurrency: "unbounded"
      })
      const ids = (yield* WandbTest.apiKeys).map(({ id }) => id)
      assert.strictEqual(ids.length, before.length + 2)
      assert.include(ids, theirs.id)
      for (const { id } of before) assert.include(ids, id)
    }).pipe(Effect.provide(world))
  )

  it.effect("generates again where the key was never made, after it has looked for it in vain", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(Fault.dropBefore({ operation: "generateApiKey" }))
      const key = yield* inTime(generate)
      assert.strictEqual((yield* WandbTest.apiKeys).length, before.length + 1)
      assert.strictEqual((yield* WandbTest.apiKeys).at(-1)?.id, key.id)
    }).pipe(Effect.provide(world))
  )

  it.effect.each(["500 millis", "2500 millis", "3001 millis"] as const)(
    "finds a key that is made %s after the connection was lost",
    (late) =>
      Effect.gen(function* () {
        const before = yield* WandbTest.apiKeys
        yield* WandbTest.inject(
          Fault.actLater(late, { operation: "generateApiKey" }),
          // The second answer takes a moment, as all do.
          Fault.delayAfter("10 millis", { operation: "generateApiKey" })
        )
        const key = yield* inTime(generate)
        deepStrictEqual(
          (yield* WandbTest.apiKeys).slice(before.length).map(({ id }) => id),
          [key.id]
        )
      }).pipe(Effect.provide(world))
  )

  it.effect("names the one key that it could not delete", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(
        Fault.dropAfter({ operation: "generateApiKey" }),
        Fault.respond({ operation: "deleteApiKey", status: 403, body: { error: "permission denied" } })
      )
      const error = yield* unknown(generate)
      const left = (yield* WandbTest.apiKeys).slice(before.length)
      deepStrictEqual(
        error.candidates?.map(({ id }): string => id),
        left.map(({ id }) => id)
      )
      assert.strictEqual(left.length, 1)
      assert.match(error.message, /\[ref [0-9a-z]{15}\]/)
    }).pipe(Effect.provide(world))
  )

  it.effect("names the mark where it could not look for the lost key", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.dropAfter({ operation: "generateApiKey" }),
        Fault.respond({ operation: "ViewerApiKeys", status: 500 })
      )
      const error = yield* unknown(generate)
      const mark = ((yield* descriptions).at(-1) ?? "").slice("nightly ".length)
      assert.include(error.advice, mark)
      assert.isUndefined(error.candidates)
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves nothing behind when every answer is lost, and says so", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey", times: 99 }))
      const error = yield* Effect.flip(inTime(generate))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Transport", isRetryable: true })
      deepStrictEqual(yield* WandbTest.apiKeys, before)
    }).pipe(Effect.provide(world))
  )

  it.effect("ends within the deadline of the call", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(Fault.delayAfter("1 hour", { operation: "generateApiKey", times: 99 }))
      const fiber = yield* Effect.fork(Effect.flip(generate))
      yield* TestClock.adjust("30 seconds")
      const end = yield* Fiber.poll(fiber)
      assert.isTrue(Option.isSome(end) && Exit.isSuccess(end.value))
      const error = yield* Fiber.join(fiber)
      const left = (yield* WandbTest.apiKeys).slice(before.length)
      // The last try took all that was left of the time, and its key bears the mark that the error names.
      assert.isAtMost(left.length, 1)
      for (const { description } of left) {
        assert.strictEqual(error._tag, "OutcomeUnknown")
        assert.include(error.message, (description ?? "").slice("nightly ".length))
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("keeps a key that came, and reports the one that it can no longer look for", () => {
    const reported: Array<WandbError.OutcomeUnknown> = []
    const onOutcomeUnknown = (error: WandbError.OutcomeUnknown) =>
      Effect.sync(() => void reported.push(error))
    return Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.dropBefore({ operation: "generateApiKey" }),
        // Three looks find nothing, the fourth fails.
        Fault.delay("1 millis", { operation: "ViewerApiKeys", times: 3 }),
        Fault.respond({ operation: "ViewerApiKeys", status: 500 })
      )
      const key = yield* inTime(generate)
      assert.strictEqual(reported.length, 1)
      const mark = Option.getOrThrow(key.description).slice("nightly ".length)
      assert.include(reported[0]?.message, mark)
    }).pipe(Effect.provide(WandbTest.layer(undefined, { onOutcomeUnknown })))
  })
})

describe("ApiKeys.scoped", () => {
  it.effect("settles a lost answer, and leaves nothing behind when its scope closes", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      yield* WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
      const within = yield* Effect.scoped(
        Effect.zipRight(ApiKeys.scoped({ description: "nightly" }), WandbTest.apiKeys)
      )
      assert.strictEqual(within.length, before.length + 1)
      deepStrictEqual(yield* WandbTest.apiKeys, before)
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves nothing behind when it is interrupted at any time of its making", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.apiKeys
      for (const millis of [0, 5, 15, 25, 35]) {
        yield* WandbTest.inject(
          Fault.delayAfter("10 millis", { operation: "generateApiKey" }),
          Fault.delay("10 millis", { operation: "deleteApiKey" })
        )
        const fiber = yield* Effect.fork(
          Effect.scoped(
            Effect.zipRight(ApiKeys.scoped({ description: "nightly" }), Effect.sleep("10 millis"))
          )
        )
        yield* TestClock.adjust(millis)
        const interrupting = yield* Effect.fork(Fiber.interrupt(fiber))
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(interrupting)
        deepStrictEqual(yield* WandbTest.apiKeys, before, `interrupted after ${millis} ms`)
        yield* WandbTest.clearFaults
      }
    }).pipe(Effect.provide(world))
  )
})

describe("Users.create, when the answer is lost", () => {
  const create = Users.create({ email: "grace@example.com" })
  const grace = Effect.map(WandbTest.users, (users) =>
    users.filter(({ email }) => email === "grace@example.com")
  )

  it.effect.each([
    ["a reset connection", Fault.dropAfter({ operation: "createUser" })],
    ["half an answer", Fault.truncate({ operation: "createUser" })],
    ["status 500", Fault.respondAfter({ operation: "createUser", status: 500 })],
    [
      "an answer without the user",
      Fault.respondAfter({ operation: "createUser", status: 200, body: { data: { result: { user: null } } } })
    ]
  ] as const)("gives the user that was created: %s", ([, fault]) =>
    Effect.gen(function* () {
      yield* WandbTest.inject(fault)
      const user = yield* create
      deepStrictEqual(
        (yield* grace).map(({ id }) => id),
        [user.id]
      )
      assertSome(user.apiKeys, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("creates again where it may try again, and no user twice", () =>
    Effect.gen(function* () {
      for (const fault of [Fault.dropBefore, Fault.dropAfter]) {
        const email = `${fault.name}@example.com`
        yield* WandbTest.inject(fault({ operation: "createUser" }))
        const user = yield* inTime(Users.create({ email }))
        deepStrictEqual(
          (yield* WandbTest.users).filter((one) => one.email === email).map(({ id }) => id),
          [user.id]
        )
      }
    }).pipe(Effect.provide(WandbTest.layer(undefined, { retryPolicy: RetryPolicy.standard })))
  )

  it.effect("does not take a user that was there before for its own", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("2 hours")
      yield* WandbTest.inject(Fault.dropAfter({ operation: "createUser" }))
      const error = yield* Effect.flip(Users.create({ email: "ada@example.com" }))
      assert.deepInclude(error, { _tag: "UserAlreadyExists", email: "ada@example.com" })
    }).pipe(Effect.provide(world))
  )

  it.effect("does not take a user for its own that is not the administrator that was to be created", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropAfter({ operation: "createUser" }))
      const error = yield* Effect.flip(Users.create({ email: "ada@example.com", admin: true }))
      assert.strictEqual(error._tag, "UserAlreadyExists")
    }).pipe(Effect.provide(world))
  )

  it.effect("does not know where the user is not there, or cannot be looked up", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.dropBefore({ operation: "createUser" }))
      assert.strictEqual((yield* Effect.flip(create))._tag, "OutcomeUnknown")

      yield* WandbTest.inject(
        Fault.dropAfter({ operation: "createUser" }),
        Fault.respond({ operation: "SearchUsers", status: 500 })
      )
      const error = yield* Effect.flip(create)
      assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: "Users.create" })
      assert.include(error.message, "Users.find")
      assert.strictEqual((yield* grace).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("gives the user with its keys and teams as ever when nothing is lost", () =>
    Effect.gen(function* () {
      const user = yield* create
      deepStrictEqual(User.teamNames(user).map(String), ["grace"])
      deepStrictEqual(yield* operations, ["CreateUserFromAdmin"])
    }).pipe(Effect.provide(world))
  )
})
