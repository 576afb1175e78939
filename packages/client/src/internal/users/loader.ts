import { Credentials } from "@effect-wandb/core/Credentials"
import { type QueryError, RequestFailed } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as Number from "effect/Number"
import * as Option from "effect/Option"
import * as RequestBlock from "effect/RequestBlock"
import * as Runtime from "effect/Runtime"
import type * as RuntimeFlags from "effect/RuntimeFlags"
import { CurrentRetryPolicy, type RetryPolicy } from "../../RetryPolicy.js"
import type { WandbClient } from "../../WandbClient.js"
import { attemptFor, type Call, CurrentCall, goOnFrom, make, timeLeftIn } from "../call.js"
import { credentialsIn } from "../execute.js"
import { inTime } from "../inTime.js"
import { renamed } from "../renamed.js"
import { exact, keyOf, type Wanted } from "./exact.js"
import type { Answer, Batch } from "./many.js"
import type { Found } from "./whole.js"

// Lookups that are made at the same time, in whatever part of a program, go into the same documents.

/** As whom, and how patiently: only lookups that agree in both go together. */
interface Manner {
  readonly credentials: Credentials.Service
  readonly policy: Option.Option<RetryPolicy>
}

/** Alone a lookup is made by whoever asks for it, in the call at hand. */
type Looked =
  { readonly _tag: "Alone" } | { readonly _tag: "Together"; readonly answer: Answer; readonly call: Call }

const alone = Effect.succeed<Looked>({ _tag: "Alone" })

/** Those who wait for the same, and who does it for them: when all have left, it is not done any more. */
interface Party {
  askers: number
  isOver: boolean
  fiber: Option.Option<Fiber.RuntimeFiber<void>>
}

/** What is looked for once, for however many; they wait for all to come, and then for a document. */
interface Slot {
  readonly wanted: Wanted
  readonly looked: Deferred.Deferred<Looked>
  askers: number
  party: Party
}

/** Lookups that go together, until nobody adds to them any more. */
interface Gathering {
  readonly manner: Manner
  readonly slots: Map<string, Slot>
  readonly party: Party
}

const agree = (one: Manner, other: Manner): boolean =>
  Equal.equals(one.credentials.apiKey, other.credentials.apiKey) && Equal.equals(one.policy, other.policy)

/** Whoever is about to ask gets to it before this goes on, be it from a stream or a program within programs. */
const turnsForOthers = 10

/** A program that never stops asking does not keep those waiting who have asked. */
const mostRounds = 1_000

/**
 * Goes on when nobody has joined for some turns of the scheduler. It takes them as tasks of its own, since a fiber that
 * gives way takes several times as long, and there is one for every lookup that is made alone.
 */
const whenNobodyJoins = (
  { party }: Gathering,
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  goOn: () => void
): void => {
  const { currentScheduler } = fiber
  const priority = fiber.getFiberRef(FiberRef.currentSchedulingPriority)
  let before = party.askers
  let turns = 0
  let rounds = 0
  const turn = (): void => {
    turns += 1
    if (turns === turnsForOthers) {
      if (party.askers === before || rounds === mostRounds) return goOn()
      before = party.askers
      turns = 0
      rounds += 1
    }
    currentScheduler.scheduleTask(turn, priority, fiber)
  }
  currentScheduler.scheduleTask(turn, priority, fiber)
}

const late = Effect.map(
  attemptFor({ name: "Users.get" }),
  (attempt) =>
    new RequestFailed({
      ...attempt,
      reason: "Timeout",
      description:
        "the time of the call was over before an answer came to a lookup that went together with others"
    })
)

/** An error of a lookup that went together with others, in the name of the call at hand. */
const named = (error: QueryError): Effect.Effect<never, QueryError> =>
  Effect.flatMap(attemptFor({ name: "Users.get" }), ({ operation }) => Effect.fail(renamed(error, operation)))

/** No longer than the call at hand has left, if it has begun already. */
const withinTheCall = <A>(effect: Effect.Effect<A>): Effect.Effect<A, RequestFailed> =>
  Effect.withFiberRuntime((fiber) => {
    const left = timeLeftIn(fiber)
    return Duration.isFinite(left)
      ? Effect.flatMap(late, (error) => inTime<A, RequestFailed>(effect, left, () => error))
      : effect
  })

/** Does something for a party, which is left off when all have left. */
const start = (party: Party, work: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.map(Effect.forkDaemon(Effect.interruptible(work)), (fiber) => {
    party.fiber = Option.some(fiber)
  })

const leave = (slot: Slot): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { party } = slot
    slot.askers -= 1
    party.askers -= 1
    if (party.askers > 0) return Effect.void
    party.isOver = true
    return Effect.asVoid(Effect.transposeMapOption(party.fiber, Fiber.interruptFork))
  })

/** Whatever happens, nobody waits for ever. */
const failing =
  (slots: () => Iterable<Slot>) =>
  (work: Effect.Effect<void>): Effect.Effect<void> =>
    Effect.tapErrorCause(work, (cause) =>
      Effect.forEach(slots(), ({ looked }) => Deferred.failCause(looked, cause), { discard: true })
    )

