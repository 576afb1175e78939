/**
 * When and for how long a request that failed is tried again.
 *
 * Whether it may be tried again at all is not a matter of policy: queries and changes that are harmless to repeat
 * are, other changes only where it is certain that the server did not act.
 *
 * @since 0.1.0
 */
import type { RequestFailed } from "@effect-wandb/core/WandbError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"

/**
 * When and for how long a request that failed is tried again.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryPolicy {
  /** Decides after each failure whether to go on, and after which wait. */
  readonly schedule: Schedule.Schedule<unknown, RequestFailed>
  /**
   * For how long one call may take, tries and waits together, those for its turn included. A change that may have to be
   * looked into afterwards gets three quarters of it.
   */
  readonly deadline: Duration.Duration
  /** For how long one try may take. */
  readonly attemptTimeout: Duration.Duration
  /**
   * The longest wait that the server may ask for with `Retry-After` or `RateLimit-Reset`. Is it asked for more, or
   * for more than what is left of the deadline, the call fails at once.
   */
  readonly longestWait: Duration.Duration
}

const jittered = Schedule.exponential("200 millis", 2).pipe(
  Schedule.union(Schedule.spaced("10 seconds")),
  Schedule.jitteredWith({ min: 0, max: 1 })
)

/**
 * Makes a policy of a schedule, with a deadline of 30 s, 10 s for each try and a longest wait of 60 s unless given
 * otherwise. What the server asks to wait is waited even where the schedule would be faster.
 *
 * @example
 * ```ts
 * import { RetryPolicy } from "@effect-wandb/client"
 * import { Schedule } from "effect"
 *
 * const patient = RetryPolicy.make(Schedule.spaced("5 seconds"), { deadline: "10 minutes" })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  schedule: Schedule.Schedule<unknown, RequestFailed>,
  options: {
    readonly deadline?: Duration.DurationInput | undefined
    readonly attemptTimeout?: Duration.DurationInput | undefined
    readonly longestWait?: Duration.DurationInput | undefined
  } = {}
): RetryPolicy => ({
  schedule,
  deadline: Duration.decode(options.deadline ?? "30 seconds"),
  attemptTimeout: Duration.decode(options.attemptTimeout ?? "10 seconds"),
  longestWait: Duration.decode(options.longestWait ?? "60 seconds")
})

/**
 * At most 5 tries within 30 s, with a wait of up to 200 ms that doubles up to 10 s, of which each is taken at random
 * between nothing and the whole (full jitter).
 *
 * @since 0.1.0
 * @category policies
 */
export const standard: RetryPolicy = make(Schedule.intersect(jittered, Schedule.recurs(4)))

/**
 * Gives a policy another deadline, which is also what one try may take.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withDeadline: {
  (deadline: Duration.DurationInput): (self: RetryPolicy) => RetryPolicy
  (self: RetryPolicy, deadline: Duration.DurationInput): RetryPolicy
} = dual(2, (self: RetryPolicy, deadline: Duration.DurationInput): RetryPolicy => ({
  ...self,
  deadline: Duration.decode(deadline),
  attemptTimeout: Duration.decode(deadline)
}))

/**
 * One try, within 10 s.
 *
 * @since 0.1.0
 * @category policies
 */
export const none: RetryPolicy = make(Schedule.stop)

/**
 * The policy that a program put in the place of its clients' own, if any.
 *
 * @since 0.1.0
 * @category references
 */
export class CurrentRetryPolicy extends Context.Reference<CurrentRetryPolicy>()(
  "@effect-wandb/client/RetryPolicy/CurrentRetryPolicy",
  { defaultValue: (): Option.Option<RetryPolicy> => Option.none() }
) {}

/**
 * Runs a program with another policy than that of its client.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withRetryPolicy: {
  (policy: RetryPolicy): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(self: Effect.Effect<A, E, R>, policy: RetryPolicy): Effect.Effect<A, E, R>
} = dual(2, <A, E, R>(self: Effect.Effect<A, E, R>, policy: RetryPolicy): Effect.Effect<A, E, R> =>
  Effect.provideService(self, CurrentRetryPolicy, Option.some(policy))
)
