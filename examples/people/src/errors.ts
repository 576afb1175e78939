import type { WandbError } from "@effect-wandb/core"
import { HttpApiSchema } from "@effect/platform"
import { Duration, Effect, Schema } from "effect"

const said = { message: Schema.String }
const status = <A>(status: number) => HttpApiSchema.annotations<A>({ status })

/** Whoever calls has shown no token of this API. */
export class NotKnown extends Schema.TaggedError<NotKnown>()("NotKnown", said, status(401)) {}

/** Whoever calls may look, and not change. */
export class ReadOnly extends Schema.TaggedError<ReadOnly>()("ReadOnly", said, status(403)) {}

/** There is nobody of that name. */
export class NoSuchPerson extends Schema.TaggedError<NoSuchPerson>()("NoSuchPerson", said, status(404)) {}

/** It cannot be done to this person: the address is taken, or nobody would be left to administer W&B. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", said, status(409)) {}

/** W&B does not take what was given. */
export class Unusable extends Schema.TaggedError<Unusable>()("Unusable", said, status(422)) {}

/** W&B refuses this service, or answers what it should not: whoever runs the service has to look. */
export class Misconfigured extends Schema.TaggedError<Misconfigured>()("Misconfigured", said, status(502)) {}

/** It was not done, or nobody knows whether it was: the same request may be sent again, after so many seconds. */
export class TryAgain extends Schema.TaggedError<TryAgain>()(
  "TryAgain",
  { ...said, retryAfter: Schema.Int },
  status(503)
) {}

/** What is wrong between this service and W&B is for its log, and not for whoever calls. */
const misconfigured = ({ message }: WandbError.QueryError) =>
  Effect.zipRight(
    Effect.logError(message),
    new Misconfigured({ message: "W&B does not let this service do that. Its log says why." })
  )

const tryAgain = ({ message }: WandbError.MutationError, retryAfter = Duration.seconds(1)) =>
  Effect.zipRight(
    Effect.logWarning(message),
    new TryAgain({
      message: "W&B has not answered. The same request may be sent again.",
      retryAfter: Math.ceil(Duration.toSeconds(retryAfter))
    })
  )

/** What becomes of the errors that any question can end in. */
export const ofQueries = {
  Unauthenticated: misconfigured,
  PermissionDenied: misconfigured,
  UnexpectedResponse: misconfigured,
  RequestFailed: (error: WandbError.RequestFailed) =>
    error.isRetryable ? tryAgain(error, error.retryAfter) : misconfigured(error)
}

/** What becomes of the errors that any change can end in. */
export const ofChanges = {
  ...ofQueries,
  OutcomeUnknown: (error: WandbError.OutcomeUnknown) => tryAgain(error)
}
