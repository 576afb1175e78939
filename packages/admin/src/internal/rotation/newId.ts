import { ApiKeyRef } from "@effect-wandb/core/ApiKey"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

const inBase36 = (number: number, length: number): string =>
  (number % 36 ** length).toString(36).padStart(length, "0")

/** Ids of which no two are alike, by time and by chance. */
export const newId: Effect.Effect<ApiKeyRef> = Effect.map(
  Effect.all([Clock.currentTimeMillis, Random.nextIntBetween(0, 36 ** 4), Random.nextIntBetween(0, 36 ** 3)]),
  ([now, chance, more]) =>
    ApiKeyRef.make(`${inBase36(Math.floor(now), 8)}${inBase36(chance, 4)}${inBase36(more, 3)}`)
)
