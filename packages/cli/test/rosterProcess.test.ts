import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { folder, roster, seed, shown, world, worldOn } from "./rosterWorld.js"
import { bundled } from "./support/bundle.js"
import { run } from "./support/cli.js"
import { emulator, execute, hasTerminal, inTerminal, isMet, start } from "./support/process.js"

const program = bundled()

const serial = ["--concurrency", "1"]

/** What is there when nothing has come in between. */
const undisturbed = Effect.runSync(
  Effect.gen(function* () {
    const { status } = yield* run(["roster", "apply", "-", "--yes"], { stdin: roster })
    strictEqual(status, 0)
    return yield* world
  }).pipe(Effect.provide(WandbTest.layer(seed)), Effect.cached)
)

describe("roster apply as a process", () => {
  it.scopedLive("that is killed while it makes, changes and takes away ends in the same world", () =>
    Effect.gen(function* () {
      const { roster: file } = yield* folder
      const { env, instance } = yield* emulator({ seed })
      const line = ["roster", "apply", file, "--yes", "-o", "ndjson", ...serial]
      for (const operation of ["updateMember", "createServiceAccount", "deleteInvite"]) {
        // It has taken effect, and the process never hears of it.
        yield* instance.inject(Fault.delayAfter("1 hour", { operation }))
        const running = yield* start(process.execPath, [program(), ...line], env)
        yield* isMet(instance)
        running.child.kill("SIGKILL")
        strictEqual((yield* running.ended).signal, "SIGKILL")
      }
      const last = yield* execute(program(), line, { env })
      deepStrictEqual([last.code, last.stdout.trim().split("\n").length], [0, 2])
      deepStrictEqual(yield* worldOn(instance), yield* undisturbed)
    })
  )
})

describe.skipIf(!hasTerminal)("rosters in a terminal", () => {
  it.scopedLive("are planned in colours, and applied after a yes", () =>
    Effect.gen(function* () {
      const { roster: file } = yield* folder
      const { env, instance } = yield* emulator({ seed })
      const before = yield* worldOn(instance)
      const plan = yield* inTerminal(program(), ["roster", "plan", file], { env })
      strictEqual((yield* plan.ended).code, 2)
      assert.include(plan.written(), "\u001b[32m+ create user new@example.com\u001b[39m\r\n")
      assert.include(plan.written(), `\u001b[1m${shown.at(-1)}\u001b[22m\r\n`)
      deepStrictEqual(yield* worldOn(instance), before)
      // The other answers are given without a process in rosterApply.test.ts, and by such keys to login.
      const apply = yield* inTerminal(program(), ["roster", "apply", file], { env })
      yield* apply.until(/Make 10 changes on .*\?/)
      deepStrictEqual(yield* worldOn(instance), before)
      yield* apply.send("y")
      const yes = yield* apply.ended
      strictEqual(yes.code, 0)
      assert.include(yes.stdout, "10 done.")
      deepStrictEqual(yield* worldOn(instance), yield* undisturbed)
    })
  )

  it.scopedLive("end what is begun at Ctrl-C, and say how to go on", () =>
    Effect.gen(function* () {
      const { roster: file } = yield* folder
      const { env, instance } = yield* emulator({ seed })
      yield* instance.inject(Fault.delay("300 millis", { operation: "createTeam" }))
      const line = ["roster", "apply", file, "--yes", ...serial]
      const running = yield* inTerminal(program(), line, { env })
      yield* isMet(instance)
      yield* running.send("\u0003")
      const { code, stdout } = yield* running.ended
      strictEqual(code, 130)
      assert.include(stdout, "Interrupted after 4 of 10 changes; the same command goes on from there.")
      const left = yield* execute(program(), line, { env })
      deepStrictEqual([left.code, left.stdout.trim().split("\n").length - 1], [0, 6])
      deepStrictEqual(yield* worldOn(instance), yield* undisturbed)
    })
  )
})
