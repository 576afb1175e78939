import { describe, it } from "@effect/vitest"
import { Effect, FastCheck } from "effect"
import { expectSame, makeReal } from "../src/model.js"
import { keySteps } from "../src/modelKeys.js"
import { memberSteps } from "../src/modelMembers.js"
import { newModel, seed } from "../src/modelState.js"
import { teamSteps } from "../src/modelTeams.js"
import { userSteps } from "../src/modelUsers.js"
import { scale } from "../src/scale.js"

/** Anything that a program can do, with something that goes wrong in every other step. */
const programs = FastCheck.commands([...userSteps, ...keySteps, ...teamSteps, ...memberSteps], {
  maxCommands: 40,
  size: "max"
})

/** Servers old and new, with pages for everything and for next to nothing. */
const servers = FastCheck.record({
  bulkLookups: FastCheck.constantFrom(true, false),
  maxPageSize: FastCheck.constantFrom(1_000, 1_000, 1)
})

describe("the client over the emulator", () => {
  it(
    "does what a model of users, keys and teams does, whatever goes wrong in between",
    () =>
      FastCheck.assert(
        FastCheck.asyncProperty(servers, programs, (server, steps) =>
          Effect.runPromise(
            Effect.scoped(
              Effect.flatMap(makeReal({}, { seed, ...server }), (real) =>
                Effect.promise(async () => {
                  const model = newModel(real.first)
                  await FastCheck.asyncModelRun(() => ({ model, real }), steps)
                  await expectSame(model, real)
                })
              )
            )
          )
        ),
        { numRuns: scale(400, 30), seed: scale(Date.now(), 20_26), verbose: true }
      ),
    scale(120_000, 20_000)
  )
})
