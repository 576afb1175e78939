import { KeyRotation, RotationJournal } from "@effect-wandb/admin"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import { ApiKeys, ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
import { type Seed, WandbTest } from "@effect-wandb/testing"
import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Fiber, Layer, Option, Stream, TestClock } from "effect"
import { readFileSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import { leaver } from "../src/leaver.js"
import { nightly } from "../src/nightlyRotation.js"
import { sync } from "../src/syncRoster.js"

const seed: Seed.Seed = {
  users: [
    { username: "root", email: "root@example.com", admin: true, apiKeys: [{ description: "export" }] },
    { username: "ada", email: "ada@example.com", admin: true, apiKeys: [{ description: "laptop" }] },
    { username: "hopper", email: "g.hopper@example.com" },
    { username: "contractor", email: "me@elsewhere.org" }
  ],
  teams: [
    { name: "engine", members: [{ username: "ada", role: "admin" }, { username: "hopper" }] },
    { name: "elsewhere", members: [{ username: "contractor", role: "admin" }] }
  ]
}

const world = Layer.mergeAll(WandbTest.layer(seed), RotationJournal.layerMemory, NodeContext.layer)

/** Whether a rotation waits for the end of its overlap. */
const overlapping = Effect.map(KeyRotation.unfinished, (states) =>
  states.some(({ _tag }) => _tag === "Overlapping")
)

describe("the nightly rotation", () => {
  it.scoped("replaces the key, of which the file always holds one that works", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/key`
      const worksNow = Effect.gen(function* () {
        const secret = yield* ApiKeySecret.make(yield* fs.readFileString(path))
        return yield* Effect.isSuccess(Users.viewer.pipe(Credentials.actAs(secret)))
      })
      for (const _ of ["tonight", "tomorrow night"]) {
        const night = yield* Effect.fork(nightly("export", path))
        // Files take their time, which no clock of a test has: until the overlap is waited for.
        while (!(yield* overlapping)) yield* Effect.promise(() => setImmediate())
        yield* TestClock.adjust("10 minutes")
        const { _tag } = yield* Fiber.join(night)
        assert.strictEqual(_tag, "Done")
        assert.isTrue(yield* worksNow)
      }
      const keys = (yield* WandbTest.liveKeys).map(({ description }) => description)
      assert.strictEqual(keys.length, 1)
      assert.match(String(keys[0]), /^export \[ref/)
    }).pipe(Effect.provide(world))
  )

  it.effect("says which key it does not find", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(nightly("backup", "/nowhere/key"))
      assert.strictEqual(error.message, 'None of the keys is described as "backup".')
    }).pipe(Effect.provide(world))
  )
})

it.effect("a leaver has nothing left, and the team has its successor", () =>
  Effect.gen(function* () {
    const receipt = yield* leaver("ada@example.com", { engine: "hopper" })
    deepStrictEqual(
      receipt.outcomes.map(({ _tag, step }) => [_tag, step._tag]),
      [
        ["Done", "DeleteApiKey"],
        ["Done", "HandOver"],
        ["Done", "RemoveMember"],
        ["Done", "RevokeAdmin"],
        ["Done", "DeleteUser"]
      ]
    )
    const ada = yield* Users.get({ email: "ada@example.com" })
    assert.isTrue(Option.isSome(ada.deletedAt))
    deepStrictEqual(yield* ApiKeys.list(ada), [])
  }).pipe(Effect.provide(world))
)

describe("the roster", () => {
  const path = new URL("../roster/roster.yaml", import.meta.url).pathname

  it.effect("is made what is there, and stays it", () =>
    Effect.gen(function* () {
      const receipt = yield* sync(path)
      assert.deepInclude(receipt, { failed: 0, unknown: 0 })
      const grace = yield* Users.get({ email: "grace@example.com" })
      assert.strictEqual(Option.getOrNull(grace.username), "hopper")
      const before = yield* WandbTest.teams
      assert.strictEqual((yield* sync(path)).entries.length, 0)
      deepStrictEqual(yield* WandbTest.teams, before)
      assert.isTrue(before.some(({ name }) => name === "elsewhere"))
      deepStrictEqual(
        (yield* Stream.runCollect(Users.list)).length,
        // Linus is new, and so is the service account.
        6
      )
    }).pipe(Effect.provide(world))
  )

  it("is written as its reader writes it, comments aside", () => {
    const text = readFileSync(path, "utf8")
    const { roster } = Effect.runSync(RosterFile.parse(text, path))
    deepStrictEqual(Effect.runSync(RosterFile.parse(RosterFile.format(roster))).roster, roster)
  })
})
