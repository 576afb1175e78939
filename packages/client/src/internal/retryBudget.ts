import * as Effect from "effect/Effect"
import * as MutableRef from "effect/MutableRef"

// The bucket of AWS's standard retry mode: retries cost, successes pay back. A server that fails for everybody gets
// no more retries from this client once the bucket is empty, but still every first try.

const capacity = 500
const retryCost = 5
const timeoutCost = 10
const successRefund = 1

export interface RetryBudget {
  /** Takes what a retry costs, if it is there. */
  readonly spend: (afterTimeout: boolean) => Effect.Effect<boolean>
  /** Pays back after a success: what its last retry cost, or a little where it needed none. */
  readonly refund: (lastCost: "none" | "retry" | "timeout") => Effect.Effect<void>
}

export const make: Effect.Effect<RetryBudget> = Effect.sync(() => {
  const tokens = MutableRef.make(capacity)
  return {
    spend: (afterTimeout) =>
      Effect.sync(() => {
        const cost = afterTimeout ? timeoutCost : retryCost
        const isThere = MutableRef.get(tokens) >= cost
        if (isThere) MutableRef.update(tokens, (left) => left - cost)
        return isThere
      }),
    refund: (lastCost) =>
      Effect.sync(() => {
        const paid = { none: successRefund, retry: retryCost, timeout: timeoutCost }[lastCost]
        MutableRef.update(tokens, (left) => Math.min(capacity, left + paid))
      })
  }
})
