import { PermissionDenied, type QueryError, UnexpectedResponse } from "@effect-wandb/core/WandbError"
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type { Operation } from "../Operation.js"
import { decode, type Mismatch } from "./decode.js"
import { exchange, isKnownRefusal, isRedirect, mayHaveActed, refusal, type Refused } from "./refusal.js"
import type { Answer } from "./send.js"
import * as ServerWords from "./serverWords.js"

/** One try that failed, and whether it may have changed something all the same. */
export class Failure extends Data.TaggedError("Failure")<{
  readonly error: QueryError
  readonly mayHaveActed: boolean
  /** Whether the credentials were refused, and others are at hand for another try. */
  readonly isRenewable?: boolean
  /** Whether another try could not be sent either. */
  readonly isFinal?: boolean
}> {}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300

/** Reads a body as JSON. */
export const parseJson = (body: string): Either.Either<unknown, Mismatch> =>
  body.trim() === ""
    ? Either.left({ path: "body", problem: "it is empty" })
    : Either.try({
        try: (): unknown => JSON.parse(body),
        catch: () => ({
          path: "body",
          problem: body.trimStart().startsWith("<")
            ? "expected JSON, got a page for browsers"
            : "it is not JSON"
        })
      })

const dataOf = (json: unknown): Either.Either<unknown, Mismatch> =>
  Predicate.isRecord(json)
    ? Either.right(json.data)
    : Either.left({ path: "body", problem: "expected a JSON object" })

const unexpected = (
  operation: { readonly kind: "query" | "mutation" },
  answer: Answer,
  mismatch: Mismatch
): Failure => {
  const mayHaveActed = operation.kind === "mutation"
  const { status } = answer
  const error = new UnexpectedResponse({ ...exchange(answer), ...mismatch, mayHaveActed, status })
  return new Failure({ error, mayHaveActed })
}

const saysNo = (answer: Answer, refused: Refused, now: number): Failure => {
  const error = refusal(answer, refused, now)
  return new Failure({ error, mayHaveActed: mayHaveActed(answer, error) })
}

/** Whether a result says that the change was refused, which W&B's server can do without a word. */
const isRefused = <Variables, Result, Data>(
  operation: Operation<Variables, Result, Data>,
  result: Result
): boolean => operation.kind === "mutation" && Option.exists(operation.refusedWhen, (when) => when(result))

const withoutAWord = (answer: Answer): Failure =>
  new Failure({ error: new PermissionDenied(exchange(answer)), mayHaveActed: false })

/**
 * Reads an answer as the operation's result.
 *
 * Errors beside data are a refusal for a query. A change whose result can be read has been made, whatever the errors
 * beside it say; and one whose errors all lie below the changed field has been made too.
 */
export const read = <Variables, Result, Data>(
  operation: Operation<Variables, Result, Data>,
  answer: Answer,
  now: number
): Either.Either<Result, Failure> => {
  if (isRedirect(answer)) return Either.left(saysNo(answer, { words: undefined }, now))

  const body = Redacted.value(answer.body)
  const json = parseJson(body)
  if (Either.isLeft(json)) {
    const words = ServerWords.ofText(body)
    const isRefusal = !isSuccess(answer) || (words !== undefined && isKnownRefusal(answer.status, words))
    return Either.left(isRefusal ? saysNo(answer, { words }, now) : unexpected(operation, answer, json.left))
  }

  const result = Either.flatMap(dataOf(json.right), decode(operation.result, "data"))
  const words = ServerWords.ofJson(json.right)
  if (isSuccess(answer) && words === undefined) {
    return Either.flatMap(
      Either.mapLeft(result, (mismatch) => unexpected(operation, answer, mismatch)),
      (result) => (isRefused(operation, result) ? Either.left(withoutAWord(answer)) : Either.right(result))
    )
  }

  const isChange = operation.kind === "mutation"
  if (isChange && Either.isRight(result) && !isRefused(operation, result.right)) {
    return Either.right(result.right)
  }
  const errors = ServerWords.graphqlErrors(json.right)
  const failure = saysNo(answer, { words, path: ServerWords.pathOf(errors) }, now)
  const tookPlace = isChange && errors.length > 0 && ServerWords.onlyBelowRoot(errors)
  return Either.left(new Failure({ error: failure.error, mayHaveActed: failure.mayHaveActed || tookPlace }))
}
