import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { User, Users } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { Effect, FastCheck, Schema, Stream } from "effect"
import { parse as parseYaml } from "yaml"
import * as Csv from "../src/internal/output/csv.js"
import { json } from "../src/internal/output/json.js"
import * as Table from "../src/internal/output/table.js"
import { cut, width } from "../src/internal/output/width.js"
import { yaml } from "../src/internal/output/yaml.js"
import { run, steering } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const inWorld = <A, E>(test: Effect.Effect<A, E, WandbTest.WandbTest>) =>
  Effect.provide(test, WandbTest.layer(seed))

/** The users of the world as they are encoded. */
const encoded = Effect.map(Stream.runCollect(Users.list), (users) =>
  Array.from(users).map((user) => Schema.encodeSync(User.User)(user))
)

const list = (format: string, ...more: ReadonlyArray<string>) =>
  Effect.map(run(["users", "list", "--deleted", "include", "-o", format, ...more]), ({ status, stdout }) => {
    strictEqual(status, 0)
    return stdout
  })

describe("data", () => {
  it.effect(
    "has the same fields in JSON, NDJSON and YAML: those of the entity, with null for what is absent",
    () =>
      Effect.gen(function* () {
        const users = yield* encoded
        strictEqual(users.length, 4)
        deepStrictEqual(JSON.parse(yield* list("json")), users)
        deepStrictEqual(
          (yield* list("ndjson"))
            .trimEnd()
            .split("\n")
            .map((line): unknown => JSON.parse(line)),
          users
        )
        deepStrictEqual(parseYaml(yield* list("yaml")), users)
        const one = yield* run(["users", "get", "ada", "-o", "json"])
        deepStrictEqual(JSON.parse(one.stdout), users[1])
      }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect(
    "is a line for each in CSV, below a header, with lists joined and nothing for what is absent",
    () =>
      Effect.gen(function* () {
        const [header, root, ada, ...others] = (yield* list("csv")).split("\r\n")
        strictEqual(
          header,
          "id,username,name,email,admin,accountType,defaultEntity,createdAt,deletedAt,apiKeys,teams"
        )
        assert.match(
          root ?? "",
          /^VXNlcjox,root,Root,root@example.com,true,USER,root,[^,]+,,wandb_v1_\w+,root$/
        )
        assert.match(ada ?? "", /,wandb_v1_\w{11};wandb_v1_\w{11},ada;vision$/)
        strictEqual(others.length, 3)
      }).pipe(inWorld)
  )

  it.effect("is a table of columns in a pipe, of whole cells and without colours", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["users", "list"], { env: { COLUMNS: "20" } })
      deepStrictEqual(stdout.split("\n"), [
        "username  name   email              admin  accountType  teams          deletedAt",
        "root      Root   root@example.com   true   USER         root",
        "ada       Ada    ada@example.com    false  USER         ada, vision",
        "grace     Grace  grace@example.com  false  USER         grace, vision",
        ""
      ])
    }).pipe(inWorld)
  )

  it.effect("is cut to the width of a terminal", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["users", "list"], { terminal: 60, env: { NO_COLOR: "1" } })
      for (const line of stdout.split("\n")) assert.isAtMost(width(line), 60)
      assert.include(stdout, "grace@…")
    }).pipe(inWorld)
  )

  it.effect("keeps the names whole that other commands take, while a terminal has room for them", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["keys", "audit"], { terminal: 60 })
      for (const { name } of yield* WandbTest.apiKeys) assert.include(stdout, name)
      for (const line of stdout.split("\n")) assert.isAtMost(line.length, 60 + "\u001b[1m\u001b[22m".length)
    }).pipe(inWorld)
  )

  it.effect("has a header where there is nothing, in a table and in CSV", () =>
    Effect.gen(function* () {
      const none = ["users", "search", "nobody"]
      strictEqual((yield* run([...none, "-o", "json"])).stdout, "[]\n")
      strictEqual((yield* run([...none, "-o", "ndjson"])).stdout, "")
      strictEqual((yield* run([...none, "-o", "yaml"])).stdout, "[]\n")
      assert.match((yield* run([...none, "-o", "csv"])).stdout, /^id,username,.*\r\n$/)
      assert.match((yield* run(none)).stdout, /^username .*\n$/)
    }).pipe(inWorld)
  )

  it.effect("can be selected", () =>
    Effect.gen(function* () {
      const names = (...args: ReadonlyArray<string>) =>
        Effect.map(run(["users", "list", "-o", "ndjson", ...args]), ({ stdout }) =>
          Array.from(stdout.matchAll(/"username":"(\w+)"/g), ([, name]) => name)
        )
      deepStrictEqual(yield* names(), ["root", "ada", "grace"])
      deepStrictEqual(yield* names("--deleted", "only"), ["gone"])
      deepStrictEqual(yield* names("--admins"), ["root"])
      deepStrictEqual(yield* names("--limit", "2"), ["root", "ada"])
      deepStrictEqual(yield* names("--limit", "0"), [])
      deepStrictEqual(yield* names("--type", "service"), [])
      deepStrictEqual(yield* names("--type", "service", "--type=user"), ["root", "ada", "grace"])
    }).pipe(inWorld)
  )

  it.effect("is written page by page, and no more pages are asked for when nobody reads them", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["users", "list", "-o", "ndjson"], { closesAfter: 1 })
      deepStrictEqual([status, stderr, stdout.split("\n").length], [0, "", 2])
      const some = (yield* WandbTest.requestsTo("users")).length
      const all = (yield* run(["users", "list", "-o", "ndjson"])).stdout.split("\n").length - 1
      const more = (yield* WandbTest.requestsTo("users")).length - some
      strictEqual(all, 3)
      assert.isBelow(some, more)
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize: 1 })))
  )
})

