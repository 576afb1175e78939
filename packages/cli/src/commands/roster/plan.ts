import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { optional } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as Printable from "../../internal/printable.js"
import { Problem } from "../../internal/problem.js"
import { planned } from "../../internal/roster/planned.js"
import * as Saved from "../../internal/roster/saved.js"
import * as Share from "../../internal/roster/share.js"
import * as Source from "../../internal/roster/source.js"
import * as Target from "../../internal/roster/target.js"
import * as View from "../../internal/roster/view.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Status from "../../internal/status.js"

export const plan = ServerCommand.make({
  name: "plan",
  summary: "shows what would be changed to make what is there what the roster says",
  details:
    "Nothing is changed. It ends with 0 when there is nothing to do, with 2 when there are changes, and with 3 when a guard of the roster refuses the plan, which is shown all the same. Needs the API key of an administrator of the installation.",
  examples: [
    ["effect-wandb roster plan roster.yaml", "a line for each change: + made, ~ changed, - taken away"],
    ["effect-wandb roster plan roster.yaml --out plan.json", "to be looked at, and applied as it is"],
    [
      "effect-wandb roster plan roster.yaml -o json | jq -r '.changes[] | select(.action == \"remove\") | .summary'",
      "what would be removed"
    ]
  ],
  options: Options.all({
    out: optional("out", "file", "saves the plan for roster apply"),
    maxRemovals: Share.option
  }),
  args: Args.text({ name: "file" }).pipe(Args.withDescription(Source.description)),
  data: true,
  reads: Source.reads,
  handler: ({ maxRemovals, out }, file) =>
    Effect.gen(function* () {
      const share = yield* Share.parse(maxRemovals)
      if (Option.isSome(out) && (yield* Target.isSame(out.value, file))) {
        return yield* Effect.fail(
          new Problem({
            what: `--out would write the plan over the roster ${Printable.line(file)}.`,
            todo: "Give it another file."
          })
        )
      }
      const made = yield* planned(yield* Source.read(file), share)
      if (Option.isSome(out)) {
        yield* Target.write(out.value, Saved.format(made.plan, made.explain))
        yield* Output.note(`Saved the plan in ${Printable.line(out.value)}.`)
      }
      yield* View.show(made)
      if (made.plan.refusals.length > 0) return Status.refused
      return RosterPlan.isEmpty(made.plan) ? Status.done : Status.findings
    })
})
