import type * as Roster from "@effect-wandb/admin/Roster"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import { Validator } from "@cfworker/json-schema"
import { assert, describe, expect, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Either, FastCheck, JSONSchema, Option } from "effect"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { engine, layer, planned } from "./rosterSupport.js"

const example = `# yaml-language-server: $schema=../schemas/roster.schema.json
scope:
  users: ["*@example.com"]
  teams: [engine, "ml-*"]
ignore:
  users: [breakglass@example.com]
guards:
  maxRemovals: 25%
  requiredAdmins: [&root root@example.com]
users:
  - email: *root
    admin: true
  - email: ada@example.com
    name: Ada Lovelace
    previously: ada@old.example.com
  - { email: grace@example.com, previously: [hopper@example.com, grace@navy.example.org] }
teams:
  - name: engine
    members: [{ email: ada@example.com, role: admin }, grace@example.com, { username: lab }]
    serviceAccounts: [ci, { description: nightly, previously: night }]
  - name: ml-vision
`

const parsed = (text: string) => Either.getOrThrow(RosterFile.parse(text, "roster.yaml"))

/** What is said of the text of a file, line by line; nothing when it is read. */
const told = (text: string): ReadonlyArray<string> =>
  Either.match(RosterFile.parse(text, "roster.yaml"), {
    onLeft: ({ message }) => message.split("\n").map((line) => line.replace("roster.yaml:", "")),
    onRight: () => []
  })

describe("a roster file", () => {
  it("holds a roster", () => {
    const { roster } = parsed(example)
    deepStrictEqual(
      roster.users?.map(({ email }) => email),
      ["root@example.com", "ada@example.com", "grace@example.com"]
    )
    deepStrictEqual(roster.teams?.[0]?.serviceAccounts, [
      "ci",
      { description: "nightly", previously: "night" }
    ])
    deepStrictEqual(parsed(JSON.stringify({ $schema: "roster.schema.json", ...roster })).roster, roster)
    deepStrictEqual(parsed("{}").roster, {})
  })

  it("is written as it is read", () => {
    const { roster } = parsed(example)
    const text = RosterFile.format(roster, { schema: "roster.schema.json" })
    assert.strictEqual(text.split("\n")[0], "# yaml-language-server: $schema=roster.schema.json")
    deepStrictEqual(parsed(text).roster, roster)
    assert.include(
      text,
      "    members:\n      - email: ada@example.com\n        role: admin\n      - grace@example.com\n"
    )
    assert.match(
      RosterFile.format({}),
      /^# yaml-language-server: \$schema=node_modules\/@effect-wandb\/admin\/schemas\/roster\.schema\.json\n/
    )
  })

  const surrogates = { first: 0xd800, count: 0x800 }
  /** Any character: `unit: "binary"` is the same, and lists them all before the first text, which takes half a second. */
  const character = FastCheck.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
    (place) => String.fromCodePoint(place < surrogates.first ? place : place + surrogates.count),
    (char) => {
      const point = typeof char === "string" ? (char.codePointAt(0) ?? 0) : 0
      if (char !== String.fromCodePoint(point)) throw new Error("This is not one character.")
      return point < surrogates.first ? point : point - surrogates.count
    }
  )

  it.prop(
    "is read as it was, whatever names are in it",
    [
      FastCheck.string({ unit: character }),
      FastCheck.constantFrom("yes", "~", "0x1", "- a", "a: b", "#", "%", "\u2028")
    ],
    ([text, odd]) => {
      const roster: Roster.Roster = {
        users: [{ email: "a@b", name: `x${text}${odd}` }],
        teams: [
          {
            name: `${odd}${text}x`,
            members: [{ username: `${odd}.`, role: `x${text}` }],
            serviceAccounts: [`${odd}.`]
          }
        ]
      }
      deepStrictEqual(parsed(RosterFile.format(roster)).roster, roster)
    },
    { fastCheck: { numRuns: 30 } }
  )
})

