import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import * as DataFile from "@effect-wandb/emulator/DataFile"
import { Effect, Redacted } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { bundled, root } from "./command.js"
import { authorization, currentKey } from "./support.js"

const command = bundled()
const token = "a-token-for-nothing-else"

interface Running {
  readonly child: ChildProcess
  readonly lines: (count: number) => Promise<ReadonlyArray<string>>
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

const start = (...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync((): Running => {
      const child = spawn(process.execPath, [...command(), ...args], {
        cwd: root,
        env: { ...process.env, EMULATOR_CONTROL_TOKEN: token },
        stdio: ["ignore", "pipe", "pipe"]
      })
      let stdout = ""
      let stderr = ""
      child.stderr.on("data", (chunk) => (stderr += String(chunk)))
      const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
        child.on("close", (code) => resolve({ code, stderr }))
      )
      const lines = (count: number) =>
        new Promise<ReadonlyArray<string>>((resolve, reject) => {
          child.stdout.on("data", (chunk) => {
            stdout += String(chunk)
            if (stdout.split("\n").length > count) resolve(stdout.split("\n"))
          })
          void ended.then(({ stderr }) => reject(new Error(stderr)))
        })
      return { child, lines, ended }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

const newFolder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

const post = (url: string, query: string) =>
  Effect.promise(async () => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { authorization: authorization(currentKey), "use-admin-privileges": "true" },
      body: JSON.stringify({ query })
    })
    return { status: response.status, text: await response.text() }
  })

describe.concurrent("the command with files", () => {
  it.scopedLive(
    "begins with a seed and faults, is controlled, and loses nothing that it answered when it is killed",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const place = yield* newFolder
        const data = `${place}/world.json`
        yield* fs.writeFileString(
          `${place}/seed.yaml`,
          "users:\n  - username: mira\n    admin: true\n  - username: jonas\n"
        )
        yield* fs.writeFileString(
          `${place}/faults.yaml`,
          "- _tag: Respond\n  status: 418\n  operation: serverInfo\n"
        )
        const { child, lines } = yield* start(
          "--port=0",
          `--admin-key=${Redacted.value(currentKey)}`,
          "--control",
          "--time=2026-01-31T12:00:00Z",
          `--seed=${place}/seed.yaml`,
          `--faults=${place}/faults.yaml`,
          `--data=${data}`
        )
        const [ready = "", , control] = yield* Effect.promise(() => lines(3))
        const url = ready.slice("listening on ".length)
        assert.strictEqual(control, `control: ${url}/?token=${token}`)

        const known = yield* post(url, "{ viewer { username createdAt } }")
        assert.strictEqual(
          known.text,
          '{"data":{"viewer":{"username":"mira","createdAt":"2026-01-31T12:00:00.000Z"}}}'
        )
        assert.strictEqual((yield* post(url, "{ serverInfo { cliVersionInfo } }")).status, 418)
        const clock = yield* Effect.promise(async () => {
          const response = await fetch(`${url}/_emulator/clock`, {
            headers: { authorization: `Bearer ${token}` }
          })
          return await response.text()
        })
        assert.include(clock, "2026-01-31T12:00:00")

        // It is killed while it goes on creating users.
        const answered: Array<string> = []
        const create = (index: number) =>
          Effect.tap(
            post(url, `mutation { createUser(input: { email: "u${index}@example.com" }) { user { id } } }`),
            ({ status }) => Effect.sync(() => status === 200 && answered.push(`u${index}`))
          )
        const kill = Effect.sync(() => answered.length >= 25 && child.kill("SIGKILL"))
        yield* Effect.exit(
          Effect.forEach(
            Array.from({ length: 1_000 }, (_, index) => index),
            (index) => Effect.zipRight(create(index), kill),
            { concurrency: 4, discard: true }
          )
        )
        assert.isAtLeast(answered.length, 25)
        assert.isBelow(answered.length, 1_000)
        const names = new Set((yield* (yield* DataFile.make(data)).users).map(({ username }) => username))
        deepStrictEqual(
          ["mira", "jonas", ...answered].filter((name) => !names.has(name)),
          []
        )
      }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("says what is wrong with a file by its line, and with nothing of its secrets", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const place = yield* newFolder
      const seed = `${place}/seed.yaml`
      yield* fs.writeFileString(
        seed,
        "users:\n  - usernme: ada\n  - username: grace\n    apiKeys:\n      - secret: not-a-key-but-secret\n        descripton: x\n"
      )
      const { ended } = yield* start("--port", "0", "--seed", seed)
      const { code, stderr } = yield* Effect.promise(() => ended)
      assert.strictEqual(code, 1)
      assert.strictEqual(
        stderr,
        [
          `${seed}:2:5 users[0]: unknown field "usernme"; did you mean "username"?`,
          `${seed}:6:9 users[1].apiKeys[0]: unknown field "descripton"; did you mean "description"?`,
          ""
        ].join("\n")
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
