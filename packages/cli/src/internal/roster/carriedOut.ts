import * as Roster from "@effect-wandb/admin/Roster"
import type * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { gracefully } from "../gracefully.js"
import * as Output from "../output.js"
import { telling } from "../progress.js"
import { Settings } from "../settings.js"
import * as Status from "../status.js"
import * as Problems from "./problems.js"
import { ofOutcome, outcomes, type OutcomeRecord } from "./records.js"

/** What is given of a plan in which there is nothing to do: people have been told. */
export const nothing = Effect.gen(function* () {
  const { format } = yield* Settings
  if (format !== "table") yield* Output.many(outcomes, Stream.empty)
  return Status.done
})

type Tally = Readonly<Record<OutcomeRecord["outcome"], number>>

const none: Tally = { done: 0, unchanged: 0, failed: 0, unknown: 0 }

const summary = ({ done, failed, unchanged, unknown }: Tally): string => {
  const others = [
    [unchanged, "needed no more"],
    [failed, "failed"],
    [unknown, "of which nobody knows"]
  ] as const
  const told = [
    `${done} done`,
    ...others.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
  ]
  return `${told.join(", ")}.`
}

/**
 * Carries a plan out, and gives what became of each change. Whoever interrupts it waits for the changes that are under
 * way, and is told how many there were; `next` says how to go on.
 */
export const carriedOut = (plan: RosterPlan.Plan, options: Roster.ApplyOptions & { readonly next: string }) =>
  Effect.gen(function* () {
    const tally = yield* Ref.make(none)
    const applied = (haltWhen: Effect.Effect<void>) =>
      Roster.apply(plan, { ...options, haltWhen }).pipe(
        Stream.mapError(Problems.notApplied),
        Stream.map(ofOutcome),
        Stream.tap(({ outcome }) =>
          Ref.update(tally, (tally) => ({ ...tally, [outcome]: tally[outcome] + 1 }))
        )
      )
    yield* gracefully((haltWhen) => Output.outcomes(outcomes, applied(haltWhen))).pipe(
      telling("changes", options.next)
    )
    const counts = yield* Ref.get(tally)
    yield* Output.note(summary(counts))
    return counts.failed + counts.unknown > 0 ? Status.failed : Status.done
  })
