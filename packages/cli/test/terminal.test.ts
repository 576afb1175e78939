import { Progress } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect, Exit, Fiber, Option, TestClock } from "effect"
import * as Output from "../src/internal/output.js"
import * as ProgressBar from "../src/internal/progressBar.js"
import { Settings } from "../src/internal/settings.js"
import { typed } from "../src/internal/commandLine.js"
import { inFrame, run } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const counts = (done: number, total: Option.Option<number>, failed = 0) => ({
  operation: "Users.createMany",
  total,
  done,
  unchanged: 0,
  failed,
  unknown: 0
})

/** Reports, with time in between, what a program over many would. */
const work = (total: Option.Option<number>) =>
  Effect.gen(function* () {
    const { report } = yield* Progress.Progress
    for (const done of [0, 1, 2, 4]) {
      yield* report(counts(done, total))
      yield* TestClock.adjust("1 second")
    }
    return yield* Output.note("between the two")
  })

const clear = "\r\u001b[K"

describe("progress", () => {
  it.effect("is a bar on a terminal, below what else is told, and is gone in the end", () =>
    Effect.gen(function* () {
      const { exit, stderr, stdout } = yield* inFrame(ProgressBar.shown(work(Option.some(4))), {
        terminal: 80
      })
      assert.isTrue(Exit.isSuccess(exit))
      strictEqual(stdout, "")
      const full = "[####################] 4/4"
      deepStrictEqual(stderr.split(clear), [
        "[....................] 0/4",
        "[#####...............] 1/4",
        "[##########..........] 2/4",
        full,
        `between the two\n${full}`,
        ""
      ])
    })
  )

  it.effect("counts where the end is not known, and tells what failed", () =>
    Effect.sync(() => {
      strictEqual(ProgressBar.line(counts(3, Option.none(), 2), 1), "\\ 5, 2 failed")
      strictEqual(ProgressBar.line(counts(0, Option.some(0)), 0), "[####################] 0/0")
    })
  )

  it.effect("is not drawn more often than anybody sees, save for the last of it", () =>
    Effect.gen(function* () {
      const many = Effect.flatMap(Progress.Progress, ({ report }) =>
        Effect.forEach(
          Array.from({ length: 100 }, (_, index) => index + 1),
          (done) => report(counts(done, Option.some(100)))
        )
      )
      const { stderr } = yield* inFrame(ProgressBar.shown(many), { terminal: 80 })
      deepStrictEqual(stderr.split(clear), [
        "[....................] 1/100",
        "[####################] 100/100",
        ""
      ])
    })
  )

  it.effect("is not shown in a pipe, nor when it is to be quiet", () =>
    Effect.gen(function* () {
      const piped = yield* inFrame(ProgressBar.shown(work(Option.some(4))))
      strictEqual(piped.stderr, "between the two\n")
      const quiet = Effect.updateService(ProgressBar.shown(work(Option.some(4))), Settings, (settings) => ({
        ...settings,
        volume: "quiet" as const
      }))
      strictEqual((yield* inFrame(quiet, { terminal: 80 })).stderr, "")
    })
  )

  it.effect("is gone when the work fails or is interrupted", () =>
    Effect.gen(function* () {
      const hangs = ProgressBar.during("looking", Effect.never)
      const fiber = yield* Effect.fork(
        inFrame(Effect.timeoutFail(hangs, { duration: "1 second", onTimeout: () => "late" }), {
          terminal: 80
        })
      )
      yield* TestClock.adjust("2 seconds")
      const { stderr } = yield* Fiber.join(fiber)
      strictEqual(stderr, `looking …${clear}`)
    })
  )
})

describe("the wizard", () => {
  const inWorld = Effect.provide(WandbTest.layer(seed))

  it.effect("asks for a command, its arguments and its options, shows the line and runs it", () =>
    Effect.gen(function* () {
      const keys = ["down", "down", "return", "down", "return", ..."ada", "return", "y"]
      const { status, stderr, stdout } = yield* run(["--wizard"], { terminal: 100, keys })
      strictEqual(status, 0)
      assert.include(stderr, "The command line is: effect-wandb users get ada\n")
      assert.match(stdout, /username.* ada\n/)
    }).pipe(inWorld)
  )

  it.effect("leaves out what nobody wants, and takes no switch for switched on", () =>
    Effect.gen(function* () {
      // --deleted, --admins, --type, --limit, and whether to run it
      const keys = ["return", "return", "return", "2", "return", "n"]
      const { status, stderr, stdout } = yield* run(["users", "list", "--wizard"], { terminal: 100, keys })
      deepStrictEqual([status, stdout], [0, ""])
      assert.include(stderr, "The command line is: effect-wandb users list --limit 2\n")
    }).pipe(inWorld)
  )

  it.effect("is left by Ctrl-C, and needs a terminal", () =>
    Effect.gen(function* () {
      strictEqual((yield* run(["--wizard"], { terminal: 80, keys: ["ctrl-c"] })).status, 130)
      const piped = yield* run(["users", "--wizard"])
      strictEqual(piped.status, 1)
      assert.include(piped.stderr, "There is no terminal to ask on.")
    }).pipe(inWorld)
  )

  it.effect("shows a line as it can be typed", () =>
    Effect.sync(() => {
      strictEqual(
        typed(["users", "get", "it's a name", "-o=json", ""]),
        "effect-wandb users get 'it'\\''s a name' -o=json ''"
      )
    })
  )
})
