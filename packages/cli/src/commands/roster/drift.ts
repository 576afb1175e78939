import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { counted } from "../../internal/counted.js"
import * as Output from "../../internal/output.js"
import { type Planned, planned } from "../../internal/roster/planned.js"
import * as Source from "../../internal/roster/source.js"
import * as View from "../../internal/roster/view.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Status from "../../internal/status.js"

const summary = (name: string, { plan }: Planned): string => {
  const { changes, refusals } = plan
  if (changes.length > 0) {
    const count = counted(changes.length, "difference", "differences")
    return `${name}: ${count} (${View.counts(plan)}).`
  }
  return refusals.length > 0
    ? `${name}: what is there is not what a guard asks for.`
    : `${name}: what is there is what the roster says.`
}

export const drift = ServerCommand.make({
  name: "drift",
  summary: "tells whether what is there is what the roster says, for a pipeline that runs every night",
  details:
    "It shows what roster plan shows, with a line that sums it up on standard error, and ends with 0 when there is no difference, with 2 when there is one, and with 3 when the roster contradicts what is there. Guards of the roster are told of, and matter to roster apply alone.",
  examples: [["effect-wandb roster drift roster.yaml", "ends with 2 when somebody has changed something"]],
  options: Options.none,
  args: Args.text({ name: "file" }).pipe(Args.withDescription(Source.description)),
  data: true,
  reads: Source.reads,
  handler: (_, file) =>
    Effect.gen(function* () {
      const source = yield* Source.read(file)
      const made = yield* planned(source, Option.none())
      yield* View.show(made)
      yield* Output.note(summary(source.name, made))
      const { plan } = made
      if (plan.refusals.some(({ _tag }) => _tag === "Conflict")) return Status.refused
      return RosterPlan.isEmpty(plan) && plan.refusals.length === 0 ? Status.done : Status.findings
    })
})
