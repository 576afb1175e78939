import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { ApiKeys, Users } from "@effect-wandb/core"
import { KeyValueStore } from "@effect/platform"
import { Deferred, Effect, Fiber, Option, type Exit } from "effect"

// A program that is cut off at the n-th of the things that it does, for each n: before and after each request, before,
// within and after each write.

/** Something happens. */
export type Event = Effect.Effect<void>

const around =
  (event: Event) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.zipLeft(Effect.zipRight(event, effect), event)

/** Lets something happen before and after each call of the services that a rotation has. */
export const eventful =
  (event: Event) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | ApiKeys.ApiKeys | Users.Users> => {
    const within = around(event)
    return program.pipe(
      Effect.updateService(ApiKeys.ApiKeys, (apiKeys) => ({
        ...apiKeys,
        generate: (options?: ApiKeys.ApiKeys.GenerateOptions) => within(apiKeys.generate(options)),
        deleteById: (id: Parameters<typeof apiKeys.deleteById>[0]) => within(apiKeys.deleteById(id))
      })),
      Effect.updateService(Users.Users, (users) => ({ ...users, viewer: within(users.viewer) }))
    )
  }

/** A disk that is written in place: halfway through, the old text is gone and half of the new one is there. */
const disk = (files: Map<string, string>, event: Event): KeyValueStore.KeyValueStore =>
  KeyValueStore.makeStringOnly({
    get: (key) => Effect.sync(() => Option.fromNullable(files.get(key))),
    set: (key, text) => {
      const write = (length: number) => Effect.sync(() => void files.set(key, text.slice(0, length)))
      return around(event)(
        Effect.zipRight(Effect.zipRight(write(text.length / 2), event), write(text.length))
      )
    },
    remove: (key) => Effect.sync(() => void files.delete(key)),
    clear: Effect.sync(() => files.clear()),
    size: Effect.sync(() => files.size)
  })

const journal = RotationJournal.layerKeyValueStore()

/** Provides the journal on a disk, as a program has it that was just started. */
export const withJournalOn =
  (files: Map<string, string>, event: Event = Effect.void, layer = journal) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) =>
    program.pipe(
      Effect.provide(layer),
      Effect.provideService(KeyValueStore.KeyValueStore, disk(files, event))
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
    const over = yield* Deferred.make<Option.Option<Exit.Exit<A, E>>>()
    const told = yield* Deferred.make<void>()
    // Unlike Effect.never, nothing holds on to whoever waits for this.
    const never = yield* Deferred.make<never>()
    let seen = 0
    const event = Effect.suspend(() => {
      if (seen++ !== at) return Effect.void
      const then = kind === "killed" ? Deferred.await(never) : Deferred.await(told)
      return Effect.zipRight(Deferred.succeed(over, Option.none()), then)
    })
    const fiber = yield* Effect.forkDaemon(
      Effect.flatMap(Effect.exit(program(event)), (exit) => Deferred.succeed(over, Option.some(exit)))
    )
    const ended = yield* Deferred.await(over)
    if (Option.isNone(ended) && kind === "interrupted") {
      yield* Fiber.interruptFork(fiber)
      // The interruption has to reach it while it is there.
      yield* Effect.yieldNow()
      yield* Deferred.succeed(told, undefined)
      yield* Fiber.await(fiber)
    }
    return ended
  })
