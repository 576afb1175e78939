import { parseEmail, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput, UserAlreadyExists } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { isConflict } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { wholeUser } from "./whole.js"

export const createUser = Operation.mutation("CreateUserFromAdmin", {
  document: `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) {
  result: createUser(input: { email: $email, admin: $admin }) { user { ...UserFields } }
} ${userFields}`,
  variables: Schema.Struct({ email: Schema.String, admin: Schema.Boolean }),
  result: Schema.Struct({ result: Schema.Struct({ user: UserFields }) }),
  idempotent: false,
  ifLost: "Look the user up with Users.find({ email }) before you create it again."
})

/** Where the created user stands in the answer. */
const created = { name: createUser.name, path: "data.result.user" }

/** The user exists from here on: what cannot be read of it now is shown as not shown, and the user is not lost. */
const atLeast = (client: WandbClient.Service, user: UserFields) =>
  Effect.orElse(wholeUser(client, created, user), () =>
    wholeUser(client, created, { ...user, apiKeys: null, teams: null, lastTeam: null })
  )

export const create =
  (client: WandbClient.Service) =>
  ({ admin = false, email }: Users.CreateOptions): Effect.Effect<User, Users.CreateError> =>
    parseEmail(email).pipe(
      Effect.mapError((problem) => new InvalidInput({ operation: "Users.create", field: "email", problem })),
      Effect.flatMap((email) => client.mutate(createUser, { email, admin })),
      Effect.catchIf(isConflict, () => Effect.fail(new UserAlreadyExists({ email }))),
      Effect.flatMap(({ result: { user } }) => atLeast(client, user))
    )
