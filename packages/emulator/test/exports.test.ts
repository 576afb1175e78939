import * as Emulator from "@effect-wandb/emulator"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Order } from "effect"
import { readdirSync } from "node:fs"

const filesIn = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
  readdirSync(new URL(folder, import.meta.url)).flatMap((file) => pattern.exec(file)?.slice(1) ?? [])

const modules = Arr.sort(filesIn("../src", /^([A-Z]\w*)\.ts$/), Order.string)

/** Not in the index, so that who does without schemas, files or a control endpoint does not load it. */
const apart = new Set(["Control", "DataFile", "FaultFile", "SeedFile"])

/** What has more to it than one module is tested in a file that is named by that. */
const elsewhere: Readonly<Record<string, string>> = {
  Fault: "faults",
  Journal: "Emulator",
  Snapshot: "Control"
}

describe("the package", () => {
  it("exports every public module but what is apart, and nothing else", () => {
    deepStrictEqual(
      Arr.sort(Object.keys(Emulator), Order.string),
      modules.filter((name) => !apart.has(name))
    )
  })

  it.effect("has each of them under the name by which it can be imported alone", () =>
    Effect.forEach(Object.entries(Emulator), ([name, module]) =>
      Effect.map(
        Effect.promise(() => import(`@effect-wandb/emulator/${name}`)),
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
