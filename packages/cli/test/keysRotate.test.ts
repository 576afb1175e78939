import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, Redacted, TestClock } from "effect"
import { idOf, inPlace, keys, only, overlapping, works } from "./keysPlace.js"
import { begin, patiently, run } from "./support/cli.js"
import { allMet } from "./support/met.js"

describe("keys rotate", () => {
  it.effect("replaces the key that is in use, and tells each step", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, folder, journal, key, old } = place
        const line = ["keys", "rotate", old.name, "--out", key, "--description", "cluster", ...journal]
        const { status, stderr, stdout } = yield* Canary.expectNoKeys(run([...line, "-o", "json"]))
        strictEqual(status, 0)
        const made = yield* only
        const record = JSON.parse(stdout)
        deepStrictEqual(
          [record.state, record.owner, record.oldId, record.keyId, record.description, record.until],
          ["done", "root", old.id, made.id, "cluster", null]
        )
        assert.match(made.description ?? "", /^cluster \[ref \w+\]$/)
        strictEqual(
          stderr,
          [
            `the API key ${old.name} of root is to be replaced`,
            `the new key ${made.name} is made`,
            `its secret went to the file ${key}`,
            "it works",
            `the old key ${old.name} is deleted`
          ]
            .map((words) => `rotation ${record.id}: ${words}\n`)
            .join("")
        )
        assert.isTrue(yield* works(place))
        strictEqual((yield* files.stat(key)).mode & 0o777, 0o600)
        strictEqual((yield* files.stat(`${folder}/journal`)).mode & 0o777, 0o700)
        const entries = yield* files.readDirectory(`${folder}/journal`)
        assert.isNotEmpty(entries)
        for (const entry of entries) {
          assert.match(entry, /\.json$/)
          strictEqual((yield* files.stat(`${folder}/journal/${entry}`)).mode & 0o777, 0o600)
        }
      })
    )
  )

  it.effect("keeps its journal in the user's folder for such things", () =>
    inPlace(({ files, folder, key, old }) =>
      Effect.gen(function* () {
        const line = ["keys", "rotate", old.id, "--out", key, "--quiet"]
        const done = yield* run(line, { env: { XDG_STATE_HOME: `${folder}/state` } })
        deepStrictEqual([done.status, done.stderr], [0, ""])
        assert.isTrue(yield* files.exists(`${folder}/state/effect-wandb/rotations`))
        const { name } = yield* only
        const env = {
          HOME: folder,
          XDG_STATE_HOME: "relative",
          WANDB_API_KEY: yield* files.readFileString(key)
        }
        strictEqual((yield* run(["keys", "rotate", name, "--out", key], { env })).status, 0)
        assert.isTrue(yield* files.exists(`${folder}/.local/state/effect-wandb/rotations`))
        const homeless = yield* run(line, {
          env: { HOME: undefined, WANDB_API_KEY: yield* files.readFileString(key) }
        })
        assert.include(homeless.stderr, "Give --journal FOLDER, or set HOME.")
      })
    )
  )

  it.effect("refuses what it cannot do before a key is made", () =>
    inPlace(({ files, folder, journal, key, old }) =>
      Effect.gen(function* () {
        const refuses = (args: ReadonlyArray<string>, said: string) =>
          Effect.map(run(["keys", "rotate", ...args]), ({ status, stderr }) => {
            strictEqual(status, 1)
            assert.include(stderr, said)
          })
        yield* refuses([old.name, ...journal], "Nothing was made.")
        yield* refuses([old.name, "--out", key, "--overlap", "soon"], "such as 10m or 24h.")
        yield* refuses(["nothing", "--out", key, ...journal], "root has no API key with the name or the id")
        yield* files.writeFileString(`${folder}/file`, "")
        yield* refuses(
          [old.name, "--out", key, "--journal", `${folder}/file/journal`],
          "The folder of the journal cannot be made"
        )
        yield* files.writeFileString(`${folder}/precious`, "a will")
        const over = ["--out", `${folder}/precious`, ...journal]
        yield* refuses([old.name, ...over], `Replace what the file ${folder}/precious holds?`)
        const generated = yield* run(["keys", "generate", "--description", "x", "--out", key])
        strictEqual(generated.status, 1)
        assert.include(generated.stderr, `Replace what the file ${key} holds?`)
        strictEqual((yield* only).id, old.id)
        strictEqual((yield* run(["keys", "rotate", old.name, ...over, "--yes"])).status, 0)
      })
    )
  )

  it.live("puts back what was stored when the new key does not work where it is used", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, journal, key, old } = place
        const line = [
          "keys",
          "rotate",
          old.name,
          "--out",
          key,
          ...journal,
          "--verify-command",
          "echo 'not yet' >&2; exit 1"
        ]
        const { status, stderr } = yield* Canary.expectNoKeys(run(line))
        strictEqual(status, 1)
        assert.include(
          stderr,
          "the new key could not be verified: The verify command ended with code 1, and said: not yet. The new key was deleted, and the old one works."
        )
        assert.include(stderr, "See to what --verify-command says")
        strictEqual((yield* only).id, old.id)
        strictEqual(yield* files.readFileString(key), old.secret)
        strictEqual((yield* files.stat(key)).mode & 0o777, 0o640)
      })
    )
  )

  it.live("puts the old key back by the store command where that cannot be undone", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, folder, journal, key, old } = place
        const store = ["--store-command", `cat > ${key}; echo >> ${folder}/stores`]
        const failing = ["--verify-command", "exit 1"]
        const failed = yield* run(["keys", "rotate", old.name, ...store, ...failing, ...journal])
        strictEqual(failed.status, 1)
        strictEqual((yield* only).id, old.id)
        strictEqual(yield* files.readFileString(key), old.secret)
        strictEqual((yield* files.readFileString(`${folder}/stores`)).length, 2)

        // Who stores nothing puts nothing back.
        const full = yield* run(["keys", "rotate", old.name, "--store-command", "exit 1", ...journal])
        strictEqual(full.status, 1)
        strictEqual((yield* only).id, old.id)

        const done = yield* run([
          "keys",
          "rotate",
          old.name,
          ...store,
          "--verify-command",
          "grep -q wandb_v1_",
          ...journal
        ])
        strictEqual(done.status, 0)
        assert.isTrue(yield* works(place))
        assert.notStrictEqual((yield* only).id, old.id)
      })
    )
  )

  it.live("leaves a key that may be in use where nothing can be put back, and says how it goes on", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { credentialsOf } = yield* WandbTest.WandbTest
        const { journal, key, old } = place
        const env = { WANDB_API_KEY: Redacted.value(yield* credentialsOf("root")) }
        const store = ["--store-command", `cat > ${key}`]
        const failed = yield* run(
          ["keys", "rotate", old.name, ...store, "--verify-command", "exit 1", ...journal],
          { env }
        )
        strictEqual(failed.status, 1)
        assert.include(
          failed.stderr,
          "What was stored could not be put back, so the new key was not deleted."
        )
        const [, id = ""] = /effect-wandb keys resume (\w+) --store-command 'cat > /.exec(failed.stderr) ?? []
        strictEqual((yield* keys).length, 2)
        assert.isTrue(yield* works(place))
        const again = yield* run(["keys", "rotate", old.name, ...store, ...journal], { env })
        strictEqual(again.status, 3)
        assert.include(again.stderr, `is not finished: ${id}. Nothing was made.`)
        const stuck = yield* run(["keys", "resume", id, ...store, "--roll-back", ...journal], { env })
        strictEqual(stuck.status, 1)
        assert.include(stuck.stderr, "cannot be put back")
        strictEqual((yield* keys).length, 2)
        // With the old key in use, that is put there.
        const back = yield* run(["keys", "resume", id, ...store, "--roll-back", ...journal])
        strictEqual(back.status, 0)
        strictEqual((yield* only).id, old.id)
        assert.isTrue(yield* works(place))
      })
    )
  )

  it.effect("lets both keys work for a while, which can be waited for", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { journal, key, old } = place
        const { status, stderr, stdout } = yield* patiently(
          ["keys", "rotate", old.name, "--out", key, ...journal, "--overlap", "20s", "-o", "json"],
          { terminal: 100 }
        )
        strictEqual(status, 0)
        assert.match(stderr, /both keys work until 1970-01-01T\S+Z\n/)
        assert.include(stderr, "waiting until 1970-01-01T")
        strictEqual(JSON.parse(stdout).state, "done")
        assert.notStrictEqual((yield* only).id, old.id)
      })
    )
  )

  it.effect("leaves the overlap to a later command with --no-wait", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { files, journal, key, old } = place
        const begun = yield* overlapping(place)
        const id = idOf(begun.stdout)
        deepStrictEqual([begun.status, JSON.parse(begun.stdout).state], [0, "overlapping"])
        const command = `effect-wandb keys resume ${id} --out ${key} ${journal.join(" ")}`
        assert.include(begun.stderr, `${command} deletes the old key then.\n`)
        strictEqual((yield* keys).length, 2)

        const listed = yield* run(["keys", "resume", ...journal, "-o", "json"])
        strictEqual(listed.status, 0)
        deepStrictEqual(
          JSON.parse(listed.stdout).map(({ id, state, until }: Record<string, unknown>) => [
            id,
            state,
            until
          ]),
          [[id, "overlapping", "1970-01-01T01:00:00.000Z"]]
        )
        const early = yield* run(["keys", "resume", id, "--out", key, ...journal, "--no-wait", "-o", "json"])
        strictEqual(JSON.parse(early.stdout).state, "overlapping")

        yield* TestClock.adjust("1 hour")
        // The old key cannot delete itself, and the new one is not known without the file.
        const blind = yield* run(["keys", "resume", id, ...journal])
        strictEqual(blind.status, 3)
        assert.include(blind.stderr, "the API key in use here is the old one")
        const stored = yield* files.readFileString(key)
        yield* files.writeFileString(key, old.secret)
        const other = yield* run(["keys", "resume", id, "--out", key, ...journal])
        strictEqual(other.status, 3)
        assert.include(other.stderr, "the file does not hold the new API key")
        yield* files.writeFileString(key, stored)
        const done = yield* run(["keys", "resume", id, "--out", key, ...journal])
        strictEqual(done.status, 0)
        assert.notStrictEqual((yield* only).id, old.id)
        const none = yield* run(["keys", "resume", ...journal, "-o", "json"])
        deepStrictEqual([none.stdout, none.stderr], ["[]\n", "Every rotation is finished.\n"])
        const back = yield* run(["keys", "resume", id, "--roll-back", ...journal], {
          env: { WANDB_API_KEY: yield* files.readFileString(key) }
        })
        strictEqual(back.status, 3)
        assert.include(back.stderr, "is finished")
      })
    )
  )

  it.effect("says where it was interrupted and by which command it goes on", () =>
    inPlace((place) =>
      Effect.gen(function* () {
        const { journal, key, old } = place
        yield* WandbTest.inject(Fault.delay("1 second", { operation: "deleteApiKey" }))
        const running = yield* begin(["keys", "rotate", old.name, "--out", key, ...journal])
        yield* allMet
        yield* running.interrupt
        const { stderr } = yield* running.ended
        const [, id = ""] = /rotation (\w+):/.exec(stderr) ?? []
        assert.include(
          stderr,
          `Interrupted in rotation ${id}, after: it works. effect-wandb keys resume ${id} --out ${key} ${journal.join(" ")} goes on.\n`
        )
        strictEqual((yield* run(["keys", "resume", id, "--out", key, ...journal])).status, 0)
        assert.notStrictEqual((yield* only).id, old.id)
        assert.isTrue(yield* works(place))
      })
    )
  )

  it.effect("shows the new key on a terminal, and asks whether it is in its place", () =>
    inPlace(({ journal, old }) =>
      Effect.gen(function* () {
        const line = ["keys", "rotate", old.name, "--reveal", ...journal]
        const no = yield* run(line, { terminal: 100, keys: ["n"] })
        strictEqual(no.status, 1)
        strictEqual((yield* only).id, old.id)
        const left = yield* run(line, { terminal: 100, keys: ["ctrl-c"] })
        strictEqual(left.status, 130)
        assert.match(left.stderr, /effect-wandb keys resume \w+ --reveal .* goes on\.\n$/)
        strictEqual((yield* keys).length, 2)
        const [, id = ""] = /keys resume (\w+)/.exec(left.stderr) ?? []
        const yes = yield* run(["keys", "resume", id, "--reveal", ...journal], { terminal: 100, keys: ["y"] })
        strictEqual(yes.status, 0)
        assert.match(yes.stdout, /^wandb_v1_\w{60,}\n/)
        assert.notStrictEqual((yield* only).id, old.id)
      })
    )
  )
})
