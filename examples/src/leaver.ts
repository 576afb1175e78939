import { Offboarding } from "@effect-wandb/admin"
import { Users } from "@effect-wandb/core"
import { Console, Effect } from "effect"

/** Takes everything away from somebody who leaves, and gives the receipt to be filed. */
export const leaver = (email: string, successors: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const user = yield* Users.get({ email })
    const plan = yield* Offboarding.plan(user, { delete: true, successors })
    for (const step of plan.steps) yield* Console.log(`- ${Offboarding.describe(step)}`)

    const receipt = yield* Offboarding.apply(plan)
    for (const outcome of receipt.outcomes) yield* Console.log(Offboarding.describeOutcome(outcome))
    if (!Offboarding.isComplete(receipt)) yield* Console.error("Something is left: apply it again.")
    return receipt
  })
