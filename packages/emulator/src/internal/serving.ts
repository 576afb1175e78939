import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Entry } from "../Journal.js"
import * as Answer from "./answer.js"
import * as Call from "./call.js"
import type { MovableClock } from "./clock.js"
import type * as Documents from "./documents.js"
import type { ConnectionLost } from "./errors.js"
import * as Faults from "./faults.js"
import type { Incoming } from "./incoming.js"
import * as Journal from "./journal.js"
import { stamp } from "./stamp.js"
import type * as World from "./world.js"

/** The most characters that a body may have. */
export const maxBody = 1_048_576

/** What requests are served by. */
export interface House {
  readonly documents: () => Documents.Documents
  readonly faults: Faults.Faults
  readonly journal: Journal.Journal
  readonly clock: MovableClock
  /** Who asks, as the world is now. */
  readonly authenticate: (call: Call.Call) => Option.Option<World.User>
  /** Lets a call take effect, and answers it. */
  readonly act: (call: Call.Call, user: Option.Option<World.User>, now: number) => Answer.Answer
  /** Waits until the effect of an answer outlives the process, where that is asked for. */
  readonly kept: ((answer: Answer.Answer) => Effect.Effect<Answer.Answer>) | undefined
}

type Served = Effect.Effect<Answer.Answer, ConnectionLost>

/**
 * Answers requests, lets faults befall them, and writes them down. What can be answered at once is an `Exit`, for which
 * nobody needs a fiber.
 */
export const make = (house: House) => {
  const call = serveCalls(house)
  return (incoming: Incoming, base: Clock.Clock): Served => {
    if (!incoming.path.endsWith("/graphql")) return elsewhere(house, incoming, base)
    if (incoming.method !== "POST") return Effect.succeed(notPosted)
    if (incoming.body.length > maxBody) return Effect.succeed(tooLarge)
    return call(Call.make(incoming, house.documents()), base)
  }
}

const notPosted: Answer.Answer = {
  ...Answer.text(405, "GraphQL is asked for by POST"),
  headers: { allow: "POST" }
}

export const tooLarge = Answer.error(413, "the body is larger than 1 MiB")

const serveCalls =
  (house: House) =>
  (call: Call.Call, base: Clock.Clock): Served => {
    const { act, authenticate, clock, faults, journal, kept } = house
    const now = clock.now(base)
    const user = authenticate(call)
    const { fault, hints } = faults.take(call.operation)
    const entry = beginning(base, now, call, user)
    if (Option.isNone(fault) && kept === undefined) {
      const answer = act(call, user, now)
      journal.record(entry("answered", hints, answer))
      return Effect.succeed(answer)
    }
    const execution = Effect.suspend(() => {
      const answer = act(call, authenticate(call), clock.now(base))
      return kept === undefined ? Effect.succeed(answer) : kept(answer)
    })
    const befallen: Served = Option.match(fault, {
      onNone: () => execution,
      onSome: (fault) => Faults.befall(fault, execution, clock)
    })
    const tag = Option.isSome(fault) ? { fault: fault.value._tag } : {}
    return Effect.onExit(befallen, (exit) =>
      Effect.sync(() => {
        const outcome = Exit.isSuccess(exit) ? "answered" : Exit.isInterrupted(exit) ? "abandoned" : "lost"
        const answer = Exit.isSuccess(exit) ? exit.value : undefined
        journal.record({ ...entry(outcome, hints, answer), ...tag })
      })
    )
  }

/** What is to be written down of a call, once it is known how it ends. */
const beginning = (base: Clock.Clock, now: number, call: Call.Call, user: Option.Option<World.User>) => {
  const began = base.unsafeCurrentTimeNanos()
  const { operation, rootFields, variables } = Journal.describe(call)
  return (
    outcome: Entry["outcome"],
    hints: ReadonlyArray<string>,
    answer: Answer.Answer | undefined
  ): Omit<Entry, "id"> => ({
    at: stamp(now),
    durationMillis: Number(base.unsafeCurrentTimeNanos() - began) / 1e6,
    operation,
    rootFields,
    variables,
    username: Option.isSome(user) ? user.value.username : null,
    status: answer?.status ?? null,
    outcome,
    errors: answer?.errors.map(Journal.short) ?? [],
    hints
  })
}

/** A request that meant another path: what is posted there is written down, so that it is found. */
const elsewhere = ({ clock, journal }: House, { method, path }: Incoming, base: Clock.Clock): Served => {
  const reason = `there is nothing at ${Journal.short(path)}: GraphQL is at /graphql`
  if (method === "POST") {
    journal.record({
      at: stamp(clock.now(base)),
      durationMillis: 0,
      operation: null,
      rootFields: [],
      variables: {},
      username: null,
      status: 404,
      outcome: "answered",
      errors: [],
      hints: [reason]
    })
  }
  return Effect.succeed(Answer.text(404, reason))
}
