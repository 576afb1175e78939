import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import type { Instance } from "@effect-wandb/emulator"
import * as DataFile from "@effect-wandb/emulator/DataFile"
import { Cause, Effect, Exit, Redacted, Schema } from "effect"
import { ask, at, legacyKey, seed } from "./support.js"

const generate = "mutation { result: generateApiKey(input: {}) { apiKey { id name } } }"
const viewer = "{ viewer { username } }"

const createUser = (name: string): string =>
  `mutation { createUser(input: { email: "${name}@example.org" }) { user { id } } }`

/** A file that is not there yet, in a folder of its own. */
const newFile = Effect.map(
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped()),
  (folder) => `${folder}/world.json`
)

const namesIn = (instance: Instance.Instance.Service) =>
  Effect.map(instance.users, (users) => users.map(({ username }) => username))

/** What is in a file, without the moment at which it was written. */
const worldIn = (file: string) =>
  Effect.map(
    Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(file)),
    (text) => ({ ...Schema.decodeUnknownSync(Schema.parseJson(Schema.Object))(text), takenAt: "" })
  )

describe("a data file", () => {
  it.scoped("keeps users, teams, keys and invites across restarts, and not those that were deleted", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const first = yield* DataFile.make(file, { seed, adminKey: legacyKey })
      yield* ask(first, createUser("mary"))
      const made = yield* ask(first, generate, undefined, { as: "ada" })
      const secret = Redacted.make(String(at(made, "data", "result", "apiKey", "name")))
      const gone = yield* ask(first, generate, undefined, { as: "ada" })
      yield* ask(first, "mutation ($id: String) { deleteApiKey(input: { id: $id }) { success } }", {
        id: at(gone, "data", "result", "apiKey", "id")
      })
      const before = [yield* first.users, yield* first.apiKeys, yield* first.teams]

      const second = yield* DataFile.make(file, { seed: { users: [{ username: "nobody looks at this" }] } })
      deepStrictEqual([yield* second.users, yield* second.apiKeys, yield* second.teams], before)
      for (const key of [legacyKey, second.adminKey]) {
        deepStrictEqual(
          at(yield* ask(second, viewer, undefined, { as: key }), "data", "viewer", "username"),
          "root"
        )
      }
      deepStrictEqual(
        at(yield* ask(second, viewer, undefined, { as: secret }), "data", "viewer", "username"),
        "ada"
      )
      const deleted = Redacted.make(String(at(gone, "data", "result", "apiKey", "name")))
      assert.strictEqual((yield* ask(second, viewer, undefined, { as: deleted })).status, 401)

      // Ids go on where they were.
      const next = at(yield* ask(second, createUser("next")), "data", "createUser", "user", "id")
      assert.strictEqual(next, btoa(`User:${(yield* second.users).length}`))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("takes a new key of the admin, one that is known, and none that is somebody else's", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const adas = Redacted.make(`local-${"a".repeat(40)}`)
      yield* DataFile.make(file, { seed: { users: [{ username: "ada", apiKeys: [{ secret: adas }] }] } })
      for (const _ of ["new", "known"]) {
        const instance = yield* DataFile.make(file, { adminKey: legacyKey })
        assert.strictEqual(at(yield* ask(instance, viewer), "data", "viewer", "username"), "admin")
        assert.strictEqual((yield* instance.apiKeys).length, 3)
      }
      const error = yield* Effect.flip(DataFile.make(file, { adminKey: adas }))
      assert.strictEqual(error.message, "adminKey: this is the key of somebody else")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("holds digests, and no secret", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* newFile
      const instance = yield* DataFile.make(file, { adminKey: legacyKey })
      const made = String(at(yield* ask(instance, generate), "data", "result", "apiKey", "name"))
      const text = yield* fs.readFileString(file)
      for (const secret of [made, Redacted.value(legacyKey)]) assert.notInclude(text, secret)
      assert.strictEqual((yield* fs.stat(file)).mode & 0o777, 0o600)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("lists whole keys again where it did before", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const list = "{ viewer { apiKeys { edges { node { name } } } } }"
      const first = yield* DataFile.make(file, { apiKeyListing: "legacy", adminKey: legacyKey })
      const second = yield* DataFile.make(file, { apiKeyListing: "legacy", adminKey: legacyKey })
      assert.strictEqual((yield* ask(second, list)).text, (yield* ask(first, list)).text)
      assert.include((yield* ask(second, list)).text, Redacted.value(legacyKey))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  const damages: ReadonlyArray<readonly [string, (text: string) => string, RegExp]> = [
    ["is empty", () => "", /it is empty/],
    ["was cut off", (text) => text.slice(0, -20), /it is no JSON/],
    ["is of a version to come", (text) => text.replace('"version":1', '"version":2'), /version: /],
    [
      "has a field of another kind",
      (text) => text.replace('"username":"ada"', '"username":7'),
      /users\[1\]\.username: /
    ],
    [
      "lacks an owner",
      (text) => text.replace('"owner":2', '"owner":99'),
      /apiKeys\[0\]\.owner: there is no such user/
    ],
    [
      "has a name twice",
      (text) => text.replace('"username":"grace"', '"username":"ada"'),
      /users\[2\]\.username: /
    ],
    [
      "has no admin",
      (text) => text.replaceAll('"admin":true', '"admin":false'),
      /users: an instance has an admin/
    ],
    [
      "lacks an invite",
      (text) => text.replace(/"invites":\[.*?\]/, '"invites":[]'),
      /teams: a seat is offered/
    ],
    [
      "seats nobody",
      (text) => text.replace('"kind":"member","user":2', '"kind":"member","user":77'),
      /seats\[0\]/
    ]
  ]
  it.scoped.each(damages)("that %s is refused with its reason, and left as it is", ([, damage, reason]) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* newFile
      yield* DataFile.make(file, { seed })
      const damaged = damage(yield* fs.readFileString(file))
      yield* fs.writeFileString(file, damaged)
      const error = yield* Effect.flip(DataFile.make(file, { seed }))
      assert.strictEqual(error._tag, "DataFileError")
      assert.include(error.message, `${file}: it holds no world to go on with, and is left as it is: `)
      assert.match(error.message, reason)
      assert.strictEqual(yield* fs.readFileString(file), damaged)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("that is a folder, or in none, is refused", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      assert.match((yield* Effect.flip(DataFile.make(folder))).message, /it cannot be read/)
      assert.match(
        (yield* Effect.flip(DataFile.make(`${folder}/nowhere/world.json`))).message,
        /it cannot be written/
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("that cannot be written for a while makes no answer that could be lost, and catches up", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* newFile
      const instance = yield* DataFile.make(file)
      yield* fs.makeDirectory(`${file}.next`)
      const refused = yield* ask(instance, createUser("ada"))
      assert.strictEqual(refused.status, 503)
      assert.include(refused.text, "the world could not be kept")
      // Neither does one that only shows the user.
      assert.strictEqual((yield* ask(instance, "{ users { edges { node { username } } } }")).status, 503)
      yield* fs.remove(`${file}.next`, { recursive: true })
      assert.strictEqual((yield* ask(instance, viewer)).status, 200)
      deepStrictEqual(yield* namesIn(yield* DataFile.make(file)), ["admin", "ada"])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("writes changes together that come while one is written", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* newFile
      let writes = 0
      const counting = {
        ...fs,
        rename: (from: string, to: string) => Effect.suspend(() => (writes++, fs.rename(from, to)))
      }
      const instance = yield* Effect.provideService(DataFile.make(file), FileSystem.FileSystem, counting)
      const names = Array.from({ length: 50 }, (_, index) => `u${index}`)
      yield* Effect.forEach(names, (name) => ask(instance, createUser(name)), { concurrency: "unbounded" })
      assert.isBelow(writes, 10)
      deepStrictEqual(yield* namesIn(yield* DataFile.make(file)), ["admin", ...names])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("has a whole world at every step of writing one, with all that was answered", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* newFile
      let stepsLeft = Infinity
      const step = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
        Effect.suspend(() => (stepsLeft-- > 0 ? effect : Effect.dieMessage("killed")))
      // Dies at a step of a write, which is half done then.
      const mortal: FileSystem.FileSystem = {
        ...fs,
        open: (path, options) =>
          Effect.map(step(fs.open(path, options)), (handle) => ({
            ...handle,
            writeAll: (bytes: Uint8Array) =>
              Effect.zipRight(
                handle.writeAll(bytes.subarray(0, 100)),
                step(handle.writeAll(bytes.subarray(100)))
              ),
            sync: step(handle.sync)
          })),
        rename: (from, to) => step(fs.rename(from, to))
      }
      const killed: Array<string> = []
      for (const steps of [0, 1, 2, 3, 4]) {
        stepsLeft = Infinity
        const instance = yield* Effect.provideService(DataFile.make(file), FileSystem.FileSystem, mortal)
        const before = yield* worldIn(file)
        stepsLeft = steps
        const exit = yield* Effect.exit(ask(instance, createUser(`u${steps}`)))
        if (Exit.isFailure(exit)) {
          killed.push(String(Cause.squash(exit.cause)))
          deepStrictEqual(yield* worldIn(file), before)
        }
        const after = yield* DataFile.make(file)
        assert.strictEqual((yield* namesIn(after)).includes(`u${steps}`), Exit.isSuccess(exit))
      }
      deepStrictEqual(killed, Array(4).fill("RuntimeException: killed"))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
