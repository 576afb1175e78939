import { parseEmail, type Email, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import {
  InvalidInput,
  type MutationError,
  UnexpectedResponse,
  UserAlreadyExists
} from "@effect-wandb/core/WandbError"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming, settled } from "../call.js"
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

const alreadyExists = (email: Email) =>
  failNaming(createUser, ({ attempts }) => new UserAlreadyExists({ email, attempts }))

/** What became of a creation whose answer says nothing of the user, or was lost for the reason given. */
const readBack = (
  client: WandbClient.Service,
  email: Email,
  admin: boolean,
  reason: Effect.Effect<never, MutationError>
): Effect.Effect<Found, UserAlreadyExists | MutationError> =>
  Effect.gen(function* () {
    const found = yield* Effect.orElse(byEmail(client, email), () => reason)
    if (Option.isNone(found)) return yield* reason
    yield* settled
    return (yield* isOurs(found.value, admin)) ? found.value : yield* alreadyExists(email)
  })

/** An answer that says that the user was created, or that it exists after a lost one, and does not show it. */
const notShown = failNaming(
  createUser,
  (attempt) =>
    new UnexpectedResponse({
      ...attempt,
      path: created.path,
      problem: "expected an object, got null",
      mayHaveActed: true
    })
)

export const create =
  (client: WandbClient.Service) =>
  ({ admin = false, email: given }: Users.CreateOptions): Effect.Effect<User, Users.CreateError> =>
    Effect.gen(function* () {
      const email = yield* Effect.mapError(
        parseEmail(given),
        (problem) => new InvalidInput({ operation: "Users.create", field: "email", problem })
      )
      const found = yield* client.mutate(createUser, { email, admin }).pipe(
        Effect.map(({ result: { user } }) =>
          user === null
            ? readBack(client, email, admin, notShown)
            : Effect.succeed({ source: created, fields: user })
        ),
        Effect.catchIf(isConflict, () => alreadyExists(email)),
        Effect.catchIf(isLost, (error) => Effect.succeed(readBack(client, email, admin, Effect.fail(error)))),
        Effect.flatten
      )
      return yield* atLeast(client, found)
    })
