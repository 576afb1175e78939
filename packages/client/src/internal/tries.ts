import { RequestFailed } from "@effect-wandb/core/WandbError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
import type { RetryPolicy } from "../RetryPolicy.js"
import { Failure } from "./answer.js"
import { type Attempt, type Call, countTries, endOf, unsent } from "./call.js"
import { countAnswer, countRequest } from "./counting.js"
import { debug } from "./debug.js"
import { inTime } from "./inTime.js"
import { nowIn, withNow } from "./now.js"
import type { Pace } from "./pace.js"
import type { RetryBudget } from "./retryBudget.js"
import { reasonOf, requestOutcomeOf, secondsBetween } from "./seen.js"
import type { Turns } from "./turns.js"

/** What the tries of all calls of a client share. */
export interface Persistence {
  /** The client's own policy, unless a program brings another. */
  readonly policy: RetryPolicy
  readonly budget: RetryBudget
  readonly turns: Turns
  readonly pace: Pace
}

type Repeatable = { readonly kind: "query" } | { readonly kind: "mutation"; readonly idempotent: boolean }

/** One try; it runs `onSend` when the request goes out. */
export type Try<A> = (attempt: Attempt, onSend: Effect.Effect<void>) => Effect.Effect<A, Failure>

/** Whether sending again can do no harm. */
const isHarmless = (operation: Repeatable, { mayHaveActed }: Failure): boolean =>
  operation.kind === "query" || operation.idempotent || !mayHaveActed

/** The error to go on from, where going on is harmless and may help. */
const transient = (operation: Repeatable, failure: Failure): Option.Option<RequestFailed> =>
  failure.error._tag === "RequestFailed" &&
  failure.error.isRetryable &&
  failure.isFinal !== true &&
  isHarmless(operation, failure)
    ? Option.some(failure.error)
    : Option.none()

/** How long to wait: what the schedule says, and no less than the server asks for. */
const waitAfter = (
  error: RequestFailed,
  now: number,
  decision: ScheduleDecision.Continue
): Duration.Duration =>
  Duration.max(
    // Clocks count whole milliseconds.
    Duration.millis(Math.ceil(ScheduleIntervals.start(decision.intervals) - now)),
    error.retryAfter ?? Duration.zero
  )

/** The same failure of a call in which another try may have acted. */
const acted = ({ error, isFinal, isRenewable }: Failure): Failure =>
  new Failure({
    error,
    mayHaveActed: true,
    ...(isFinal !== undefined && { isFinal }),
    ...(isRenewable !== undefined && { isRenewable })
  })

const timedOut = (attempt: Attempt, within: Duration.Duration, wasSent: boolean): Failure =>
  new Failure({
    error: new RequestFailed({
      ...(wasSent ? attempt : unsent(attempt)),
      reason: "Timeout",
      description: `no answer within ${Duration.format(within)}`
    }),
    mayHaveActed: wasSent
  })

/** A try that ended before anything was sent. */
const unsentFailure = (
  attempt: Attempt,
  failure: Pick<RequestFailed, "reason" | "description"> & { readonly retryAfter?: Duration.Duration }
): Failure =>
  new Failure({
    error: new RequestFailed({ ...unsent(attempt), ...failure }),
    mayHaveActed: false,
    isFinal: true
  })

const neverSent = (attempt: Attempt, deadline: Duration.Duration) => (): Failure =>
  unsentFailure(attempt, {
    reason: "Timeout",
    description: `${Duration.format(deadline)} were over before it was its turn: the client's concurrency and requestsPerSecond say how many are sent`
  })

const heldBack = (attempt: Attempt, wait: Duration.Duration): Failure =>
  unsentFailure(attempt, {
    reason: "RateLimited",
    description: "the server has announced that it takes no more requests for now, and it was not sent",
    retryAfter: wait
  })

