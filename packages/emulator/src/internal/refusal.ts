import * as Data from "effect/Data"
import * as Either from "effect/Either"

/** The server's "no": the HTTP status of the answer and the message in it. */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly status: number
  readonly message: string
}> {}

export const refuse = (status: number, message: string): Either.Either<never, Refusal> =>
  Either.left(new Refusal({ status, message }))

export const invalid = (message: string) => refuse(400, message)

export const permissionDenied = refuse(403, "permission denied")

export const notFound = (what: string) => refuse(404, `${what} not found`)

export const alreadyExists = refuse(409, "resource already exists")
