import { describe, it } from "@effect/vitest"
import { Effect, FastCheck } from "effect"
import { commands, expectSame, makeReal, newModel } from "../src/model.js"
import { scale } from "../src/scale.js"

describe("the client over the emulator", () => {
  it(
    "does what a model of users and keys does, whatever goes wrong in between",
    () =>
      FastCheck.assert(
        FastCheck.asyncProperty(commands, (cmds) =>
          Effect.runPromise(
            Effect.scoped(
              Effect.flatMap(makeReal(), (real) =>
                Effect.promise(async () => {
                  const model = newModel()
                  await FastCheck.asyncModelRun(() => ({ model, real }), cmds)
                  await expectSame(model, real)
                })
              )
            )
          )
        ),
        { numRuns: scale(400, 40), seed: scale(Date.now(), 20_26), verbose: true }
      ),
    scale(120_000, 20_000)
  )
})
