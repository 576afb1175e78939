import * as Outcome from "@effect-wandb/core/Outcome"
import { counting } from "@effect-wandb/core/Progress"
import type * as Teams from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import type * as Users from "@effect-wandb/core/Users"
import { mayHaveActed } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ChangeOutcome, Plan } from "../../RosterPlan.js"
import type { Change } from "./changes.js"
import { PrerequisiteFailed, RosterChanged, RosterRefused, type RosterUnreadable } from "./errors.js"
import { isEdited } from "./digest.js"
import { differences, fingerprintOf } from "./fingerprint.js"
import { ungoverned } from "./governed.js"
import { distinct, refusalsOf } from "./guards.js"
import { readWorld, type World } from "./read.js"
import { removalsOf } from "./removals.js"
import { gives, needs, stageOf } from "./stages.js"
import { type Known, make } from "./steps.js"
import type { View } from "./view.js"
import { describe } from "./words.js"

/** How a plan is applied. */
export interface ApplySettings extends Outcome.BulkOptions {
  readonly maxRemovals?: number | undefined
}

/** Refuses what a guard refuses, be it for who applies the plan rather than for who made it. */
const notRefused = (
  { changes, guards, refusals }: Plan,
  view: View,
  maxRemovals: number | undefined
): Effect.Effect<void, RosterRefused> => {
  const removals = removalsOf(changes, view)
  const conflicts = refusals.filter(({ _tag }) => _tag === "Conflict")
  const all = distinct([
    ...conflicts,
    ...(conflicts.length === 0 ? ungoverned(changes, view) : []),
    ...refusalsOf({ changes, guards, removals, maxRemovals }, view)
  ])
  return Arr.isNonEmptyReadonlyArray(all) ? new RosterRefused({ refusals: all }) : Effect.void
}

const notEdited = (plan: Plan): Effect.Effect<void, RosterRefused> =>
  isEdited(plan) ? new RosterRefused({ refusals: [{ _tag: "Edited" }] }) : Effect.void

const unchanged = (plan: Plan, view: View): Effect.Effect<void, RosterChanged> => {
  const { fingerprint, parts } = fingerprintOf(view)
  return fingerprint === plan.fingerprint
    ? Effect.void
    : new RosterChanged({ differences: differences(plan.parts, parts) })
}

const outcomeOf = (input: Change, known: Known): Effect.Effect<ChangeOutcome, never, Services> =>
  Effect.match(make(known)(input), {
    onSuccess: Option.match({
      onNone: (): ChangeOutcome => Outcome.Done({ input, value: undefined }),
      onSome: (reason): ChangeOutcome => Outcome.Unchanged({ input, reason })
    }),
    onFailure: (error): ChangeOutcome =>
      mayHaveActed(error) ? Outcome.Unknown({ input, error }) : Outcome.Failed({ input, error })
  })

type Services = Users.Users | Teams.Teams

/** Makes the changes stage by stage, and skips what depends on one that was not made. */
const carriedOut = (
  { changes }: Plan,
  world: World,
  options: Outcome.BulkOptions
): Stream.Stream<ChangeOutcome, never, Services> =>
  Stream.unwrap(
    Effect.map(counting("Roster.apply", changes.length), (count) => {
      const known: Known = { world, created: new Map<string, User>() }
      const missing = new Map<string, Change>()
      const step = (change: Change): Effect.Effect<ChangeOutcome, never, Services> =>
        Effect.suspend(() => {
          const prerequisite = needs(change).flatMap((need) => Arr.ensure(missing.get(need) ?? []))[0]
          return prerequisite === undefined
            ? outcomeOf(change, known)
            : Effect.succeed(
                Outcome.Failed({
                  input: change,
                  error: new PrerequisiteFailed({ prerequisite: describe(prerequisite) })
                })
              )
        }).pipe(
          Effect.tap((outcome) => {
            if (outcome._tag === "Failed" || outcome._tag === "Unknown") {
              for (const key of gives(change)) missing.set(key, change)
            }
            return count(Outcome.ending(outcome))
          })
        )
      const stages = Arr.isNonEmptyReadonlyArray(changes)
        ? Arr.groupWith(changes, (one, other) => stageOf(one) === stageOf(other))
        : []
      return Stream.flatMap(Stream.fromIterable(stages), (stage) => Outcome.forEach(stage, options, step))
    })
  )

export const applyPlan = (
  plan: Plan,
  { maxRemovals, ...options }: ApplySettings
): Stream.Stream<ChangeOutcome, RosterChanged | RosterRefused | RosterUnreadable, Services> =>
  Stream.unwrap(
    Effect.gen(function* () {
      yield* notEdited(plan)
      const world = yield* readWorld(plan.selection)
      yield* unchanged(plan, world.view)
      yield* notRefused(plan, world.view, maxRemovals)
      return carriedOut(plan, world, options)
    })
  )
