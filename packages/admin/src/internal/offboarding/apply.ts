import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import { forEach } from "@effect-wandb/core/Outcome"
import { counting } from "@effect-wandb/core/Progress"
import type { Teams } from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { OffboardingRefused } from "./errors.js"
import { perform } from "./perform.js"
import { keysOf, type Plan } from "./plan.js"
import { isPlanned, type Receipt, receiptOf, type StepOutcome } from "./receipt.js"
import { notOneself, notTheLast } from "./refusal.js"
import type { Step } from "./step.js"
import type { Unseen } from "./unseen.js"

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
  /** Once this ends, no more steps are begun, and the outcomes of those that were are given. Default: never. */
  readonly haltWhen?: Effect.Effect<unknown> | undefined
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

/** What there is to do by now: the steps of the plan, and before them the keys that were made since. */
interface Work {
  readonly user: Option.Option<User>
  readonly steps: ReadonlyArray<Step>
  /** What the server does not show any more, though it did when it was planned. */
  readonly unseen: ReadonlyArray<Unseen>
}

const lookAgain = (plan: Plan): Effect.Effect<Work, ApplyError, Users.Users> =>
  Effect.gen(function* () {
    yield* notOneself(yield* Users.viewer, plan.user)
    const user = yield* Users.find({ id: plan.user.id })
    yield* Effect.transposeMapOption(user, notTheLast)
    const isHidden = Option.exists(user, ({ apiKeys }) => Option.isNone(apiKeys))
    const isKnown = plan.unseen.some(({ _tag }) => _tag === "ApiKeysHidden")
    const found = Option.match(user, { onNone: () => [], onSome: keysOf })
    return {
      user,
      steps: [...found.filter((step) => !isPlanned(plan, step)), ...plan.steps],
      unseen: isHidden && !isKnown ? [{ _tag: "ApiKeysHidden" }] : []
    }
  })

const done = (
  { steps, user }: Work,
  { haltWhen, onOutcome = silent }: ApplyOptions
): Stream.Stream<StepOutcome, never, ApiKeys | Teams | Users.Users> =>
  Stream.unwrap(
    Effect.map(counting("Offboarding.apply", steps.length), (count) =>
      forEach(steps, { concurrency: 1, haltWhen }, (step) =>
        // A step that was begun is ended, and told of: cut off in the middle nobody knew of it.
        Effect.uninterruptible(
          perform(user, step).pipe(
            Effect.tap(onOutcome),
            Effect.tap(({ _tag }) => count(endingOf[_tag]))
          )
        )
      )
    )
  )

export const applyStream = (
  plan: Plan,
  options: ApplyOptions = {}
): Stream.Stream<StepOutcome, ApplyError, ApiKeys | Teams | Users.Users> =>
  Stream.unwrap(Effect.map(lookAgain(plan), (work) => done(work, options)))

export const apply = (
  plan: Plan,
  options: ApplyOptions = {}
): Effect.Effect<Receipt, ApplyError, ApiKeys | Teams | Users.Users> =>
  Effect.flatMap(lookAgain(plan), (work) =>
    Effect.map(Stream.runCollect(done(work, options)), (outcomes) => receiptOf(plan, outcomes, work.unseen))
  )
