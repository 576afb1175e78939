import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect, FastCheck } from "effect"
import { run, steering } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const inWorld = <A, E>(test: Effect.Effect<A, E, WandbTest.WandbTest>) =>
  Effect.provide(test, WandbTest.layer(seed))

/** What a command line is refused with, before anything is sent. */
const refuses = (args: ReadonlyArray<string>, ...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { status, stderr, stdout } = yield* run(args)
    strictEqual(status, 1)
    strictEqual(stdout, "")
    assert.match(stderr, /^error: .+\.\n.+\.\n$/)
    for (const word of words) assert.include(stderr, word)
    deepStrictEqual(yield* WandbTest.requests, [])
  }).pipe(inWorld)

describe("options", () => {
  it.effect("may stand anywhere, in each of their forms", () =>
    Effect.gen(function* () {
      const expected = yield* run(["users", "get", "ada", "-o", "json"])
      strictEqual(expected.status, 0)
      const forms = FastCheck.constantFrom(
        ["-o", "json"],
        ["-ojson"],
        ["--output", "json"],
        ["--output=json"]
      )
      const lines = FastCheck.tuple(
        forms,
        FastCheck.constantFrom(["-q"], ["--quiet"], []),
        FastCheck.nat(),
        FastCheck.nat()
      )
      const sample = FastCheck.sample(lines, { numRuns: 12, seed: 7 })
      for (const [form, quiet, one, other] of sample) {
        const words: Array<ReadonlyArray<string>> = [["users"], ["get"], ["ada"]]
        words.splice(one % (words.length + 1), 0, form)
        words.splice(other % (words.length + 1), 0, quiet)
        deepStrictEqual(yield* run(words.flat()), expected)
      }
    }).pipe(inWorld)
  )

  it.effect("end with --, behind which a word may look like one", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "get", "-o", "json", "--", "--quiet"])
      assert.include(stderr, 'No user has the username "--quiet".')
    }).pipe(inWorld)
  )

  it.effect("may have a value that looks like an option or is empty", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "list", "--base-url", "--quiet"])
      assert.include(stderr, "error: --base-url: must start with https:// or http://")
      assert.include((yield* run(["users", "list", "--base-url="])).stderr, "error: --base-url: must start")
    }).pipe(inWorld)
  )

  it.effect("of one letter may stand together", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run(["users", "get", "ada", "-qondjson"])
      strictEqual(status, 0)
      assert.match(stdout, /^\{.*\}\n$/)
    }).pipe(inWorld)
  )

  it.effect("that are switches can be switched off by their value", () =>
    Effect.gen(function* () {
      const all = yield* run(["users", "list"])
      deepStrictEqual(yield* run(["users", "list", "--admins=false"]), all)
      notDeepStrictEqual(yield* run(["users", "list", "--admins=true"]), all)
    }).pipe(inWorld)
  )
})

describe("a mistake on the command line", () => {
  it.effect("in an option suggests the nearest", () =>
    refuses(["users", "list", "--ouput", "json"], "There is no option --ouput.", "Did you mean --output?")
  )

  it.effect("in an option does not repeat its value", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "list", "--tokn=geheim"])
      assert.include(stderr, "There is no option --tokn.")
      assert.notInclude(stderr, "geheim")
    }).pipe(inWorld)
  )

  it.effect("in a command suggests the nearest, or what it is the beginning of", () =>
    Effect.all([
      refuses(["usres", "list"], 'There is no command "usres".', "Did you mean users?"),
      refuses(
        ["users", "serach", "ada"],
        'There is no command "serach" in effect-wandb users.',
        "Did you mean search?"
      ),
      refuses(["em"], "Did you mean emulator?"),
      refuses(["--quiet", "frobnicate"], 'There is no command "frobnicate".', "effect-wandb --help")
    ])
  )

  it.effect("in a choice suggests the nearest and lists all", () =>
    refuses(["users", "list", "-o", "jsn"], '"jsn" is no value of -o.', "Did you mean json?", "yaml")
  )

  it.effect("is what is missing, or too much, or there twice", () =>
    Effect.all([
      refuses(["users", "get"], "effect-wandb users get needs <user>."),
      refuses(["users", "get", "ada", "grace"], '"grace" is one argument too many.'),
      refuses(["users", "list", "--output"], "--output needs a value.", "table|json|ndjson|csv|yaml"),
      refuses(["users", "list", "-o", "json", "--output", "csv"], "--output is given twice."),
      refuses(["users", "list", "--admins=perhaps"], "--admins takes no value."),
      refuses(["users", "list", "--limit", "x"], "--limit: 'x' is not an integer.")
    ])
  )

  it.effect("shows no control characters", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "get", "\u001b[31mada", "\u009b2J\u202e"])
      assert.notMatch(stderr, steering)
      assert.include(stderr, "u009b2J")
    }).pipe(inWorld)
  )

  it.effect("is to say nothing but a group: its help is shown on the side, and it is an error", () =>
    Effect.gen(function* () {
      const users = yield* run(["users"])
      strictEqual(users.status, 1)
      strictEqual(users.stdout, "")
      assert.include(users.stderr, "get <user>")
      const all = yield* run([])
      strictEqual(all.status, 1)
      assert.include(all.stderr, "Exit codes")
    }).pipe(inWorld)
  )
})

describe("help", () => {
  it.effect("of everything, of a group and of a command is data, and fits on a screen", () =>
    Effect.gen(function* () {
      const pages = [
        ["--help"],
        ["users", "--help"],
        ["users", "list", "-h"],
        ["help", "users", "list"],
        ["emulator", "--help"]
      ]
      for (const args of pages) {
        const { status, stderr, stdout } = yield* run(args)
        strictEqual(status, 0)
        strictEqual(stderr, "")
        assert.isAtMost(stdout.split("\n").length, 60)
        for (const line of stdout.split("\n")) assert.isAtMost(line.length, 100)
      }
      deepStrictEqual(yield* run(["help", "users", "list"]), yield* run(["users", "list", "--help"]))
      deepStrictEqual(
        yield* run(["users", "list", "--output", "json", "--help"]),
        yield* run(["users", "list", "-h"])
      )
    }).pipe(inWorld)
  )

  it.effect("of a command tells its arguments, its options and examples", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["users", "get", "--help"])
      for (const word of [
        "Usage\n  effect-wandb users get <user>",
        "-o, --output table|json",
        "--base-url <url>",
        "# by username"
      ]) {
        assert.include(stdout, word)
      }
      assert.notInclude(stdout, "This setting is optional")
    }).pipe(inWorld)
  )

  it.effect("is the value of an option where it stands as one", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "list", "--base-url", "--help"])
      assert.include(stderr, "--base-url: must start with")
    }).pipe(inWorld)
  )

  it.effect("is set off in a terminal, unless colours are not wanted", () =>
    Effect.gen(function* () {
      assert.include((yield* run(["--help"], { terminal: 80 })).stdout, "\u001b[1mUsage")
      for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
        assert.notInclude((yield* run(["--help"], { terminal: 80, env })).stdout, "\u001b")
      }
      for (const line of (yield* run(["--help"], { terminal: 60 })).stdout.split("\n")) {
        assert.isAtMost(line.replaceAll(/\p{Cc}\[\d+m/gu, "").length, 82)
      }
    }).pipe(inWorld)
  )
})
