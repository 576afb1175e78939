import { parseEmail, type Email, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput, OutcomeUnknown, UserAlreadyExists } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { type Attempt, attemptFor, leavingTime, settled, stillOpen } from "../call.js"
import { isLost, isRecent, type Lost, outcomeUnknown } from "../lost.js"
import { isConflict } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { byEmail } from "./exact.js"
import { atLeast, type Found } from "./whole.js"

export const createUser = Operation.mutation("CreateUserFromAdmin", {
  document: `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) {
  result: createUser(input: { email: $email, admin: $admin }) { user { ...UserFields } }
} ${userFields}`,
  variables: Schema.Struct({ email: Schema.String, admin: Schema.Boolean }),
  result: Schema.Struct({ result: Schema.Struct({ user: UserFields }) }),
  // W&B gives an address to one user only: a second creation is refused, and so does no harm.
  idempotent: true,
  ifLost: "Look the user up with Users.find before you create it again."
})

/** Who hears of it is not always who has created the user. */
const lookUp = (email: Email): string =>
  `Look the user up with Users.find({ email: ${JSON.stringify(email)} }) before you create it again.`

/** Where the created user stands in the answer. */
const created = { name: createUser.name, path: "data.result.user" }

/** Whether a user that was found after a lost answer can be the one that was to be created. */
const isOurs = ({ fields }: Found, admin: boolean): Effect.Effect<boolean> =>
  fields.deletedAt === null && (fields.admin ?? false) === admin
    ? isRecent(fields.createdAt)
    : Effect.succeed(false)

/** The user of whose creation the answer was lost; whoever looks it up and does not find it knows as little as before. */
const readBack = (
  client: WandbClient.Service,
  { admin, email }: { readonly admin: boolean; readonly email: Email },
  error: Lost
): Effect.Effect<Found, UserAlreadyExists | OutcomeUnknown> =>
  Effect.gen(function* () {
    const unknown = outcomeUnknown(error, { advice: lookUp(email) })
    yield* stillOpen(unknown)
    const found = yield* Effect.orElseFail(byEmail(client, email), () => unknown)
    if (Option.isNone(found)) return yield* unknown
    if (yield* isOurs(found.value, admin)) return found.value
    yield* settled
    return yield* new UserAlreadyExists({ email, attempts: error.attempts })
  })

/** What to say of a user that was created, when the call is cut off before it could be handed over. */
const untold = (attempt: Attempt, email: Email) =>
  new OutcomeUnknown({
    ...attempt,
    description: "the user was created, and the call interrupted before it could give it",
    advice: `Get it with Users.get({ email: ${JSON.stringify(email)} }).`
  })

export const create =
  (client: WandbClient.Service) =>
  ({ admin = false, email: given }: Users.CreateOptions): Effect.Effect<User, Users.CreateError> =>
    Effect.gen(function* () {
      const email = yield* Effect.mapError(
        parseEmail(given),
        (problem) => new InvalidInput({ operation: "Users.create", field: "email", problem })
      )
      const operation = { ...createUser, ifLost: lookUp(email) }
      const found = yield* leavingTime(client.mutate(operation, { email, admin })).pipe(
        Effect.map(({ result: { user } }): Found => ({ source: created, fields: user })),
        Effect.catchIf(isLost, (error) => readBack(client, { email, admin }, error)),
        Effect.catchIf(isConflict, ({ attempts }) => Effect.fail(new UserAlreadyExists({ email, attempts })))
      )
      yield* stillOpen(untold(yield* attemptFor(createUser), email))
      const user = yield* atLeast(client, found)
      yield* settled
      return user
    })
