import { Validator } from "@cfworker/json-schema"
import { assert, describe, expect, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Fault, Instance } from "@effect-wandb/emulator"
import * as FaultFile from "@effect-wandb/emulator/FaultFile"
import { Cause, Effect, Either, Schema } from "effect"
import { inspect } from "node:util"
import { parse, stringify } from "yaml"
import { published, schemaPath } from "./published.js"
import { ask } from "./support.js"

const told = (text: string): ReadonlyArray<string> =>
  Either.match(FaultFile.parse(text, "faults.yaml"), {
    onLeft: ({ message }) => message.split("\n"),
    onRight: () => []
  })

const byHand = `
- _tag: DropAfter
  operation: generateApiKey
  times: 3
- _tag: Delay
  duration: 2 seconds
- _tag: DelayAfter
  duration: 250
- _tag: Respond
  status: 503
  headers:
    retry-after: "1"
  body:
    error: [over, capacity]
`

describe("a fault file", () => {
  it("is YAML or JSON, with durations as texts or in milliseconds", () => {
    const faults = [
      Fault.dropAfter({ operation: "generateApiKey", times: 3 }),
      Fault.delay("2 seconds"),
      Fault.delayAfter("250 millis"),
      Fault.respond({ status: 503, headers: { "retry-after": "1" }, body: { error: ["over", "capacity"] } })
    ]
    for (const text of [byHand, JSON.stringify(parse(byHand))]) {
      deepStrictEqual(Either.getOrThrow(FaultFile.parse(text)), faults)
    }
    deepStrictEqual(Either.getOrThrow(FaultFile.parse("[]")), [])
  })

  it("holds what faults are encoded as", () => {
    const faults = [
      Fault.respond({ status: 200, body: "text" }),
      Fault.respondAfter({ status: 599, headers: {}, body: null }),
      Fault.dropBefore(),
      Fault.dropAfter({ probability: 0.1 }),
      Fault.refuse({ operation: "users", times: 2, probability: 1 }),
      Fault.delay("1 minute", { times: 1 }),
      Fault.delayAfter("0 millis"),
      Fault.actLater("3 seconds"),
      Fault.truncate()
    ]
    const encoded = Schema.encodeSync(FaultFile.schema)(faults)
    for (const text of [stringify(encoded), JSON.stringify(encoded)]) {
      deepStrictEqual(Either.getOrThrow(FaultFile.parse(text)), faults)
    }
  })

  it.effect("is what an instance is broken with", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      yield* instance.inject(...(yield* FaultFile.parse("[{ _tag: Respond, status: 503, body: no }]")))
      const { status, text } = yield* ask(instance, "{ viewer { id } }")
      deepStrictEqual([status, text], [503, "no"])
    })
  )
})

