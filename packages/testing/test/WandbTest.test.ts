import { ApiKeys, User, Users } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Duration, Effect, Fiber, Redacted, TestClock } from "effect"
import { inspect } from "node:util"
import { outcome } from "./support.js"

describe("WandbTest.layer", () => {
  it.effect("has one administrator, whose key is in use, when it was given no seed", () =>
    Effect.gen(function* () {
      const viewer = yield* Users.viewer
      assert.deepInclude(viewer, { name: "admin", admin: true })
      assert.strictEqual((yield* WandbTest.users).length, 1)
    }).pipe(Effect.provide(WandbTest.layer()))
  )

  it.effect("is a fresh world each time it is provided", () =>
    Effect.gen(function* () {
      const layer = WandbTest.layer()
      const create = Users.create({ email: "ada@example.com" })
      assert.strictEqual(yield* outcome(Effect.provide(create, layer)), "success")
      assert.strictEqual(yield* outcome(Effect.provide(create, layer)), "success")
    })
  )

  it.effect("repeats ids and keys from run to run when it is told to", () =>
    Effect.gen(function* () {
      const run = ApiKeys.generate().pipe(Effect.provide(WandbTest.layer({}, { randomSeed: 42 })))
      const [first, second] = yield* Effect.all([run, run])
      assert.strictEqual(Redacted.value(first.secret), Redacted.value(second.secret))
    })
  )

  it.effect("refuses a seed that contradicts itself, naming what is wrong", () =>
    Effect.gen(function* () {
      const broken = WandbTest.layer({ teams: [{ name: "t", members: [{ username: "nobody" }] }] })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, broken))
      assert.strictEqual(error._tag, "InvalidSeed")
      assert.include(error.message, "nobody")
    })
  )
})

describe("WandbTest", () => {
  const world = WandbTest.layer({
    users: [{ username: "root", admin: true }, { username: "ada" }],
    teams: [{ name: "physics", members: [{ username: "ada", role: "admin" }] }]
  })

  it.effect("shows users, keys, teams and the requests that were sent", () =>
    Effect.gen(function* () {
      const key = yield* WandbTest.actAs("ada")(ApiKeys.generate({ description: "d" }))
      deepStrictEqual(
        (yield* WandbTest.users).map(({ username }) => username),
        ["root", "ada"]
      )
      assert.deepInclude((yield* WandbTest.apiKeys)[1], { name: key.name, username: "ada", description: "d" })
      deepStrictEqual(
        (yield* WandbTest.teams).map(({ members, name }) => [name, members.map(({ role }) => role)]),
        [["physics", ["admin"]]]
      )
      const [request] = yield* WandbTest.requests
      assert.deepInclude(request, {
        operation: "GenerateApiKey",
        rootFields: ["generateApiKey"],
        username: "ada",
        status: 200
      })
    }).pipe(Effect.provide(world))
  )

  it.effect("shows no secret", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate()
      const test = yield* WandbTest.WandbTest
      const seen = yield* Effect.all([
        test.users,
        test.apiKeys,
        test.teams,
        test.requests,
        test.credentialsOf("ada")
      ])
      const shown = inspect([seen, test], { depth: 20 }) + JSON.stringify(seen)
      assert.notInclude(shown, Redacted.value(key.secret))
      assert.notInclude(shown, Redacted.value(yield* test.credentialsOf("ada")))
    }).pipe(Effect.provide(world))
  )

  it.effect("acts as a user without adding to the user's keys", () =>
    Effect.gen(function* () {
      const ada = yield* WandbTest.actAs("ada")(Users.viewer)
      assert.strictEqual(User.label(ada), "ada")
      deepStrictEqual(User.apiKeyNames(ada), [])
      assert.strictEqual(yield* outcome(WandbTest.actAs("nobody")(Users.viewer)), "UnknownUser")
    }).pipe(Effect.provide(world))
  )

  it.effect("lets as many requests go wrong as it is told, and forgets the rest when asked to", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 500, times: 2 }), Fault.refuse())
      assert.strictEqual(yield* outcome(Users.viewer), "RequestFailed")
      assert.strictEqual(yield* outcome(Users.viewer), "RequestFailed")
      yield* WandbTest.clearFaults
      assert.strictEqual(yield* outcome(Users.viewer), "success")
    }).pipe(Effect.provide(world))
  )

  it.effect("delays by the test's clock", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.delay(Duration.seconds(5)))
      const fiber = yield* Effect.fork(Users.viewer)
      yield* TestClock.adjust(Duration.seconds(4))
      assert.isNull(fiber.unsafePoll())
      yield* TestClock.adjust(Duration.seconds(1))
      assert.strictEqual(User.label(yield* Fiber.join(fiber)), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("goes back to a world that was taken down, by the emulated server itself", () =>
    Effect.gen(function* () {
      const instance = yield* WandbTest.instance
      const before = yield* instance.snapshot
      yield* Users.create({ email: "new@example.com" })
      yield* instance.restore(before)
      deepStrictEqual((yield* instance.snapshot).users, before.users)
      assert.strictEqual(User.label(yield* Users.viewer), "root")
    }).pipe(Effect.provide(world))
  )

  it.effect("is another kind of server when it is told so", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ApiKeys.generate())
      assert.strictEqual(error._tag, "PermissionDenied")
      assert.include(error.message, "API key creation has been disabled")
    }).pipe(Effect.provide(WandbTest.layer({}, { keyCreation: "disabled" })))
  )

  it.effect("takes the client for one of W&B's own, also where it is strict about that", () =>
    Effect.gen(function* () {
      deepStrictEqual(User.apiKeyNames(yield* Users.viewer).length, 1)
    }).pipe(Effect.provide(WandbTest.layer({}, { userAgents: "strict" })))
  )
})
