/** In a Worker: each request to it tells the story, with server and key from its bindings. */
import { Wandb } from "@effect-wandb/client"
import { FetchHttpClient } from "@effect/platform"
import { Effect, Layer, Redacted } from "effect"
import { story } from "./story.js"

interface Bindings {
  readonly WANDB_API_KEY: string
  readonly WANDB_BASE_URL: string
}

export default {
  fetch: (_: Request, { WANDB_API_KEY, WANDB_BASE_URL }: Bindings): Promise<Response> => {
    const WandbLive = Wandb.layer({
      apiKey: Redacted.make(WANDB_API_KEY),
      baseUrl: WANDB_BASE_URL
    }).pipe(Layer.provide(FetchHttpClient.layer))
    return Effect.runPromise(
      story.pipe(
        Effect.provide(WandbLive),
        Effect.match({
          onFailure: (error) => new Response(error.message, { status: 500 }),
          onSuccess: (steps) => Response.json({ runtime: navigator.userAgent, steps })
        })
      )
    )
  }
}