describe("a roster file is refused", () => {
  it.each<readonly [what: string, text: string, lines: ReadonlyArray<string>]>([
    [
      "with misspelt fields and values of another kind",
      "users:\n  - emial: a@b\n    admin: yes\nteams:\n  - name: x\n    members: [{ user: a@b }, 7]\n    serviceAccounts: [{ desription: ci }]\n",
      [
        '2:5 users[0]: unknown field "emial"; did you mean "email"?',
        "3:12 users[0].admin: expected true or false, got a string",
        '6:17 teams[0].members[0]: unknown field "user"; known are email, username, role',
        "6:30 teams[0].members[1]: expected a string or an object, got 7",
        '7:25 teams[0].serviceAccounts[0]: unknown field "desription"; did you mean "description"?'
      ]
    ],
    [
      "with guards that cannot be",
      "guards:\n  maxRemovals: a lot\n  minAdmins: -1\n",
      [
        '2:16 guards.maxRemovals: expected a share such as 25%, got "a lot"',
        "3:14 guards.minAdmins: expected a non-negative number, got -1"
      ]
    ],
    [
      "with guards out of range",
      "guards:\n  requiredAdmins: [ada]\n  maxRemovals: 101%\n",
      [
        "2:20 guards.requiredAdmins[0]: it is no email address: it has no @",
        "3:16 guards.maxRemovals: it is more than 100%"
      ]
    ],
    [
      "with patterns that are blank",
      'scope: { users: [""], teams: [" "] }\nignore: { users: [""], teams: [""] }',
      [
        "1:18 scope.users[0]: it is blank",
        "1:31 scope.teams[0]: it is blank",
        "2:19 ignore.users[0]: it is blank",
        "2:32 ignore.teams[0]: it is blank"
      ]
    ],
    [
      "with users who are listed twice, outside of the scope, ignored, or nameless",
      [
        "scope: { users: ['*@b'] }",
        "ignore: { users: [x@b, y@b] }",
        "users:",
        "  - email: a@b",
        "  - email: A@B",
        "  - email: a@c",
        "  - { email: x@b, name: ' ' }",
        "  - email: nobody",
        "    previously: y@b"
      ].join("\n"),
      [
        "5:12 users[1].email: it is there already, as users[0]",
        "6:12 users[2].email: it is outside of scope.users: add a pattern for it there",
        "7:14 users[3].email: ignore.users has it, so that nothing would be done",
        "7:25 users[3].name: it is blank",
        "8:12 users[4].email: it is no email address: it has no @",
        "8:12 users[4].email: it is outside of scope.users: add a pattern for it there",
        "9:17 users[4].previously: ignore.users has it, so that nothing would be done"
      ]
    ],
    [
      "with former addresses that are present ones, of several, or none",
      "users:\n  - email: a@b\n    previously: [c@b, q]\n  - email: c@b\n    previously: d@b\n  - email: e@b\n    previously: D@b\n",
      [
        "3:18 users[0].previously[0]: it is that of users[1], and nobody else can have had it before",
        "3:23 users[0].previously[1]: it is no email address: it has no @",
        "7:17 users[2].previously: it is there already, as users[1]"
      ]
    ],
    [
      "with teams that are listed twice, outside of the scope, ignored, or nameless",
      "scope: { teams: [m*] }\nignore: { teams: [mi] }\nteams:\n  - name: ml\n  - name: ml\n  - name: x\n  - name: mi\n  - name: ''\n",
      [
        "5:11 teams[1].name: it is there already, as teams[0]",
        "6:11 teams[2].name: it is outside of scope.teams: add a pattern for it there",
        "7:11 teams[3].name: ignore.teams has it, so that nothing would be done",
        "8:11 teams[4].name: it is blank",
        "8:11 teams[4].name: it is outside of scope.teams: add a pattern for it there"
      ]
    ],
    [
      "with members that cannot be told",
      [
        "ignore: { users: [i@b] }",
        "users: [{ email: new@b, previously: old@b }]",
        "teams:",
        "  - name: x",
        "    members:",
        "      - ada",
        "      - a@b",
        "      - email: A@b",
        "      - { email: c@b, username: c }",
        "      - role: admin",
        "      - { username: ada, role: ' ' }",
        "      - username: ada",
        "      - i@b",
        "      - old@b"
      ].join("\n"),
      [
        "6:9 teams[0].members[0]: it is no email address: it has no @",
        "8:9 teams[0].members[2]: it is there already, as teams[0].members[1]",
        "9:9 teams[0].members[3]: it needs either an email or a username",
        "10:9 teams[0].members[4]: it needs either an email or a username",
        "11:32 teams[0].members[5].role: it is blank",
        "12:9 teams[0].members[6]: it is there already, as teams[0].members[5]",
        "13:9 teams[0].members[7]: ignore.users has it, so that nothing would be done",
        "14:9 teams[0].members[8]: it is a former address of users[0]: name the present one"
      ]
    ],
    [
      "with service accounts that cannot be told",
      "teams:\n  - name: x\n    serviceAccounts: [n, ci, ci, '', { description: a, previously: [n, b] }, { description: c, previously: b }]\n",
      [
        "3:30 teams[0].serviceAccounts[2]: it is there already, as teams[0].serviceAccounts[1]",
        "3:34 teams[0].serviceAccounts[3]: it is blank",
        "3:69 teams[0].serviceAccounts[4].previously[0]: it is that of teams[0].serviceAccounts[0], and nobody else can have had it before",
        "3:108 teams[0].serviceAccounts[5].previously: it is there already, as teams[0].serviceAccounts[4]"
      ]
    ]
  ])("%s", (_, text, lines) => {
    deepStrictEqual(told(text), lines)
  })

  it("without showing what may be a key", () => {
    const key = `wandb_v1_${"k".repeat(77)}`
    for (const text of [
      `users: [{ email: ${key} }]`,
      `teams: [{ name: ${key}, members: [${key}] }]`,
      `${key}: 1`
    ]) {
      const lines = told(text).join("\n")
      assert.isAbove(lines.length, 0)
      assert.notInclude(lines, key.slice(0, 20))
    }
  })
})

