import { Outcome } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Equal } from "effect"

describe("an outcome", () => {
  it("equals another of the same kind that holds the same", () => {
    assert.isTrue(
      Equal.equals(Outcome.Done({ input: 1, value: "made" }), Outcome.Done({ input: 1, value: "made" }))
    )
    assert.isFalse(
      Equal.equals(Outcome.Done({ input: 1, value: "made" }), Outcome.Done({ input: 2, value: "made" }))
    )
    assert.isFalse(
      Equal.equals<unknown, unknown>(
        Outcome.Unchanged({ input: 1, reason: "already" }),
        Outcome.Failed({ input: 1, error: "already" })
      )
    )
  })
})
