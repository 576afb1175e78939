import { parseEmail, type Email, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import {
  InvalidInput,
  type MutationError,
  type OutcomeUnknown,
  UnexpectedResponse,
  UserAlreadyExists
} from "@effect-wandb/core/WandbError"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { type Attempt, attemptFor, leavingTime, settled } from "../call.js"
import { isLost } from "../lost.js"
import { isConflict } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { byEmail, type Found } from "./lookup.js"
import { wholeUser } from "./whole.js"

export const createUser = Operation.mutation("CreateUserFromAdmin", {
  document: `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) {
  result: createUser(input: { email: $email, admin: $admin }) { user { ...UserFields } }
} ${userFields}`,
  variables: Schema.Struct({ email: Schema.String, admin: Schema.Boolean }),
  result: Schema.Struct({ result: Schema.Struct({ user: Schema.NullOr(UserFields) }) }),
  // W&B gives an address to one user only: a second creation is refused, and so does no harm.
  idempotent: true,
  alreadyDone: { when: isConflict, result: { result: { user: null } } },
  ifLost: "Look the user up with Users.find({ email }) before you create it again."
})

/** Where the created user stands in the answer. */
const created = { name: createUser.name, path: "data.result.user" }

/** The user exists from here on: what cannot be read of it now is shown as not shown, and the user is not lost. */
const atLeast = (client: WandbClient.Service, { fields, source }: Found) =>
  Effect.orElse(wholeUser(client, source, fields), () =>
    wholeUser(client, source, { ...fields, apiKeys: null, teams: null, lastTeam: null })
  )

/** Clocks differ; a user that is older than this was there before. */
const recent = Duration.hours(1)

/** Whether a user that was found after a lost answer can be the one that was to be created. */
const isOurs = ({ fields }: Found, admin: boolean): Effect.Effect<boolean> =>
  Effect.map(
    DateTime.now,
    (now) =>
      fields.deletedAt === null &&
      (fields.admin ?? false) === admin &&
      Duration.lessThan(Duration.millis(Math.abs(DateTime.distance(fields.createdAt, now))), recent)
  )

/** What became of a creation whose answer says nothing of the user, or was lost for that reason. */
const readBack = (
  client: WandbClient.Service,
  { admin, email }: { readonly admin: boolean; readonly email: Email },
  reason: OutcomeUnknown | UnexpectedResponse
): Effect.Effect<Found, UserAlreadyExists | MutationError> =>
  Effect.gen(function* () {
    const found = yield* Effect.orElseFail(byEmail(client, email), () => reason)
    if (Option.isNone(found)) return yield* reason
    yield* settled
    if (yield* isOurs(found.value, admin)) return found.value
    return yield* new UserAlreadyExists({ email, attempts: reason.attempts })
  })

/** An answer that says that the user was created, or that it exists after a lost one, and does not show it. */
const notShown = (attempt: Attempt) =>
  new UnexpectedResponse({
    ...attempt,
    path: created.path,
    problem: "expected an object, got null",
    mayHaveActed: true
  })

export const create =
  (client: WandbClient.Service) =>
  ({ admin = false, email: given }: Users.CreateOptions): Effect.Effect<User, Users.CreateError> =>
    Effect.gen(function* () {
      const email = yield* Effect.mapError(
        parseEmail(given),
        (problem) => new InvalidInput({ operation: "Users.create", field: "email", problem })
      )
      const asked = { email, admin }
      const result = yield* Effect.either(leavingTime(client.mutate(createUser, asked)))
      const attempt = yield* attemptFor(createUser)
      if (Either.isLeft(result)) {
        const error = result.left
        if (isConflict(error)) return yield* new UserAlreadyExists({ email, attempts: error.attempts })
        if (!isLost(error)) return yield* error
        return yield* atLeast(client, yield* readBack(client, asked, error))
      }
      const { user } = result.right.result
      const found =
        user === null ? yield* readBack(client, asked, notShown(attempt)) : { source: created, fields: user }
      return yield* atLeast(client, found)
    })
