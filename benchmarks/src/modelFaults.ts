import type { WandbError } from "@effect-wandb/core"
import { Fault } from "@effect-wandb/emulator"
import { FastCheck } from "effect"
import type { Real } from "./model.js"

// What may go wrong with a step of a program, and what has to come of the step then.

export type Tag = WandbError.WandbError["_tag"]

/** How something ends: it is done, it fails with an error, or a change was sent of which nobody knows. */
export type End = "done" | "unknown" | Tag

/** It is done unless one of these holds, of which the first counts. */
export const unless = (...refusals: ReadonlyArray<readonly [holds: boolean, Tag]>): End =>
  refusals.find(([holds]) => holds)?.[1] ?? "done"

export const endOfError = (error: WandbError.WandbError): End =>
  error._tag === "OutcomeUnknown" || (error._tag === "UnexpectedResponse" && error.mayHaveActed)
    ? "unknown"
    : error._tag

// What goes wrong

/** As many as the standard policy makes. */
const tries = 5

interface Wrong {
  readonly fault: (target: Fault.Target) => Fault.Fault
  /** Whether the request takes effect. */
  readonly acts: boolean
  /** Whether the client can tell that it did not. */
  readonly isClear: boolean
  /** Whether another try is of no use. */
  readonly isFinal: boolean
  readonly error: Tag
}

const refused = { acts: false, isClear: true, isFinal: false, error: "RequestFailed" } as const
const lost = { ...refused, isClear: false }
const lostAfter = { ...lost, acts: true }

const wrongs: ReadonlyArray<Wrong> = [
  { ...refused, fault: Fault.refuse },
  {
    ...refused,
    fault: (target) => Fault.respond({ ...target, status: 429, headers: { "retry-after": "1" } })
  },
  {
    ...refused,
    isFinal: true,
    error: "PermissionDenied",
    fault: (target) => Fault.respond({ ...target, status: 403 })
  },
  { ...lost, fault: Fault.dropBefore },
  { ...lost, fault: (target) => Fault.respond({ ...target, status: 500 }) },
  { ...lostAfter, fault: Fault.dropAfter },
  { ...lostAfter, fault: (target) => Fault.respondAfter({ ...target, status: 502, body: "<html></html>" }) },
  { ...lostAfter, fault: (target) => Fault.delayAfter("15 seconds", target) },
  {
    ...lostAfter,
    isFinal: true,
    error: "UnexpectedResponse",
    fault: (target) => Fault.respondAfter({ ...target, status: 200, body: `{"data":{"res` })
  }
]

/** Something that goes wrong so many times with one of the requests that a step sends. */
export interface Trouble extends Wrong {
  readonly times: number
  readonly which: number
}

/** Once, or more often than the client tries. */
export const troubles: FastCheck.Arbitrary<Trouble> = FastCheck.record({
  wrong: FastCheck.constantFrom(...wrongs),
  times: FastCheck.constantFrom(1, 1, 2, 9),
  which: FastCheck.nat(5)
}).map(({ wrong, ...trouble }) => ({ ...wrong, ...trouble }))

/** Whether there is an answer in the end. */
export const isOvercome = (trouble: Trouble | undefined): boolean =>
  trouble === undefined || (!trouble.isFinal && trouble.times < tries)

export const show = (trouble: Trouble | undefined): string => {
  if (trouble === undefined) return ""
  const { _tag, ...fault } = trouble.fault({})
  const status = "status" in fault ? ` ${fault.status}` : ""
  return `, with ${_tag}${status} ${trouble.times}× at request ${trouble.which}`
}

// What has to come of it

/**
 * What is sent, by what the client does where an answer is lost. A question is asked again, as each of many is that go
 * together, and a change that may be said twice is said again; a creation is looked for, a lost key is deleted and
 * another one made, and of what may be said once only nobody knows.
 */
export type Kind = "question" | "questions" | "change" | "creation" | "settled" | "once"

export interface Prospect {
  /** How it ends when nothing goes wrong. */
  readonly plain: End
  /** How a change ends that was done before. */
  readonly again?: End | undefined
  /** How a change is refused that was done before, as far as the client can tell. */
  readonly gone?: ReadonlyArray<Tag>
  /** How a creation ends where another one is found than that which was to be made. */
  readonly found?: End | undefined
  /** What it changes in the model. */
  readonly change?: (real: Real) => void | Promise<void>
}

/** How something ends when nothing went wrong, or this, and whether it is done then. */
export const endOf = (
  kind: Kind,
  { again = "done", found = "unknown", gone = [], plain }: Prospect,
  trouble: Trouble | undefined
): readonly [End, isDone: boolean] => {
  const isMeant = plain === "done"
  if (trouble === undefined || kind === "questions") return [plain, isMeant]
  const isAnswered = isOvercome(trouble)
  if (trouble.isClear || kind === "question") return isAnswered ? [plain, isMeant] : [trouble.error, false]

  const isDone = isMeant && (isAnswered || trouble.acts)
  switch (kind) {
    case "change": {
      const wasDone = isMeant ? trouble.acts : gone.some((tag) => tag === plain)
      const last = wasDone ? again : plain
      return [isAnswered && last === "done" ? "done" : "unknown", isDone]
    }
    case "creation":
      return [isDone ? "done" : found, isDone]
    case "settled":
      if (trouble.times < tries) return [plain, isMeant]
      return [trouble.acts ? "RequestFailed" : "unknown", false]
    case "once":
      return ["unknown", isMeant && trouble.acts]
  }
}
