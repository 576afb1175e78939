import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
import { Instance, Server } from "@effect-wandb/emulator"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, Redacted, TestClock, TestServices } from "effect"
import { run } from "./support/cli.js"
import { bundled } from "./support/bundle.js"
import { hasTerminal, inTerminal, isMet, start } from "./support/process.js"

const program = bundled()

const seed = { users: [{ username: "root", admin: true, email: "root@example.com" }] }

/** How a rotation is killed as a process: what it is given, what becomes of its requests, and when it is time. */
interface Kill {
  readonly name: string
  readonly args: (key: string) => ReadonlyArray<string>
  readonly faults?: ReadonlyArray<Fault.Fault>
  /** What it has said by then; without it, all faults have met a request, or it kills itself. */
  readonly said?: RegExp
  /** What keys resume is given. Default: the file. */
  readonly place?: (key: string) => ReadonlyArray<string>
  /** The state that the journal shows after it. */
  readonly state: string
}

const out = (key: string) => ["--out", key]

/** The parent of the shell is the command. */
const kill = "kill -9 $PPID"

const kills: ReadonlyArray<Kill> = [
  {
    name: "before the new key is made",
    args: out,
    faults: [Fault.delay("1 hour", { operation: "generateApiKey" })],
    state: "planned"
  },
  {
    name: "when the new key is made, and nobody knows of it",
    args: out,
    faults: [Fault.delayAfter("1 hour", { operation: "generateApiKey" })],
    state: "planned"
  },
  {
    name: "when the new key is stored, and that is not written down",
    args: (key) => ["--store-command", `cat > ${key}; ${kill}`],
    place: (key) => ["--store-command", `cat > ${key}`],
    state: "created"
  },
  {
    name: "while the new key is verified",
    args: (key) => [...out(key), "--verify-command", kill],
    state: "stored"
  },
  {
    name: "in the overlap",
    args: (key) => [...out(key), "--overlap", "1h"],
    said: /both keys work until .*\n/,
    state: "overlapping"
  },
  {
    name: "before the old key is deleted",
    args: out,
    faults: [Fault.delay("1 hour", { operation: "deleteApiKey" })],
    state: "verified"
  },
  {
    name: "when the old key is deleted, and that is not written down",
    args: out,
    faults: [Fault.delayAfter("1 hour", { operation: "deleteApiKey" })],
    state: "verified"
  }
]

/** A server, a file with the key that is in use, and a folder for the journal. */
const scene = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const { instance } = yield* WandbTest.WandbTest
  const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, instance)
  const secret = Redacted.value(instance.adminKey)
  const key = `${folder}/key`
  yield* files.writeFileString(key, secret)
  const [old] = yield* instance.apiKeys
  return {
    files,
    key,
    instance,
    env: { WANDB_BASE_URL: url, WANDB_API_KEY: secret },
    old: old ?? assert.fail("root has no key"),
    journal: `${folder}/journal`
  }
})

type Scene = Effect.Effect.Success<typeof scene>

const live = ({ instance }: Scene) => instance.apiKeys

/** What has to hold whenever nothing runs: whoever reads the file gets in, and there is one new key at most. */
const expectSafe = (scene: Scene) =>
  Effect.gen(function* () {
    const stored = yield* scene.files.readFileString(scene.key)
    const { admin } = yield* Credentials.actAs(Users.viewer, yield* ApiKeySecret.make(stored))
    assert.isTrue(admin)
    const made = (yield* live(scene)).filter(({ id }) => id !== scene.old.id)
    assert.isAtMost(made.length, 1)
    for (const entry of yield* scene.files.readDirectory(scene.journal)) {
      const text = yield* scene.files
        .readFileString(`${scene.journal}/${entry}`)
        .pipe(Effect.orElseSucceed(() => ""))
      for (const secret of [stored, scene.env.WANDB_API_KEY]) assert.notInclude(text, secret.slice(20))
    }
  })

/** Goes on in this process, with the key from before and the place of the new one. */
const resumed = (scene: Scene, id: string, place: ReadonlyArray<string>) =>
  run(["keys", "resume", id, ...place, "--journal", scene.journal, "-o", "json"])

const unfinished = ({ journal }: Scene) =>
  Effect.map(run(["keys", "resume", "--journal", journal, "-o", "json"]), ({ stdout }) => {
    const [rotation, ...others]: ReadonlyArray<Record<"id" | "state", string>> = JSON.parse(stdout)
    deepStrictEqual(others, [])
    return rotation ?? assert.fail("no rotation is unfinished")
  })

describe("a rotation that is killed", () => {
  for (const { args, faults = [], name, place = out, said, state } of kills) {
    it.scoped(`${name} is finished by keys resume`, () =>
      Effect.gen(function* () {
        const here = yield* scene
        yield* WandbTest.inject(...faults)
        const line = ["keys", "rotate", here.old.name, ...args(here.key), "--journal", here.journal]
        const running = yield* start(process.execPath, [program(), ...line], here.env)
        if (said !== undefined) yield* running.until(said)
        // By the time of day, which the process has too: to look without a pause would keep a processor from it.
        yield* TestServices.provideLive(isMet(here.instance))
        if (faults.length > 0 || said !== undefined) running.child.kill("SIGKILL")
        const { signal, stderr, stdout } = yield* running.ended
        strictEqual(signal, "SIGKILL")
        for (const text of [stdout, stderr]) assert.notInclude(text, here.env.WANDB_API_KEY.slice(20))
        yield* WandbTest.clearFaults

        yield* expectSafe(here)
        const rotation = yield* unfinished(here)
        strictEqual(rotation.state, state)
        if (state !== "verified") {
          assert.isTrue((yield* live(here)).some(({ id }) => id === here.old.id))
        }
        // The process had the time of day, of which this one knows nothing; the overlap is over then.
        yield* TestClock.setTime(Date.now() + 7_200_000)
        const { status, stdout: record } = yield* resumed(here, rotation.id, place(here.key))
        deepStrictEqual([status, JSON.parse(record).state], [0, "done"])
        yield* expectSafe(here)
        const left = yield* live(here)
        deepStrictEqual([left.length, left.some(({ id }) => id === here.old.id)], [1, false])
      }).pipe(Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer]))
    )
  }
})

describe.skipIf(!hasTerminal)("a rotation in a terminal", () => {
  it.scoped("is interrupted in the overlap, and says which command goes on", () =>
    Effect.gen(function* () {
      const here = yield* scene
      const line = [
        "keys",
        "rotate",
        here.old.name,
        "--out",
        here.key,
        "--journal",
        here.journal,
        "--overlap",
        "1h"
      ]
      const running = yield* inTerminal(program(), line, { columns: 200, env: here.env })
      yield* running.until(/waiting until \S+/)
      yield* running.send("\u0003")
      const { code, stdout } = yield* running.ended
      strictEqual(code, 130)
      const { id } = yield* unfinished(here)
      assert.match(
        stdout,
        new RegExp(
          `Interrupted in rotation ${id}, in the overlap until \\S+Z\\. effect-wandb keys resume ${id} --out ${here.key} --journal ${here.journal} goes on\\.`
        )
      )
      assert.notInclude(stdout, here.env.WANDB_API_KEY.slice(20))
      yield* expectSafe(here)
    }).pipe(Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer]))
  )
})
