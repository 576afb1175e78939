import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { begin, run } from "./support/cli.js"

const seed = {
  users: [{ username: "root", admin: true }],
  teams: [{ name: "engine", members: [{ username: "root", role: "admin" }] }]
}

const line = ["service-accounts", "create", "engine", "--description", "ci"]

/** A key of the form of before, as servers have it that show the keys of service accounts. */
const key = /(?<![\w-])(?:local-)?[0-9a-f]{40}(?![\w-])/

const over =
  (apiKeyListing: "hashed" | "legacy") =>
  <A, E, R>(test: Effect.Effect<A, E, R>) =>
    Effect.provide(test, [WandbTest.layer(seed, { apiKeyListing }), NodeFileSystem.layer])

const members = Effect.map(WandbTest.teams, ([team]) => team?.members.map(({ username }) => username))

const folder = Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())

describe("service-accounts create", () => {
  it.effect("creates an account, and shows it", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run([...line, "-o", "json"])
      strictEqual(status, 0)
      const { accountType, name, username } = JSON.parse(stdout)
      deepStrictEqual({ accountType, name }, { accountType: "SERVICE", name: "ci" })
      deepStrictEqual(yield* members, ["root", username])
    }).pipe(over("hashed"))
  )

  it.scoped("brings its key where it is to go, and shows it nowhere else", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = `${yield* folder}/key`
      const ran = yield* Canary.expectNoKeys(run([...line, "--out", path]))
      strictEqual(ran.status, 0)
      assert.notMatch(ran.stdout + ran.stderr, key)
      assert.include(ran.stderr, `Its API key went to the file ${path}.`)
      const secret = yield* files.readFileString(path)
      assert.match(secret, key)
      strictEqual(Number((yield* files.stat(path)).mode) & 0o777, 0o600)
      // The key lets the account in.
      const whoami = yield* run(["whoami", "-o", "json", "--api-key-file", path])
      strictEqual(JSON.parse(whoami.stdout).name, "ci")
      const shown = yield* run([...line, "--reveal"], { terminal: 80 })
      assert.match(shown.stdout.split("\n")[0] ?? "", key)
    }).pipe(over("legacy"))
  )

  it.scoped("replaces no file that holds something, unless that is meant", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = `${yield* folder}/notes`
      yield* files.writeFileString(path, "something else\n")
      const { status, stderr } = yield* run([...line, "--out", path])
      strictEqual(status, 1)
      assert.include(stderr, "Give --yes if that is meant.")
      strictEqual(yield* files.readFileString(path), "something else\n")
      strictEqual((yield* WandbTest.requestsTo("createServiceAccount")).length, 0)
      strictEqual((yield* run([...line, "--out", path, "--yes"])).status, 0)
      assert.match(yield* files.readFileString(path), key)
    }).pipe(over("legacy"))
  )

  it.scoped("says that the server does not show the key, and leaves the account", () =>
    Effect.gen(function* () {
      const path = `${yield* folder}/key`
      const { status, stderr, stdout } = yield* run([...line, "--out", path, "-o", "csv"])
      strictEqual(status, 1)
      assert.include(stdout, "engine-ci")
      assert.include(
        stderr,
        `error: The service account engine-ci was created, and the server does not show its API key: nothing was put into the file ${path}.\n`
      )
      strictEqual(yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.exists(path)), false)
      deepStrictEqual(yield* members, ["root", "engine-ci"])
    }).pipe(over("hashed"))
  )

  it.effect("removes the account again when its key cannot be read or stored", () =>
    Effect.gen(function* () {
      const stored = yield* run([...line, "--store-command", "cat >/dev/null; echo no room >&2; exit 3"])
      strictEqual(stored.status, 1)
      strictEqual(stored.stdout, "")
      assert.include(stored.stderr, "Removed the service account engine-ci again.")
      assert.include(stored.stderr, "error: The store command ended with code 3, and said: no room")
      yield* WandbTest.failNext("TeamMemberKeys", Fault.graphqlErrors([{ message: "no" }]))
      const read = yield* run([...line, "--store-command", "cat >/dev/null"])
      strictEqual(read.status, 1)
      deepStrictEqual(yield* members, ["root"])
    }).pipe(over("legacy"))
  )

  it.effect("removes the account again when it is interrupted before the key is stored", () =>
    Effect.gen(function* () {
      const { instance } = yield* WandbTest.WandbTest
      yield* WandbTest.inject(Fault.delay("1 hour", { operation: "TeamMemberKeys" }))
      const running = yield* begin([...line, "--store-command", "cat >/dev/null"])
      yield* Effect.repeat(Effect.zipLeft(instance.faults, Effect.yieldNow()), {
        until: (faults) => faults.every(({ met }) => met > 0)
      })
      yield* running.interrupt
      const { stderr } = yield* running.ended
      assert.include(stderr, "Interrupted after the service account was removed again.\n")
      deepStrictEqual(yield* members, ["root"])
    }).pipe(over("legacy"))
  )

  it.effect("says so when the account is left", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("deleteInvite", Fault.graphqlErrors([{ message: "no" }]))
      const { status, stderr } = yield* run([...line, "--store-command", "exit 3"])
      strictEqual(status, 1)
      assert.include(stderr, "The service account engine-ci is left in the team engine")
      deepStrictEqual(yield* members, ["root", "engine-ci"])
    }).pipe(over("legacy"))
  )

  it.effect("creates nothing before it is known where the key goes", () =>
    Effect.gen(function* () {
      for (const wrong of [
        [...line, "--reveal"],
        [...line, "--reveal", "--out", "key"],
        [...line, "--out", "/nonexistent/key"],
        ["service-accounts", "create", "engine", "--description", " "],
        ["service-accounts", "create", "nowhere", "--description", "ci"]
      ]) {
        strictEqual((yield* run(wrong)).status, 1)
      }
      deepStrictEqual(yield* members, ["root"])
    }).pipe(over("hashed"))
  )
})
