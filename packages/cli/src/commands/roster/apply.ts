import * as WandbClient from "@effect-wandb/client/WandbClient"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../../internal/activity.js"
import * as Confirm from "../../internal/confirm.js"
import { counted } from "../../internal/counted.js"
import { number } from "../../internal/options.js"
import * as Style from "../../internal/output/style.js"
import { carriedOut, nothing } from "../../internal/roster/carriedOut.js"
import { explain } from "../../internal/roster/explain.js"
import { type Planned, planned } from "../../internal/roster/planned.js"
import * as Problems from "../../internal/roster/problems.js"
import * as Saved from "../../internal/roster/saved.js"
import * as Share from "../../internal/roster/share.js"
import * as Source from "../../internal/roster/source.js"
import * as View from "../../internal/roster/view.js"
import { Screen } from "../../internal/screen.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { Settings } from "../../internal/settings.js"

/** Shows a plan beside the data, which is what becomes of it. */
const tell = (made: Planned) =>
  Effect.gen(function* () {
    const { volume } = yield* Settings
    const screen = yield* Screen
    if (volume === "quiet") return
    const style = yield* Style.of("stderr")
    yield* Effect.forEach(View.lines(made, style), (line) => screen.note(line), { discard: true })
  })

export const apply = ServerCommand.make({
  name: "apply",
  summary: "makes what is there what the roster says, or makes the changes of a plan",
  details:
    "From a roster it plans, shows the plan, and asks. A plan that roster plan has saved is made as it is, or not at all: it is refused when what is there is another by now. One change that fails stops no other, save those that need it, and makes it end with 1. It ends with 3 when a guard refuses the plan, and nothing is changed then. Whatever stops it, to apply the roster again finishes it.",
  examples: [
    ["effect-wandb roster apply roster.yaml", "plans and asks"],
    ["effect-wandb roster apply plan.json --yes -o ndjson", "what was looked at before, in a pipeline"]
  ],
  options: Options.all({
    yes: Confirm.yes,
    maxRemovals: Share.option,
    concurrency: number("concurrency", 10, "how many changes are under way at once (default: 10)")
  }),
  args: Args.text({ name: "file" }).pipe(
    Args.withDescription(`${Source.description}, or a plan that roster plan has saved`)
  ),
  data: true,
  reads: Source.reads,
  handler: ({ concurrency, maxRemovals, yes }, file) =>
    Effect.gen(function* () {
      const share = yield* Share.parse(maxRemovals)
      const source = yield* Source.read(file)
      const saved = yield* Saved.parse(source)
      const made = Option.isSome(saved) ? { plan: saved.value, explain } : yield* planned(source, share)
      const { plan } = made
      if (RosterPlan.isEdited(plan))
        return yield* Effect.fail(Problems.refused([explain({ _tag: "Edited" })]))
      // Whoever applies a plan may be somebody else than has made it, and is asked by the guards anew.
      if (plan.refusals.length > 0 && (Option.isNone(saved) || RosterPlan.isEmpty(plan))) {
        yield* tell({ ...made, plan: { ...plan, refusals: [] } })
        return yield* Effect.fail(Problems.refused(plan.refusals.map(made.explain)))
      }
      yield* tell(made)
      if (RosterPlan.isEmpty(plan)) return yield* nothing
      const changes = counted(plan.changes.length, "change", "changes")
      const { baseUrl } = yield* WandbClient.WandbClient
      yield* Activity.set("before anything was changed")
      yield* Confirm.ask({ question: `Make ${changes} on ${baseUrl}?`, yes })
      return yield* carriedOut(plan, {
        concurrency,
        maxRemovals: Option.getOrUndefined(Option.map(share, Share.toNumber)),
        next: Option.isSome(saved)
          ? "a new plan of the roster goes on from there"
          : "the same command goes on from there"
      })
    })
})
