import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { counting } from "@effect-wandb/core/Progress"
import type { Teams } from "@effect-wandb/core/Teams"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OffboardingRefused } from "./errors.js"
import { perform } from "./perform.js"
import type { Plan } from "./plan.js"
import { type Receipt, receipt, type StepOutcome } from "./receipt.js"
import { notOneself, notTheLast } from "./refusal.js"

/**
 * How to apply a plan.
 *
 * @since 0.1.0
 * @category options
 */
export interface ApplyOptions {
  /**
   * Is told of each outcome before anything else can happen, an interruption included: what it was told makes the
   * {@link receipt} of work that was cut off. The work waits for it. Default: nobody is told.
   */
  readonly onOutcome?: ((outcome: StepOutcome) => Effect.Effect<void>) | undefined
}

/**
 * What can happen before the first step is taken; what happens to a step is in its outcome.
 *
 * @since 0.1.0
 * @category errors
 */
export type ApplyError = OffboardingRefused | Users.Users.FindError

const endingOf = { Done: "done", Skipped: "unchanged", Failed: "failed", Unknown: "unknown" } as const

const silent = (): Effect.Effect<void> => Effect.void

export const applyStream = (
  plan: Plan,
  { onOutcome = silent }: ApplyOptions = {}
): Stream.Stream<StepOutcome, ApplyError, ApiKeys | Teams | Users.Users> =>
  Stream.unwrap(
    Effect.gen(function* () {
      yield* notOneself(yield* Users.viewer, plan.user)
      const user = yield* Users.find({ id: plan.user.id })
      yield* Effect.transposeMapOption(user, notTheLast)
      const count = yield* counting("Offboarding.apply", plan.steps.length)
      return Stream.mapEffect(Stream.fromIterable(plan.steps), (step) =>
        // A step that was begun is ended, and told of: cut off in the middle nobody knew of it.
        Effect.uninterruptible(
          perform(user, step).pipe(
            Effect.tap(onOutcome),
            Effect.tap(({ _tag }) => count(endingOf[_tag]))
          )
        )
      )
    })
  )

export const apply = (
  plan: Plan,
  options?: ApplyOptions
): Effect.Effect<Receipt, ApplyError, ApiKeys | Teams | Users.Users> =>
  Effect.map(Stream.runCollect(applyStream(plan, options)), (outcomes) => receipt(plan, outcomes))
