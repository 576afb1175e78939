import { parseEmail, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput, OutcomeUnknown, UserAlreadyExists } from "@effect-wandb/core/WandbError"
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
const created = { operation: createUser.name, path: "data.result.user" }

/** The user exists from here on: whatever else fails must not look as if it did not. */
const createdBut = (user: UserFields) => (error: { readonly message: string }) =>
  new OutcomeUnknown({
    operation: createUser.name,
    description: `the user was created with the id ${user.id}, and could not be read whole: ${error.message}`,
    advice: "Get the user with Users.get({ id }).",
    attempts: 1
  })

export const create =
  (client: WandbClient.Service) =>
  ({ admin = false, email }: Users.CreateOptions): Effect.Effect<User, Users.CreateError> =>
    parseEmail(email).pipe(
      Effect.mapError((problem) => new InvalidInput({ operation: "Users.create", field: "email", problem })),
      Effect.flatMap((email) => client.mutate(createUser, { email, admin })),
      Effect.catchIf(isConflict, () => Effect.fail(new UserAlreadyExists({ email }))),
      Effect.flatMap(({ result: { user } }) =>
        wholeUser(client, created, user).pipe(Effect.mapError(createdBut(user)))
      )
    )
