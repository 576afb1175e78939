import { ApiKeySecret } from "@effect-wandb/core"
import { WandbConfigProvider } from "@effect-wandb/client"
import { FileSystem, Error as PlatformError } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertLeft, deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import {
  Arbitrary,
  Config,
  ConfigProvider,
  Effect,
  Either,
  FastCheck,
  Option,
  Redacted,
  Schema
} from "effect"
import { put } from "../src/internal/netrc/put.js"

const host = "api.wandb.ai"
const key = Effect.runSync(ApiKeySecret.make(`wandb_v1_${"Zz9".repeat(26)}`))

const putText = (text: string, machine = host): string =>
  Either.getOrThrowWith(put(text, machine, key), ({ problem }) => new Error(problem)).text

const K = Redacted.value(key)

describe("a key that is put into a .netrc", () => {
  it.effect("makes the file where there is none", () =>
    Effect.sync(() => {
      strictEqual(putText(""), `machine api.wandb.ai\n  login user\n  password ${K}\n`)
    })
  )

  it.effect("stands at the end, in lines as the file has them", () =>
    Effect.sync(() => {
      strictEqual(
        putText("machine a login b password c"),
        `machine a login b password c\nmachine api.wandb.ai\n  login user\n  password ${K}\n`
      )
      strictEqual(
        putText("machine a\r\n  password c\r\n"),
        `machine a\r\n  password c\r\nmachine api.wandb.ai\r\n  login user\r\n  password ${K}\r\n`
      )
      strictEqual(
        putText("macdef init\nput x\n\n"),
        `macdef init\nput x\n\nmachine api.wandb.ai\n  login user\n  password ${K}\n`
      )
    })
  )

  it.effect("stands before the entry of any other machine, at which many programs stop", () =>
    Effect.sync(() => {
      strictEqual(
        putText("machine a password b\n  default login c password d\n"),
        `machine a password b\nmachine api.wandb.ai\n  login user\n  password ${K}\n  default login c password d\n`
      )
      strictEqual(
        putText("machine a password b default password d"),
        `machine a password b \nmachine api.wandb.ai\n  login user\n  password ${K}\ndefault password d`
      )
    })
  )

  it.effect("takes the place of the password that was there, and of nothing else", () =>
    Effect.sync(() => {
      strictEqual(
        putText(
          '# mine\nmachine api.wandb.ai # here\n\tlogin ada\n\tpassword "old one" # old\nmachine b password c'
        ),
        `# mine\nmachine api.wandb.ai # here\n\tlogin ada\n\tpassword ${K} # old\nmachine b password c`
      )
      strictEqual(putText("machine API.wandb.ai password x"), `machine API.wandb.ai password ${K}`)
      strictEqual(
        putText("machine api.wandb.ai # no\n"),
        `machine api.wandb.ai login user password ${K} # no\n`
      )
      strictEqual(putText("machine api.wandb.ai login ada"), `machine api.wandb.ai login ada password ${K}`)
    })
  )

  it.effect(
    "takes the place of all passwords of the machine, since programs differ in which one counts",
    () =>
      Effect.sync(() => {
        strictEqual(
          putText("machine api.wandb.ai password x\nmachine b password c\nmachine api.wandb.ai password y"),
          `machine api.wandb.ai password ${K}\nmachine b password c\nmachine api.wandb.ai password ${K}`
        )
      })
  )

  it.effect("is told to replace another only where there is another", () =>
    Effect.sync(() => {
      const replaces = (text: string) => Either.map(put(text, host, key), ({ replaces }) => replaces)
      deepStrictEqual(
        ["", "machine b password c", `machine ${host} password ${K}`, `machine ${host} password ""`].map(
          replaces
        ),
        [false, false, false, false].map((replaces) => Either.right(replaces))
      )
      deepStrictEqual(replaces(`machine ${host} password x`), Either.right(true))
    })
  )

  it.effect("is for the port too", () =>
    Effect.sync(() => {
      const text = putText("machine localhost password x\n", "localhost:8080")
      strictEqual(
        text,
        `machine localhost password x\nmachine localhost:8080\n  login user\n  password ${K}\n`
      )
    })
  )
})

describe("a file with a mistake", () => {
  it.effect("is refused, with the line and without a word of it", () =>
    Effect.sync(() => {
      const mistakes: ReadonlyArray<readonly [string, number]> = [
        ["machine a\n  pasword geheim", 2],
        ['machine a password "geheim\nmachine b', 1],
        ["machine a password geheim\\\n", 1],
        ["machine a password", 1],
        ["password geheim", 1],
        ["\nmacdef geheim\nput geheim\n", 2],
        ['machine "" password geheim', 1],
        ["macdef m\n\nlogin geheim", 3]
      ]
      for (const [text, line] of mistakes) {
        const refused = put(text, host, key)
        assert.notInclude(JSON.stringify(refused), "geheim")
        assertLeft(
          Either.mapLeft(refused, ({ line }) => line),
          line
        )
      }
    })
  )
})

