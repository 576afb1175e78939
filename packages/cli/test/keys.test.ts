import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { ApiKeys, ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, Option, Redacted } from "effect"
import { begin, run, steering } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const keysOf = (username: string) =>
  Effect.map(WandbTest.apiKeys, (keys) => keys.filter((key) => key.username === username))

const rowsOf = (stdout: string) => JSON.parse(stdout)

const inFolder = <A, E, R>(test: (folder: string, files: FileSystem.FileSystem) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    return yield* test(yield* files.makeTempDirectoryScoped(), files)
  }).pipe(Effect.scoped, Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer]))

/** Whose key is in a file, as the key itself says. */
const ownerIn = (path: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const secret = yield* ApiKeySecret.make(yield* files.readFileString(path))
    const { username } = yield* Credentials.actAs(Users.viewer, secret)
    return Option.getOrNull(username)
  })

describe("keys list", () => {
  it.effect("lists one's own keys, or somebody's", () =>
    Effect.gen(function* () {
      const [own] = yield* keysOf("root")
      const mine = yield* run(["keys", "list", "-o", "json"])
      deepStrictEqual(rowsOf(mine.stdout), [
        { id: own?.id, name: own?.name, description: own?.description, owner: "root", secretListed: false }
      ])
      const adas = yield* run(["keys", "list", "ada@example.com"])
      deepStrictEqual([adas.status, adas.stderr], [0, ""])
      assert.match(
        adas.stdout,
        /^name +description +owner +id\nwandb_v1_\w+ +laptop +ada +\S+\nwandb_v1_\w+ +cluster/
      )
      const nobody = yield* run(["keys", "list", "nobody"])
      strictEqual(nobody.status, 1)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("shows no key that somebody has written into a description", () =>
    Effect.gen(function* () {
      const { secret } = yield* ApiKeys.generate({ description: "first" })
      yield* ApiKeys.generate({ description: `as ${Redacted.value(secret)}` })
      const { stdout } = yield* run(["keys", "list", "-o", "json"])
      assert.include(stdout, "as <redacted>")
      assert.notInclude(stdout, Redacted.value(secret).slice(20))
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("keys generate", () => {
  it.effect("puts the secret into a file, and shows it nowhere", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const path = `${folder}/key`
        const line = ["keys", "generate", "--description", "ci", "--out", path, "-o", "json"]
        const { status, stderr, stdout } = yield* Canary.expectNoKeys(run(line))
        deepStrictEqual(
          [status, stderr],
          [0, `The secret went to the file ${path}, and is shown nowhere else.\n`]
        )
        const [made] = yield* WandbTest.liveKeys
        const { description, id, name, owner } = rowsOf(stdout)
        deepStrictEqual([id, name, owner], [made?.id, made?.name, "root"])
        assert.match(description, /^ci \[ref [0-9a-z]+\]$/)
        strictEqual(yield* ownerIn(path), "root")
        strictEqual((yield* files.stat(path)).mode & 0o777, 0o600)
      })
    )
  )

  it.effect("shows the secret on a terminal if that is asked for", () =>
    Effect.gen(function* () {
      const line = ["keys", "generate", "--description", "ci", "--reveal"]
      const shown = yield* run(line, { terminal: 100 })
      strictEqual(shown.status, 0)
      assert.match(shown.stdout, /^wandb_v1_\w{60,}\n/)
      strictEqual((yield* run(line)).status, 1)
      strictEqual((yield* WandbTest.liveKeys).length, 1)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("makes no key that nobody could use", () =>
    Effect.gen(function* () {
      const nowhere = yield* run(["keys", "generate", "--description", "ci"])
      assert.include(nowhere.stderr, "nothing says where it is to go. Nothing was made.")
      const blank = yield* run(["keys", "generate", "--description", " ", "--out", "/tmp/key"])
      assert.include(blank.stderr, "--description is empty. Nothing was made.")
      const undescribed = yield* run(["keys", "generate", "--out", "/tmp/key"])
      assert.include(undescribed.stderr, "needs --description")
      deepStrictEqual(yield* WandbTest.requests, [])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.live("deletes the key again that could not be stored, and says so", () =>
    Effect.gen(function* () {
      const line = ["keys", "generate", "--description", "ci", "--store-command", "echo full >&2; exit 3"]
      const failed = yield* Canary.expectNoKeys(run(line))
      strictEqual(failed.status, 1)
      strictEqual(failed.stdout, "")
      assert.include(
        failed.stderr,
        "error: The store command ended with code 3, and said: full. The new API key was deleted again.\n"
      )
      yield* WandbTest.expectNoLiveKeys()

      yield* WandbTest.failNext("deleteApiKey", Fault.respond({ status: 400, body: "no" }))
      const { stderr } = yield* run(line)
      const [key] = yield* WandbTest.liveKeys
      assert.include(
        stderr,
        `The new API key ${key?.name} (id ${key?.id}) could not be deleted again: The server rejected`
      )
      assert.include(stderr, `effect-wandb keys delete ${key?.id} deletes it.`)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.live("deletes the key again when it is interrupted while it is stored", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const line = ["keys", "generate", "--description", "ci"]
        const running = yield* begin([...line, "--store-command", `touch ${folder}/begun; exec sleep 60`])
        yield* Effect.repeat(Effect.zipLeft(files.exists(`${folder}/begun`), Effect.sleep("5 millis")), {
          until: (exists) => exists
        })
        yield* running.interrupt
        const { stderr } = yield* running.ended
        strictEqual(
          stderr,
          "Interrupted while the secret went to the store command. The new API key was deleted again.\n"
        )
        yield* WandbTest.expectNoLiveKeys()
      })
    )
  )
})

describe("keys delete", () => {
  it.effect("deletes a key by its name or its id, once it is confirmed", () =>
    Effect.gen(function* () {
      const [laptop, cluster] = yield* keysOf("ada")
      const line = ["keys", "delete", laptop?.name ?? "", "--owner", "ada"]
      const unasked = yield* run(line)
      strictEqual(unasked.status, 1)
      assert.include(unasked.stderr, `Delete the API key ${laptop?.name}, "laptop" of ada? Nothing was done.`)
      strictEqual((yield* run(line, { terminal: 80, keys: ["n"] })).status, 1)
      strictEqual((yield* keysOf("ada")).length, 2)
      const done = yield* run([...line, "-o", "json"], { terminal: 80, keys: ["y"] })
      deepStrictEqual([done.status, rowsOf(done.stdout).id], [0, laptop?.id])
      strictEqual((yield* run(["keys", "delete", cluster?.id ?? "", "--owner", "ada", "--yes"])).status, 0)
      deepStrictEqual(yield* keysOf("ada"), [])
      const again = yield* run([...line, "--yes"])
      strictEqual(again.status, 1)
      assert.include(again.stderr, `ada has no API key with the name or the id "${laptop?.name}".`)
      assert.include(again.stderr, "effect-wandb keys list ada shows which there are.")
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("takes no beginning of a name for the name", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["keys", "delete", "wandb_v1_", "--owner", "ada", "--yes"])
      strictEqual(status, 1)
      assert.include(stderr, '"wandb_v1_" does not tell which API key of ada is meant')
      strictEqual((yield* keysOf("ada")).length, 2)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("says that it is the key in use", () =>
    Effect.gen(function* () {
      const [own] = yield* keysOf("root")
      const line = ["keys", "delete", own?.id ?? ""]
      assert.include((yield* run(line)).stderr, "It is the one that is in use here.")
      const done = yield* run([...line, "--yes"])
      deepStrictEqual(
        [done.status, done.stderr],
        [0, "warning: The key that was in use here is gone: effect-wandb login stores another.\n"]
      )
      deepStrictEqual(yield* keysOf("root"), [])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )
})

describe("keys audit", () => {
  it.effect("lists all keys with what may be wrong with them, and ends with 2", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["keys", "audit", "-o", "json"])
      strictEqual(status, 2)
      const entries = rowsOf(stdout)
      deepStrictEqual(Object.keys(entries[0]), [
        "owner",
        "ownerId",
        "email",
        "accountType",
        "ownerDeletedAt",
        "teams",
        "keyId",
        "keyName",
        "description",
        "createdAt",
        "lastUsedAt",
        "findings"
      ])
      deepStrictEqual(
        entries.map(({ createdAt, description, findings, owner }: Record<string, unknown>) => [
          owner,
          description,
          findings,
          createdAt
        ]),
        [
          ["root", "admin key", ["ownerInNoTeam"], "unknown"],
          ["ada", "laptop", ["severalKeys"], "unknown"],
          ["ada", "cluster", ["severalKeys"], "unknown"]
        ]
      )
      assert.match(
        stderr,
        /^3 keys of 2 users; 3 with findings:\n {2}1 ownerInNoTeam: the owner is in no team\n {2}2 severalKeys: /
      )
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("lists the findings alone that are asked for", () =>
    Effect.gen(function* () {
      const several = yield* run(["keys", "audit", "--finding", "severalKeys", "-o", "csv"])
      strictEqual(several.status, 2)
      strictEqual(several.stdout.trimEnd().split("\r\n").length, 3)
      const none = yield* run(["keys", "audit", "--finding", "severalKeys", "--allowed", "2", "-o", "csv"])
      deepStrictEqual([none.status, none.stderr], [0, "3 keys of 2 users: no findings.\n"])
      const wrong = yield* run(["keys", "audit", "--finding", "severalKey"])
      assert.include(wrong.stderr, "Did you mean severalKeys?")
      strictEqual((yield* run(["keys", "audit", "--allowed", "-1"])).status, 1)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("takes what is hidden for no good news", () =>
    Effect.gen(function* () {
      const { credentialsOf } = yield* WandbTest.WandbTest
      const env = { WANDB_API_KEY: Redacted.value(yield* credentialsOf("grace")) }
      const { status, stderr, stdout } = yield* run(["keys", "audit", "-o", "json"], { env })
      strictEqual(status, 2)
      const entries: ReadonlyArray<Record<string, unknown>> = rowsOf(stdout)
      const hidden = entries.filter(({ keyId }) => keyId === "unknown")
      assert.isNotEmpty(hidden)
      for (const { findings } of hidden) assert.deepInclude(findings, "keysHidden")
      assert.include(stderr, `and ${hidden.length} users whose keys the server does not show`)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("shows no key where the server lists whole keys, and obeys no name", () =>
    Effect.gen(function* () {
      const line = ["keys", "audit", "--finding", "secretListed"]
      for (const format of ["table", "csv", "json"]) {
        const { status, stderr, stdout } = yield* Canary.expectNoKeys(run([...line, "-o", format]))
        strictEqual(status, 2)
        for (const text of [stdout, stderr]) assert.notMatch(text, steering)
      }
      const listed = yield* Canary.expectNoKeys(run(["keys", "list", "ada"]))
      assert.include(listed.stderr, "warning: The server lists whole keys in place of their names")
      const [key] = yield* keysOf("ada")
      const gone = yield* Canary.expectNoKeys(
        run(["keys", "delete", key?.id ?? "", "--owner", "ada", "--yes"])
      )
      strictEqual(gone.status, 0)
    }).pipe(
      Effect.provide(
        WandbTest.layer(
          {
            users: [
              { username: "root", admin: true },
              { username: "ada", apiKeys: [{ description: "\u001b[2J" }, {}] }
            ]
          },
          { apiKeyListing: "legacy" }
        )
      )
    )
  )
})
