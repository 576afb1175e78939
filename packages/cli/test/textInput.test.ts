import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { assertLeft, assertRight, deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect, Either, FastCheck, Redacted } from "effect"
import { decode } from "../src/internal/utf8.js"
import { run, type World } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const inWorld = Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer])

const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1")

/** What the platform's own decoder says, which does not say where. */
const strictly = (bytes: Uint8Array): Either.Either<string, unknown> =>
  Either.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes))

describe("text in UTF-8", () => {
  const part = FastCheck.oneof(
    FastCheck.string({
      unit: FastCheck.constantFrom("a", "é", "€", "😀", "\ufffd", "\ufeff", "\r\n"),
      maxLength: 4
    }).map((text): Uint8Array => Buffer.from(text)),
    FastCheck.uint8Array({ maxLength: 3 })
  )

  it("is what the platform takes for it, and of anything else the first byte is told that is wrong", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(part, { maxLength: 6 }), (parts) => {
        const bytes = Buffer.concat(parts)
        const decoded = decode(bytes)
        if (Either.isRight(decoded)) return deepStrictEqual(Either.right(decoded.right), strictly(bytes))
        assert.isTrue(Either.isLeft(strictly(bytes)))
        const at = decoded.left.byte - 1
        assert.isTrue(Either.isRight(strictly(bytes.subarray(0, at))))
        for (const length of [1, 2, 3, 4]) {
          assert.isTrue(Either.isLeft(strictly(bytes.subarray(at, at + length))))
        }
      })
    )
  })

  it("counts bytes and lines from 1 on, with a byte order mark, whatever the line breaks", () => {
    assertRight(decode(Buffer.from("\ufeffü\ufffd\n")), "ü\ufffd\n")
    assertLeft(decode(latin1("\xff")), { byte: 1, line: 1 })
    assertLeft(decode(Buffer.concat([Buffer.from("\ufeffé\r\n\ufffd\r\n"), latin1("x\xe4")])), {
      byte: 14,
      line: 3
    })
  })
})

/** Refuses in these words, and sends nothing. */
const refuses = (line: ReadonlyArray<string>, stderr: string, world: World = {}) =>
  Effect.gen(function* () {
    deepStrictEqual(yield* run(line, world), { status: 1, stdout: "", stderr })
    deepStrictEqual(yield* WandbTest.requests, [])
  })

const noText = (whence: string, byte: number, line: number): string =>
  `error: ${whence} is no text in UTF-8: byte ${byte}, in line ${line}, belongs to no character. Nothing was done.\nSave it as UTF-8, and run this again.\n`

describe("standard input", () => {
  it.effect("is read by one at a time, which is told before it is read", () =>
    Effect.gen(function* () {
      const both = (reader: string) =>
        `error: ${reader} and --api-key-stdin both read standard input. Nothing was read.\nGive one of them a file: its path in place of the -, or --api-key-file FILE.\n`
      const stdin = "email\nlin@example.com\n"
      yield* refuses(["users", "create", "--csv", "-", "--api-key-stdin"], both("--csv -"), { stdin })
      for (const command of ["plan", "apply", "drift"]) {
        yield* refuses(["roster", command, "-", "--api-key-stdin"], both("The file -"), { stdin })
      }
    }).pipe(inWorld)
  )

  it.effect("is refused where it is no text, with the byte and its line", () =>
    Effect.gen(function* () {
      const stdin = latin1("name,email\r\nRen\xe9e,z@example.com\r\n")
      yield* refuses(["users", "create", "--csv", "-"], noText("Standard input", 16, 2), { stdin })
      const roster = latin1("users:\n- name: Ada\xe9\n")
      yield* refuses(["roster", "plan", "-"], noText("Standard input", 19, 2), { stdin: roster })
      const key = latin1(`wandb_v1_${"\xff".repeat(40)}`)
      yield* refuses(["whoami", "--api-key-stdin"], noText("Standard input", 10, 1), { stdin: key })
    }).pipe(inWorld)
  )

  it.effect("may have a byte order mark, be it a key or a roster", () =>
    Effect.gen(function* () {
      const { instance } = yield* WandbTest.WandbTest
      const stdin = `\ufeff${Redacted.value(instance.adminKey)}\r\n`
      const env = { WANDB_API_KEY: undefined }
      strictEqual((yield* run(["whoami", "--api-key-stdin"], { env, stdin })).status, 0)
      strictEqual((yield* run(["roster", "plan", "-"], { stdin: "\ufeff{}" })).status, 0)
    }).pipe(inWorld)
  )
})

describe("a file", () => {
  it.scoped("is refused where it is no text, with the byte and its line", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFile(path, latin1("email,name\nlin@example.com,Lin\xe9\n"))
      yield* files.chmod(path, 0o600)
      const told = noText(path, 31, 2)
      yield* refuses(["users", "create", "--csv", path], told)
      yield* refuses(["roster", "drift", path], told)
      yield* refuses(["whoami", "--api-key-file", path], told)
      yield* refuses(["emulator", "--seed", path], told)
    }).pipe(inWorld)
  )
})
