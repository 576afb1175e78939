import { Credentials } from "@effect-wandb/core/Credentials"
import { type QueryError, RequestFailed } from "@effect-wandb/core/WandbError"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as RequestBlock from "effect/RequestBlock"
import { CurrentRetryPolicy, type RetryPolicy } from "../../RetryPolicy.js"
import type { WandbClient } from "../../WandbClient.js"
import { attemptFor, type Call, CurrentCall, goOnFrom, make, timeLeft } from "../call.js"
import { credentialsInForce } from "../execute.js"
import { inTime } from "../inTime.js"
import { renamed } from "../renamed.js"
import { exact, keyOf, type Wanted } from "./exact.js"
import type { Answer, Answers, Batch } from "./many.js"
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

/** What is looked for once, for however many. */
interface Slot {
  readonly wanted: Wanted
  readonly looked: Deferred.Deferred<Looked>
  askers: number
}

/** Lookups that go together, until nobody adds to them any more. */
interface Gathering {
  readonly manner: Manner
  readonly slots: Map<string, Slot>
  askers: number
  /** Who asks for them, once somebody has begun. */
  fiber: Option.Option<Fiber.RuntimeFiber<void>>
}

const agree = (one: Manner, other: Manner): boolean =>
  Equal.equals(one.credentials.apiKey, other.credentials.apiKey) && Equal.equals(one.policy, other.policy)

/** Whoever is about to ask gets to it before this goes on. */
const othersFirst = Effect.zipRight(Effect.yieldNow(), Effect.yieldNow())

const untilNobodyJoins = (gathering: Gathering): Effect.Effect<void> =>
  Effect.suspend(() => {
    const before = gathering.askers
    return Effect.zipRight(
      othersFirst,
      Effect.suspend(() => (gathering.askers === before ? Effect.void : untilNobodyJoins(gathering)))
    )
  })

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

/** No longer than the call at hand has left, if it has begun already. */
const withinTheCall = <A>(effect: Effect.Effect<A>): Effect.Effect<A, RequestFailed> =>
  Effect.flatMap(timeLeft, (left) =>
    Duration.isFinite(left)
      ? Effect.flatMap(late, (error) => inTime<A, RequestFailed>(effect, left, () => error))
      : effect
  )

/** How a lookup is made that may go together with others. */
export const loader = (
  client: WandbClient.Service,
  batches: (wanted: ReadonlyArray<Wanted>) => ReadonlyArray<Batch>
): ((wanted: Wanted) => Effect.Effect<Option.Option<Found>, QueryError>) => {
  const { connection } = client.credentials
  const open = new Set<Gathering>()

  const askTogether = ({ manner, slots }: Gathering): Effect.Effect<void> =>
    Effect.gen(function* () {
      const call = yield* make("Users.get", { connection, report: () => Effect.void }, "shared")
      const byWanted = new Map(
        [...slots.values()].flatMap((slot) => (slot.askers === 0 ? [] : [[slot.wanted, slot]]))
      )
      const tell = (answers: Answers) =>
        Effect.forEach(
          answers,
          ([wanted, answer]) => {
            const slot = byWanted.get(wanted)
            return slot === undefined
              ? Effect.void
              : Deferred.succeed(slot.looked, { _tag: "Together", answer, call })
          },
          { discard: true }
        )
      yield* Effect.forEach(batches([...byWanted.keys()]), ({ ask }) => Effect.flatMap(ask, tell), {
        concurrency: "unbounded",
        discard: true
      }).pipe(
        Effect.provideService(CurrentCall, Option.some(call)),
        Effect.provideService(CurrentRetryPolicy, manner.policy),
        Effect.provideService(Credentials, manner.credentials)
      )
    })

  const run = (gathering: Gathering): Effect.Effect<void> =>
    untilNobodyJoins(gathering).pipe(
      Effect.zipRight(
        Effect.suspend(() => {
          open.delete(gathering)
          if (gathering.askers > 1) return askTogether(gathering)
          return Effect.forEach(
            gathering.slots.values(),
            ({ looked }) => Deferred.succeed(looked, { _tag: "Alone" }),
            { discard: true }
          )
        })
      ),
      // Nobody waits for ever, whatever happens.
      Effect.onExit((exit) =>
        Exit.isSuccess(exit)
          ? Effect.void
          : Effect.forEach(gathering.slots.values(), ({ looked }) => Deferred.failCause(looked, exit.cause), {
              discard: true
            })
      ),
      Effect.interruptible
    )

  /** Those who are about to ask in the same manner, and else the first of them. */
  const gatheringOf = (manner: Manner): Effect.Effect<Gathering> =>
    Effect.suspend(() => {
      for (const gathering of open) {
        if (agree(gathering.manner, manner)) return Effect.succeed(gathering)
      }
      const gathering: Gathering = { manner, slots: new Map(), askers: 0, fiber: Option.none() }
      open.add(gathering)
      return Effect.map(Effect.forkDaemon(run(gathering)), (fiber) => {
        gathering.fiber = Option.some(fiber)
        return gathering
      })
    })

  const leave = (gathering: Gathering, slot: Slot): Effect.Effect<void> =>
    Effect.suspend(() => {
      slot.askers -= 1
      gathering.askers -= 1
      if (gathering.askers > 0) return Effect.void
      open.delete(gathering)
      return Effect.asVoid(Effect.transposeMapOption(gathering.fiber, Fiber.interruptFork))
    })

  const join = (wanted: Wanted, manner: Manner): Effect.Effect<Looked> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(gatheringOf(manner), (gathering) => {
        const slot = gathering.slots.get(keyOf(wanted)) ?? {
          wanted,
          looked: Deferred.unsafeMake<Looked>(FiberId.none),
          askers: 0
        }
        gathering.slots.set(keyOf(wanted), slot)
        slot.askers += 1
        gathering.askers += 1
        return Effect.blocked(
          RequestBlock.empty,
          restore(Deferred.await(slot.looked)).pipe(Effect.onInterrupt(() => leave(gathering, slot)))
        )
      })
    )

  return (wanted) =>
    Effect.gen(function* () {
      const credentials = yield* credentialsInForce(client.credentials)
      const policy = yield* CurrentRetryPolicy
      const looked = yield* withinTheCall(join(wanted, { credentials, policy }))
      if (looked._tag === "Alone") return yield* exact(client, wanted)
      yield* goOnFrom(looked.call)
      const { operation } = yield* attemptFor({ name: "Users.get" })
      return yield* Effect.mapError(looked.answer, (error) => renamed(error, operation))
    })
}