/** Texts with all that a .netrc may hold, of which most are files without a mistake. */
const entry = (machines: ReadonlyArray<string>) =>
  FastCheck.tuple(
    FastCheck.constantFrom(...machines),
    FastCheck.constantFrom(" ", "\n", "\r\n\t", " # note\n", "  "),
    FastCheck.constantFrom("login ada", "user ada", "account team", ""),
    FastCheck.constantFrom(" ", "\n  ", " #password no\n"),
    FastCheck.constantFrom("password one", 'password "tw o"', "password th\\ ree", 'password ""', "")
  ).map(([machine, gap, login, more, password]) => `machine ${machine}${gap}${login}${more}${password}`)

const between = FastCheck.constantFrom(
  "# machine a password no",
  "macdef init\nput machine a\n\n",
  "default login x password y",
  "",
  "\t",
  "é\u0085"
)

const strangers = ["a", "b.example:8080", '"c d"']

const breaks = ["\n", "\r\n", "\r", "\n\n"]

const textOf = (gaps: ReadonlyArray<string>, ...parts: ReadonlyArray<FastCheck.Arbitrary<string>>) =>
  FastCheck.tuple(
    FastCheck.array(FastCheck.oneof(...parts), { maxLength: 8 }),
    FastCheck.constantFrom(...gaps)
  ).map(([parts, gap]) => parts.join(gap))

/** What makes a file one that is not written into. */
const mistake = FastCheck.constantFrom("machine", "password lost", '"')

const known = entry([...strangers, host, "API.WANDB.AI"])

const netrc = textOf([...breaks, " "], known, known, known, between, mistake)

/** Files in which the machine is not. */
const without = textOf([...breaks, " "], entry(strangers), entry(strangers), between)

/** The same, in which no entry begins in a comment: what follows that would be of the machine before. */
const apart = textOf(breaks, entry(strangers), entry(strangers), between)

const passwords = (text: string, machines: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const provider = yield* WandbConfigProvider.make
    return yield* Effect.forEach(machines, (machine) =>
      Effect.map(
        Effect.option(provider.load(Config.nested(Config.redacted(machine), "WANDB_NETRC"))),
        Option.map(Redacted.value)
      )
    )
  }).pipe(
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["HOME", "/home"]]))),
    Effect.provide(
      FileSystem.layerNoop({
        readFileString: (path) =>
          path === "/home/.netrc"
            ? Effect.succeed(text)
            : Effect.fail(
                new PlatformError.SystemError({
                  reason: "NotFound",
                  module: "FileSystem",
                  method: "readFileString",
                  pathOrDescriptor: path
                })
              )
      })
    ),
    Effect.runSync
  )

describe("any .netrc", () => {
  const secrets = Arbitrary.make(Schema.typeSchema(ApiKeySecret.ApiKeySecret))

  it.prop(
    "gives the key to the official client's reader, and all other keys as before",
    [netrc, secrets],
    ([text, secret]) => {
      const edited = put(text, host, secret)
      if (Either.isLeft(edited)) return
      const others = ["a", "b.example:8080", "c d"]
      deepStrictEqual(passwords(edited.right.text, [host, ...others]), [
        Option.some(Redacted.value(secret)),
        ...passwords(text, others)
      ])
    }
  )

  /** A file in which the machine's passwords are, or are not, the given one. */
  const own = FastCheck.constantFrom(
    (password: string) => `machine ${host} password ${password}`,
    (password: string) => `machine API.WANDB.AI # mine\n\tlogin ada\n\tpassword ${password}\t# "`,
    (password: string) => `machine ${host} password ${password} account x password ${password}\n# end`
  )
  const around = FastCheck.tuple(
    FastCheck.array(
      FastCheck.oneof(
        own,
        apart.map((text) => () => text)
      ),
      { maxLength: 4 }
    ),
    secrets
  )

  it.prop(
    "keeps every other character where the key takes the place of others",
    [around],
    ([[parts, secret]]) => {
      const written = (password: string) => parts.map((part) => part(password)).join("\n")
      const edited = put(written('"o\\"ld"'), host, secret)
      if (Either.isLeft(edited) || !/wandb/i.test(written(""))) return
      strictEqual(edited.right.text, written(Redacted.value(secret)))
      deepStrictEqual(
        put(edited.right.text, host, secret),
        Either.right({ text: edited.right.text, replaces: false })
      )
    }
  )

  it.prop(
    "keeps every character where there is no entry of the machine",
    [without, secrets],
    ([text, secret]) => {
      const edited = put(text, host, secret)
      if (Either.isLeft(edited)) return
      const after = edited.right.text
      const at = [...text].findIndex((_, index) => text.charAt(index) !== after.charAt(index))
      const before = at < 0 ? text.length : at
      // What comes first in the new entry may be what came next in the file: then both readings are right.
      const isInserted = Array.from({ length: before + 1 }, (_, index) => index).some(
        (index) =>
          text.slice(0, index) === after.slice(0, index) &&
          after.endsWith(text.slice(index)) &&
          /^(?:\r\n|\r|\n)?machine api\.wandb\.ai\s+login user\s+password \S+(?:\r\n|\r|\n)$/.test(
            after.slice(index, after.length - (text.length - index))
          )
      )
      assert.isTrue(isInserted)
    }
  )
})
