import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidRequest } from "./errors.js"
import { misfit } from "./misfit.js"

const decoder = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })
  return (value: unknown) => Either.mapLeft(decode(value), ({ issue }) => misfit(issue, value))
}

/** Reads the body as JSON, of whichever content type: that of `curl --data` is one of forms. */
export const body = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = decoder(schema)
  return HttpServerRequest.HttpServerRequest.pipe(
    Effect.flatMap(({ text }) => Effect.orDie(text)),
    Effect.flatMap((text) => Either.flatMap(parse(text), decode))
  )
}

/** Reads what stands behind the `?`. */
export const query = <A, I>(schema: Schema.Schema<A, I>) =>
  Effect.flatMap(HttpServerRequest.ParsedSearchParams, decoder(schema))

/** The parser's own words repeat parts of the text. */
const parse = (text: string): Either.Either<unknown, InvalidRequest> =>
  Either.try({
    try: (): unknown => JSON.parse(text),
    catch: () => {
      const reason = text.trim() === "" ? "there is no body: JSON is wanted" : "the body is not JSON"
      return new InvalidRequest({ problems: [{ field: "", reason }] })
    }
  })
