/**
 * Takes everything away from somebody who leaves: API keys, memberships, pending invitations, an administrator's rights,
 * and the account itself if that is asked for.
 *
 * It is planned first, and then applied: a plan is data, to be shown or kept in between.
 *
 * @since 0.1.0
 */
import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { Teams } from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import * as Applying from "./internal/offboarding/apply.js"
import * as Planning from "./internal/offboarding/plan.js"
import type { Receipt, StepOutcome } from "./internal/offboarding/receipt.js"
import { spanned, spannedStream } from "./internal/span.js"

export type { ApplyError, ApplyOptions } from "./internal/offboarding/apply.js"
export { OffboardingRefused, OffboardingUnseen } from "./internal/offboarding/errors.js"
export { Plan, type PlanError, type PlanOptions } from "./internal/offboarding/plan.js"
export { describeOutcome, isComplete, Receipt, receipt, StepOutcome } from "./internal/offboarding/receipt.js"
export { describe, Step } from "./internal/offboarding/step.js"
export { describeUnseen, Unseen } from "./internal/offboarding/unseen.js"

/**
 * Plans what is to be done so that a user is gone, and changes nothing: the user's API keys are deleted, then the user
 * is removed from all teams, invitations are cancelled, an administrator's rights are taken away, and the user is deleted
 * where that is asked for. The plan of a user who is gone already has no steps.
 *
 * `OffboardingRefused` for oneself and for the last administrator of the installation who is not deleted.
 *
 * W&B has no list of all teams, so invitations are looked for in the teams of all users; `teams` names others, and spares
 * reading all users. What the server does not show is never taken for nothing: this fails with `OffboardingUnseen`
 * unless `unseen` is `list`. Needs the key of an instance administrator to see everything.
 *
 * Whoever is the last admin of a team cannot be removed from it: the step says so, unless `successors` has a member who
 * takes the team over. A successor who is no member is `MemberNotFound`; teams that the user does not lead, or is not in,
 * need no successor. The personal entity stays.
 *
 * A user who is deleted already keeps an administrator's rights, which the server does not take then: whoever restores
 * the user restores an administrator.
 *
 * @example
 * ```ts
 * import { Offboarding } from "@effect-wandb/admin"
 * import { Users } from "@effect-wandb/core"
 * import { Console, Effect } from "effect"
 *
 * const offboard = (username: string) =>
 *   Effect.gen(function* () {
 *     const user = yield* Users.get({ username })
 *     const plan = yield* Offboarding.plan(user, { delete: true, successors: { engine: "grace" } })
 *     yield* Console.log(plan.steps.map(Offboarding.describe).join("\n"))
 *     return yield* Offboarding.apply(plan)
 *   })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const plan = (
  user: User,
  options: Planning.PlanOptions = {}
): Effect.Effect<Planning.Plan, Planning.PlanError, Teams | Users> =>
  Planning.plan(user, options).pipe(
    spanned("Offboarding.plan", "user", ({ steps }: Planning.Plan) => ({ "wandb.items": steps.length }))
  )

/**
 * Applies a plan step by step, and gives a receipt of what became of each. One that fails stops no other: the user is
 * deleted although a key could not be, because the keys of a deleted user let nobody in. What could not be taken before
 * is taken by applying the plan again, save an administrator's rights, which stay with a deleted user.
 *
 * Before anything is changed it is looked again: `OffboardingRefused` for oneself and for the last administrator. Keys
 * that were made since the plan are deleted too, before all else, as steps of their own; teams and invitations that came
 * since are in a new plan only. To apply a plan twice is safe: what is gone is skipped.
 *
 * A step that was begun is ended before an interruption takes effect, no later than by the deadline of the call; the
 * receipt is then made of what `onOutcome` was told. Counts go to the `Progress` in context.
 *
 * @example
 * ```ts
 * import { Offboarding } from "@effect-wandb/admin"
 * import { Console, Effect, Ref } from "effect"
 *
 * const applyUntilInterrupted = (plan: Offboarding.Plan) =>
 *   Effect.gen(function* () {
 *     const outcomes = yield* Ref.make<ReadonlyArray<Offboarding.StepOutcome>>([])
 *     const stopped = Effect.flatMap(Ref.get(outcomes), (outcomes) =>
 *       Console.log(Offboarding.receipt(plan, outcomes).remaining.map(Offboarding.describe).join("\n"))
 *     )
 *     return yield* Offboarding.apply(plan, {
 *       onOutcome: (outcome) => Ref.update(outcomes, (before) => [...before, outcome])
 *     }).pipe(Effect.onInterrupt(() => stopped))
 *   })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const apply = (
  plan: Planning.Plan,
  options?: Applying.ApplyOptions
): Effect.Effect<Receipt, Applying.ApplyError, ApiKeys | Teams | Users> =>
  Applying.apply(plan, options).pipe(spanned("Offboarding.apply", "user"))

/**
 * Applies a plan as {@link apply} does, and gives the outcome of each step as it comes; the next step waits until it is
 * asked for.
 *
 * @since 0.1.0
 * @category operations
 */
export const applyStream = (
  plan: Planning.Plan,
  options?: Applying.ApplyOptions
): Stream.Stream<StepOutcome, Applying.ApplyError, ApiKeys | Teams | Users> =>
  Applying.applyStream(plan, options).pipe(spannedStream("Offboarding.applyStream", "user"))
