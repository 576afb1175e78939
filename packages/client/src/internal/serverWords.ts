import * as Predicate from "effect/Predicate"

const nonEmpty = (text: string): string | undefined => (text.trim() === "" ? undefined : text)

const messageOf = (error: unknown): string | undefined => {
  if (Predicate.isString(error)) return nonEmpty(error)
  if (Predicate.hasProperty(error, "message") && Predicate.isString(error.message))
    return nonEmpty(error.message)
  return undefined
}

/** The entries of a GraphQL `errors` array; empty where the body has none. */
export const graphqlErrors = (body: unknown): ReadonlyArray<unknown> =>
  Predicate.hasProperty(body, "errors") && Array.isArray(body.errors) ? body.errors : []

const joined = (errors: ReadonlyArray<unknown>): string | undefined => {
  const messages = errors.map(messageOf).filter(Predicate.isNotUndefined)
  return messages.length === 0 ? undefined : messages.join("; ")
}

/**
 * The server's own words in a JSON body that reports an error, in any of the shapes that W&B is known to use:
 * `{"errors":[{"message"}]}`, `{"errors":["…"]}`, `{"error":"…"}`, `{"error":{"message"}}`.
 */
export const ofJson = (body: unknown): string | undefined => {
  const errors = graphqlErrors(body)
  if (errors.length > 0) return joined(errors) ?? "an error without a message"
  if (Predicate.hasProperty(body, "error")) return messageOf(body.error)
  return Predicate.isString(body) ? nonEmpty(body) : undefined
}

/**
 * The server's own words in a body that is plain text. A page for browsers says nothing worth quoting, and what is left
 * of JSON is data, which may be anybody's.
 */
export const ofText = (body: string): string | undefined =>
  /^\s*[<{["]/.test(body) ? undefined : nonEmpty(body)

/** The field that the first error speaks of: only what executes GraphQL knows fields. */
export const pathOf = (errors: ReadonlyArray<unknown>): string | undefined => {
  const [first] = errors
  return Predicate.hasProperty(first, "path") && Array.isArray(first.path) && first.path.length > 0
    ? first.path.map(String).join(".")
    : undefined
}

/** Whether all errors lie below the changed field: the change itself then took place. */
export const onlyBelowRoot = (errors: ReadonlyArray<unknown>): boolean =>
  errors.every(
    (error) => Predicate.hasProperty(error, "path") && Array.isArray(error.path) && error.path.length > 1
  )