describe("whoami", () => {
  it.effect("tells the user and the server", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["whoami"])
      assert.match(
        stdout,
        /^server +http:\/\/emulator.invalid\ncredentials +WANDB_API_KEY\nid +VXNlcjox\nusername +root\n/
      )
      const { server, username } = JSON.parse((yield* run(["whoami", "-o", "json"])).stdout)
      deepStrictEqual([server, username], ["http://emulator.invalid", "root"])
    }).pipe(inWorld)
  )
})

/** Reads what RFC 4180 says. */
const parseCsv = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"')
  )

describe("a form", () => {
  const text = FastCheck.string({ unit: "grapheme", maxLength: 12 })
  const hostile = FastCheck.array(
    FastCheck.constantFrom(
      "\u001b",
      "\u009b",
      "\u202e",
      "\n",
      "\r",
      "\t",
      '"',
      "'",
      ",",
      "=",
      "+",
      "-",
      "@",
      "a",
      "é",
      ": ",
      "#",
      "\ufeff"
    )
  ).map((chars) => chars.join(""))

  it.prop(
    "of CSV gives every value back, save for what is escaped",
    [FastCheck.array(text, { minLength: 1, maxLength: 6 })],
    ([values]) => {
      const cells = values.map((value) => (/^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value))
      deepStrictEqual(
        parseCsv(Csv.row(values)),
        cells.map((cell) =>
          cell.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu, (char) =>
            char === "\r" || char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
          )
        )
      )
    }
  )

  it.effect("of CSV runs nothing in a spreadsheet, and leaves numbers as they are", () =>
    Effect.sync(() => {
      strictEqual(Csv.row(["=1+1", "+1", "-1", "@x", -1, "a=b"]), "'=1+1,'+1,'-1,'@x,-1,a=b\r\n")
      strictEqual(Csv.row(['a "b"', "c,d", "e\nf", null, ["x", "y"]]), '"a ""b""","c,d","e\nf",,x;y\r\n')
    })
  )

  it.prop("of JSON and YAML gives every value back, and steers no terminal", [hostile], ([value]) => {
    const row = { [`k`]: value, list: [value] }
    for (const written of [json(row), json(row, 2), yaml(row)]) assert.notMatch(written, steering)
    deepStrictEqual(JSON.parse(json(row)), row)
    deepStrictEqual(parseYaml(yaml(row)), row)
    deepStrictEqual(parseYaml(yaml(row), { version: "1.1" }), row)
  })

  it.effect("of YAML is the same for readers of before", () =>
    Effect.sync(() => {
      const row = {
        name: "no",
        other: "2026-01-31T12:00:00Z",
        more: "1_000",
        octal: "010",
        sexagesimal: "1:20"
      }
      deepStrictEqual(parseYaml(yaml(row), { version: "1.1" }), row)
      deepStrictEqual(parseYaml(yaml(row)), row)
    })
  )

  it.prop(
    "of a table is no wider than it may be, and has its columns below each other",
    [
      FastCheck.array(FastCheck.tuple(text, text, text), { minLength: 1, maxLength: 6 }),
      FastCheck.integer({ min: 24, max: 80 })
    ],
    ([rows, columns]) => {
      for (const line of Table.lines(rows, columns)) assert.isAtMost(width(line), columns)
      strictEqual(Table.lines(rows, undefined).length, rows.length)
    }
  )
})

describe("the width of a text", () => {
  it.effect("is that of its characters in a terminal", () =>
    Effect.sync(() => {
      deepStrictEqual(
        ["ada", "李", "é", "e\u0301", "👩‍👩‍👧", "한국", "ﾊﾝ", "", "…"].map(width),
        [3, 2, 1, 1, 2, 4, 2, 0, 1]
      )
    })
  )

  it.effect("is kept by what is cut to it", () =>
    Effect.sync(() => {
      deepStrictEqual(
        [cut("grace", 4), cut("李李李", 4), cut("ada", 3), cut("👩‍👩‍👧ada", 3)],
        ["gra…", "李…", "ada", "👩‍👩‍👧…"]
      )
    })
  )
})
