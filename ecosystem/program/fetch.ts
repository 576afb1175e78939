/** On whatever has `fetch` and shows its environment to Effect's configuration: Bun and Deno. */
import { Wandb } from "@effect-wandb/client"
import { FetchHttpClient } from "@effect/platform"
import { Console, Effect, Layer } from "effect"
import { story } from "./story.js"

const WandbLive = Wandb.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

/** What the runtime calls itself: `Bun/1.2.3`, `Deno/2.3.4`. */
const runtime = navigator.userAgent

void Effect.runPromise(
  story.pipe(
    Effect.provide(WandbLive),
    Effect.flatMap((steps) => Console.log(JSON.stringify({ runtime, steps })))
  )
)
