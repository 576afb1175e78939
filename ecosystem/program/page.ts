/**
 * In a page: W&B is asked at the page's own origin, which passes requests on. What happened is posted to it.
 */
import { Wandb } from "@effect-wandb/client"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { Effect, Layer, Redacted } from "effect"
import { story } from "./story.js"

const WandbLive = Wandb.layer({
  apiKey: Redacted.make(document.body.dataset.apiKey ?? ""),
  baseUrl: location.origin
}).pipe(Layer.provide(FetchHttpClient.layer))

const report = (said: unknown) =>
  HttpClientRequest.post(`${location.origin}/said`).pipe(
    HttpClientRequest.bodyUnsafeJson(said),
    HttpClient.execute
  )

void Effect.runPromise(
  story.pipe(
    Effect.provide(WandbLive),
    Effect.matchEffect({
      onFailure: ({ message }) => report({ message }),
      onSuccess: (steps) => report({ runtime: navigator.userAgent, steps })
    }),
    Effect.provide(FetchHttpClient.layer)
  )
)
