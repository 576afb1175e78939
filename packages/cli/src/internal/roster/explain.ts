import * as RosterPlan from "@effect-wandb/admin/RosterPlan"

const percent = (removed: number, of: number): number => Math.min(100, Math.ceil((removed / of) * 100))

/** Why a plan is refused, and what to do about it on the command line. */
export const explain = (refusal: RosterPlan.Refusal): string => {
  if (refusal._tag !== "TooManyRemovals") return RosterPlan.explain(refusal)
  const { kind, maxRemovals, of, removed } = refusal
  const allowed = Number((maxRemovals * 100).toFixed(2))
  return `${removed} of ${of} ${kind} would be removed, which is more than ${allowed}%. If that is meant, give --max-removals ${percent(removed, of)}%.`
}
