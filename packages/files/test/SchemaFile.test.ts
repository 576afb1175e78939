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
