import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/** W&B's times come with and without a zone; those without are in UTC. */
export const Time = Schema.transformOrFail(Schema.String, Schema.DateTimeUtcFromSelf, {
  strict: true,
  decode: (text, _, ast) =>
    Option.match(DateTime.make(/(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`), {
      onNone: () => ParseResult.fail(new ParseResult.Type(ast, text)),
      onSome: (time) => ParseResult.succeed(DateTime.toUtc(time))
    }),
  encode: (time) => ParseResult.succeed(DateTime.formatIso(time))
})
