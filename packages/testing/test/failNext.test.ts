import { ApiKeys, Users } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect } from "effect"
import { outcome } from "./support.js"

const world = WandbTest.layer({ users: [{ username: "root", admin: true }, { username: "ada" }] })

describe("WandbTest.failNext", () => {
  it.effect("lets the next request for an operation go wrong, and no other", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("generateApiKey", Fault.dropAfter())
      assert.strictEqual(yield* outcome(Users.viewer), "success")
      assert.strictEqual(yield* outcome(ApiKeys.generate()), "OutcomeUnknown")
      assert.strictEqual(yield* outcome(ApiKeys.generate()), "success")
      deepStrictEqual(
        (yield* WandbTest.requestsTo("generateApiKey")).map(({ fault }) => fault),
        ["DropAfter", undefined]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("takes the name of a GraphQL operation too", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("UserByUsername", Fault.refuse())
      const get = Users.get({ username: "ada" })
      deepStrictEqual([yield* outcome(get), yield* outcome(get)], ["RequestFailed", "success"])
    }).pipe(Effect.provide(world))
  )

  it.effect("takes faults of an operation in their order", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("viewer", Fault.respond({ status: 401 }))
      yield* WandbTest.failNext("viewer", Fault.respond({ status: 503 }))
      const three = Effect.all(Arr.replicate(outcome(Users.viewer), 3))
      deepStrictEqual(yield* three, ["Unauthenticated", "RequestFailed", "success"])
    }).pipe(Effect.provide(world))
  )

  it.effect("goes by its own target, and by how many times the fault says", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("viewer", Fault.refuse({ operation: "users", probability: 0.001, times: 2 }))
      const three = Effect.all(Arr.replicate(outcome(Users.viewer), 3))
      deepStrictEqual(yield* three, ["RequestFailed", "RequestFailed", "success"])
    }).pipe(Effect.provide(world))
  )
})

describe("WandbTest.requestsTo", () => {
  it.effect("gives the requests for a root field or of a GraphQL operation", () =>
    Effect.gen(function* () {
      yield* Users.viewer
      yield* WandbTest.actAs("ada")(Users.viewer)
      yield* ApiKeys.generate()
      const asWhom = (operation: string) =>
        Effect.map(WandbTest.requestsTo(operation), (requests) => requests.map(({ username }) => username))
      deepStrictEqual(yield* asWhom("viewer"), ["root", "ada"])
      deepStrictEqual(yield* asWhom("GenerateApiKey"), ["root"])
      deepStrictEqual(yield* asWhom("createUser"), [])
    }).pipe(Effect.provide(world))
  )
})
