import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import type { HttpClient } from "@effect/platform"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { apiKey, description, nameOf, ofEffects } from "../way.js"

/**
 * This SDK. Lookups that are made at the same time go together; alone is each when it does not agree with the others in
 * how patient it is, and is then what it is for a program that makes one at a time.
 */
export const way = (
  baseUrl: string,
  lookups: "together" | "alone",
  transport: Layer.Layer<HttpClient.HttpClient>
) => {
  const runtime = ManagedRuntime.make(
    Wandb.layer({
      apiKey: Redacted.make(apiKey),
      baseUrl,
      // The others have no limit: nobody stands in line.
      concurrency: 16
    }).pipe(Layer.orDie, Layer.provide(transport))
  )
  return ofEffects(
    runtime,
    (asker) => {
      const get = Users.get({ username: nameOf(asker) })
      return lookups === "together" ? get : Wandb.withRetryPolicy(get, { ...RetryPolicy.standard })
    },
    Effect.flatMap(ApiKeys.generate({ description }), ({ id }) => ApiKeys.deleteById(id))
  )
}
