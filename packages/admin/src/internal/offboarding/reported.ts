import { WandbError } from "@effect-wandb/core/WandbError"
import * as Schema from "effect/Schema"

/** An error as a receipt keeps it: itself in a program, with its message in what is written. */
export const ReportedError = Schema.transform(
  Schema.extend(Schema.encodedSchema(WandbError), Schema.Struct({ message: Schema.String })),
  WandbError,
  {
    strict: true,
    decode: (written) => written,
    encode: (written, error) => ({ ...written, message: error.message })
  }
)
