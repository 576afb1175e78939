import { Users } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Layer } from "effect"
import { fileURLToPath } from "node:url"
import * as Pipeline from "../roster/src/pipeline.js"

const file = fileURLToPath(new URL("../roster/roster.yaml", import.meta.url))

const world = Layer.merge(
  WandbTest.layer({
    users: [
      { username: "root", email: "root@example.com", admin: true },
      { username: "ada", email: "ada@example.com", admin: true },
      { username: "hopper", email: "g.hopper@example.com" },
      { username: "contractor", email: "me@elsewhere.org" }
    ],
    teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }, { username: "hopper" }] }]
  }),
  NodeContext.layer
)

/** A roster that differs from the one of the example. */
const edited = (edit: (text: string) => string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const copy = `${yield* fs.makeTempDirectoryScoped()}/roster.yaml`
    yield* fs.writeFileString(copy, edit(yield* fs.readFileString(file)))
    return copy
  })

const verdicts = <E, R>(jobs: ReadonlyArray<Effect.Effect<Pipeline.Report, E, R>>) =>
  Effect.map(Effect.all(jobs), (reports) => reports.map(({ verdict }) => verdict))

describe("the pipeline", () => {
  it.effect("shows what would be changed, changes it, and finds what is changed by hand", () =>
    Effect.gen(function* () {
      const before = yield* WandbTest.teams
      const { text, verdict } = yield* Pipeline.plan(file)
      assert.strictEqual(verdict, "changes")
      assert.include(text, "+ create user linus@example.com")
      deepStrictEqual(yield* WandbTest.teams, before)

      deepStrictEqual(yield* verdicts([Pipeline.apply(file), Pipeline.apply(file), Pipeline.drift(file)]), [
        "clean",
        "clean",
        "clean"
      ])
      yield* Effect.flatMap(Users.get({ username: "ada" }), (user) =>
        Users.update(user, { name: "Ada King" })
      )
      const drift = yield* Pipeline.drift(file)
      assert.strictEqual(drift.verdict, "changes")
      assert.include(drift.text, "not as the roster says")
    }).pipe(Effect.provide(world))
  )

  it.scoped("changes nothing where a guard refuses it", () =>
    Effect.gen(function* () {
      const reckless = yield* edited((text) =>
        text
          .replace("  - { email: ada@example.com, name: Ada Lovelace, admin: true }\n", "")
          .replaceAll(/.*ada@.*\n/g, "")
      )
      const before = yield* WandbTest.users
      deepStrictEqual(yield* verdicts([Pipeline.plan(reckless), Pipeline.apply(reckless)]), [
        "refused",
        "refused"
      ])
      deepStrictEqual(yield* WandbTest.users, before)
    }).pipe(Effect.provide(world))
  )

  it.effect("says what was not done, and does the rest the next time", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("createUser", Fault.respond({ status: 403 }))
      const { text, verdict } = yield* Pipeline.apply(file)
      assert.strictEqual(verdict, "incomplete")
      assert.match(text, /^Failed: create user linus@example.com: /m)
      deepStrictEqual(yield* verdicts([Pipeline.apply(file), Pipeline.drift(file)]), ["clean", "clean"])
    }).pipe(Effect.provide(world))
  )

  it.effect("takes nothing that it cannot read for absent", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 403 }))
      assert.strictEqual((yield* Effect.flip(Pipeline.apply(file)))._tag, "RosterUnreadable")
    }).pipe(Effect.provide(world))
  )
})
