import * as Outcome from "@effect-wandb/core/Outcome"
import * as FastCheck from "effect/FastCheck"
import { errors } from "./errors.js"

/** What an outcome is made of, besides that it may be unknown. */
export interface Parts<Input, Value, Already, Error> {
  readonly input: FastCheck.Arbitrary<Input>
  readonly value: FastCheck.Arbitrary<Value>
  readonly reason: FastCheck.Arbitrary<Already>
  readonly error: FastCheck.Arbitrary<Error>
}

export const outcome = <Input, Value, Already, Error>({
  error,
  input,
  reason,
  value
}: Parts<Input, Value, Already, Error>): FastCheck.Arbitrary<Outcome.Outcome<Input, Value, Already, Error>> =>
  FastCheck.oneof(
    FastCheck.record({ input, value }).map((fields) => Outcome.Done(fields)),
    FastCheck.record({ input, reason }).map((fields) => Outcome.Unchanged(fields)),
    FastCheck.record({ input, error }).map((fields) => Outcome.Failed(fields)),
    FastCheck.record({
      input,
      error: FastCheck.oneof(errors.OutcomeUnknown, errors.UnexpectedResponse)
    }).map((fields) => Outcome.Unknown(fields))
  )
