/**
 * What becomes of each, when something is done with many.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Ending } from "./Progress.js"
import type { OutcomeUnknown, UnexpectedResponse } from "./WandbError.js"

/**
 * What became of one of many that a program went through: the input that it was about, and
 *
 * - `Done`: it was done, and this is what came of it;
 * - `Unchanged`: nothing was done, because what was to be made is there already, or what was to be deleted is gone. It
 *   may be otherwise than asked for: a user who is deleted, a member with another role. The reason says which it is;
 * - `Failed`: it was not done, and this is why;
 * - `Unknown`: a change was sent, and its answer was lost or cannot be understood.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { Console, Match, Stream } from "effect"
 *
 * const onboard = Users.createMany([{ email: "ada@example.com" }, { email: "grace@example.com" }]).pipe(
 *   Stream.runForEach((outcome) =>
 *     Match.valueTags(outcome, {
 *       Done: ({ value }) => Console.log(`created ${value.id}`),
 *       Unchanged: ({ input }) => Console.log(`${input.email} was there`),
 *       Failed: ({ error, input }) => Console.error(`${input.email}: ${error.message}`),
 *       Unknown: ({ error }) => Console.error(error.message)
 *     })
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome<Input, Value, Already, Error> = Data.TaggedEnum<{
  Done: { readonly input: Input; readonly value: Value }
  Unchanged: { readonly input: Input; readonly reason: Already }
  Failed: { readonly input: Input; readonly error: Error }
  Unknown: { readonly input: Input; readonly error: OutcomeUnknown | UnexpectedResponse }
}>

/**
 * How to work through many.
 *
 * @since 0.1.0
 * @category models
 */
export interface BulkOptions {
  /**
   * How many are under way at once; less than 1 counts as 1. So many are begun ahead of those that a consumer has taken,
   * unless it is 1. Default 10.
   */
  readonly concurrency?: number | "unbounded" | undefined
  /**
   * Once this ends, no more are begun; those that are under way are finished, and given. An interruption would cut them
   * off, and nobody would hear what became of them. Default: never.
   */
  readonly haltWhen?: Effect.Effect<unknown> | undefined
}

interface Definition extends Data.TaggedEnum.WithGenerics<4> {
  readonly taggedEnum: Outcome<this["A"], this["B"], this["C"], this["D"]>
}

const cases = Data.taggedEnum<Definition>()

/**
 * Makes the outcome of what was done.
 *
 * @since 0.1.0
 * @category constructors
 */
export const Done = cases.Done

/**
 * Makes the outcome of what is there already, or gone already.
 *
 * @since 0.1.0
 * @category constructors
 */
export const Unchanged = cases.Unchanged

/**
 * Makes the outcome of what was not done.
 *
 * @since 0.1.0
 * @category constructors
 */
export const Failed = cases.Failed

/**
 * Makes the outcome of which nobody knows.
 *
 * @since 0.1.0
 * @category constructors
 */
export const Unknown = cases.Unknown

const endings = { Done: "done", Unchanged: "unchanged", Failed: "failed", Unknown: "unknown" } as const

/**
 * Gives the count to which an outcome belongs, for `Progress.counting`.
 *
 * @since 0.1.0
 * @category getters
 */
export const ending = ({ _tag }: { readonly _tag: keyof typeof endings }): Ending => endings[_tag]

/** Effect's own measure, save that there is no doing nothing at all. */
const atLeastOne = (concurrency: number | "unbounded"): number | "unbounded" =>
  concurrency === "unbounded" ? concurrency : Math.max(1, Math.floor(concurrency) || 1)

/** Whether it is time to begin nothing more. */
const halting = (haltWhen: BulkOptions["haltWhen"]): Effect.Effect<() => boolean, never, Scope.Scope> =>
  haltWhen === undefined
    ? Effect.succeed(() => false)
    : // It may be time already.
      Effect.forkScoped(haltWhen).pipe(
        Effect.zipLeft(Effect.yieldNow()),
        Effect.map((watch) => () => watch.unsafePoll() !== null)
      )

/**
 * Does something with each of many, as the options say, and gives what comes of each, in their order.
 *
 * @example
 * ```ts
 * import { Outcome, Users } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const restored = (usernames: ReadonlyArray<string>) =>
 *   Outcome.forEach(usernames, { concurrency: 4 }, (username) =>
 *     Effect.flatMap(Users.get({ username }), Users.restore)
 *   )
 * ```
 *
 * @since 0.1.0
 * @category bulk
 */
export const forEach = <Input, A, E, R>(
  inputs: Iterable<Input>,
  { concurrency = 10, haltWhen }: BulkOptions,
  act: (input: Input) => Effect.Effect<A, E, R>
): Stream.Stream<A, E, R> =>
  Stream.unwrapScoped(
    Effect.map(halting(haltWhen), (isHalted) =>
      Stream.fromIterable(inputs).pipe(
        Stream.takeWhile(() => !isHalted()),
        Stream.mapEffect(
          // Once more, because inputs come in chunks.
          (input) => Effect.suspend(() => (isHalted() ? Effect.succeedNone : Effect.asSome(act(input)))),
          { concurrency: atLeastOne(concurrency) }
        ),
        Stream.filterMap(identity)
      )
    )
  )
