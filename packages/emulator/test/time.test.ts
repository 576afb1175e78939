import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Fault, Instance } from "@effect-wandb/emulator"
import { Effect, Fiber, TestClock } from "effect"
import { ask, at, authorization, seed } from "./support.js"

const create = (name: string): string =>
  `mutation { createUser(input: { email: "${name}@example.org" }) { user { createdAt } } }`

const created = (instance: Instance.Instance.Service, name: string) =>
  Effect.map(ask(instance, create(name)), (answer) => at(answer, "data", "createUser", "user", "createdAt"))

/** The same without a promise of the web in between, so that requests come in the order in which they are forked. */
const createdAtOnce = (instance: Instance.Instance.Service, name: string) =>
  Effect.map(
    instance.answer({
      method: "POST",
      path: "/graphql",
      query: "",
      header: (header) =>
        ({ authorization: authorization(instance.adminKey), "use-admin-privileges": "true" })[header],
      body: JSON.stringify({ query: create(name) })
    }),
    ({ body }) => /"createdAt":"(.*?)"/.exec(body)?.[1]
  )

describe("the clock of an instance", () => {
  it.effect("follows that of the program, and is moved against it", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* TestClock.setTime(1000)
      assert.strictEqual(yield* created(instance, "one"), "1970-01-01T00:00:01.000Z")
      yield* instance.clock.adjust("1 day")
      assert.strictEqual(yield* created(instance, "two"), "1970-01-02T00:00:01.000Z")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* created(instance, "three"), "1970-01-02T00:01:01.000Z")
      yield* instance.clock.setTime(Date.UTC(2026, 0, 31))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* created(instance, "four"), "2026-01-31T00:00:01.000Z")
      yield* instance.clock.setTime(0)
      assert.strictEqual(yield* instance.clock.now, 0)
    })
  )

  it.effect("stands still where it is told to start", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ time: "2026-01-31T12:00:00Z" })
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* created(instance, "one"), "2026-01-31T12:00:00.000Z")
      yield* instance.clock.adjust("90 seconds")
      assert.strictEqual(yield* created(instance, "two"), "2026-01-31T12:01:30.000Z")
      const error = yield* Effect.flip(Instance.make({ time: "noon" }))
      assert.strictEqual(error.field, "time")
    })
  )

  it.effect("ends the delays that it is moved beyond, and no others", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(Fault.delay("1 hour"), Fault.delay("2 hours"), Fault.delay("1 minute"))
      const [hour, two, minute] = yield* Effect.forEach(["a", "b", "c"], (name) =>
        Effect.fork(createdAtOnce(instance, name))
      )
      if (hour === undefined || two === undefined || minute === undefined)
        return assert.fail("nothing was forked")
      // All three have met their faults by then, and wait.
      yield* Effect.repeatN(Effect.yieldNow(), 3)
      yield* instance.clock.adjust("1 hour")
      assert.strictEqual(yield* Fiber.join(hour), "1970-01-01T01:00:00.000Z")
      assert.strictEqual(yield* Fiber.join(minute), "1970-01-01T01:00:00.000Z")
      assert.strictEqual((yield* instance.users).length, 3)
      // The time of the program ends them as well.
      yield* TestClock.adjust("2 hours")
      assert.strictEqual(yield* Fiber.join(two), "1970-01-01T03:00:00.000Z")
    })
  )
})

describe("an instance that is reset", () => {
  it.effect(
    "is as it was at first: world, faults, journal, clock, and with a random seed the bytes of what it makes",
    () =>
      Effect.gen(function* () {
        const instance = yield* Instance.make({ seed, randomSeed: "s", time: "2026-01-01T00:00:00Z" })
        const story = Effect.gen(function* () {
          yield* instance.inject(Fault.dropAfter({ operation: "viewer", probability: 0.5 }))
          const answers = []
          for (const query of [
            create("one"),
            "mutation { generateApiKey(input: {}) { apiKey { id name } } }",
            "{ viewer { id } }",
            "{ viewer { id } }",
            "{ viewer { id } }"
          ]) {
            answers.push(yield* Effect.either(ask(instance, query)))
          }
          return answers
        })
        const world = [yield* instance.users, yield* instance.apiKeys, yield* instance.teams]
        const first = yield* story
        yield* instance.clock.adjust("1 day")
        yield* instance.reset
        deepStrictEqual([yield* instance.users, yield* instance.apiKeys, yield* instance.teams], world)
        deepStrictEqual(yield* instance.requests, [])
        deepStrictEqual(yield* instance.faults, [])
        deepStrictEqual(yield* story, first)
        deepStrictEqual(
          (yield* instance.requests).map(({ id }) => id),
          [1, 2, 3, 4, 5]
        )
      })
  )

  it.effect("makes other keys than before without a random seed", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const key = Effect.map(
        ask(instance, "mutation { generateApiKey(input: {}) { apiKey { name } } }"),
        ({ text }) => text
      )
      const before = yield* key
      yield* instance.reset
      assert.notStrictEqual(yield* key, before)
      assert.strictEqual((yield* ask(instance, "{ viewer { id } }")).status, 200)
    })
  )
})
