import { type ApiKeyRef, makeRef } from "@effect-wandb/core/ApiKey"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** Ids of which no two are alike, by time and by chance. */
export const newId: Effect.Effect<ApiKeyRef> = Effect.flatMap(Random.nextIntBetween(0, 36 ** 3), makeRef)
