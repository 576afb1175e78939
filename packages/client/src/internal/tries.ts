import { RequestFailed } from "@effect-wandb/core/WandbError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
import { CurrentRetryPolicy, type RetryPolicy } from "../RetryPolicy.js"
import { Failure } from "./answer.js"
import type { RetryBudget } from "./retryBudget.js"
import type { Call } from "./send.js"

/** What decides about further tries: the client's own policy, unless a program brings another, and its budget. */
export interface Persistence {
  readonly policy: RetryPolicy
  readonly budget: RetryBudget
  /** Lets so many tries of the client run at once, and the others wait for their turn. */
  readonly limit: <A, E>(attempt: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

type Repeatable = { readonly kind: "query" } | { readonly kind: "mutation"; readonly idempotent: boolean }

/** Whether sending again can do no harm. */
const isHarmless = (operation: Repeatable, { mayHaveActed }: Failure): boolean =>
  operation.kind === "query" || operation.idempotent || !mayHaveActed

const timedOut = (call: Call, within: Duration.Duration): Failure =>
  new Failure({
    error: new RequestFailed({
      ...call,
      reason: "Timeout",
      description: `no answer within ${Duration.format(within)}`
    }),
    mayHaveActed: true
  })

const neverSent = (call: Call, deadline: Duration.Duration): Failure =>
  new Failure({
    error: new RequestFailed({
      ...call,
      reason: "Timeout",
      description: `the client's other requests took all of ${Duration.format(deadline)}, and it was not sent`
    }),
    mayHaveActed: false
  })

/** The error to go on from, where going on is harmless and may help. */
const transient = (operation: Repeatable, failure: Failure): Option.Option<RequestFailed> =>
  failure.error._tag === "RequestFailed" && failure.error.isRetryable && isHarmless(operation, failure)
    ? Option.some(failure.error)
    : Option.none()

/** How long to wait: what the schedule says, and no less than the server asks for. */
const waitAfter = (
  error: RequestFailed,
  now: number,
  decision: ScheduleDecision.Continue
): Duration.Duration =>
  Duration.max(
    Duration.millis(ScheduleIntervals.start(decision.intervals) - now),
    error.retryAfter ?? Duration.zero
  )

/**
 * Tries until it succeeds, or until another try would do harm, is of no use, or is not allowed by the policy, the
 * deadline or the budget. Fails with the last failure, which knows whether any of the tries may have acted.
 */
export const persist = <A>(
  { budget, limit, policy: ownPolicy }: Persistence,
  name: string,
  operation: Repeatable,
  attempt: (call: Call) => Effect.Effect<A, Failure>
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const policy = Option.getOrElse(yield* CurrentRetryPolicy, () => ownPolicy)
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(policy.deadline)
    let state: unknown = policy.schedule.initial
    let lastCost: "none" | "retry" | "timeout" = "none"
    let mayHaveActed = false

    for (let attempts = 1; ; attempts++) {
      const call: Call = { operation: name, attempts }
      const result = yield* Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (now >= end) return Effect.fail(neverSent(call, policy.deadline))
        const within = Duration.min(policy.attemptTimeout, Duration.millis(end - now))
        return attempt(call).pipe(
          // Also where the caller may not be interrupted, such as in a scope's acquisition, a try has its limit.
          Effect.interruptible,
          Effect.timeoutFail({ duration: within, onTimeout: () => timedOut(call, within) })
        )
      }).pipe(limit, Effect.either)
      if (Either.isRight(result)) {
        yield* budget.refund(lastCost)
        return result.right
      }

      mayHaveActed ||= result.left.mayHaveActed
      const failure = new Failure({ error: result.left.error, mayHaveActed })
      const error = transient(operation, failure)
      if (Option.isNone(error)) return yield* failure

      const now = yield* Clock.currentTimeMillis
      const [next, , decision] = yield* policy.schedule.step(now, error.value, state)
      if (ScheduleDecision.isDone(decision)) return yield* failure

      const wait = waitAfter(error.value, now, decision)
      const isTooLong =
        now + Duration.toMillis(wait) >= end ||
        Duration.greaterThan(error.value.retryAfter ?? Duration.zero, policy.longestWait)
      if (isTooLong) return yield* failure

      const afterTimeout = error.value.reason === "Timeout"
      if (!(yield* budget.spend(afterTimeout))) return yield* failure

      state = next
      lastCost = afterTimeout ? "timeout" : "retry"
      yield* Effect.sleep(wait)
    }
  })
