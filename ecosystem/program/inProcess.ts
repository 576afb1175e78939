/** Against the W&B in memory that tests have, with no socket. */
import { WandbTest } from "@effect-wandb/testing"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { story } from "./story.js"

NodeRuntime.runMain(
  story.pipe(
    Effect.provide(WandbTest.layer()),
    Effect.flatMap((steps) => Console.log(JSON.stringify({ runtime: process.version, steps })))
  )
)
