import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

// What the schemas of faults are made of.

/** What is less than nothing is none: the library takes it for zero. */
const positive = (input: number | string): Option.Option<Duration.Duration> =>
  typeof input === "string" && input.trim().startsWith("-") ? Option.none() : Duration.decodeUnknown(input)

/** As data a duration is a number of milliseconds, or a text such as `"2 seconds"`; `"infinity"` is for ever. */
export const FaultDuration = Schema.transformOrFail(
  Schema.Union(Schema.NonNegative, Schema.String).annotations({
    description:
      'milliseconds, or a number and a unit such as "500 millis", "2 seconds" or "1 minute", or "infinity"'
  }),
  Schema.DurationFromSelf,
  {
    strict: true,
    decode: (input, _, ast) =>
      Option.match(input === "infinity" ? Option.some(Duration.infinity) : positive(input), {
        onNone: () =>
          ParseResult.fail(
            new ParseResult.Type(ast, input, 'a duration is a number of milliseconds, or like "2 seconds"')
          ),
        onSome: ParseResult.succeed
      }),
    encode: (duration) =>
      ParseResult.succeed(Duration.isFinite(duration) ? Duration.toMillis(duration) : "infinity")
  }
)

export const target = {
  operation: Schema.optional(Schema.String).annotations({
    description: "The GraphQL operation name or the root field of the requests that meet it; any when absent"
  }),
  times: Schema.optional(Schema.Int.pipe(Schema.positive())).annotations({
    description: "How many requests meet it at most: 1 when absent, and any number with a probability"
  }),
  probability: Schema.optional(
    Schema.Number.pipe(Schema.greaterThan(0), Schema.lessThanOrEqualTo(1))
  ).annotations({ description: "The chance of each request to meet it" })
}

export const status = Schema.Int.pipe(Schema.between(200, 599))

const HeaderName = Schema.String.pipe(
  Schema.pattern(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { description: "the name of a header" })
)

export const HeaderValue = Schema.String.pipe(
  Schema.pattern(/^[\t\x20-\x7e\x80-\xff]*$/, { description: "the value of a header" })
)

export const response = {
  status: Schema.propertySignature(status).annotations({ description: "The HTTP status" }),
  headers: Schema.optional(Schema.Record({ key: HeaderName, value: HeaderValue })).annotations({
    description: "Headers beside the content type"
  }),
  body: Schema.optional(Schema.Unknown).annotations({
    description: "The body: a text as it is, anything else as JSON; empty when absent"
  })
}
