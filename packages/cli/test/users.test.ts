import * as Users from "@effect-wandb/core/Users"
import * as WandbError from "@effect-wandb/core/WandbError"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { happened } from "../src/internal/words.js"
import { run } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const userOf = (username: string) =>
  Effect.map(WandbTest.users, (users) => users.find((user) => user.username === username))

const json = (...args: ReadonlyArray<string>) =>
  Effect.map(run([...args, "-o", "json"]), ({ status, stderr, stdout }) => ({
    status,
    stderr,
    value: stdout === "" ? undefined : JSON.parse(stdout)
  }))

describe("users get", () => {
  it.effect("shows a user by username, by email address and by id", () =>
    Effect.gen(function* () {
      const byName = yield* run(["users", "get", "ada", "-o", "json"])
      strictEqual(byName.status, 0)
      const { id, username } = JSON.parse(byName.stdout)
      strictEqual(username, "ada")
      deepStrictEqual(yield* run(["users", "get", "-o", "json", "ADA@example.com"]), byName)
      deepStrictEqual(yield* run(["users", "--output=json", "get", `id:${id}`]), byName)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("users create", () => {
  it.effect("creates a user with a name and rights, and shows the user", () =>
    Effect.gen(function* () {
      const line = ["users", "create", "lin@example.com", "--admin", "--name", "Lin"]
      const { status, stderr, value } = yield* json(...line)
      deepStrictEqual([status, stderr], [0, ""])
      deepStrictEqual([value.username, value.name, value.admin], ["lin", "Lin", true])
      const user = yield* userOf("lin")
      deepStrictEqual([user?.email, user?.name, user?.admin], ["lin@example.com", "Lin", true])
      const again = yield* run(line)
      strictEqual(again.status, 1)
      assert.include(again.stderr, 'A user with the email "lin@example.com" exists already')
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("says that there is a user whose name could not be set", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("updateUser", Fault.respond({ status: 400, body: "no" }))
      const { status, stderr } = yield* run(["users", "create", "lin@example.com", "--name", "Lin"])
      strictEqual(status, 1)
      assert.match(stderr, /^error: The user lin@example.com was created, and the name was not set: /)
      assert.include(stderr, "effect-wandb users update lin@example.com --name sets it.")
      strictEqual((yield* userOf("lin"))?.name, "lin")
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("refuses what contradicts itself before anything is sent", () =>
    Effect.gen(function* () {
      const refuses = (args: ReadonlyArray<string>, said: string) =>
        Effect.map(run(["users", "create", ...args]), ({ status, stderr }) => {
          strictEqual(status, 1)
          assert.include(stderr, said)
        })
      yield* refuses([], "Nothing says who is to be created.")
      yield* refuses(["a@b", "--csv", "-"], "An email address and --csv are both given.")
      yield* refuses(["--csv", "-", "--admin"], "--admin and --name are about one user")
      yield* refuses(["--csv", "-", "--concurrency", "11"], "It is a number from 1 to 10.")
      yield* refuses(["a@b", "--name", " "], "--name is empty.")
      yield* refuses(["nobody"], "The email has no @.")
      deepStrictEqual(yield* WandbTest.requests, [])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("users update", () => {
  it.effect("changes what is given and nothing else", () =>
    Effect.gen(function* () {
      const before = yield* userOf("ada")
      const { status, value } = yield* json("users", "update", "ada", "--name", "Ada Lovelace", "--admin")
      deepStrictEqual([status, value.name, value.admin], [0, "Ada Lovelace", true])
      deepStrictEqual(yield* userOf("ada"), { ...before, name: "Ada Lovelace", admin: true })
      yield* json("users", "update", "ada@example.com", "--no-admin", "--default-entity", "vision")
      const moved = yield* json("users", "update", "ada", "--email", "lovelace@example.com")
      deepStrictEqual(
        [moved.value.email, moved.value.admin, moved.value.defaultEntity],
        ["lovelace@example.com", false, "vision"]
      )
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("takes no rights from the last administrator unless it is forced", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["users", "update", "root", "--no-admin"])
      strictEqual(status, 3)
      assert.include(stderr, "Give --force if that is meant.")
      strictEqual((yield* userOf("root"))?.admin, true)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("needs something to change, and one thing at a time", () =>
    Effect.gen(function* () {
      const nothing = yield* run(["users", "update", "ada"])
      assert.include(nothing.stderr, "Nothing says what is to be changed.")
      const both = yield* run(["users", "update", "ada", "--admin", "--no-admin"])
      assert.include(both.stderr, "--admin and --no-admin are both given.")
      deepStrictEqual([nothing.status, both.status], [1, 1])
      deepStrictEqual(yield* WandbTest.requests, [])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("users delete and restore", () => {
  it.effect("delete a user once it is confirmed, and take the user back", () =>
    Effect.gen(function* () {
      const isDeleted = Effect.map(userOf("ada"), (user) => user?.deletedAt !== null)
      const unasked = yield* run(["users", "delete", "ada"])
      strictEqual(unasked.status, 1)
      assert.include(unasked.stderr, "Delete the user ada (ada@example.com)? Nothing was done.")
      const no = yield* run(["users", "delete", "ada"], { terminal: 80, keys: ["n"] })
      deepStrictEqual([no.status, yield* isDeleted], [1, false])
      const left = yield* run(["users", "delete", "ada"], { terminal: 80, keys: ["ctrl-c"] })
      deepStrictEqual([left.status, yield* isDeleted], [130, false])
      assert.include(left.stderr, "Interrupted before anything was changed.")

      const yes = yield* run(["users", "delete", "ada"], { terminal: 80, keys: ["y"] })
      deepStrictEqual([yes.status, yield* isDeleted], [0, true])
      const again = yield* run(["users", "delete", "ada", "--yes"])
      strictEqual(again.status, 0)
      strictEqual(again.stderr, "ada (ada@example.com) is deleted already.\n")

      const { status, value } = yield* json("users", "restore", "ada")
      deepStrictEqual([status, value.deletedAt, yield* isDeleted], [0, null, false])
      const there = yield* run(["users", "restore", "ada"])
      deepStrictEqual([there.status, there.stderr], [0, "ada (ada@example.com) is not deleted.\n"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("refuse oneself unless it is forced", () =>
    Effect.gen(function* () {
      const { status } = yield* run(["users", "delete", "root", "--yes"])
      strictEqual(status, 3)
      strictEqual((yield* userOf("root"))?.deletedAt, null)
      const nobody = yield* run(["users", "restore", "nobody"])
      strictEqual(nobody.status, 1)
      assert.include(nobody.stderr, 'No user has the username "nobody".')
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("the words of the command line", () => {
  it.effect("are those for what a service says, whatever service it is", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Users.get({ username: "ada" }))
      strictEqual(happened(error), 'No user has the username "ada".')
    }).pipe(
      Effect.provide(
        Users.layerMock({
          get: ({ username = "" }) =>
            Effect.fail(new WandbError.UserNotFound({ by: "username", value: username }))
        })
      )
    )
  )
})
