/**
 * How far work on many has come.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"

/**
 * Is told how far `Users.createMany`, `Teams.inviteMany` and `ApiKeys.deleteMany` have come: once at the start, then
 * after each item, one report at a time: the work waits for a slow one. Does nothing unless a program provides another
 * one; should that fail, it is logged, and the work goes on without reports.
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
 * @since 0.1.0
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
