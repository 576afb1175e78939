import * as Admin from "@effect-wandb/admin"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Order } from "effect"
import { readdirSync } from "node:fs"

const filesIn = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
  readdirSync(new URL(folder, import.meta.url)).flatMap((file) => pattern.exec(file)?.slice(1) ?? [])

const modules = Arr.sort(filesIn("../src", /^([A-Z]\w*)\.ts$/), Order.string)

/** Not in the index, so that who does without files of rosters does not load it. */
const apart = new Set(["RosterFile"])

const elsewhere: Readonly<Record<string, string>> = {
  RosterPlan: "Roster"
}

describe("the package", () => {
  it("exports every public module but what is apart, and nothing else", () => {
    deepStrictEqual(
      Arr.sort(Object.keys(Admin), Order.string),
      modules.filter((name) => !apart.has(name))
    )
  })

  it.effect("has each of them under the name by which it can be imported alone", () =>
    Effect.forEach(Object.entries(Admin), ([name, module]) =>
      Effect.map(
        Effect.promise(() => import(`@effect-wandb/admin/${name}`)),
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
