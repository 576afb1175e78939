import { FileSystem } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Canary, WandbTest } from "@effect-wandb/testing"
import { Effect, TestClock } from "effect"
import { idOf, inPlace, keys, only, overlapping, works } from "./keysPlace.js"
import { patiently, run } from "./support/cli.js"

describe("keys resume", () => {
  it.effect("gives a rotation up, and puts the old key back", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, journal, key, old } = place
        const begun = yield* overlapping(place)
        const id = idOf(begun.stdout)
        const { status, stdout } = yield* run([
          "keys",
          "resume",
          id,
          "--out",
          key,
          "--roll-back",
          ...journal,
          "-o",
          "json"
        ])
        deepStrictEqual([status, JSON.parse(stdout).state], [0, "rolledBack"])
        strictEqual((yield* only).id, old.id)
        strictEqual(yield* files.readFileString(key), old.secret)
      })
    )
  )

  it.effect("gives up without a word about the file too, and says what is in it", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { journal, old } = place
        const begun = yield* overlapping(place)
        const line = ["keys", "resume", idOf(begun.stdout), "--roll-back", ...journal]
        const asked = yield* run(line)
        strictEqual(asked.status, 1)
        assert.include(asked.stderr, "lets nobody in from then on")
        strictEqual((yield* keys).length, 2)
        const { status, stderr } = yield* run([...line, "--yes"])
        strictEqual(status, 0)
        assert.include(stderr, "put the old one back there")
        strictEqual((yield* only).id, old.id)
      })
    )
  )

  it.effect("goes on with the place that the rotation was begun with alone", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { folder, journal, key } = place
        const begun = yield* overlapping(place)
        const line = ["keys", "resume", idOf(begun.stdout), ...journal]
        for (const other of [
          ["--out", `${folder}/typo`, "--roll-back"],
          ["--store-command", "true", "--roll-back"],
          ["--out", `${folder}/typo`]
        ]) {
          const { status, stderr } = yield* run([...line, ...other])
          strictEqual(status, 3)
          assert.include(stderr, `file ${key}, and not `)
        }
        strictEqual((yield* keys).length, 2)
      })
    )
  )

  it.effect("deletes nothing where the file cannot be read that may hold the new key", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, journal, key } = place
        const begun = yield* overlapping(place)
        // Nobody reads a file of that size at once, whatever rights they have.
        yield* files.truncate(key, FileSystem.GiB(3))
        const line = ["keys", "resume", idOf(begun.stdout), "--out", key, "--roll-back", ...journal]
        const { status, stderr } = yield* run(line)
        strictEqual(status, 1)
        assert.include(stderr, `${key} cannot be read`)
        strictEqual((yield* keys).length, 2)
      })
    )
  )

  it.effect("lists rotations without an API key, with which alone one goes on", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { journal, key } = place
        const id = idOf((yield* overlapping(place)).stdout)
        const env = { WANDB_API_KEY: undefined }
        const before = yield* WandbTest.requests
        const { status, stdout } = yield* run(["keys", "resume", ...journal, "-o", "csv"], { env })
        strictEqual(status, 0)
        assert.include(stdout, `\r\n${id},overlapping,`)
        const one = yield* run(["keys", "resume", id, "--out", key, ...journal], { env })
        strictEqual(one.status, 1)
        assert.include(one.stderr, "There is no API key for the server.")
        deepStrictEqual(yield* WandbTest.requests, before)
      })
    )
  )

  it.effect("knows the rotations of its journal alone", () =>
    inPlace(({ files, folder, journal }) =>
      Effect.gen(function* () {
        const typo = yield* run(["keys", "resume", "--journal", `${folder}/typo`])
        strictEqual(typo.status, 1)
        assert.include(typo.stderr, `The folder of the journal is not there: ${folder}/typo.`)
        yield* files.makeDirectory(`${folder}/journal`)
        const unknown = yield* run(["keys", "resume", "nothing", "--out", `${folder}/key`, ...journal])
        strictEqual(unknown.status, 1)
        assert.include(unknown.stderr, `The journal in ${folder}/journal has no rotation "nothing".`)
        const which = yield* run(["keys", "resume", "--roll-back", ...journal])
        assert.include(which.stderr, "Nothing says which rotation is to be given up.")
        yield* files.writeFileString(`${folder}/journal/rotations.a.json`, "nonsense\n")
        const broken = yield* run(["keys", "resume", ...journal])
        strictEqual(broken.status, 1)
        assert.include(broken.stderr, `The journal in ${folder}/journal cannot be read`)
      })
    )
  )

  it.effect("shows no key, whatever server it is", () =>
    inPlace(
      (place) =>
        Effect.gen(function* () {
          const { files, folder, journal, key, old } = place
          const begun = yield* Canary.expectNoKeys(overlapping(place, "csv"))
          const [, id = ""] = /rotation (\w+):/.exec(begun.stderr) ?? []
          const listed = yield* Canary.expectNoKeys(run(["keys", "resume", ...journal, "-o", "yaml"]))
          yield* TestClock.adjust("1 hour")
          const done = yield* Canary.expectNoKeys(
            run(["keys", "resume", id, "--out", key, ...journal, "--verbose"])
          )
          deepStrictEqual([begun.status, listed.status, done.status], [0, 0, 0])
          const secrets = [old.secret, yield* files.readFileString(key)]
          for (const entry of yield* files.readDirectory(`${folder}/journal`)) {
            const text = yield* files.readFileString(`${folder}/journal/${entry}`)
            for (const secret of secrets) assert.notInclude(text, secret.slice(20))
          }
          assert.isTrue(yield* works(place))
        }),
      { apiKeyListing: "legacy" }
    )
  )
})

describe("the journal of rotations", () => {
  it.effect("outlives whoever was killed while holding its lock", () =>
    inPlace(({ files, folder, journal, key, old }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${folder}/journal/lock`, { recursive: true })
        const { status } = yield* patiently(["keys", "rotate", old.name, "--out", key, ...journal])
        strictEqual(status, 0)
        assert.isFalse(yield* files.exists(`${folder}/journal/lock`))
      })
    )
  )
})
