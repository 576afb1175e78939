import type { OutcomeUnknown, UnexpectedResponse } from "@effect-wandb/core/WandbError"

/** Whether the change may have been made, and what its answer said is lost. */
export const isLost = (error: { readonly _tag: string }): error is OutcomeUnknown | UnexpectedResponse =>
  error._tag === "OutcomeUnknown" ||
  (error._tag === "UnexpectedResponse" && "mayHaveActed" in error && error.mayHaveActed === true)