describe("a fault file is refused", () => {
  it.each([
    ["without anything in it", "", ["1:1: the file is empty"]],
    ["with one fault at its root", "_tag: DropAfter", ["1:1: expected a list, got an object"]],
    ["with something else in its list", "- DropAfter", ["1:3 [0]: expected an object, got a string"]],
    [
      "with an unknown kind",
      "- _tag: DropAftr\n- _tag: drop-before\n",
      [
        '1:9 [0]._tag: unknown value "DropAftr"; did you mean "DropAfter"?',
        '2:9 [1]._tag: unknown value "drop-before"; did you mean "DropBefore"?'
      ]
    ],
    [
      "with a field that the kind does not have",
      "- _tag: DropAfter\n  duration: 1\n- _tag: Delay\n  durration: 1\n",
      [
        '2:3 [0]: unknown field "duration" of DropAfter; known are operation, times, probability',
        '4:3 [1]: unknown field "durration" of Delay; did you mean "duration"?'
      ]
    ],
    ["without a field that the kind needs", "-\n  _tag: Delay\n", ["2:3 [0].duration: it is missing"]],
    [
      "with values out of bounds",
      "- { _tag: Respond, status: 700 }\n- { _tag: Refuse, times: 0 }\n- { _tag: Refuse, probability: 1.5 }\n",
      [
        "1:28 [0].status: expected a number between 200 and 599, got 700",
        "2:26 [1].times: expected a positive number, got 0",
        "3:32 [2].probability: expected a number less than or equal to 1, got 1.5"
      ]
    ],
    [
      "with a header that is no text",
      "- { _tag: Respond, status: 503, headers: { Retry-After: 3 } }",
      ['1:57 [0].headers["Retry-After"]: expected a string, got a number: put it in quotes']
    ],
    [
      "with values of another kind",
      "- { _tag: Refuse, times: many, operation: 3 }",
      [
        "1:26 [0].times: expected a number, got a string",
        "1:43 [0].operation: expected a string, got a number: put it in quotes"
      ]
    ],
    ["with a syntax that is none", "- _tag: 'Refuse", ["1:16: a quote is opened before this, and not closed"]]
  ])("%s", (_, text, lines) => {
    deepStrictEqual(
      told(text),
      lines.map((line) => `faults.yaml:${line}`)
    )
  })

  it("without a kind, which names all kinds", () => {
    const [line = "", ...others] = told("- operation: createUser")
    assert.match(line, /^faults\.yaml:1:3 \[0\]\._tag: it is missing; known are .*\bDropAfter\b/)
    deepStrictEqual(others, [])
  })

  it("with a duration that is none, which says what is one", () => {
    const lines = told(
      "- { _tag: Delay, duration: 2 secnds }\n- { _tag: Delay, duration: -1 }\n- { _tag: Delay, duration: [1] }\n"
    )
    deepStrictEqual(
      lines.map((line) => line.slice(0, line.indexOf(": "))),
      ["1:28 [0]", "2:28 [1]", "3:28 [2]"].map((place) => `faults.yaml:${place}.duration`)
    )
    assert.match(lines[0] ?? "", /"2 seconds".*, got "2 secnds"$/)
    assert.match(lines[1] ?? "", /, got -1$/)
  })

  it("without a word of a header or a body, and without what looks like a key", () => {
    const key = `local-${"b3".repeat(20)}`
    for (const text of [
      `- { _tag: Respond, status: 99, headers: { authorization: ${key} }, body: { token: ${key} } }`,
      `- { _tag: Respond, status: 200, headers: [${key}] }`,
      `- { _tag: Respond, status: 200, headers: { ${key}: 1 } }`,
      `- { _tag: ${key} }`,
      `- { _tag: Refuse, ${key}: 1 }`,
      `- { _tag: Delay, duration: ${key} }`,
      `- { _tag: Refuse, operation: [${key}] }`,
      `- ${key}`,
      `${key}: 1`
    ]) {
      const error = Either.getOrThrow(Either.flip(FaultFile.parse(text)))
      const forms = [
        error.message,
        error.stack,
        JSON.stringify(error),
        inspect(error, { depth: Infinity, showHidden: true }),
        Cause.pretty(Cause.fail(error))
      ]
      assert.notInclude(forms.join("\n"), key, text)
    }
  })
})

describe("the published schema of fault files", () => {
  const schema = published(FaultFile.schema)

  it("is that of the faults: `npm test -- packages/emulator -u` writes it anew", () =>
    expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(schemaPath("faults")))

  it("accepts what is read, and refuses what is misspelt or out of bounds", () => {
    const validator = new Validator(schema, "2020-12")
    const accepts = (text: string) => validator.validate(parse(text)).valid
    assert.isTrue(accepts(byHand))
    for (const [right, wrong] of [
      ["DropAfter", "DropAftr"],
      ["times: 3", "times: 0"],
      ["operation: generateApiKey", "opration: generateApiKey"],
      ["status: 503", "status: 99"],
      ['retry-after: "1"', "retry-after: 1"]
    ] as const) {
      const text = byHand.replace(right, wrong)
      assert.notStrictEqual(text, byHand)
      assert.isFalse(accepts(text), wrong)
      assert.isAbove(told(text).length, 0)
    }
  })
})
