import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { GraphQLErrors, PartialData, Respond, RespondAfter } from "../Fault.js"
import * as Answer from "./answer.js"

// Answers as faults make them.

/** The answer that a fault gives instead of the server's. */
export const scripted = ({
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

/** GraphQL errors where nothing was executed. */
export const refused = ({ errors, status = 200 }: typeof GraphQLErrors.Type): Answer.Answer =>
  Answer.json(
    status,
    { errors, data: null },
    errors.map(({ message }) => message)
  )

/** By code points: half of a surrogate pair would be sent as another character. */
export const halved = (answer: Answer.Answer): Answer.Answer => {
  const characters = Array.from(answer.body)
  return { ...answer, body: characters.slice(0, Math.floor(characters.length / 2)).join("") }
}

/** Without its first brace it is no JSON, and as long as before but for that. */
export const malformed = (answer: Answer.Answer): Answer.Answer => ({ ...answer, body: answer.body.slice(1) })

export const labelled =
  (contentType = "text/html") =>
  (answer: Answer.Answer): Answer.Answer => ({
    ...answer,
    headers: { ...answer.headers, "content-type": contentType }
  })

/** An answer in which what lies at a path is null, with an error that says why. */
export const partial =
  ({ message, path, status }: typeof PartialData.Type) =>
  (answer: Answer.Answer): Answer.Answer => {
    const parsed = Either.getOrUndefined(Either.try((): unknown => JSON.parse(answer.body)))
    if (!Predicate.isRecord(parsed)) return answer
    const errors = Array.isArray(parsed.errors) ? parsed.errors : []
    return Answer.json(
      status ?? answer.status,
      { ...parsed, errors: [...errors, { message, path }], data: nullAt(parsed.data, path) },
      [...answer.errors, message]
    )
  }

/** A list on the way that is not given an index stands for all of its items. */
const nullAt = (value: unknown, path: ReadonlyArray<string | number>): unknown => {
  const [head, ...rest] = path
  if (head === undefined) return null
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      typeof head !== "number" ? nullAt(item, path) : index === head ? nullAt(item, rest) : item
    )
  }
  return Predicate.isRecord(value) && head in value ? { ...value, [head]: nullAt(value[head], rest) } : value
}