it.effect("what contradicts what is there is told by its line", () =>
  Effect.gen(function* () {
    const file = parsed(
      "teams:\n  - name: search\n    members:\n      - { username: nobody }\n  - name: ada\n"
    )
    const { refusals } = yield* planned(file.roster)
    const error = file.located(refusals)
    assertSome(
      Option.map(error, ({ message }) => message),
      [
        'roster.yaml:4:9 teams[0].members[0]: no user has the username "nobody": name who is not there yet by an email address',
        "roster.yaml:5:11 teams[1].name: it is the name of a user, and a team cannot have it"
      ].join("\n")
    )
    assertNone(file.located([{ _tag: "TooFewAdmins", admins: 0, minAdmins: 1 }]))
    assertNone(parsed("{}").located((yield* planned({ teams: [engine] })).refusals))
  }).pipe(Effect.provide(layer))
)

/** The names of the properties of a JSON Schema that nothing is said of. */
const undescribed = (schema: unknown): ReadonlyArray<string> => {
  if (typeof schema !== "object" || schema === null) return []
  const properties = "properties" in schema ? Object.entries(schema.properties ?? {}) : []
  return [
    ...properties.filter(([, property]) => !("description" in Object(property))).map(([name]) => name),
    ...Object.values(schema).flatMap(undescribed)
  ]
}

describe("the published schema of roster files", () => {
  const schema = JSON.parse(
    JSON.stringify(JSONSchema.make(RosterFile.schema, { target: "jsonSchema2020-12" }))
  )
  const path = fileURLToPath(new URL("../schemas/roster.schema.json", import.meta.url))

  it("is that of the roster: `npm test -- packages/admin -u` writes it anew", () =>
    expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(path))

  it("is found under the name of the package, and describes every field", () => {
    const { resolve } = createRequire(import.meta.url)
    assert.strictEqual(resolve("@effect-wandb/admin/schemas/roster.schema.json"), path)
    deepStrictEqual(undescribed(schema), [])
  })

  it("accepts the example, and refuses what is misspelt or of another kind", () => {
    const validator = new Validator(schema, "2020-12")
    const accepts = (roster: unknown) => validator.validate(roster).valid
    const { roster } = parsed(example)
    assert.isTrue(accepts(roster))
    for (const wrong of [
      { user: [] },
      { users: [{ name: "Ada" }] },
      { users: [{ email: "a@b", admin: "yes" }] },
      { teams: [{ name: "x", members: [{ user: "a@b" }] }] },
      { guards: { maxRemovals: 25 } },
      { guards: { maxRemovals: "a lot" } }
    ]) {
      assert.isFalse(accepts(wrong), JSON.stringify(wrong))
      assert.isAbove(told(JSON.stringify(wrong)).length, 0)
    }
  })
})
