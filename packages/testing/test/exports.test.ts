import * as Testing from "@effect-wandb/testing"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Order } from "effect"
import { readdirSync } from "node:fs"

const filesIn = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
  readdirSync(new URL(folder, import.meta.url)).flatMap((file) => pattern.exec(file)?.slice(1) ?? [])

const modules = Arr.sort(filesIn("../src", /^([A-Z]\w*)\.ts$/), Order.string)

/** What worlds and faults are made of belongs to the emulator, and is at hand where they are used. */
const handedOn = ["Fault", "Seed"]

describe("the package", () => {
  it("exports every public module, what is handed on, and nothing else", () => {
    deepStrictEqual(
      Arr.sort(Object.keys(Testing), Order.string),
      Arr.sort([...modules, ...handedOn], Order.string)
    )
  })

  it.effect("has each of them under the name by which it can be imported alone", () =>
    Effect.forEach(
      Object.entries(Testing).filter(([name]) => !handedOn.includes(name)),
      ([name, module]) =>
        Effect.map(
          Effect.promise(() => import(`@effect-wandb/testing/${name}`)),
          (alone) => strictEqual(module, alone, name)
        )
    )
  )

  it("has a test of each by its name", () => {
    const tests = filesIn(".", /^(\w+)\.test\.ts$/)
    const untested = modules.filter((name) => !tests.includes(name))
    deepStrictEqual(untested, [])
  })
})