/** One try, when it is its turn: not too many at once, not too many a second, and not for too long. */
const inTurn = <A>(
  { pace, turns }: Persistence,
  policy: RetryPolicy,
  call: Call,
  { end, time }: { readonly end: number; readonly time: Duration.Duration },
  attempt: Attempt,
  send: Try<A>
): Effect.Effect<A, Failure> =>
  Effect.withFiberRuntime((fiber) => {
    const now = nowIn(fiber)
    const { attempts, operation } = attempt
    const { clock, tally } = call
    let waited = 0
    let sentAt: bigint | undefined
    const onSend = Effect.suspend(() => {
      sentAt = clock.unsafeCurrentTimeNanos()
      tally.requests += 1
      countTries(call, fiber.currentSpan, attempts)
      return countRequest(operation, attempts > 1, waited / 1000)
    })
    const answered = (exit: Exit.Exit<A, Failure>) =>
      sentAt === undefined
        ? Effect.void
        : countAnswer(
            operation,
            requestOutcomeOf(exit),
            secondsBetween(sentAt, clock.unsafeCurrentTimeNanos())
          )
    const late = neverSent(attempt, time)
    const patience = {
      longest: policy.longestWait,
      end,
      late: (asked: Duration.Duration | undefined) =>
        asked === undefined ? late() : heldBack(attempt, asked)
    }
    const soonEnough = withNow((turn) => {
      if (turn >= end) return Effect.failSync(late)
      waited = turn - now
      const within = Duration.min(policy.attemptTimeout, Duration.millis(end - turn))
      return inTime(
        send(attempt, onSend),
        within,
        () => timedOut(attempt, within, sentAt !== undefined),
        answered
      )
    })
    // Before it stands in line too, where it may be kept for longer than it can wait.
    const refused = pace.refused(patience, now)
    return refused !== undefined
      ? Effect.failSync(() => patience.late(refused))
      : turns(Effect.zipRight(pace.wait(patience), soonEnough), { time: Duration.millis(end - now), late })
  })

/**
 * Tries until it succeeds, or until another try would do harm, is of no use, or is not allowed by the policy, the
 * deadline or the budget. Fails with the last failure, which knows whether any of the tries may have acted.
 */
export const persist = <A>(
  persistence: Persistence,
  policy: RetryPolicy,
  call: Call,
  operation: Repeatable,
  send: Try<A>
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const { budget } = persistence
    const limit = yield* Effect.withFiberRuntime<{ readonly end: number; readonly time: Duration.Duration }>(
      (fiber) => {
        const start = nowIn(fiber)
        const end = endOf(call, start, policy.deadline, fiber.currentContext)
        countTries(call, fiber.currentSpan, 0)
        return Effect.succeed({ end, time: Duration.millis(end - start) })
      }
    )
    let state: unknown = policy.schedule.initial
    let lastCost: "none" | "retry" | "timeout" = "none"
    let mayHaveActed = false
    let isRenewed = false

    for (let attempts = 1; ; attempts++) {
      const attempt: Attempt = { operation: call.name, attempts }
      const result = yield* Effect.either(inTurn(persistence, policy, call, limit, attempt, send))
      if (Either.isRight(result)) {
        yield* budget.refund(lastCost)
        return result.right
      }

      mayHaveActed ||= result.left.mayHaveActed
      const failure = result.left.mayHaveActed === mayHaveActed ? result.left : acted(result.left)
      // Whatever the policy is: what the server did not like is put right.
      isRenewed = result.left.isRenewable === true && isHarmless(operation, failure) && !isRenewed
      if (isRenewed) continue
      const error = transient(operation, failure)
      if (Option.isNone(error)) return yield* failure

      const now = yield* withNow(Effect.succeed)
      const [next, , decision] = yield* policy.schedule.step(now, error.value, state)
      if (ScheduleDecision.isDone(decision)) return yield* failure

      const wait = waitAfter(error.value, now, decision)
      const isTooLong =
        now + Duration.toMillis(wait) >= limit.end ||
        Duration.greaterThan(error.value.retryAfter ?? Duration.zero, policy.longestWait)
      if (isTooLong) return yield* failure

      const afterTimeout = error.value.reason === "Timeout"
      if (!(yield* budget.spend(afterTimeout))) return yield* failure

      state = next
      lastCost = afterTimeout ? "timeout" : "retry"
      yield* debug("W&B: a request is tried again", () => ({
        "wandb.operation": call.name,
        "wandb.attempts": attempts,
        "wandb.delay": Duration.toSeconds(wait),
        "error.type": reasonOf(failure),
        "http.response.status_code": error.value.status,
        "wandb.request_id": error.value.requestId
      }))
      yield* Effect.sleep(wait)
    }
  })
