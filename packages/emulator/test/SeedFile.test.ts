import { Validator } from "@cfworker/json-schema"
import { assert, describe, expect, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance, Seed } from "@effect-wandb/emulator"
import * as SeedFile from "@effect-wandb/emulator/SeedFile"
import { Cause, Effect, Either, Redacted, Schema } from "effect"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { inspect } from "node:util"
import { parse, stringify } from "yaml"
import { published, schemaPath } from "./published.js"
import { currentKey, legacyKey } from "./support.js"

const example = readFileSync(new URL("../../../examples/seeds/research.yaml", import.meta.url), "utf8")

/** A seed as JSON, in which two can be compared, secrets and all. */
const plain = (seed: Seed.Seed): unknown => JSON.parse(JSON.stringify(Schema.encodeSync(Seed.Seed)(seed)))

/** What is said of the text of a file, line by line; nothing when it is read. */
const told = (text: string): ReadonlyArray<string> =>
  Either.match(SeedFile.parse(text, "seed.yaml"), {
    onLeft: ({ message }) => message.split("\n"),
    onRight: () => []
  })

describe("a seed file", () => {
  it("is YAML or JSON, may have comments and aliases, and may name its schema", () => {
    const secret = Redacted.value(legacyKey)
    const expected = {
      users: [{ username: "ada", apiKeys: [{ description: "laptop", secret }] }],
      teams: [{ name: "engine", members: [{ username: "ada" }] }]
    }
    const byHand = [
      "\uFEFF# Of the engine",
      "users:",
      "  - username: &first ada # Lovelace",
      `    apiKeys: [{ description: laptop, secret: "${secret}" }]`,
      "teams:",
      "  - name: engine",
      "    members: [{ username: *first }]",
      ""
    ].join("\r\n")
    const json = { $schema: "./seed.schema.json", ...expected }
    for (const text of [byHand, stringify(json), JSON.stringify(json), JSON.stringify(json, null, "\t")]) {
      const { seed } = Either.getOrThrow(SeedFile.parse(text))
      deepStrictEqual(plain(seed), expected)
    }
    deepStrictEqual(Either.getOrThrow(SeedFile.parse("{}")).seed, {})
  })

  it.prop(
    "holds whatever a seed can be, as YAML and as JSON",
    [Seed.Seed],
    ([seed]) => {
      const encoded = plain(seed)
      for (const text of [stringify(encoded), JSON.stringify(encoded), JSON.stringify(encoded, null, "\t")]) {
        deepStrictEqual(plain(Either.getOrThrow(SeedFile.parse(text)).seed), encoded)
      }
    },
    { fastCheck: { numRuns: 20 } }
  )

  it.effect("is what the example is, and a world comes of it", () =>
    Effect.gen(function* () {
      const { seed } = yield* SeedFile.parse(example, "research.yaml")
      const instance = yield* Instance.make({ seed })
      const users = yield* instance.users
      deepStrictEqual(
        users.map(({ username }) => username),
        ["mira", "jonas", "priya", "tomas", "sato", "helen", "vision-ci"]
      )
      deepStrictEqual(
        users.filter(({ deletedAt }) => deletedAt !== null).map(({ username }) => username),
        ["helen"]
      )
      deepStrictEqual(
        (yield* instance.teams).map(({ name, members, invites }) => [name, members.length, invites.length]),
        [
          ["vision", 5, 1],
          ["language", 2, 0]
        ]
      )
      assert.strictEqual((yield* instance.apiKeys).filter(({ username }) => username === "jonas").length, 2)
    })
  )
})

