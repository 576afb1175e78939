import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type { Fault, Respond, RespondAfter } from "../Fault.js"
import * as Answer from "./answer.js"
import type { Operation } from "./documents.js"
import { ConnectionLost } from "./errors.js"

/** The faults that wait for requests. */
export interface Faults {
  readonly inject: (...faults: ReadonlyArray<Fault>) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
  readonly take: (operation: Operation) => Effect.Effect<Option.Option<Fault>>
}

export const make: Effect.Effect<Faults> = Effect.map(Ref.make<ReadonlyArray<Fault>>([]), (waiting) => ({
  inject: (...faults) => Ref.update(waiting, (queue) => [...queue, ...faults]),
  clear: Ref.set(waiting, []),
  take: (operation) => Ref.modify(waiting, (queue) => takeFrom(queue, operation))
}))

const takeFrom = (
  queue: ReadonlyArray<Fault>,
  operation: Operation
): readonly [Option.Option<Fault>, ReadonlyArray<Fault>] => {
  const index = queue.findIndex((fault) => fits(fault, operation))
  const fault = queue[index]
  if (fault === undefined) return [Option.none(), queue]
  const times = (fault.times ?? 1) - 1
  const rest = times > 0 ? Arr.replace(queue, index, { ...fault, times }) : Arr.remove(queue, index)
  return [Option.some(fault), rest]
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
      return Effect.delay(execution, fault.duration)
  }
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
