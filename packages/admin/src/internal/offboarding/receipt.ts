import { UserId } from "@effect-wandb/core/User"
import * as Data from "effect/Data"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import type { Plan } from "./plan.js"
import { ReportedError } from "./reported.js"
import { describe, Step } from "./step.js"
import { Unseen } from "./unseen.js"

/**
 * What became of a step:
 *
 * - `Done`: it was done;
 * - `Skipped`: there was nothing to do, because what it is about is `gone`, or is `alreadySo`;
 * - `Failed`: it was not done, and this is why;
 * - `Unknown`: it was sent, and its answer was lost or cannot be understood.
 *
 * An error is itself in a program, and encoded with its message.
 *
 * @since 0.1.0
 * @category schemas
 */
export const StepOutcome = Schema.Union(
  Schema.TaggedStruct("Done", { step: Step }),
  Schema.TaggedStruct("Skipped", { step: Step, because: Schema.Literal("gone", "alreadySo") }),
  Schema.TaggedStruct("Failed", { step: Step, error: ReportedError }),
  Schema.TaggedStruct("Unknown", { step: Step, error: ReportedError })
)

/**
 * What became of a step.
 *
 * @since 0.1.0
 * @category models
 */
export type StepOutcome = typeof StepOutcome.Type

export const cases = Data.taggedEnum<StepOutcome>()

/**
 * What became of a plan: the outcomes of its steps in their order, before them those of the keys that were made since,
 * and the steps that were not come to.
 *
 * @since 0.1.0
 * @category models
 */
export class Receipt extends Schema.Class<Receipt>("@effect-wandb/admin/Offboarding/Receipt")({
  user: Schema.Struct({ id: UserId, label: Schema.String }),
  outcomes: Schema.Array(StepOutcome),
  /** Empty unless the work was cut off. */
  remaining: Schema.Array(Step),
  /** What the plan could not see, and nothing was done about. */
  unseen: Schema.Array(Unseen)
}) {}

/** Whether a step is one of a plan; only keys are deleted besides, which were made since. */
export const isPlanned = ({ steps }: Plan, step: Step): boolean =>
  step._tag !== "DeleteApiKey" || steps.some((other) => other._tag === "DeleteApiKey" && other.id === step.id)

export const receiptOf = (
  plan: Plan,
  outcomes: Iterable<StepOutcome>,
  unseenSince: ReadonlyArray<Unseen>
): Receipt => {
  const { steps, unseen, user } = plan
  const known = [...outcomes]
  const through = known.filter(({ step }) => isPlanned(plan, step)).length
  return new Receipt(
    { user, outcomes: known, remaining: steps.slice(through), unseen: [...unseen, ...unseenSince] },
    { disableValidation: true }
  )
}

/**
 * Makes a receipt of the outcomes that there are, be they those of all steps or of the first ones.
 *
 * @since 0.1.0
 * @category constructors
 */
export const receipt = (plan: Plan, outcomes: Iterable<StepOutcome>): Receipt => receiptOf(plan, outcomes, [])

/**
 * Whether nothing is left to do: each step is done or was skipped, and nothing was out of sight.
 *
 * @since 0.1.0
 * @category getters
 */
export const isComplete = ({ outcomes, remaining, unseen }: Receipt): boolean =>
  remaining.length === 0 &&
  unseen.length === 0 &&
  outcomes.every(({ _tag }) => _tag === "Done" || _tag === "Skipped")

const reasons = { gone: "it is gone already", alreadySo: "it is so already" } as const

/**
 * Says in a line what became of a step, for a person to read.
 *
 * @since 0.1.0
 * @category getters
 */
export const describeOutcome: (outcome: StepOutcome) => string = Match.type<StepOutcome>().pipe(
  Match.tagsExhaustive({
    Done: ({ step }) => `done: ${describe(step)}`,
    Skipped: ({ because, step }) => `skipped: ${describe(step)}: ${reasons[because]}`,
    Failed: ({ error, step }) => `failed: ${describe(step)}: ${error.message}`,
    Unknown: ({ error, step }) => `unknown: ${describe(step)}: ${error.message}`
  })
)
