import { ApiKeys, Users } from "@effect-wandb/core"
import { KeyValueStore } from "@effect/platform"
import { Deferred, Effect, Fiber, Layer, Option, type Exit } from "effect"

// A program that is cut off at the n-th of the things that it does, for each n: before and after each request, before,
// within and after each write.

/** Something happens. */
export type Event = Effect.Effect<void>

const around =
  (event: Event) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.zipLeft(Effect.zipRight(event, effect), event)

/** The services that a rotation calls, with an event before and after each call. */
export const eventful = (event: Event) => {
  const within = around(event)
  return Layer.merge(
    Layer.effect(
      ApiKeys.ApiKeys,
      Effect.map(ApiKeys.ApiKeys, (apiKeys) => ({
        ...apiKeys,
        generate: (options?: ApiKeys.ApiKeys.GenerateOptions) => within(apiKeys.generate(options)),
        deleteById: (id: Parameters<typeof apiKeys.deleteById>[0]) => within(apiKeys.deleteById(id))
      }))
    ),
    Layer.effect(
      Users.Users,
      Effect.map(Users.Users, (users) => ({ ...users, viewer: within(users.viewer) }))
    )
  )
}

/** A disk that is written in place: halfway through, the old text is gone and half of the new one is there. */
export const disk = (files: Map<string, string>, event: Event) =>
  Layer.succeed(
    KeyValueStore.KeyValueStore,
    KeyValueStore.makeStringOnly({
      get: (key) => Effect.sync(() => Option.fromNullable(files.get(key))),
      set: (key, text) => {
        const write = (length: number) => Effect.sync(() => void files.set(key, text.slice(0, length)))
        return around(event)(Effect.all([write(text.length / 2), event, write(text.length)]))
      },
      remove: (key) => Effect.sync(() => void files.delete(key)),
      clear: Effect.sync(() => files.clear()),
      size: Effect.sync(() => files.size)
    })
  )

/** How a program is cut off: at once and without a word, or by an interruption, which waits for it to end. */
export type Kind = "killed" | "interrupted"

/** Runs a program and cuts it off at one of its events; gives how it ended, or none when it was cut off. */
export const cutOffAt = <A, E, R>(
  kind: Kind,
  at: number,
  program: (event: Event) => Effect.Effect<A, E, R>
): Effect.Effect<Option.Option<Exit.Exit<A, E>>, never, R> =>
  Effect.gen(function* () {
    const struck = yield* Deferred.make<void>()
    const told = yield* Deferred.make<void>()
    // Unlike Effect.never, nothing holds on to whoever waits for this.
    const never = yield* Deferred.make<never>()
    let seen = 0
    const event = Effect.suspend(() => {
      if (seen++ !== at) return Effect.void
      const then = kind === "killed" ? Deferred.await(never) : Deferred.await(told)
      return Effect.zipRight(Deferred.succeed(struck, undefined), then)
    })
    const fiber = yield* Effect.forkDaemon(program(event))
    const ended = yield* Effect.raceFirst(
      Effect.asSome(Fiber.await(fiber)),
      Effect.as(Deferred.await(struck), Option.none())
    )
    if (Option.isNone(ended) && kind === "interrupted") {
      yield* Fiber.interruptFork(fiber)
      // The interruption has to reach it while it is there.
      yield* Effect.yieldNow()
      yield* Deferred.succeed(told, undefined)
      yield* Fiber.await(fiber)
    }
    return ended
  })
