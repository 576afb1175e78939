import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Output from "../output.js"
import * as Style from "../output/style.js"
import * as Printable from "../printable.js"
import type * as Records from "../records.js"
import { Screen } from "../screen.js"
import { Settings } from "../settings.js"
import type { Planned } from "./planned.js"
import { changes, ofChange } from "./records.js"
import * as Saved from "./saved.js"

/** How many changes there are of which sign, for a sentence. */
export const counts = (plan: RosterPlan.Plan): string => {
  const { "+": made, "~": changed, "-": removed } = RosterPlan.counts(plan)
  return `${made} to make, ${changed} to change, ${removed} to remove`
}

/** The lines in which a plan is shown to a person. */
export const lines = ({ explain, plan }: Planned, style: Style.Style): ReadonlyArray<string> => {
  const coloured = { "+": style.green, "~": style.yellow, "-": style.red }
  return [
    ...plan.changes.map((change) => {
      const sign = RosterPlan.sign(change)
      return coloured[sign](`${sign} ${Printable.line(RosterPlan.describe(change))}`)
    }),
    style.bold(RosterPlan.isEmpty(plan) ? "Nothing is to be changed." : `${counts(plan)}.`),
    ...plan.refusals.map((refusal) => `${style.red("Refused:")} ${Printable.line(explain(refusal))}`)
  ]
}

/** Refusals are told with --quiet too, as errors are. */
const tellRefusals = ({ explain, plan }: Planned) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const style = yield* Style.of("stderr")
    for (const refusal of plan.refusals) {
      yield* screen.note(`${style.red("refused:")} ${Printable.line(explain(refusal))}`)
    }
  })

/** A plan as a whole, of which only JSON and YAML are made. */
const document: Records.Records<Planned> = {
  fields: [],
  shown: [],
  handles: new Set(),
  encode: ({ explain, plan }) => Effect.succeed({ ...Saved.documentOf(plan, explain) })
}

/**
 * Gives a plan in the form that is asked for: lines for people, the whole as JSON or YAML, or a record for each change,
 * where there is no place for what refuses it, which is told on the side.
 */
export const show = (planned: Planned) =>
  Effect.gen(function* () {
    const { format } = yield* Settings
    const { plan } = planned
    switch (format) {
      case "table": {
        const shown = lines(planned, yield* Style.of("stdout"))
        return yield* Output.text(shown.map((line) => `${line}\n`).join(""))
      }
      case "json":
      case "yaml":
        return yield* Output.one(document, planned)
      case "ndjson":
      case "csv":
        yield* Output.many(changes, Stream.fromIterable(plan.changes.map(ofChange)))
        return yield* tellRefusals(planned)
    }
  })
