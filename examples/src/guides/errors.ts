// #region imports
import { Teams, Users, WandbError } from "@effect-wandb/core"
import { type Duration, Effect, Match, Option, Schema } from "effect"
// #endregion

// #region tag
/** One error is answered here; all others stay in the type of the result. */
export const emailOf = (username: string) =>
  Users.get({ username }).pipe(
    Effect.map(({ email }) => email),
    Effect.catchTag("UserNotFound", () => Effect.succeedNone)
  )
// #endregion

// #region tags
/** A status code for each: what this API of our own answers. */
export const statusOf = <A, R>(call: Effect.Effect<A, Users.Users.GetError, R>) =>
  call.pipe(
    Effect.as(200),
    Effect.catchTags({
      InvalidInput: () => Effect.succeed(400),
      UserNotFound: () => Effect.succeed(404),
      // Our own key, or its rights: nothing that whoever asks us could do anything about.
      Unauthenticated: () => Effect.succeed(500),
      PermissionDenied: () => Effect.succeed(500),
      UnexpectedResponse: () => Effect.succeed(502),
      RequestFailed: ({ isRetryable }) => Effect.succeed(isRetryable ? 503 : 502)
    })
  )
// #endregion

// #region match
/** The compiler names the error that is missing here, also where a later version of an operation has another one. */
export const advice = (error: Users.Users.CreateError) =>
  Match.value(error).pipe(
    Match.tag("InvalidInput", ({ field, problem }) => `Correct the ${field}: it ${problem}.`),
    Match.tag("UserAlreadyExists", ({ email }) => `Take the user who has ${email}.`),
    Match.tag("Unauthenticated", "PermissionDenied", () => "Use the key of an administrator."),
    Match.tag("RequestFailed", ({ isRetryable }) => (isRetryable ? "Try again later." : "Read the reason.")),
    Match.tag("OutcomeUnknown", "UnexpectedResponse", () => "Look whether the user is there."),
    Match.exhaustive
  )
// #endregion

// #region later
/** Puts the work off for as long as the server asks, and a minute where it does not say. */
export const createOrLater = (email: string, later: (wait: Duration.DurationInput) => Effect.Effect<void>) =>
  Users.create({ email }).pipe(
    Effect.asSome,
    Effect.catchTag("RequestFailed", (error) =>
      error.isRetryable ? Effect.as(later(error.retryAfter ?? "1 minute"), Option.none()) : Effect.fail(error)
    )
  )
// #endregion

// #region unknown
/** A change of which nobody knows whether it was made is written down for a person, and fails all the same. */
export const invite = (team: string, email: string, writeDown: (what: string) => Effect.Effect<void>) =>
  Teams.invite(team, { email }).pipe(
    Effect.tapError((error) => (WandbError.mayHaveActed(error) ? writeDown(error.message) : Effect.void))
  )
// #endregion

// #region json
/** Any error of this SDK as JSON and back, for a queue or an answer. There is no secret in it. */
export const encode = Schema.encode(Schema.parseJson(WandbError.WandbError))
export const decode = Schema.decode(Schema.parseJson(WandbError.WandbError))
// #endregion
