import * as Arr from "effect/Array"
import type { Duration } from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type { Fault, Respond, RespondAfter } from "../Fault.js"
import * as Answer from "./answer.js"
import type { Operation } from "./documents.js"
import * as Entropy from "./entropy.js"
import { ConnectionLost } from "./errors.js"

/** The faults that wait for requests. */
export interface Faults {
  readonly inject: (...faults: ReadonlyArray<Fault>) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
  readonly take: (operation: Operation) => Effect.Effect<Option.Option<Fault>>
}

/** `cast` is how often a die was cast: the next one is that face of the entropy. */
interface State {
  readonly waiting: ReadonlyArray<Waiting>
  readonly cast: number
}

interface Waiting {
  readonly fault: Fault
  readonly left: number
}

/** The dice come of the entropy alone, so that they take nothing from the randomness of ids and keys. */
export const make = (entropy: Entropy.Entropy): Effect.Effect<Faults> =>
  Effect.map(Ref.make<State>({ waiting: [], cast: 0 }), (state) => ({
    inject: (...faults) =>
      Ref.update(state, ({ waiting, cast }) => ({ waiting: [...waiting, ...faults.map(toWaiting)], cast })),
    clear: Ref.update(state, ({ cast }) => ({ waiting: [], cast })),
    take: (operation) => Ref.modify(state, (state) => takeFrom(state, operation, entropy))
  }))

const toWaiting = (fault: Fault): Waiting => ({
  fault,
  left: fault.times ?? (fault.probability === undefined ? 1 : Infinity)
})

const takeFrom = (
  { waiting, cast }: State,
  operation: Operation,
  entropy: Entropy.Entropy
): readonly [Option.Option<Fault>, State] => {
  let next = cast
  const index = waiting.findIndex(
    ({ fault }) =>
      fits(fault, operation) &&
      (fault.probability === undefined || Entropy.chance(entropy, "fault", next++) < fault.probability)
  )
  const met = waiting[index]
  if (met === undefined) return [Option.none(), { waiting, cast: next }]
  const left = met.left - 1
  const rest = left > 0 ? Arr.replace(waiting, index, { ...met, left }) : Arr.remove(waiting, index)
  return [Option.some(met.fault), { waiting: rest, cast: next }]
}

const fits = ({ operation }: Fault, { name, rootFields }: Operation): boolean =>
  operation === undefined || operation === name || rootFields.includes(operation)

/** What becomes of the execution of a request that meets a fault. */
export const befall = (
  fault: Fault,
  execution: Effect.Effect<Answer.Answer>
): Effect.Effect<Answer.Answer, ConnectionLost> => {
  switch (fault._tag) {
    case "Respond":
      return Effect.succeed(scripted(fault))
    case "RespondAfter":
      return Effect.as(execution, scripted(fault))
    case "DropBefore":
      return new ConnectionLost({ code: "ECONNRESET" })
    case "DropAfter":
      return Effect.zipRight(execution, new ConnectionLost({ code: "ECONNRESET" }))
    case "Refuse":
      return new ConnectionLost({ code: "ECONNREFUSED" })
    case "Delay":
      return Effect.flatMap(later(execution, fault.duration), Fiber.join)
    case "DelayAfter":
      return Effect.zipLeft(execution, Effect.sleep(fault.duration))
    case "ActLater":
      return Effect.zipRight(later(execution, fault.duration), new ConnectionLost({ code: "ECONNRESET" }))
    case "Truncate":
      return Effect.map(execution, halved)
  }
}

/** In a fiber of its own: a server does not stop because the caller did. */
const later = (execution: Effect.Effect<Answer.Answer>, duration: Duration) =>
  Effect.forkDaemon(Effect.delay(execution, duration))

/** By code points: half of a surrogate pair would be sent as another character. */
const halved = (answer: Answer.Answer): Answer.Answer => {
  const characters = Array.from(answer.body)
  return { ...answer, body: characters.slice(0, Math.floor(characters.length / 2)).join("") }
}

const scripted = ({
  status,
  headers,
  body
}: typeof Respond.Type | typeof RespondAfter.Type): Answer.Answer => {
  const answer =
    body === undefined || typeof body === "string"
      ? Answer.text(status, body ?? "")
      : Answer.json(status, body)
  return { ...answer, headers: { ...answer.headers, ...lowerCased(headers ?? {}) } }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
