import { Roster, RosterPlan } from "@effect-wandb/admin"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import { FileSystem } from "@effect/platform"
import { Effect } from "effect"

/** How a job ends: nothing is to be done, there are changes, a guard refuses them, or some were not made. */
export type Verdict = "clean" | "changes" | "refused" | "incomplete"

/** What a job has to say. */
export interface Report {
  readonly verdict: Verdict
  readonly text: string
}

/** What the file says, held against what is there. */
const planned = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { roster } = yield* RosterFile.parse(yield* fs.readFileString(file), file)
    return Roster.plan(roster, yield* Roster.read(roster))
  })

const verdictOf = (plan: RosterPlan.Plan): Verdict => {
  if (plan.refusals.length > 0) return "refused"
  return RosterPlan.isEmpty(plan) ? "clean" : "changes"
}

const reported = (plan: RosterPlan.Plan): Report => ({
  verdict: verdictOf(plan),
  text: RosterPlan.format(plan)
})

/** Of a pull request: shows what would be changed, and changes nothing. */
export const plan = (file: string) => Effect.map(planned(file), reported)

/** At night: finds what somebody has changed by hand, which is what a plan would change back. */
export const drift = (file: string) =>
  Effect.map(plan(file), ({ text, verdict }): Report => {
    const isSo = verdict === "clean"
    return { verdict, text: isSo ? "All is as the roster says." : `This is not as the roster says:\n${text}` }
  })

const left = ({ change, outcome, reason }: RosterPlan.ReceiptEntry): ReadonlyArray<string> =>
  outcome === "Failed" || outcome === "Unknown"
    ? [`${outcome}: ${RosterPlan.describe(change)}: ${reason?.message ?? ""}`]
    : []

/** On the main branch: makes what is there what the file says. To run it again finishes what was interrupted. */
export const apply = (file: string) =>
  Effect.gen(function* () {
    const plan = yield* planned(file)
    const before = reported(plan)
    if (before.verdict !== "changes") return before
    const { done, entries, failed, unchanged, unknown } = yield* Roster.run(plan)
    const counts = `${done} done, ${unchanged} done by somebody else, ${failed} failed, ${unknown} unknown.`
    return {
      verdict: failed + unknown > 0 ? "incomplete" : "clean",
      text: [before.text, "", ...entries.flatMap(left), counts].join("\n")
    } satisfies Report
  })
