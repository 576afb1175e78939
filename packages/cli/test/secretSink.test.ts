import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Cause, Effect, Exit, Option, Redacted } from "effect"
import * as SecretSink from "../src/internal/secretSink.js"
import { inFrame, type World } from "./support/cli.js"
import { strangeKey as secret } from "./support/worlds.js"

const value = Redacted.value(secret)

const none: SecretSink.Given = { out: Option.none(), storeCommand: Option.none(), reveal: false }
const toFile = (path: string): SecretSink.Given => ({ ...none, out: Option.some(path) })
const toCommand = (command: string): SecretSink.Given => ({ ...none, storeCommand: Option.some(command) })

/** Brings the secret to where it is to go. */
const store = (given: SecretSink.Given, world?: World) =>
  inFrame(
    Effect.tap(SecretSink.make(given), (sink) => sink.store(secret)),
    world
  )

/** What is said against it, which never has the secret in it. */
const problemOf = <A>(ran: {
  readonly exit: Exit.Exit<A, { readonly message: string }>
  readonly stderr: string
  readonly stdout: string
}) => {
  const error = Exit.isFailure(ran.exit)
    ? Option.getOrUndefined(Cause.failureOption(ran.exit.cause))
    : undefined
  const words = error?.message ?? "it went well"
  for (const text of [words, ran.stderr, ran.stdout, JSON.stringify(ran.exit)]) assert.notInclude(text, value)
  return words
}

const inFolder = <A, E>(test: (folder: string, files: FileSystem.FileSystem) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    return yield* test(yield* files.makeTempDirectoryScoped(), files)
  }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))

const mode = (files: FileSystem.FileSystem, path: string) =>
  Effect.map(files.stat(path), ({ mode }) => (mode & 0o777).toString(8))

describe("the place of a secret", () => {
  it.effect("has to be named, and is one", () =>
    Effect.gen(function* () {
      assert.include(problemOf(yield* store(none)), "nothing says where it is to go. Nothing was made.")
      const two = yield* store({ ...toFile("/tmp/x"), reveal: true }, { terminal: 80 })
      assert.include(problemOf(two), "several are given")
    })
  )
})

describe("a file for a secret", () => {
  it.effect("holds the secret alone, and is its owner's alone", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const path = `${folder}/key`
        const { exit, stderr, stdout } = yield* store(toFile(path))
        assert.isTrue(Exit.isSuccess(exit))
        deepStrictEqual([stdout, stderr], ["", ""])
        strictEqual(yield* files.readFileString(path), value)
        strictEqual(yield* mode(files, path), "600")
        deepStrictEqual(yield* files.readDirectory(folder), ["key"])
      })
    )
  )

  it.effect("is left alone with what a process has left beside it that was killed while it wrote", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const others = [".key.7fffffff.tmp.bak", ".other.12345678.tmp", ".key.0000000g.tmp"]
        for (const name of [".key.12345678.tmp", ...others]) {
          yield* files.writeFileString(`${folder}/${name}`, "half")
          yield* files.utimes(`${folder}/${name}`, 0, 0)
        }
        // Somebody writes it at the same time.
        yield* files.writeFileString(`${folder}/.key.87654321.tmp`, "half")
        yield* store(toFile(`${folder}/key`))
        const left = yield* files.readDirectory(folder)
        deepStrictEqual(new Set(left), new Set([...others, ".key.87654321.tmp", "key"]))
      })
    )
  )

  it.effect("that was there before is replaced, and can be put back, rights and all", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const path = `${folder}/key`
        yield* files.writeFileString(path, "former")
        yield* files.chmod(path, 0o640)
        const { exit } = yield* inFrame(SecretSink.make(toFile(path)))
        const sink = Exit.getOrElse(exit, () => assert.fail("there is no sink"))
        strictEqual(sink.place, `the file ${path}`)
        const undo = Option.getOrThrow(sink.undo)
        const load = Option.getOrThrow(sink.load)
        // Before anything was stored there is nothing to put back.
        yield* undo
        strictEqual(yield* files.readFileString(path), "former")
        yield* sink.store(Redacted.make("another"))
        yield* sink.store(secret)
        strictEqual(yield* mode(files, path), "600")
        assertSome(Option.map(yield* load, Redacted.value), value)
        yield* undo
        strictEqual(yield* files.readFileString(path), "former")
        strictEqual(yield* mode(files, path), "640")
        yield* files.remove(path)
        assertNone(yield* load)
        yield* sink.store(secret)
        yield* undo
        deepStrictEqual(yield* files.readDirectory(folder), [])
      })
    )
  )

  it.effect("is refused before there is a secret where it is a link, a folder, or in none", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        yield* files.writeFileString(`${folder}/real`, "former")
        yield* files.symlink(`${folder}/real`, `${folder}/link`)
        yield* files.symlink(`${folder}/nowhere`, `${folder}/dangling`)
        const make = (path: string) => Effect.map(inFrame(SecretSink.make(toFile(path))), problemOf)
        assert.include(yield* make(""), "--out is empty")
        assert.include(yield* make(`${folder}/link`), "is a link")
        assert.include(yield* make(`${folder}/dangling`), "is a link")
        assert.include(yield* make(folder), "is no file")
        assert.include(yield* make(`${folder}/none/key`), "cannot be written (NotFound)")
        assert.include(yield* make("/dev/null"), "is no file")
        strictEqual(yield* files.readFileString(`${folder}/real`), "former")
      })
    )
  )
})

