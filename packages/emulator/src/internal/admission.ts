import type { Answer } from "./answer.js"
import type { Incoming } from "./incoming.js"

/** A request of which the body has not been read yet. */
export type Head = Omit<Incoming, "body">

/** What is decided then: an answer, or how many bytes the body may have, and what is answered to more. */
export type Admission = Answer | { readonly limit: number; readonly beyond: Answer }
