import { ApiKeys, Teams, Users } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Effect, Exit } from "effect"

const world = WandbTest.layer({
  users: [
    { username: "root", admin: true, apiKeys: [{ description: "of old" }] },
    { username: "ada", apiKeys: [{ description: "laptop" }] }
  ],
  teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }] }]
})

const asAda = WandbTest.actAs("ada")

/** The defect that an assertion dies of. */
const complaint = <R>(expectation: Effect.Effect<void, never, R>) =>
  Effect.map(Effect.exit(expectation), (exit) =>
    Exit.isFailure(exit) ? Cause.squash(exit.cause) : assert.fail("it held")
  )

describe("WandbTest.expectNoLiveKeys", () => {
  it.effect("holds where the keys are those with which the world began", () =>
    Effect.gen(function* () {
      yield* WandbTest.expectNoLiveKeys()
      deepStrictEqual(yield* WandbTest.liveKeys, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("holds where a key was made and deleted, or its scope was closed", () =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate()
      yield* ApiKeys.deleteById(key.id)
      yield* Effect.scoped(ApiKeys.scoped({ description: "for now" }))
      yield* WandbTest.expectNoLiveKeys()
    }).pipe(Effect.provide(world))
  )

  it.effect("dies of keys that are left, naming each, its owner and what it is for", () =>
    Effect.gen(function* () {
      const one = yield* ApiKeys.generate({ description: 'the "nightly" export' })
      const other = yield* asAda(ApiKeys.generate())
      const defect = yield* complaint(WandbTest.expectNoLiveKeys())
      assert.isTrue(defect instanceof WandbTest.KeysLeft)
      assert.strictEqual(
        defect instanceof Error && defect.message,
        [
          "2 API keys are alive that the world did not begin with:",
          `- ${one.name} of root (id ${one.id}), described as "the \\"nightly\\" export"`,
          `- ${other.name} of ada (id ${other.id}), without a description`,
          "The program has to delete what it makes, as ApiKeys.scoped does. Of a key that is meant to stay, give the description as `except`."
        ].join("\n")
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("dies of a key even where one was deleted that was there before", () =>
    Effect.gen(function* () {
      const ada = yield* Users.get({ username: "ada" })
      const [old] = yield* ApiKeys.list(ada)
      yield* ApiKeys.deleteById(old?.id ?? assert.fail("there is no key"))
      yield* asAda(ApiKeys.generate())
      assert.include(String(yield* complaint(WandbTest.expectNoLiveKeys())), "An API key is alive")
      const { stack } = yield* Effect.map(complaint(WandbTest.expectNoLiveKeys()), (defect) =>
        defect instanceof Error ? defect : assert.fail("it is no error")
      )
      assert.match(stack ?? "", /^KeysLeft: [^]*?\n +at [^]*?liveKeys\.test\.ts/)
      assert.notInclude(stack, "WandbTest.ts")
    }).pipe(Effect.provide(world))
  )

  it.effect("looks at the keys of one owner, when it is given one", () =>
    Effect.gen(function* () {
      yield* asAda(ApiKeys.generate({ description: "kept" }))
      yield* WandbTest.expectNoLiveKeys({ owner: "root" })
      assert.include(String(yield* complaint(WandbTest.expectNoLiveKeys({ owner: "ada" }))), "of ada")
    }).pipe(Effect.provide(world))
  )

  it.effect("leaves out what is meant to stay, with and without the mark of settle", () =>
    Effect.gen(function* () {
      yield* ApiKeys.generate({ description: "kept" })
      yield* ApiKeys.generate({ description: "kept", settle: true })
      yield* ApiKeys.generate({ settle: true })
      const other = yield* ApiKeys.generate({ description: "kept too" })
      const defect = yield* complaint(WandbTest.expectNoLiveKeys({ except: ["kept", ""] }))
      deepStrictEqual(defect instanceof WandbTest.KeysLeft && defect.keys.map(({ id }) => id), [
        String(other.id)
      ])
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "does not mind the keys of users who are deleted, which let nobody in, until they are restored",
    () =>
      Effect.gen(function* () {
        yield* asAda(ApiKeys.generate())
        const ada = yield* Users.delete(yield* Users.get({ username: "ada" }))
        yield* WandbTest.expectNoLiveKeys()
        yield* Users.restore(ada)
        yield* complaint(WandbTest.expectNoLiveKeys())
      }).pipe(Effect.provide(world))
  )

  it.effect("minds the key that a service account has from the start on an older server", () =>
    Effect.gen(function* () {
      yield* Teams.createServiceAccount("engine", { description: "ci" })
      assert.include(String(yield* complaint(WandbTest.expectNoLiveKeys())), "of engine-ci")
    }).pipe(Effect.provide(WandbTest.layer({ teams: [{ name: "engine" }] }, { apiKeyListing: "legacy" })))
  )
})
