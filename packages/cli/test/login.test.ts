import { type Error as PlatformError, FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Array as Arr, Effect, Order, Redacted, type Scope } from "effect"
import { run, type World } from "./support/cli.js"
import { seed, strangeKey } from "./support/worlds.js"

/** A home of its own for a test, with what its .netrc holds. */
const atHome = <A, E>(
  test: (home: {
    readonly login: (args: ReadonlyArray<string>, world?: World) => ReturnType<typeof run>
    readonly files: FileSystem.FileSystem
    readonly netrc: string
    readonly key: string
  }) => Effect.Effect<A, E | PlatformError.PlatformError, WandbTest.WandbTest | Scope.Scope>
) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { credentialsOf } = yield* WandbTest.WandbTest
    const home = yield* files.makeTempDirectoryScoped()
    const key = Redacted.value(yield* credentialsOf("ada"))
    return yield* test({
      files,
      key,
      netrc: `${home}/.netrc`,
      login: (args, world) =>
        run(["login", ...args], { ...world, env: { HOME: home, WANDB_API_KEY: undefined, ...world?.env } })
    })
  }).pipe(Effect.scoped, Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer]))

const mode = (files: FileSystem.FileSystem, path: string) =>
  Effect.map(files.stat(path), ({ mode }) => (mode & 0o777).toString(8))

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("login", () => {
  it.effect("stores a key from a pipe, which whoami then finds", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        deepStrictEqual(yield* login(["--api-key-stdin"], { stdin: `${key}\n` }), {
          status: 0,
          stdout: "",
          stderr: `Logged in to emulator.invalid as ada; the key is in ${netrc}.\n`
        })
        strictEqual(yield* mode(files, netrc), "600")
        const { stdout } = yield* run(["whoami", "-o", "json"], {
          env: { HOME: netrc.replace("/.netrc", ""), WANDB_API_KEY: undefined }
        })
        strictEqual(JSON.parse(stdout).username, "ada")
      })
    )
  )

  it.effect("stores a key from a file, and says so to nobody with --quiet", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        yield* files.writeFileString(`${netrc}.key`, key, { mode: 0o600 })
        const ran = yield* login(["--quiet", "--api-key-file", `${netrc}.key`])
        deepStrictEqual(ran, { status: 0, stdout: "", stderr: "" })
        assert.include(yield* files.readFileString(netrc), `password ${key}`)
      })
    )
  )

  it.effect("asks for a key on a terminal, and shows nothing of it", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        const ran = yield* login([], { terminal: 80, keys: [...key.split(""), "return"] })
        strictEqual(ran.status, 0)
        assert.include(ran.stderr, "API key (it is not shown)")
        for (const text of [ran.stdout, ran.stderr]) {
          assert.notInclude(text, key.slice(0, 12))
          assert.notInclude(text, "*")
        }
        assert.include(yield* files.readFileString(netrc), `password ${key}`)
      })
    )
  )

  it.effect("stores nothing that the server does not accept", () =>
    atHome(({ files, login, netrc }) =>
      Effect.gen(function* () {
        const strange = yield* login(["--api-key-stdin"], { stdin: Redacted.value(strangeKey) })
        strictEqual(strange.status, 1)
        assert.include(strange.stderr, "error: The server does not accept this API key.")
        const short = yield* login(["--api-key-stdin"], { stdin: "geheim" })
        assert.include(
          short.stderr,
          "error: The API key from standard input needs at least 40 characters and has 6."
        )
        assert.notInclude(short.stderr, "geheim")
        strictEqual(yield* files.exists(netrc), false)
      })
    )
  )

  it.effect("asks before it replaces another key, and needs --relogin where it cannot ask", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        const before = "# kept\nmachine emulator.invalid login user password old # kept\n"
        const after = before.replace("old", key)
        yield* files.writeFileString(netrc, before)
        yield* files.chmod(netrc, 0o644)
        const stdin = key
        const piped = yield* login(["--api-key-stdin"], { stdin })
        strictEqual(piped.status, 1)
        assert.match(
          piped.stderr,
          /^error: There is no terminal to ask on: .*\nGive --relogin if that is meant\.\n$/
        )
        const no = yield* login(["--api-key-stdin"], { stdin, terminal: 80, keys: ["n"] })
        strictEqual(no.status, 1)
        assert.include(no.stderr, "Nothing was done: the answer was no.")
        const byDefault = yield* login(["--api-key-stdin"], { stdin, terminal: 80, keys: ["return"] })
        strictEqual(byDefault.status, 1)
        const left = yield* login(["--api-key-stdin"], { stdin, terminal: 80, keys: ["ctrl-c"] })
        strictEqual(left.status, 130)
        assert.include(left.stderr, "Interrupted before the key was stored.")
        strictEqual(yield* files.readFileString(netrc), before)
        const yes = yield* login(["--api-key-stdin"], { stdin, terminal: 80, keys: ["y"] })
        strictEqual(yes.status, 0)
        strictEqual(yield* files.readFileString(netrc), after)
        strictEqual(yield* mode(files, netrc), "600")
        yield* files.writeFileString(netrc, before)
        strictEqual((yield* login(["--relogin", "--api-key-stdin"], { stdin })).status, 0)
        strictEqual(yield* files.readFileString(netrc), after)
        // The same key again is nothing to ask about.
        strictEqual((yield* login(["--api-key-stdin"], { stdin })).status, 0)
      })
    )
  )

  it.effect("leaves a file with a mistake, and one that cannot be read, as they are", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        const broken = 'machine a password "geheim\n'
        yield* files.writeFileString(netrc, broken)
        const ran = yield* login(["--api-key-stdin"], { stdin: key })
        strictEqual(ran.status, 1)
        assert.match(ran.stderr, /has a mistake in line 1: a quote is not closed\. It was left as it is\.\n/)
        assert.notInclude(ran.stderr, "geheim")
        strictEqual(yield* files.readFileString(netrc), broken)
        yield* files.remove(netrc)
        yield* files.makeDirectory(netrc)
        const folder = yield* login(["--api-key-stdin"], { stdin: key })
        assert.match(folder.stderr, /\nerror: .*\.netrc cannot be read/)
      })
    )
  )

  it.effect("keeps bytes that are no text, follows a link, and takes the file that NETRC names", () =>
    atHome(({ files, key, login, netrc }) =>
      Effect.gen(function* () {
        const bytes = Uint8Array.from([...Buffer.from("# "), 0xff, 0xfe, 0x85, 0x0a])
        yield* files.writeFile(`${netrc}.real`, bytes)
        yield* files.symlink(`${netrc}.real`, netrc)
        strictEqual((yield* login(["--api-key-stdin"], { stdin: key })).status, 0)
        strictEqual(yield* files.readLink(netrc), `${netrc}.real`)
        const after = yield* files.readFile(netrc)
        strictEqual(hex(after.slice(0, bytes.length)), hex(bytes))
        yield* login(["--api-key-stdin"], { stdin: key, env: { NETRC: `${netrc}.other` } })
        assert.include(yield* files.readFileString(`${netrc}.other`), key)
        deepStrictEqual(yield* files.readFile(netrc), after)
        deepStrictEqual(Arr.sort(yield* files.readDirectory(netrc.replace("/.netrc", "")), Order.string), [
          ".netrc",
          ".netrc.other",
          ".netrc.real"
        ])
      })
    )
  )

  it.effect("says what else counts: a variable, and how the server is found again", () =>
    atHome(({ key, login }) =>
      Effect.gen(function* () {
        const { stderr } = yield* login(["--api-key-stdin", "--base-url", "http://wandb.test/prefix/"], {
          stdin: key,
          env: { WANDB_API_KEY: Redacted.value(strangeKey), WANDB_BASE_URL: undefined }
        })
        assert.include(stderr, "Logged in to wandb.test as ada")
        assert.include(stderr, "warning: WANDB_API_KEY is set")
        assert.include(stderr, "Set WANDB_BASE_URL=http://wandb.test/prefix to use")
      })
    )
  )
})
