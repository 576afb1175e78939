import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, FastCheck } from "effect"
import * as Csv from "../src/internal/users/csv.js"
import { begin, run } from "./support/cli.js"
import { allMet } from "./support/met.js"
import { seed } from "./support/worlds.js"

const fieldsOf = (text: string) => Csv.parse(text).rows.map(({ fields }) => fields)

const line = ["users", "create", "--csv", "-"]

const create = (stdin: string, ...args: ReadonlyArray<string>) => run([...line, ...args], { stdin })

const rowsOf = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row))

const names = Effect.map(WandbTest.users, (users) => users.map(({ email, name }) => `${email} ${name}`))

describe("comma-separated values", () => {
  it("are read by RFC 4180, whatever the line breaks", () => {
    deepStrictEqual(fieldsOf('\ufeffa,b\r\n"1,""2""\r\n3",\n\r\n""\r x , y '), [
      ["a", "b"],
      ['1,"2"\r\n3', ""],
      [""],
      [" x ", " y "]
    ])
    deepStrictEqual(
      Csv.parse('a\n"b\nc"\nd').rows.map(({ line }) => line),
      [1, 2, 4]
    )
    deepStrictEqual(Csv.parse(""), { rows: [], flaws: [] })
  })

  it("are wrong line by line", () => {
    const { flaws } = Csv.parse('a"b\n"c"d\nok\n"open\n')
    deepStrictEqual(flaws, [
      { line: 1, problem: "has a quote within a field that does not begin with one" },
      { line: 2, problem: "has something behind a closing quote" },
      { line: 4, problem: "has a quote that is never closed" }
    ])
  })

  it("are read back as they were written", () => {
    const field = FastCheck.string({
      unit: FastCheck.constantFrom('"', ",", "\r", "\n", "a", " ", "é"),
      maxLength: 6
    })
    const table = FastCheck.array(FastCheck.array(field, { minLength: 2, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4
    })
    const written = (rows: ReadonlyArray<ReadonlyArray<string>>) =>
      rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")).join("\r\n")
    FastCheck.assert(
      FastCheck.property(table, (rows) => {
        deepStrictEqual(Csv.parse(written(rows)).flaws, [])
        deepStrictEqual(fieldsOf(written(rows)), rows)
      })
    )
  })
})

describe("a file of users", () => {
  it.effect("is created line by line, and says what became of each", () =>
    Effect.gen(function* () {
      const file =
        "admin,EMAIL,name\nyes,lin@example.com,Lin\n,ADA@example.com,Somebody\nno,gone@example.com,\n"
      const { status, stderr, stdout } = yield* create(file, "-o", "ndjson")
      strictEqual(status, 0)
      strictEqual(stderr, "1 created, 2 there already.\n")
      deepStrictEqual(
        rowsOf(stdout).map(({ email, line, outcome, reason, username }) => [
          line,
          email,
          outcome,
          username,
          reason
        ]),
        [
          [2, "lin@example.com", "created", "lin", null],
          [3, "ADA@example.com", "exists", "ada", null],
          [
            4,
            "gone@example.com",
            "exists",
            "gone",
            "The user is deleted: effect-wandb users restore takes the user back."
          ]
        ]
      )
      assert.includeMembers([...(yield* names)], ["lin@example.com Lin", "ada@example.com Ada"])
      const again = yield* create(file, "-o", "csv")
      deepStrictEqual([again.status, again.stderr], [0, "0 created, 3 there already.\n"])
      assert.match(
        again.stdout,
        /^line,email,outcome,id,username,reason\r\n2,lin@example.com,exists,\S+,lin,\r\n/
      )
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("is checked whole before the first is sent", () =>
    Effect.gen(function* () {
      const refuses = (file: string, ...said: ReadonlyArray<string>) =>
        Effect.map(create(file), ({ status, stderr, stdout }) => {
          deepStrictEqual([status, stdout], [1, ""])
          for (const one of said) assert.include(stderr, one)
        })
      yield* refuses(
        'email,admin\na@b,maybe\nnobody,true\n\nA@B,no\nx@y\n,1\n"z@z',
        "The file of users has 6 mistakes, and nothing was sent:\n",
        '<stdin>:2: has "maybe" for admin: it is true or false\n',
        '<stdin>:3: has the email "nobody", which has no @\n',
        '<stdin>:5: has the email "A@B", which is on line 2 already\n',
        "<stdin>:6: has 1 fields, where the header has 2\n",
        "<stdin>:7: has no email\n",
        "<stdin>:8: has a quote that is never closed\n",
        "Correct it, and run this again.\n"
      )
      yield* refuses(
        "mail,admin,admin\n",
        'unknown column "mail": did you mean email?',
        "admin more than once",
        "has no column email"
      )
      yield* refuses("email,role\n", 'unknown column "role": there are email, admin, name')
      yield* refuses("email;admin\n", "has no commas")
      yield* refuses("ada@example.com\n", "where the names of the columns belong")
      yield* refuses("", "has no header")
      yield* refuses("email\n\u0000", "no text in UTF-8")
      yield* refuses("email,name\nren@example.com,Ren\ufffd\n", "<stdin>:2: has the character U+FFFD")
      deepStrictEqual(yield* WandbTest.requests, [])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("may be a file, and has to be there", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, "email\nlin@example.com\nnobody\n")
      const wrong = yield* run(["users", "create", "--csv", path])
      assert.include(wrong.stderr, `has a mistake, and nothing was sent:\n${path}:3: has the email "nobody"`)
      yield* files.writeFileString(path, "email\nlin@example.com\n")
      strictEqual((yield* run(["users", "create", "--csv", path, "--quiet"])).stderr, "")
      const none = yield* run(["users", "create", "--csv", `${path}.none`])
      assert.include(none.stderr, "cannot be read")
      const typed = yield* run(line, { terminal: 80 })
      assert.include(typed.stderr, "standard input is a terminal")
    }).pipe(Effect.scoped, Effect.provide([WandbTest.layer(seed), NodeFileSystem.layer]))
  )

  it.effect("ends with 1 when a line fails, and the others are done", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.respond({ operation: "createUser", status: 400, body: "no" }),
        Fault.respond({ operation: "updateUser", status: 400, body: "no" })
      )
      const file = "email,name\none@example.com,\ntwo@example.com,Two\nthree@example.com,Three\n"
      const { status, stderr, stdout } = yield* create(file, "-o", "ndjson", "--concurrency", "1")
      strictEqual(status, 1)
      strictEqual(stderr, "2 created, 1 of them without the name, 1 failed.\n")
      const [one, two, three] = rowsOf(stdout)
      deepStrictEqual(
        [one.outcome, one.id, two.outcome, three.outcome],
        ["failed", null, "created", "created"]
      )
      assert.include(one.reason, "The server rejected the request")
      assert.include(two.reason, "The name was not set: ")
      strictEqual(three.reason, null)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("is told once, and not for each line, that a key lets nobody in", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(line, {
        stdin: "email\none@example.com\n",
        env: { WANDB_API_KEY: "a1".repeat(20) }
      })
      deepStrictEqual([status, stdout], [1, ""])
      assert.include(stderr, "The server does not accept this API key.")
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("that is interrupted ends what is begun, and goes on when it is run again", () =>
    Effect.gen(function* () {
      const file = `email,name\n${Array.from({ length: 6 }, (_, index) => `u${index}@example.com,U${index}`).join("\n")}\n`
      // The first two are being created when somebody presses Ctrl-C, and are to be named then.
      yield* WandbTest.inject(
        Fault.delay("1 second", { operation: "createUser" }),
        Fault.delay("1 second", { operation: "createUser" })
      )
      const { instance } = yield* WandbTest.WandbTest
      const running = yield* begin([...line, "-o", "ndjson", "--concurrency", "2"], { stdin: file })
      yield* allMet
      yield* running.interrupt
      yield* instance.clock.adjust("1 second")
      const { stderr, stdout } = yield* running.ended
      // Who was created is told of, be it that nobody waits for more.
      deepStrictEqual(
        rowsOf(stdout).map(({ email, outcome }) => [email, outcome]),
        [
          ["u0@example.com", "created"],
          ["u1@example.com", "created"]
        ]
      )
      strictEqual(
        stderr,
        "Interrupted after 2 of 6 users; the same command goes on, and leaves those alone who are there by then.\n"
      )
      const there = (yield* names).filter((name) => name.startsWith("u"))
      deepStrictEqual(there, ["u0@example.com U0", "u1@example.com U1"])
      const again = yield* create(file)
      deepStrictEqual([again.status, again.stderr], [0, "4 created, 2 there already.\n"])
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("is created to the end although nobody reads on", () =>
    Effect.gen(function* () {
      const file = `email\n${Array.from({ length: 6 }, (_, index) => `u${index}@example.com`).join("\n")}\n`
      const { status, stderr } = yield* run([...line, "-o", "ndjson"], { stdin: file, closesAfter: 1 })
      strictEqual(status, 0)
      strictEqual(
        stderr,
        "Nobody reads what becomes of each any more: it is done all the same.\n6 created.\n"
      )
      strictEqual((yield* names).filter((name) => name.startsWith("u")).length, 6)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("shows no key, whatever server it is", () =>
    Effect.gen(function* () {
      const { status } = yield* Canary.expectNoKeys(
        create("email\nlin@example.com\nada@example.com\n", "-o", "csv")
      )
      strictEqual(status, 0)
      const users = yield* Canary.expectNoKeys(run(["users", "get", "ada", "-o", "yaml"]))
      strictEqual(users.status, 0)
    }).pipe(Effect.provide(WandbTest.layer(seed, { apiKeyListing: "legacy" })))
  )
})
