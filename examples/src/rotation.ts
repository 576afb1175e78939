import { type ApiKey, ApiKeys, Users } from "@effect-wandb/core"
import { Effect, Exit, Option } from "effect"

/**
 * Gives whoever is authenticated a new key for a purpose, and deletes those that there were for it. A key that cannot
 * be handed over is deleted again, and the ones before it stay.
 */
export const rotate = <E, R>(
  purpose: string,
  handOver: (key: ApiKey.GeneratedApiKey) => Effect.Effect<void, E, R>
) =>
  Effect.gen(function* () {
    const me = yield* Users.viewer
    const keys = yield* ApiKeys.list(me)
    const before = keys.filter(({ description }) => Option.contains(description, purpose))
    const key = yield* Effect.acquireUseRelease(
      ApiKeys.generate({ description: purpose }),
      (key) => Effect.as(handOver(key), key),
      (key, exit) => (Exit.isSuccess(exit) ? Effect.void : Effect.ignoreLogged(ApiKeys.deleteById(key.id)))
    )
    yield* Effect.forEach(before, ({ id }) => ApiKeys.deleteById(id))
    yield* Effect.log(`rotated ${purpose}`, key)
    return key
  })
