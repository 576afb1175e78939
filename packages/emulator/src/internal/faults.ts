import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Armed, Fault } from "../Fault.js"
import type * as Answer from "./answer.js"
import type { MovableClock } from "./clock.js"
import type { Operation } from "./documents.js"
import * as Entropy from "./entropy.js"
import { ConnectionLost } from "./errors.js"
import { nearest } from "@effect-wandb/files/Nearest"
import * as Spoilt from "./spoilt.js"

/** The faults that wait for requests. */
export interface Faults {
  readonly inject: (faults: ReadonlyArray<Fault>) => void
  readonly clear: () => void
  readonly waiting: () => ReadonlyArray<Armed>
  /** Forgets them all, and how the dice fell. */
  readonly reset: () => void
  readonly take: (operation: Operation) => Taken
}

/** The fault that a request meets, and what is to be said of those that it nearly met. */
export interface Taken {
  readonly fault: Option.Option<Fault>
  readonly hints: ReadonlyArray<string>
}

interface Waiting {
  readonly fault: Fault
  readonly left: number
  readonly met: number
}

/** The dice come of the entropy alone, so that they take nothing from the randomness of ids and keys. */
export const make = (entropy: Entropy.Entropy): Faults => {
  let waiting: ReadonlyArray<Waiting> = []
  // How often a die was cast: the next one is that face of the entropy.
  let cast = 0

  const strikes = ({ fault }: Waiting, operation: Operation): boolean =>
    fits(fault, operation) &&
    (fault.probability === undefined || Entropy.chance(entropy, "fault", cast++) < fault.probability)

  return {
    inject: (faults) => {
      waiting = [...waiting, ...faults.map(toWaiting)]
    },
    clear: () => {
      waiting = []
    },
    waiting: () => waiting.map(toArmed),
    reset: () => {
      waiting = []
      cast = 0
    },
    take: (operation) => {
      if (waiting.length === 0) return nothing
      const index = waiting.findIndex((one) => strikes(one, operation))
      const met = waiting[index]
      if (met === undefined) return { fault: Option.none(), hints: nearMisses(waiting, operation) }
      const after = { ...met, left: met.left - 1, met: met.met + 1 }
      waiting = after.left > 0 ? Arr.replace(waiting, index, after) : Arr.remove(waiting, index)
      return { fault: Option.some(met.fault), hints: [] }
    }
  }
}

const nothing: Taken = { fault: Option.none(), hints: [] }

const toWaiting = (fault: Fault): Waiting => ({
  fault,
  left: fault.times ?? (fault.probability === undefined ? 1 : Infinity),
  met: 0
})

const toArmed = ({ fault, left, met }: Waiting): Armed => ({
  fault,
  met,
  left: left === Infinity ? null : left
})

const namesOf = ({ name, rootFields }: Operation): ReadonlyArray<string> =>
  name === null ? rootFields : [name, ...rootFields]

/** The faults that wait for something that is written nearly as what is asked for. */
const nearMisses = (waiting: ReadonlyArray<Waiting>, operation: Operation): ReadonlyArray<string> =>
  Arr.filterMap(waiting, ({ fault }) => {
    const wanted = fault.operation
    if (wanted === undefined || fits(fault, operation)) return Option.none()
    return Option.map(
      nearest(wanted, namesOf(operation)),
      (name) => `a fault (${fault._tag}) waits for "${wanted}", and this is "${name}"`
    )
  })

const fits = ({ operation }: Fault, { name, rootFields }: Operation): boolean =>
  operation === undefined || operation === name || rootFields.includes(operation)

/** What becomes of the execution of a request that meets a fault. */
export const befall = (
  fault: Fault,
  execution: Effect.Effect<Answer.Answer>,
  { after }: MovableClock
): Effect.Effect<Answer.Answer, ConnectionLost> => {
  switch (fault._tag) {
    case "Respond":
      return Effect.succeed(Spoilt.scripted(fault))
    case "RespondAfter":
      return Effect.as(execution, Spoilt.scripted(fault))
    case "DropBefore":
      return new ConnectionLost({ code: "ECONNRESET" })
    case "DropAfter":
      return Effect.zipRight(execution, new ConnectionLost({ code: "ECONNRESET" }))
    case "Refuse":
      return new ConnectionLost({ code: "ECONNREFUSED" })
    case "Delay":
      return Effect.flatten(after(fault.duration, execution))
    case "DelayAfter":
      return Effect.flatMap(execution, (answer) =>
        Effect.flatten(after(fault.duration, Effect.succeed(answer)))
      )
    case "ActLater":
      return Effect.zipRight(after(fault.duration, execution), new ConnectionLost({ code: "ECONNRESET" }))
    case "Truncate":
      return Effect.map(execution, Spoilt.halved)
    case "MalformedBody":
      return Effect.map(execution, Spoilt.malformed)
    case "WrongContentType":
      return Effect.map(execution, Spoilt.labelled(fault.contentType))
    case "SlowBody":
      return Effect.map(execution, (answer) => ({ ...answer, slow: fault.duration }))
    case "GraphQLErrors":
      return Effect.succeed(Spoilt.refused(fault))
    case "PartialData":
      return Effect.map(execution, Spoilt.partial(fault))
  }
}
