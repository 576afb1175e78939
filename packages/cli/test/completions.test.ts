import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { run } from "./support/cli.js"

const scriptOf = (shell: string) =>
  Effect.map(run(["--completions", shell]), ({ status, stderr, stdout }) => {
    deepStrictEqual([status, stderr], [0, ""])
    return stdout
  }).pipe(Effect.provide(WandbTest.layer()))

/** What bash offers for the last word of each line, by the script alone. */
const completed = (script: string, lines: ReadonlyArray<ReadonlyArray<string>>) =>
  Effect.sync(() => {
    const quoted = (words: ReadonlyArray<string>) => words.map((word) => `'${word}'`).join(" ")
    const asked = lines.map(
      (words) =>
        `COMP_WORDS=(effect-wandb ${quoted(words)}); COMP_CWORD=${words.length}; _effect_wandb; echo "\${COMPREPLY[*]}"`
    )
    const out = execFileSync(
      "bash",
      ["--norc", "-u", "-c", `compopt() { COMPREPLY=(FILES); }\n${script}\n${asked.join("\n")}`],
      {
        encoding: "utf8"
      }
    )
    return out
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" ").filter((word) => word !== ""))
  })

describe("completions", () => {
  it.effect("complete commands, options and values in bash", () =>
    Effect.gen(function* () {
      const script = yield* scriptOf("bash")
      const answers = yield* completed(script, [
        ["us"],
        ["users", "li"],
        ["users", "list", "--del"],
        ["users", "list", "--deleted", ""],
        ["users", "list", "--output", "=", "y"],
        ["users", "list", "-o", "n"],
        ["--output", "json", "users", "sea"],
        ["-q", "who"],
        ["users", "get", "--api-key-file", ""],
        ["emulator", "--legacy"],
        ["users", "get", "ada", "--base"],
        ["users", "get", "a"]
      ])
      deepStrictEqual(answers, [
        ["users"],
        ["list"],
        ["--deleted"],
        ["exclude", "include", "only"],
        ["yaml"],
        ["ndjson"],
        ["search"],
        ["whoami"],
        ["FILES"],
        ["--legacy-keys"],
        ["--base-url"],
        []
      ])
      const [commands = [], options = []] = yield* completed(script, [[""], ["users", "list", "-"]])
      for (const name of ["whoami", "login", "users", "emulator"]) assert.include(commands, name)
      for (const name of ["--help", "-h", "--output", "-o", "--quiet", "--api-key-stdin"])
        assert.include(options, name)
    })
  )

  it.effect("are a script for zsh and for fish, with every command in it", () =>
    Effect.gen(function* () {
      const zsh = yield* scriptOf("zsh")
      assert.match(zsh, /^#compdef effect-wandb\n/)
      assert.include(zsh, "list) _effect_wandb_users_list ;;")
      assert.include(
        zsh,
        "'--deleted[whether deleted users are among them (default\\: exclude)]:exclude|include|only:(exclude include only)'"
      )
      const fish = yield* scriptOf("fish")
      assert.include(
        fish,
        "-n '__fish_seen_subcommand_from users; and not __fish_seen_subcommand_from list get"
      )
      assert.include(
        fish,
        "-l output -s o -x -a 'table json ndjson csv yaml' -d 'the form of the data (default: table)'"
      )
      // An apostrophe ends no text.
      assert.include(zsh, "and W&B'\\''s settings files")
      assert.include(fish, "and W&B\\'s settings files")
    })
  )

  it.effect("are for shells that there are", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["--completions", "bsh"])
      strictEqual(status, 1)
      assert.include(stderr, "Did you mean bash?")
    }).pipe(Effect.provide(WandbTest.layer()))
  )
})
