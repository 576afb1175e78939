import * as Core from "@effect-wandb/core"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Order } from "effect"
import { readdirSync } from "node:fs"

const filesIn = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
  readdirSync(new URL(folder, import.meta.url)).flatMap((file) => pattern.exec(file)?.slice(1) ?? [])

const modules = Arr.sort(filesIn("../src", /^([A-Z]\w*)\.ts$/), Order.string)

/** What has more to it than one module is tested in a file that is named by that. */
const elsewhere: Readonly<Record<string, string>> = {
  Invite: "codecs",
  Member: "codecs",
  Progress: "bulk",
  Team: "codecs"
}

describe("the package", () => {
  it("exports every public module, and nothing else", () => {
    deepStrictEqual(Arr.sort(Object.keys(Core), Order.string), modules)
  })

  it.effect("has each of them under the name by which it can be imported alone", () =>
    Effect.forEach(Object.entries(Core), ([name, module]) =>
      Effect.map(
        Effect.promise(() => import(`@effect-wandb/core/${name}`)),
        (alone) => strictEqual(module, alone, name)
      )
    )
  )

  it("has a test of each by its name, or where it is said here", () => {
    const tests = filesIn(".", /^(\w+)\.test\.ts$/)
    const untested = modules.filter((name) => !tests.includes(elsewhere[name] ?? name))
    deepStrictEqual(untested, [])
  })
})
