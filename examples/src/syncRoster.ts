import { Roster, RosterPlan } from "@effect-wandb/admin"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import { FileSystem } from "@effect/platform"
import { Console, Effect } from "effect"

/** Makes what is there what the file says; changes nothing where it is so already. */
export const sync = (path: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { roster } = yield* RosterFile.parse(yield* fs.readFileString(path), path)
    const plan = Roster.plan(roster, yield* Roster.read(roster))
    yield* Console.log(RosterPlan.format(plan))
    return yield* Roster.run(plan)
  })
