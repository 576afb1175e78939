import { NodeFileSystem } from "@effect/platform-node"
import { FileSystem } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Fault } from "@effect-wandb/testing"
import { Effect, Redacted } from "effect"
import { cpSync, existsSync } from "node:fs"
import { dirname } from "node:path"
import { bundled } from "./support/bundle.js"
import { emulator, execute, hasTerminal, inTerminal, isMet, start } from "./support/process.js"
import { seed } from "./support/worlds.js"

const program = bundled()

const crowd = {
  users: Array.from({ length: 600 }, (_, index) => ({
    username: `user${index}`,
    name: "n".repeat(100),
    admin: index === 0
  }))
}

describe("the command as a process", () => {
  it.scopedLive("needs nothing beside it", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped()
      yield* Effect.sync(() => cpSync(dirname(program()), folder, { recursive: true }))
      const { env } = yield* emulator({ seed })
      const copy = `${folder}/effect-wandb.mjs`
      const [version, user, shown] = yield* Effect.all(
        [
          execute(copy, ["--version"]),
          execute(copy, ["users", "get", "ada", "-o", "yaml"], { env }),
          execute(copy, ["nonsense"])
        ],
        { concurrency: "unbounded" }
      )
      deepStrictEqual([version.code, version.stdout, version.stderr], [0, "0.0.0\n", ""])
      strictEqual(user.code, 0)
      assert.include(user.stdout, "email: ada@example.com\n")
      strictEqual(shown.code, 1)
      assert.include(yield* files.readFileString(`${folder}/THIRD_PARTY_LICENSES.txt`), "effect@3.")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("reads a key from a pipe, and writes all of a long answer", () =>
    Effect.gen(function* () {
      const { env } = yield* emulator({ seed: crowd })
      const { code, stderr, stdout } = yield* execute(
        program(),
        ["users", "list", "-o", "json", "--api-key-stdin"],
        {
          env: { WANDB_BASE_URL: env.WANDB_BASE_URL },
          stdin: `${env.WANDB_API_KEY}\n`
        }
      )
      deepStrictEqual([code, stderr], [0, ""])
      assert.isAbove(stdout.length, 200_000)
      strictEqual(JSON.parse(stdout).length, 600)
    })
  )

  it.scopedLive("ends in 0 when nobody reads on", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* emulator({ seed: crowd, maxPageSize: 10 })
      const line = `set -o pipefail; '${process.execPath}' '${program()}' users list -o ndjson | head -n 1`
      const running = yield* start("bash", ["-c", line], env)
      const { code, stderr, stdout } = yield* running.ended
      deepStrictEqual([code, stderr], [0, ""])
      strictEqual(JSON.parse(stdout).username, "user0")
      assert.isBelow((yield* instance.requests).length, 60)
    })
  )

  it.scopedLive.skipIf(!existsSync("/dev/full"))("says that there is no room for its output", () =>
    Effect.gen(function* () {
      const line = `'${process.execPath}' '${program()}' --help > /dev/full`
      const { code, stderr } = yield* (yield* start("bash", ["-c", line])).ended
      strictEqual(code, 1)
      assert.match(stderr, /^error: Standard output cannot be written: ENOSPC[^\n]*\nMake room [^\n]*\n$/)
    })
  )

  it.scopedLive("is interrupted by a signal, says where, and ends in its code", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* emulator({ seed })
      yield* instance.inject(Fault.delay("1 hour"), Fault.delay("1 hour"))
      const whoami = (signal: NodeJS.Signals) =>
        Effect.gen(function* () {
          const running = yield* start(process.execPath, [program(), "whoami"], env)
          yield* isMet(instance)
          running.child.kill(signal)
          return yield* running.ended
        })
      const [int, term] = yield* Effect.all([whoami("SIGINT"), whoami("SIGTERM")], { concurrency: 2 })
      const stderr = "Interrupted in effect-wandb whoami.\n"
      deepStrictEqual(int, { code: 130, signal: null, stdout: "", stderr })
      deepStrictEqual(term, { code: 143, signal: null, stdout: "", stderr })
    })
  )

  it.scopedLive("is an emulator too, which serves until it is interrupted", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, "users: [{ username: root, admin: true }, { username: ada }]")
      const running = yield* start(process.execPath, [
        program(),
        "emulator",
        "--port",
        "0",
        "--seed",
        path,
        "--control"
      ])
      yield* running.until(/control: .*\n/)
      const [, url = ""] = /listening on (\S+)/.exec(running.written()) ?? []
      const [, key = ""] = /admin key: (\S+)/.exec(running.written()) ?? []
      const env = { WANDB_BASE_URL: url, WANDB_API_KEY: key }
      const { stdout } = yield* execute(program(), ["users", "get", "ada", "-o", "json"], { env })
      strictEqual(JSON.parse(stdout).username, "ada")
      running.child.kill("SIGINT")
      const ended = yield* running.ended
      strictEqual(ended.code, 130)
      strictEqual(ended.stderr, `Interrupted while serving on ${url}.\n`)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe.skipIf(!hasTerminal)("the command in a terminal", () => {
  it.scopedLive("cuts a table to its width, and sets the titles off", () =>
    Effect.gen(function* () {
      const { env } = yield* emulator({ seed })
      const running = yield* inTerminal(program(), ["users", "list"], { columns: 60, env })
      const { code, stdout } = yield* running.ended
      strictEqual(code, 0)
      assert.match(stdout, /^\p{Cc}\[1musern/u)
      for (const line of stdout.replaceAll(/\p{Cc}\[\d+m/gu, "").split("\r\n"))
        assert.isAtMost(line.length, 60)
    })
  )

  it.scopedLive("asks for a key that is not shown, stores it, and asks before it stores another", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const home = yield* files.makeTempDirectoryScoped()
      const { instance, url } = yield* emulator({ seed })
      const [ada, grace] = yield* Effect.all([instance.session("ada"), instance.session("grace")])
      const env = { HOME: home, WANDB_BASE_URL: url }
      const login = (key: Redacted.Redacted, answer?: string) =>
        Effect.gen(function* () {
          const running = yield* inTerminal(program(), ["login"], { env })
          yield* running.until(/API key/)
          yield* running.send(`${Redacted.value(key)}\r`)
          if (answer !== undefined) {
            yield* running.until(/Replace it\?/)
            yield* running.send(answer)
          }
          const ended = yield* running.ended
          assert.notInclude(ended.stdout, Redacted.value(key).slice(0, 12))
          return ended
        })
      const first = yield* login(ada)
      strictEqual(first.code, 0)
      assert.include(first.stdout, "as ada")
      const [no, quit] = yield* Effect.all([login(grace, "n"), login(grace, "\u0003")], { concurrency: 2 })
      deepStrictEqual([no.code, quit.code], [1, 130])
      assert.include(quit.stdout, "Interrupted ")
      assert.include(yield* files.readFileString(`${home}/.netrc`), Redacted.value(ada))
      strictEqual((yield* login(grace, "y")).code, 0)
      assert.include(yield* files.readFileString(`${home}/.netrc`), Redacted.value(grace))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scopedLive("is interrupted by Ctrl-C", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* emulator({ seed })
      yield* instance.inject(Fault.delay("1 hour"))
      const running = yield* inTerminal(program(), ["whoami"], { env })
      yield* isMet(instance)
      yield* running.send("\u0003")
      const { code, stdout } = yield* running.ended
      strictEqual(code, 130)
      assert.include(stdout, "Interrupted in effect-wandb whoami.")
    })
  )
})
