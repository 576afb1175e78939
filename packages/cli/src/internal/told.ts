import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { Problem } from "./problem.js"
import * as Status from "./status.js"

/** What a person is told of an error: what happened, what to do, and by which id the server knows of it. */
export interface Told {
  readonly what: string
  readonly todo?: string | undefined
  readonly requestId?: string | undefined
  readonly status: Status.Status
}

const ofProblem = ({ requestId, status = Status.failed, todo, what }: Problem): Told => ({
  what,
  todo,
  requestId,
  status
})

const defect: Told = {
  what: "effect-wandb has a mistake of its own.",
  todo: "Run it again with --verbose and report what it says.",
  status: Status.failed
}

const ofFailure = (error: { readonly message: string }): Effect.Effect<Told> => {
  if (error instanceof Problem) return Effect.succeed(ofProblem(error))
  // The words for what a server may say are loaded when it has said something.
  return Effect.map(
    Effect.promise(() => import("./toldByServer.js")),
    ({ told }) => told(error)
  )
}

/** What to tell of the way in which a command failed; the first of several errors counts. */
export const told = (cause: Cause.Cause<{ readonly message: string }>): Effect.Effect<Told> => {
  const failure = Cause.failureOption(cause)
  if (failure._tag === "Some") return ofFailure(failure.value)
  const [first] = Array.from(Cause.defects(cause))
  const words = Predicate.hasProperty(first, "message") ? String(first.message) : ""
  return Effect.succeed(words === "" ? defect : { ...defect, what: `${defect.what.slice(0, -1)}: ${words}` })
}
