import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { run } from "./support/cli.js"

/** Refuses to start, in words; `text` is what a file holds, whose path is `FILE` in the line. */
const refuses = (line: string, text: string, ...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, text, { mode: 0o600 })
    yield* files.chmod(path, 0o600)
    const { status, stderr, stdout } = yield* run(["emulator", ...line.replaceAll("FILE", path).split(" ")])
    deepStrictEqual([status, stdout], [1, ""])
    for (const word of words) assert.include(stderr, word.replaceAll("FILE", path))
    assert.notInclude(stderr, "geheim")
  }).pipe(Effect.scoped, Effect.provide([NodeFileSystem.layer, WandbTest.layer()]))

describe("the emulator", () => {
  it.effect("does not start with what cannot be, and says which option it is", () =>
    Effect.all([
      refuses("--port 65536", "", "error: --port: 65536 is no port."),
      refuses("--seed FILEx", "", "error: --seed: FILEx cannot be read (NotFound)."),
      refuses(
        "--seed FILE",
        "users:\n  - usrname: ada\n",
        'FILE:2:5 users[0]: unknown field "usrname"',
        'did you mean "username"?'
      ),
      refuses("--seed FILE", "users: [{ username: ada }, { username: ada }]", "FILE:1:"),
      refuses("--faults FILE", "- _tag: Nonsense\n", "FILE:1:"),
      refuses("--data FILE", "no world", "FILE"),
      refuses("--admin-key-file FILE", "geheim", `error: The API key from FILE needs at least 40 characters`),
      refuses("--time never", "", "error: --time: "),
      refuses("--max-page-size 0", "", "error: --max-page-size: "),
      refuses("--no-key-creation --multi-tenant", "", "error: --no-key-creation: ")
    ])
  )
})
