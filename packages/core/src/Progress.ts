/**
 * How far work on many has come.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"

/**
 * Is told how far work on many has come, such as `Users.createMany`: once at the start, then after each item, one
 * report at a time: the work waits for a slow one. Does nothing unless a program provides another one; should that
 * fail, it is logged, and the work goes on without reports.
 *
 * @example
 * ```ts
 * import { Progress, Users } from "@effect-wandb/core"
 * import { Console, Effect, Stream } from "effect"
 *
 * const onboard = Users.createMany([{ email: "ada@example.com" }]).pipe(
 *   Stream.runDrain,
 *   Effect.provideService(Progress.Progress, {
 *     report: ({ done, failed }) => Console.error(`${done} created, ${failed} failed`)
 *   })
 * )
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Progress extends Context.Reference<Progress>()("@effect-wandb/core/Progress", {
  defaultValue: (): Progress.Service => ({ report: () => Effect.void })
}) {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace Progress {
  /**
   * Whom progress is reported to.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly report: (counts: Counts) => Effect.Effect<void>
  }

  /**
   * How many items ended how, as `Outcome` has it.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Counts {
    /** What is done with each, such as `Users.createMany`. */
    readonly operation: string
    /** How many there are; `None` where that shows only at the end. */
    readonly total: Option.Option<number>
    readonly done: number
    readonly unchanged: number
    readonly failed: number
    readonly unknown: number
  }
}

/**
 * How an item of some work may end: by the names of the counts.
 *
 * @since 0.1.0
 * @category models
 */
export type Ending = "done" | "unchanged" | "failed" | "unknown"

/**
 * Begins to count how the items of some work end, and gives what counts one. The `Progress` in context is told at once
 * and after each, one report at a time, so that counts never go back. A report that fails is logged, and is the last
 * one.
 *
 * The span that is given, else the current one, bears the counts too: as `wandb.items` how many there are, and as
 * `wandb.done`, `wandb.unchanged`, `wandb.failed` and `wandb.unknown` how many have ended so.
 *
 * @example
 * ```ts
 * import { Progress, Users } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const nameAll = (users: ReadonlyArray<{ readonly username: string; readonly name: string }>) =>
 *   Effect.gen(function* () {
 *     const count = yield* Progress.counting("names", users.length)
 *     for (const { name, username } of users) {
 *       const user = yield* Users.get({ username })
 *       if (user.name !== name) yield* Users.update(user, { name })
 *       yield* count(user.name === name ? "unchanged" : "done")
 *     }
 *   })
 * ```
 *
 * @since 0.1.0
 * @category reporting
 */
export const counting = (
  operation: string,
  total?: number,
  shownIn?: Tracer.Span
): Effect.Effect<(ending: Ending) => Effect.Effect<void>> =>
  Effect.gen(function* () {
    const progress = yield* Progress
    const span = shownIn === undefined ? yield* Effect.option(Effect.currentSpan) : Option.some(shownIn)
    const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
    let counts: Progress.Counts = {
      operation,
      total: Option.fromNullable(total),
      done: 0,
      unchanged: 0,
      failed: 0,
      unknown: 0
    }
    let isBroken = false
    const reported = Effect.suspend(() => (isBroken ? Effect.void : progress.report(counts))).pipe(
      Effect.catchAllCause((cause) => {
        isBroken = true
        return Effect.logError(`${operation}: its progress could not be reported, and is not any more`, cause)
      })
    )
    const shown = (ending: Ending) => {
      if (Option.isSome(span)) span.value.attribute(`wandb.${ending}`, counts[ending])
    }
    if (Option.isSome(span) && total !== undefined) span.value.attribute("wandb.items", total)
    yield* reported
    return (ending) =>
      oneAtATime(
        Effect.suspend(() => {
          counts = { ...counts, [ending]: counts[ending] + 1 }
          shown(ending)
          return reported
        })
      )
  })
