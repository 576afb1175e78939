import type { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Admission, Head } from "./admission.js"
import * as Answer from "./answer.js"
import type { Control } from "./control/gate.js"
import * as Path from "./control/path.js"
import type { ConnectionLost } from "./errors.js"
import type { Incoming } from "./incoming.js"
import { maxBody, tooLarge } from "./serving.js"

/** What a server shows. */
export interface Site {
  /** Decides about a request before its body is read. */
  readonly admit: (head: Head) => Admission
  /** Answers it; what it can answer at once is an `Exit`. */
  readonly answer: Answering
}

type Answering = (incoming: Incoming, clock: Clock) => Effect.Effect<Answer.Answer, ConnectionLost>

/** What there is beside GraphQL. */
export interface Parts {
  readonly graphql: Answering
  readonly control?: Control | undefined
  /** The page at `/`, and what its forms ask for. */
  readonly page: (incoming: Incoming) => Effect.Effect<Answer.Answer>
}

/** Decides by its path what a request is for. */
export const make = ({ control, graphql, page }: Parts): Site => ({
  admit: (head) => {
    if (!Path.isControl(head.path)) return ordinary
    return control === undefined ? { limit: maxBody, beyond: controlIsOff } : control.admit(head)
  },
  answer: (incoming, clock) => {
    if (Path.isControl(incoming.path)) {
      return control === undefined ? Effect.succeed(controlIsOff) : control.answer(incoming)
    }
    return isForPage(incoming) ? page(incoming) : graphql(incoming, clock)
  }
})

const isForPage = ({ method, path }: Incoming): boolean =>
  path === "/" && (method === "GET" || method === "HEAD" || method === "POST")

const ordinary: Admission = { limit: maxBody, beyond: tooLarge }

const controlIsOff = Answer.text(
  404,
  "control is off: start the emulator with --control, or with a token as the option control of Server.serve"
)