const deep = `${"[".repeat(3000)}${"]".repeat(3000)}`
/** The modules that a module of the sources loads, itself and packages included. */
const loadedBy = (url: URL, loaded: ReadonlySet<string> = new Set()): ReadonlySet<string> =>
  Array.from(
    readFileSync(url, "utf8").matchAll(/^(?:import|export) (?!type )[^"]*"([^"]+)"/gm),
    ([, name = ""]) => name
  ).reduce((loaded, name) => {
    const next = name.startsWith(".") ? new URL(name.replace(/\.js$/, ".ts"), url) : undefined
    const key = next?.href ?? name
    if (loaded.has(key)) return loaded
    const more = new Set([...loaded, key])
    return next === undefined ? more : loadedBy(next, more)
  }, loaded)

const bomb = "abcdefgh".replaceAll(/./g, (name) => {
  const before = String.fromCharCode(name.charCodeAt(0) - 1)
  return `${name}: &${name} [${Array.from({ length: 9 }, () => (name === "a" ? "x" : `*${before}`)).join()}]\n`
})

/** The module that loads the parser. */
const reader = "@effect-wandb/files/SchemaFile"

it("a parser is loaded with the files' own modules, and not with the index", () => {
  const source = (name: string) => new URL(`../src/${name}.ts`, import.meta.url)
  assert.isTrue(loadedBy(source("SeedFile")).has(reader))
  assert.isTrue(loadedBy(source("FaultFile")).has(reader))
  const index = loadedBy(source("index"))
  assert.isTrue(index.has("graphql"))
  assert.isFalse(index.has(reader))
  assert.isFalse(loadedBy(new URL("../../files/src/Nearest.ts", import.meta.url)).has("yaml"))
})

describe("a seed file is refused", () => {
  it.each([
    ["without anything in it", "# nothing\n", ["1:1: the file is empty"]],
    ["with a list at its root", "- username: ada", ["1:1: expected an object, got a list"]],
    ["with a text at its root", "users:ada", ["1:1: expected an object, got a string"]],
    [
      "with nothing where there should be something",
      "users:\nteams: [{ name: }]\n",
      ["1:7 users: expected a list, got nothing", "2:17 teams[0].name: expected a string, got nothing"]
    ],
    [
      "with a misspelt field, which is not missing as well",
      "users:\n  - email: a@b\n    usernme: ada\n    api_keys: []\n",
      [
        '3:5 users[0]: unknown field "usernme"; did you mean "username"?',
        '4:5 users[0]: unknown field "api_keys"; did you mean "apiKeys"?'
      ]
    ],
    [
      "with a field that is like no other",
      "organisation: x\nteams: [{ name: x, colour: red }]",
      [
        '1:1: unknown field "organisation"; known are users, teams',
        '2:20 teams[0]: unknown field "colour"; known are name, members, invites, serviceAccounts'
      ]
    ],
    ["with a merge", "users: &u []\n<<: *u", ['2:1: unknown field "<<"; known are users, teams']],
    [
      "without a field that it needs",
      "users:\n  - username: ada\n  - email: a@b\n",
      ["3:5 users[1].username: it is missing"]
    ],
    [
      "with values of another kind",
      "users:\n  - username: 007\n    deleted: no\n    admin: [true]\n    apiKeys: [laptop]\n    name: true\n",
      [
        "2:15 users[0].username: expected a string, got a number: put it in quotes",
        "3:14 users[0].deleted: expected true or false, got a string",
        "4:12 users[0].admin: expected true or false, got a list",
        "5:15 users[0].apiKeys[0]: expected an object, got a string",
        "6:11 users[0].name: expected a string, got true or false: put it in quotes"
      ]
    ],
    [
      "with an unknown kind of account",
      "users: [{ username: a, accountType: service }, { username: b, accountType: robot }, { username: c, accountType: 1 }]",
      [
        '1:37 users[0].accountType: unknown value "service"; did you mean "SERVICE"?',
        '1:76 users[1].accountType: unknown value "robot"; known are USER, SERVICE, ORG_SERVICE, ANONYMOUS, VIEWER',
        "1:113 users[2].accountType: expected a string, got a number: put it in quotes"
      ]
    ],
    [
      "with a mistake that an alias repeats, where it is made",
      "users: &u\n  - usrname: ada\nteams: [{ name: x, members: *u }]",
      [
        '2:5 users[0]: unknown field "usrname"; did you mean "username"?',
        '2:5 teams[0].members[0]: unknown field "usrname"; did you mean "username"?'
      ]
    ],
    [
      "with fields that are given twice",
      "users: []\nusers: []\nteams: [{ name: a, name: b }]",
      ["2:1: this field is given twice", "3:20: this field is given twice"]
    ],
    [
      "with a second document",
      "users: []\n---\nteams: []\n",
      ["2:1: a second document begins here, and a file holds one: leave out the ---"]
    ],
    [
      "with an open quote",
      "users:\n  - username: 'ada\n",
      ["3:1: a quote is opened before this, and not closed"]
    ],
    ["with an open bracket", '{ "users": [\n', ["2:1: this is indented otherwise than what it belongs to"]],
    [
      "with a field that is indented wrongly",
      "users:\n  - username: ada\n   email: a@b\n",
      [
        "3:1: something is missing before this, such as the - of an item, the : of a field, or a closing quote or bracket"
      ]
    ],
    ["with a tab for indentation", "users:\n\t- username: ada\n", ["2:1: a tab indents nothing: use spaces"]],
    ["with a tag", "users: !!set {}", ["1:8: this tag (!) is not known: leave it out"]],
    ["with a list for a name", "? [users]\n: []", ["1:3: the name of a field is a text"]],
    [
      "with an alias of nothing",
      "users: *u",
      ["1:8: no anchor (&) of this name stands before this alias (*)"]
    ],
    ["with an alias in itself", "users: &u [*u]", ["1:12: this alias (*) stands for what it is a part of"]],
    [
      "with more aliases than memory",
      bomb,
      ["1:1: this is nested too deep, or its aliases stand for too much"]
    ]
  ])("%s", (_, text, lines) => {
    deepStrictEqual(
      told(text),
      lines.map((line) => `seed.yaml:${line}`)
    )
  })

  it("with more depth than the stack", () => {
    const [line, ...others] = told(deep)
    assert.match(line ?? "", /^seed\.yaml:1:\d+: this is nested too deep$/)
    deepStrictEqual(others, [])
  })

  it("with all its problems as data, in the order of the file, and with the first twenty in words", () => {
    const text = `users: [${"{}, ".repeat(22)}]`
    const error = Either.getOrThrow(Either.flip(SeedFile.parse(text)))
    assert.strictEqual(error._tag, "InvalidFile")
    assert.strictEqual(error.file, "seed file")
    deepStrictEqual(
      error.problems.map(({ line, column, field }) => [line, column, field]),
      Array.from({ length: 22 }, (_, index) => [1, 9 + 4 * index, `users[${index}].username`])
    )
    const lines = error.message.split("\n")
    deepStrictEqual([lines.length, lines.at(-1)], [21, "seed file: … and 2 more"])
  })
})

describe("a seed that contradicts itself", () => {
  const users = `users:
  - username: ada
    apiKeys:
      - description: laptop
      - secret: ${Redacted.value(legacyKey)}
  - username: grace
`
  const located = (text: string, options?: Omit<Instance.Options, "seed">) =>
    Effect.gen(function* () {
      const { seed, located } = yield* SeedFile.parse(text, "seed.yaml")
      return located(yield* Effect.flip(Instance.make({ ...options, seed })))
    })

  it.effect.each([
    ["at the value", `${users}    email: grace\n`, '7:12 users[1].email: "grace" is no email address'],
    [
      "at what the value would be in, where it is a default",
      `${users}    email: bob@example.com\n  - username: bob\n`,
      '8:5 users[2].email: "bob@example.com" belongs to another user'
    ],
    [
      "at a secret, without it",
      `${users}    apiKeys: [{ secret: ${Redacted.value(legacyKey)} }]\n`,
      "7:25 users[1].apiKeys[0].secret: this API key occurs twice"
    ],
    [
      "in a team",
      `${users}teams:\n  - { name: engine, members: [{ username: ada }, { username: bob }] }\n`,
      '8:62 teams[0].members[1].username: there is no user "bob" in the seed'
    ],
    [
      "where an alias stands, not what it stands for",
      `${users}    name: &name ada\nteams:\n  - name: *name\n`,
      '9:11 teams[0].name: "ada" belongs to another team or to a user'
    ],
    [
      "about the users as a whole",
      "teams: []\nusers:\n  - username: admin\n",
      '3:3 users: nobody is an admin, and none can be made: "admin" belongs to another user'
    ],
    [
      "without what looks like a key",
      `users:\n  - username: ${Redacted.value(currentKey)}\n  - username: ${Redacted.value(currentKey)}\n`,
      '3:15 users[1].username: "<redacted>" belongs to another user'
    ]
  ] as const)("is located %s", ([, text, line]) =>
    Effect.map(located(text), ({ message }) => assert.strictEqual(message, `seed.yaml:${line}`))
  )

  it.effect("is told from an option that does", () =>
    Effect.gen(function* () {
      const adminKey = Redacted.make("too-short")
      assert.strictEqual((yield* located(users, { adminKey }))._tag, "InvalidSeed")
      assert.strictEqual((yield* located(users, { maxPageSize: 0 }))._tag, "InvalidSeed")
    })
  )
})

describe("no error shows a secret", () => {
  const keys = [
    Redacted.value(legacyKey),
    Redacted.value(currentKey),
    `local-${"b3".repeat(20)}`,
    "hunter2.hunter2"
  ]

  /** Every way in which an error comes before somebody's eyes. */
  const formsOf = (error: Error): string =>
    [
      error.message,
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: Infinity, showHidden: true }),
      Cause.pretty(Cause.fail(error)),
      Cause.pretty(Cause.die(error), { renderErrorCause: true })
    ].join("\n")

  /** Whether a text is refused, once neither half of a key was found in the error. */
  const assertHidden = (text: string, key: string, forms = formsOf): boolean => {
    const result = SeedFile.parse(text)
    if (Either.isRight(result)) return false
    const shown = forms(result.left)
    const half = Math.floor(key.length / 2)
    for (const part of [key.slice(0, half), key.slice(half)]) {
      assert.isFalse(shown.includes(part), `${part} is shown of:\n${text}\n${result.left.message}`)
    }
    return true
  }

  const around = (apiKeys: string) => `users:\n  - username: ada\n    apiKeys:\n      ${apiKeys}\n`
  const malformed = (key: string): ReadonlyArray<string> => [
    around(`- secrt: ${key}`),
    around(`- secret: [${key}]`),
    around(`- secret: { ${key}: 1 }`),
    around(`- secret: { value: ${key} }`),
    around(`- secret: !!str ${key}\n        secret: ${key}`),
    around(`- secret: !key ${key}`),
    around(`- secret: "${key}`),
    around(`- secret: "\\q${key}"`),
    around(`- secret: '${key}' ${key}`),
    around(`- secret: @${key}`),
    around(`- secret: *${key}`),
    around(`- secret: &a [*a, ${key}]`),
    around(`- secret: |${key}`),
    around(`- secret: ${key}: ${key}`),
    around(`- secret: ${key}\n       description: x`),
    around(`- secret: ${key}\n\t      description: x`),
    around(`- secret: ${key}\n        description: [${key}]`),
    around(`- secret: ${key}\n        ${key}: x`),
    around(`- secret: ${key}\n    accountType: ${key}`),
    around(`- secret: ${key}\n    admin: ${key}`),
    around(`- secret: ${key}\n    deleted: { secret: ${key} }`),
    around(`- secret:${key}`),
    around(`- ${key}`),
    around(`secret: ${key}`),
    around(`${key}`),
    around(`{ secret: ${key} `),
    around(`- secret: &k ${key}\n    accountType: *k`),
    around(`- secret: &k ${key}\n        *k : x`),
    `${around(`- secret: ${key}`)}---\nsecret: ${key}`,
    `%KEY ${key}\n---\n${around(`- secret: ${key}`)}`,
    `{"users": [{"apiKeys": [{"secret": "${key}"}]}]}`,
    `{"users": [{"apiKeys": [{"secret": "${key}"]}]}`,
    `{"secret": "${key}"}`,
    `- secret: ${key}`,
    `secret: ${key}\n${key}`
  ]

  it.each(keys)("of a malformed file with %#", (key) => {
    for (const text of malformed(key)) {
      assert.isTrue(assertHidden(text, key), `this is no malformed file:\n${text}`)
    }
    for (const digits of ["8675309867530986753098675309867530986753", "12345e6789"]) {
      assert.isTrue(assertHidden(around(`- secret: ${digits}`), digits))
    }
  })

  it("of a file that was cut off or mistyped anywhere", () => {
    const [, key = ""] = keys
    const text = `users: [{ username: ada, apiKeys: [{ secret: "${key}" }] }]\nteams:\n  - name: x\n`
    const slips = [
      (at: number) => text.slice(0, at),
      (at: number) => text.slice(0, at) + text.slice(at + 1),
      (at: number) => `${text.slice(0, at)}"${text.slice(at)}`,
      (at: number) => `${text.slice(0, at)}: ${text.slice(at)}`,
      (at: number) => `${text.slice(0, at)}\n${text.slice(at)}`
    ]
    const spoilt = Array.from(text, (_, at) =>
      slips.filter((_, slip) => (at + slip) % 2 === 0).map((slip) => slip(at))
    ).flat()
    const refused = spoilt.filter((text) => assertHidden(text, key, JSON.stringify))
    assert.isAbove(refused.length, spoilt.length / 2)
  })

  it.effect("of a seed that contradicts itself", () =>
    Effect.forEach(["too-short", `wandb_v1_${"x".repeat(31)}`], (secret) =>
      Effect.forEach(
        [
          around(`- { secret: ${secret}, description: ${secret} }`),
          `${around("- description: laptop")}  - username: ada\n    name: &k ${secret}\n    apiKeys: [{ secret: *k }]\n`,
          `users: [{ username: ${secret} }, { username: ${secret}, apiKeys: [{ secret: ${secret} }] }]`
        ],
        (text) =>
          Effect.gen(function* () {
            const { seed, located } = yield* SeedFile.parse(text)
            const error = located(yield* Effect.flip(Instance.make({ seed })))
            assert.strictEqual(error._tag, "InvalidFile")
            assert.notInclude(formsOf(error), secret)
          })
      )
    )
  )
})

/** The names of the properties of a JSON Schema that nothing is said of. */
const undescribed = (schema: unknown): ReadonlyArray<string> => {
  if (typeof schema !== "object" || schema === null) return []
  const properties = "properties" in schema ? Object.entries(schema.properties ?? {}) : []
  return [
    ...properties.filter(([, property]) => !("description" in Object(property))).map(([name]) => name),
    ...Object.values(schema).flatMap(undescribed)
  ]
}

describe("the published schema of seed files", () => {
  const schema = published(SeedFile.schema)

  it("is that of the seed: `npm test -- packages/emulator -u` writes it anew", () =>
    expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(schemaPath("seed")))

  it("is found under the name of the package", () => {
    const { resolve } = createRequire(import.meta.url)
    assert.strictEqual(resolve("@effect-wandb/emulator/schemas/seed.schema.json"), schemaPath("seed"))
    assert.strictEqual(resolve("@effect-wandb/emulator/schemas/faults.schema.json"), schemaPath("faults"))
  })

  it("describes every field", () => {
    deepStrictEqual(undescribed(schema), [])
  })

  it("accepts the example, and refuses what is misspelt or of another kind", () => {
    const validator = new Validator(schema, "2020-12")
    const accepts = (text: string) => validator.validate(parse(text)).valid
    assert.isTrue(accepts(example))
    for (const [right, wrong] of [
      ["username: jonas", "usernme: jonas"],
      ["accountType: VIEWER", "accountType: viewer"],
      ["deleted: true", "deleted: yes"],
      ["teams:", "team:"],
      ["description: terraform", "description: [terraform]"]
    ] as const) {
      const text = example.replace(right, wrong)
      assert.notStrictEqual(text, example)
      assert.isFalse(accepts(text), wrong)
      assert.isAbove(told(text).length, 0)
    }
  })
})
