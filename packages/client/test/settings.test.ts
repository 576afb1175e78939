import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck } from "effect"
import * as Settings from "../src/internal/settings.js"
import { expectWordless } from "./problems.js"

const url = "https://wandb.example.com"

const reads = (text: string, baseUrl: string | undefined, lines: ReadonlyArray<number> = []) =>
  Effect.sync(() => {
    const settings = Settings.parse(text)
    deepStrictEqual(
      { baseUrl: settings.baseUrl, lines: settings.problems.map(({ line }) => line) },
      { baseUrl, lines }
    )
  })

describe("W&B's settings file", () => {
  it.effect.each([
    ["with an equals sign", `[default]\nentity = ada\nbase_url = ${url}\n`],
    ["with a colon", `[default]\r\nbase_url: ${url}\r\n`],
    ["without spaces", `[default]\nbase_url=${url}`],
    ["in capitals", `[default]\nBASE_URL = ${url}`],
    ["between comments", `# one\n[default]\n; base_url = x\n\n# base_url = y\nbase_url = ${url}`],
    ["before other sections", `[default]\nbase_url = ${url}\n[other]\nbase_url = x`],
    ["after other sections", `[other]\nbase_url = x\n[default]\nbase_url = ${url}`],
    [
      "before a line that goes on with a value",
      `[default]\nbase_url = ${url}\n  more\nentity = ada\n  base_url = x`
    ],
    ["indented", `  [default]\n  base_url = ${url}\n  entity = ada`]
  ] as const)("gives base_url of section [default], %s", ([, text]) => reads(text, url))

  it.effect("takes everything after the first delimiter for the value", () =>
    reads(
      "[default]\nbase_url = http://localhost:8080/a=b # no comment",
      "http://localhost:8080/a=b # no comment"
    )
  )

  it.effect("may lack base_url, or leave it empty", () =>
    Effect.all([
      reads("", undefined),
      reads("[default]\nentity = ada", undefined),
      reads("[default]\nbase_url =\n", undefined),
      reads(`[Default]\nbase_url = ${url}`, undefined)
    ])
  )

  it.effect("is read past its mistakes, each of which is told by its line", () =>
    Effect.all([
      reads(`base_url = x\nentity = ada\n[default]\nbase_url = ${url}`, url, [1]),
      reads(`[default]\nnonsense\nbase_url = ${url}\n= x\n[broken`, url, [2, 4, 5]),
      reads(`[default]\nbase_url = x\nbase_url = ${url}`, url, [3])
    ])
  )

  it.effect("is told of in words that hold nothing of it, whatever it is", () =>
    Effect.sync(() => {
      const value = FastCheck.stringMatching(/^[A-Z0-9]{8}$/)
      const text = FastCheck.array(
        FastCheck.oneof(
          value,
          FastCheck.string(),
          FastCheck.constantFrom("[default]", "[", "]", "base_url", "=", ":", "#", " ", "\n", "\r\n")
        )
      ).map((words) => words.join(""))
      FastCheck.assert(
        FastCheck.property(text, (text) => {
          expectWordless(text, Settings.parse(text).problems)
        }),
        { numRuns: 500 }
      )
    })
  )
})
