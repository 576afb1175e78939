import { WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { turn } from "./cli.js"

/** Waits until each fault has met a request, in a program whose clock stands still. */
export const allMet: Effect.Effect<void, never, WandbTest.WandbTest> = Effect.flatMap(
  WandbTest.WandbTest,
  ({ instance }) =>
    Effect.asVoid(
      Effect.repeat(Effect.zipLeft(instance.faults, turn), {
        until: (faults) => faults.every(({ met }) => met > 0)
      })
    )
)