describe("a command for a secret", () => {
  it.live("has it on its standard input, as it is, and in no argument or variable", () =>
    inFolder((folder, files) =>
      Effect.gen(function* () {
        const command = `cat > ${folder}/in; tr '\\0' '\\n' < /proc/$$/environ > ${folder}/env; tr '\\0' '\\n' < /proc/$$/cmdline > ${folder}/args; echo out; echo err >&2`
        const { exit, stderr, stdout } = yield* store(toCommand(command))
        assert.isTrue(Exit.isSuccess(exit))
        deepStrictEqual([stdout, stderr], ["", ""])
        strictEqual(yield* files.readFileString(`${folder}/in`), value)
        assert.notInclude(yield* files.readFileString(`${folder}/env`), value)
        assert.notInclude(yield* files.readFileString(`${folder}/args`), value)
      })
    )
  )

  it.live("that fails is told with what it said, without the secret", () =>
    Effect.gen(function* () {
      const words = problemOf(yield* store(toCommand('read key; echo "no room for $key" >&2; exit 7')))
      assert.include(words, "The store command ended with code 7, and said: no room for <redacted>")
      assert.include(problemOf(yield* store(toCommand("nothing-of-that-name"))), "ended with code 127")
    })
  )

  it.live("that says a part of the secret, folded, spaced or coded, is not quoted", () =>
    Effect.gen(function* () {
      const ways = [
        "fold -w 10",
        "sed 's/./& /g'",
        "base64 -w 20",
        "(printf k=; cat) | base64",
        "od -An -tx1",
        "cut -c25-40"
      ]
      for (const way of ways) {
        const words = problemOf(yield* store(toCommand(`${way} >&2; exit 7`)))
        assert.include(words, "The store command ended with code 7. What it said is not shown")
      }
    })
  )

  it.live("may say the name of the key, which is no secret", () =>
    Effect.gen(function* () {
      const key = Redacted.make(`wandb_v1_krIHfeLEsd2${"".padEnd(66, "0123456789_xyz")}`)
      const command = toCommand("cut -c1-20 >&2; exit 7")
      const said = yield* inFrame(Effect.tap(SecretSink.make(command), (sink) => sink.store(key)))
      assert.include(problemOf(said), "ended with code 7, and said: wandb_v1_krIHfeLEsd2")
    })
  )

  it.live("that leaves a process with its outputs behind is over when it ends", () =>
    Effect.gen(function* () {
      const { exit } = yield* store(toCommand("cat > /dev/null; sleep 15 & exit 0"))
      assert.isTrue(Exit.isSuccess(exit))
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.live("that is ended by a signal is told as that, with what it said", () =>
    Effect.gen(function* () {
      const words = problemOf(yield* store(toCommand("echo 'out of room' >&2; kill -9 $$")))
      assert.include(words, "The store command was ended by SIGKILL, and said: out of room")
    })
  )

  it.live("can neither be undone nor read back", () =>
    Effect.gen(function* () {
      const { exit } = yield* inFrame(SecretSink.make(toCommand("true")))
      const sink = Exit.getOrElse(exit, () => assert.fail("there is no sink"))
      assertNone(sink.undo)
      assertNone(sink.load)
    })
  )
})

describe("a terminal for a secret", () => {
  it.effect("shows it where that is asked for", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* store({ ...none, reveal: true }, { terminal: 80 })
      deepStrictEqual([stdout, stderr], [`${value}\n`, ""])
    })
  )

  it.effect("is not what a pipe is, whoever reads that", () =>
    Effect.gen(function* () {
      assert.include(problemOf(yield* store({ ...none, reveal: true })), "standard output is none")
    })
  )
})
