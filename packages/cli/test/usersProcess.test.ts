import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Fault } from "@effect-wandb/testing"
import { Effect } from "effect"
import { bundled } from "./support/bundle.js"
import { emulator, execute, hasTerminal, inTerminal, isMet } from "./support/process.js"
import { seed } from "./support/worlds.js"

const program = bundled()

describe("users create as a process", () => {
  it.scopedLive("takes a file from a pipe, and tells the counts beside the data", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* emulator({ seed })
      const { code, stderr, stdout } = yield* execute(
        program(),
        ["users", "create", "--csv", "-", "-o", "csv"],
        {
          env,
          stdin: '\ufeffemail,name\r\nlin@example.com,"Lin, the first"\r\nada@example.com,\r\n'
        }
      )
      deepStrictEqual([code, stderr], [0, "1 created, 1 there already.\n"])
      const [header, ...rows] = stdout.trimEnd().split("\r\n")
      strictEqual(header, "line,email,outcome,id,username,reason")
      deepStrictEqual(
        rows.map((row) => row.split(",").slice(0, 3)),
        [
          ["2", "lin@example.com", "created"],
          ["3", "ada@example.com", "exists"]
        ]
      )
      const lin = (yield* instance.users).find(({ username }) => username === "lin")
      strictEqual(lin?.name, "Lin, the first")
    })
  )
})

describe.skipIf(!hasTerminal)("users create in a terminal", () => {
  it.scopedLive("is interrupted by Ctrl-C between two lines, and goes on", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      const total = 50
      const rows = Array.from({ length: total }, (_, index) => `u${index}@example.com`)
      yield* files.writeFileString(path, ["email", ...rows].join("\n"))
      const { env, instance } = yield* emulator({ seed })
      yield* instance.inject(Fault.delay("1 minute", { operation: "createUser", times: total }))
      const line = ["users", "create", "--csv", path, "--concurrency", "1"]
      const running = yield* inTerminal(program(), line, { env })
      yield* isMet(instance)
      yield* running.send("\u0003")
      // The user at hand is created before it ends; where the signal takes a while, so is the next.
      const { code, stdout } = yield* Effect.raceFirst(
        running.ended,
        Effect.forever(Effect.zipRight(instance.clock.adjust("1 minute"), Effect.sleep("20 millis")))
      )
      strictEqual(code, 130)
      assert.include(stdout, `[....................] 0/${total}`)
      const [, count = ""] =
        new RegExp(`Interrupted after (\\d+) of ${total} users; the same command goes on`).exec(stdout) ?? []
      const created = (yield* instance.users).filter(({ email }) => email !== null && rows.includes(email))
      assert.isAtLeast(created.length, 1)
      deepStrictEqual(created.length, Number(count))
      yield* instance.clearFaults
      const again = yield* execute(program(), line, { env })
      deepStrictEqual(
        [again.code, again.stderr],
        [0, `${total - created.length} created, ${created.length} there already.\n`]
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
