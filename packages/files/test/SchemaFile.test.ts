import { SchemaFile } from "@effect-wandb/files"
import { assert, it } from "@effect/vitest"
import { assertLeft, assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Either, Schema } from "effect"

const read = SchemaFile.reader(
  Schema.Struct({
    team: Schema.String,
    role: Schema.optional(Schema.Literal("admin", "member")),
    secret: Schema.optional(Schema.String)
  })
)

const problemsOf = (text: string) =>
  Either.match(read(text, "team.yaml"), {
    onLeft: ({ problems }) => problems,
    onRight: () => assert.fail("it was read")
  })

it("reads YAML, and JSON with it", () => {
  for (const text of ["team: engine", '{ "team": "engine" }']) {
    assertRight(
      Either.map(read(text, "team.yaml"), ({ value }) => value),
      { team: "engine" }
    )
  }
})

it("lists all that is wrong, each with its line and what was meant", () => {
  deepStrictEqual(problemsOf("team: 7\nrole: amdin\nteem: engine"), [
    { line: 1, column: 7, field: "team", reason: "expected a string, got a number: put it in quotes" },
    { line: 2, column: 7, field: "role", reason: 'unknown value "amdin"; did you mean "admin"?' },
    { line: 3, column: 1, field: "", reason: 'unknown field "teem"; did you mean "team"?' }
  ])
})

it("says of a value that it was read what is wrong with it, without its secrets", () => {
  const said = Either.map(read("team: engine\nsecret: open-sesame", "team.yaml"), ({ invalid }) =>
    invalid("team", "it is open-sesame")
  )
  assertRight(
    Either.map(said, ({ message }) => message),
    "team.yaml:1:7 team: it is <redacted>"
  )
})

it("gives an error that has its name in front of each line", () => {
  assertLeft(
    Either.mapLeft(read("", "team.yaml"), ({ message }) => message),
    "team.yaml:1:1: the file is empty"
  )
})

it("says what is wrong with a value of the one kind that it is of, where several are possible", () => {
  const either = SchemaFile.reader(
    Schema.Array(Schema.Union(Schema.String, Schema.Struct({ email: Schema.String })))
  )
  assertLeft(
    Either.mapLeft(either("- ada\n- emial: a@b\n- 7\n- email: 7", "people.yaml"), ({ problems }) =>
      problems.map(({ field, line, reason }) => [line, field, reason])
    ),
    [
      [2, "[1]", 'unknown field "emial"; did you mean "email"?'],
      [3, "[2]", "expected a string or an object, got 7"],
      [4, "[3].email", "expected a string, got a number: put it in quotes"]
    ]
  )
})

it("writes what it reads, in lines that are not folded, whatever looks like something else", () => {
  const schema = Schema.Struct({ items: Schema.Array(Schema.String), count: Schema.NumberFromString })
  const long = "many words ".repeat(20)
  const item = { items: ["yes", "0x1", "~", "- a", "a: b", "# c", "", " d ", "e\nf", long], count: 3 }
  const text = SchemaFile.writer(schema)(item)
  assert.strictEqual(text.split("\n").length, 15)
  assertRight(
    Either.map(SchemaFile.reader(schema)(text, "items.yaml"), ({ value }) => value),
    item
  )
  const same = [1]
  const twice = SchemaFile.writer(Schema.Array(Schema.Array(Schema.Number)))([same, same])
  assert.strictEqual(twice, "- - 1\n- - 1\n")
})
