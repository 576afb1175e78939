import * as Schema from "effect/Schema"

/** How many times the request was sent that the error speaks of; 0 where none was. */
export const attempts = Schema.Int.pipe(
  Schema.propertySignature,
  Schema.withConstructorDefault(() => 1)
)
