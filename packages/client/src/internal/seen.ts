import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Tracer from "effect/Tracer"

// What spans, metrics and logs say of a call: never what it was given or what came back, which may name a person or be
// a secret.

/** What the calls of a service are about, save those that have another. */
const entities = new Map([
  ["Users", "user"],
  ["ApiKeys", "api_key"],
  ["Teams", "team"]
])

const otherEntities = new Map([
  ["Teams.members", "member"],
  ["Teams.removeMember", "member"],
  ["Teams.setRole", "member"],
  ["Teams.invite", "invite"],
  ["Teams.pendingInvites", "invite"],
  ["Teams.cancelInvite", "invite"],
  ["Teams.createServiceAccount", "service_account"],
  ["Teams.serviceAccountKey", "api_key"]
])

const entityOf = (name: string): string | undefined =>
  otherEntities.get(name) ?? entities.get(name.slice(0, name.indexOf(".")))

const spans = new Map<string, Tracer.SpanOptions>()

/** The span of a call, as far as its name says it. */
export const spanOf = (name: string): Tracer.SpanOptions => {
  const known = spans.get(name)
  if (known !== undefined) return known
  const entity = entityOf(name)
  const options = {
    captureStackTrace: false,
    attributes: { "wandb.operation": name, ...(entity !== undefined && { "wandb.entity": entity }) }
  }
  spans.set(name, options)
  return options
}

const withoutError = (cause: Cause.Cause<unknown>): string =>
  Cause.isInterrupted(cause) ? "Interrupted" : "Defect"

/** How a call ended: `Success`, the tag of its error, `Interrupted` or `Defect`. */
export const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return Predicate.hasProperty(error, "_tag") ? String(error._tag) : withoutError(exit.cause)
}

/** Whether what ended so has failed: an interruption is asked for. */
export const isError = (outcome: string): boolean => outcome !== "Success" && outcome !== "Interrupted"

/** What became of a request, where it failed: the reason, where there are several for one error. */
export const reasonOf = ({ error }: { readonly error: QueryError }): string =>
  error._tag === "RequestFailed" ? error.reason : error._tag

/** How a request ended: `Success`, the reason why it failed, `Interrupted` or `Defect`. */
export const requestOutcomeOf = (exit: Exit.Exit<unknown, { readonly error: QueryError }>): string =>
  Exit.match(exit, {
    onSuccess: () => "Success",
    onFailure: (cause) =>
      Option.match(Cause.failureOption(cause), { onNone: () => withoutError(cause), onSome: reasonOf })
  })

/** How many entities a call has given, where it gives several; what one's own calls give may be anything. */
export const itemsOf = (name: string, exit: Exit.Exit<unknown, unknown>): number | undefined =>
  Exit.isSuccess(exit) && Array.isArray(exit.value) && entityOf(name) !== undefined
    ? exit.value.length
    : undefined

/** The seconds between two times of a clock in nanoseconds. */
export const secondsBetween = (start: bigint, end: bigint): number => Number(end - start) / 1e9