/** How a lookup is made that may go together with others. */
export const loader = (
  client: WandbClient.Service,
  batches: (wanted: ReadonlyArray<Wanted>) => ReadonlyArray<Batch>
): ((wanted: Wanted) => Effect.Effect<Option.Option<Found>, QueryError>) => {
  const { connection } = client.credentials
  const open = new Set<Gathering>()

  /** Asks for each document by itself: who waits for one has nothing to do with the others. */
  const askTogether = ({ manner, slots }: Gathering): Effect.Effect<void> =>
    Effect.gen(function* () {
      const call = yield* make("Users.get", { connection, report: () => Effect.void }, "shared")
      const byWanted = new Map(
        [...slots.values()].flatMap((slot) => (slot.askers === 0 ? [] : [[slot.wanted, slot]]))
      )
      for (const { ask, wanted } of batches([...byWanted.keys()])) {
        const waiting = Arr.filterMap(wanted, (one) => Option.fromNullable(byWanted.get(one)))
        const party: Party = {
          askers: Number.sumAll(waiting.map(({ askers }) => askers)),
          isOver: false,
          fiber: Option.none()
        }
        for (const slot of waiting) slot.party = party
        const asking = Effect.flatMap(ask, (answers) =>
          Effect.forEach(
            waiting,
            ({ looked, wanted }) => {
              const answer = answers.get(wanted)
              return answer === undefined
                ? Deferred.die(looked, new Error(`a document has no answer for this ${wanted.by}`))
                : Deferred.succeed(looked, { _tag: "Together", answer, call })
            },
            { discard: true }
          )
        ).pipe(
          // Within the span of the first of them, which has tries of its own.
          Effect.withSpan("Users.lookups", {
            captureStackTrace: false,
            attributes: { "wandb.lookups": wanted.length }
          }),
          Effect.provideService(CurrentCall, Option.some(call)),
          Effect.provideService(CurrentRetryPolicy, manner.policy),
          Effect.provideService(Credentials, manner.credentials)
        )
        yield* start(party, failing(() => waiting)(asking))
      }
    })

  /** Who is alone goes on by itself; for several somebody else asks, who is none of them. */
  const close = (
    gathering: Gathering,
    runFork: (effect: Effect.Effect<void>) => Fiber.RuntimeFiber<void>
  ) => {
    const { party, slots } = gathering
    open.delete(gathering)
    if (party.isOver) return
    if (party.askers === 1) {
      for (const { looked } of slots.values()) Deferred.unsafeDone(looked, alone)
      return
    }
    party.fiber = Option.some(
      runFork(Effect.interruptible(failing(() => slots.values())(askTogether(gathering))))
    )
  }

  /** Those who are about to ask in the same manner, and else the first of them. */
  const gatheringOf = (
    manner: Manner,
    fiber: Fiber.RuntimeFiber<unknown, unknown>,
    runtimeFlags: RuntimeFlags.RuntimeFlags
  ): Gathering => {
    for (const gathering of open) {
      if (!gathering.party.isOver && agree(gathering.manner, manner)) return gathering
    }
    const gathering: Gathering = {
      manner,
      slots: new Map(),
      party: { askers: 0, isOver: false, fiber: Option.none() }
    }
    open.add(gathering)
    const runtime = { context: fiber.currentContext, fiberRefs: fiber.getFiberRefs(), runtimeFlags }
    whenNobodyJoins(gathering, fiber, () => close(gathering, Runtime.runFork(Runtime.make(runtime))))
    return gathering
  }

  const join = (wanted: Wanted): Effect.Effect<Looked> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.withFiberRuntime((fiber, { runtimeFlags }) => {
        const { currentContext } = fiber
        const manner = {
          credentials: credentialsIn(currentContext, client.credentials),
          policy: Context.get(currentContext, CurrentRetryPolicy)
        }
        const { party, slots } = gatheringOf(manner, fiber, runtimeFlags)
        const key = keyOf(wanted)
        const slot = slots.get(key) ?? { wanted, looked: Deferred.unsafeMake(FiberId.none), askers: 0, party }
        slots.set(key, slot)
        slot.askers += 1
        party.askers += 1
        // A program with batching goes on to those who ask besides, and comes back to wait for all of them.
        return Effect.blocked(
          RequestBlock.empty,
          Effect.matchCauseEffect(restore(Deferred.await(slot.looked)), {
            onFailure: (cause) =>
              Effect.zipRight(
                Cause.isInterruptedOnly(cause) ? leave(slot) : Effect.void,
                Effect.failCause(cause)
              ),
            onSuccess: Effect.succeed
          })
        )
      })
    )

  return (wanted) =>
    Effect.flatMap(withinTheCall(join(wanted)), (looked) => {
      if (looked._tag === "Alone") return exact(client, wanted)
      const { answer, call } = looked
      return Effect.zipRight(
        goOnFrom(call, answer.attempts),
        Either.isRight(answer.result) ? answer.result : named(answer.result.left)
      )
    })
}
