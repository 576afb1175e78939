import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { options } from "../../internal/keys/rotationOptions.js"
import { flag } from "../../internal/options.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"

export const resume = ServerCommand.onDemand({
  name: "resume",
  summary: "finishes a rotation that was cut off, gives it up, or lists those that there are",
  details: [
    "Give the options by which the rotation was begun: a file is where the new key is read back from. Where nobody knows its secret, and it was not verified yet, it is deleted and another one is made.",
    "--roll-back deletes the new key; what was stored is replaced by the old key where that is the one in use here. The list is read from the journal, and needs no API key."
  ].join(" "),
  examples: [
    ["effect-wandb keys resume", "which rotations are not finished"],
    ["effect-wandb keys resume mi2x9k3f7a2b00c --out /run/secrets/wandb", "finishes one"],
    ["effect-wandb keys resume mi2x9k3f7a2b00c --out /run/secrets/wandb --roll-back", "gives it up"]
  ],
  options: Options.all({
    ...options,
    rollBack: flag("roll-back", "gives the rotation up: the old key stays, and the new one is deleted")
  }),
  args: Args.text({ name: "rotation" }).pipe(
    Args.withDescription("the id of the rotation (default: they are listed)"),
    Args.optional
  ),
  data: true,
  handler: (given, id) =>
    Effect.gen(function* () {
      const { list, resume } = yield* Effect.promise(() => import("../../internal/keys/resume.js"))
      if (Option.isSome(id)) return yield* ServerCommand.served(resume(id.value, given))
      if (given.rollBack) {
        return yield* Effect.fail(
          new Problem({
            what: "Nothing says which rotation is to be given up.",
            todo: "effect-wandb keys resume lists them: give the id of one."
          })
        )
      }
      return yield* list(given)
    })
})
