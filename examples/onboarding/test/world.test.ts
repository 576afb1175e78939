import { Users } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Layer } from "effect"
import { Joiner, Receipt } from "../src/Joiner.js"
import { onboard } from "../src/onboard.js"
import { layerMemory, SecretStore } from "../src/SecretStore.js"
import { ciJob, Outbox, over, person, recipients } from "./support.js"

const seats = Effect.map(WandbTest.teams, (teams) =>
  teams.flatMap(({ members }) => members.map(({ role, username }) => `${username}: ${role}`))
)

describe("a person", () => {
  it.effect("is given a user, a seat in the team, and a letter", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* onboard(person("mary")), new Receipt({ team: "engine" }))
      const names = (yield* WandbTest.users).map(({ username }) => username)
      deepStrictEqual(names, ["root", "robot", "ada", "grace", "mary"])
      deepStrictEqual(yield* seats, ["ada: admin", "mary: member"])
      deepStrictEqual(yield* recipients, ["mary@example.com"])
    }).pipe(Effect.provide(over()))
  )

  it.effect("who is there keeps user, seat and role", () =>
    Effect.gen(function* () {
      yield* onboard(person("ada"))
      assert.strictEqual((yield* WandbTest.users).length, 4)
      deepStrictEqual(yield* seats, ["ada: admin"])
    }).pipe(Effect.provide(over()))
  )

  it.effect("who comes back is restored", () =>
    Effect.gen(function* () {
      yield* onboard(new Joiner({ ...person("grace"), role: "view-only" }))
      const grace = yield* Users.get({ username: "grace" })
      assert.strictEqual(grace.deletedAt._tag, "None")
      deepStrictEqual(yield* seats, ["ada: admin", "grace: view-only"])
    }).pipe(Effect.provide(over()))
  )
})

describe("a CI job", () => {
  it.effect("is given a key of the CI account, whose secret is stored and not told", () =>
    Effect.gen(function* () {
      const receipt = yield* onboard(ciJob("nightly"))
      deepStrictEqual(receipt, new Receipt({ team: "engine", secret: "wandb/engine/nightly" }))
      const keys = yield* WandbTest.liveKeys
      assert.strictEqual(keys.length, 1)
      const key = keys[0] ?? assert.fail("there is no key")
      assert.strictEqual(key.username, "robot")
      assert.match(key.description ?? "", /^engine: nightly \[ref /)
      const store = yield* SecretStore
      assertSome(yield* store.find("wandb/engine/nightly"), key.id)
      const [letter] = yield* yield* Outbox
      assert.include(letter?.text, "wandb/engine/nightly")
      deepStrictEqual(yield* seats, ["ada: admin", "robot: member"])
    }).pipe(Effect.provide(over()))
  )

  it.effect("has one key, also when another one was left behind by a run that was cut off", () =>
    Effect.gen(function* () {
      yield* onboard(ciJob("nightly"))
      yield* onboard(ciJob("weekly"))
      // A store that has lost everything is what a crash before the first secret was stored leaves.
      yield* onboard(ciJob("nightly")).pipe(Effect.provide(Layer.fresh(layerMemory)))
      yield* WandbTest.expectNoLiveKeys({ except: ["engine: nightly", "engine: weekly"] })
      assert.strictEqual((yield* WandbTest.liveKeys).length, 2)
    }).pipe(Effect.provide(over()))
  )
})

describe("a department without a team", () => {
  it.effect("is told before anything is done", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(onboard(new Joiner({ ...person("mary"), department: "poetry" })))
      assert.strictEqual(error._tag, "UnknownDepartment")
      assert.include(error.message, "poetry")
      assert.strictEqual((yield* WandbTest.users).length, 4)
      deepStrictEqual(yield* recipients, [])
    }).pipe(Effect.provide(over()))
  )
})
