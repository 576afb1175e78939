import { type User, Users, type WandbError } from "@effect-wandb/core"
import { Effect } from "effect"

/** Gives everybody of a list a user: the one that there is, or a new one. */
export const onboard = (
  emails: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<User.User>, Users.Users.CreateError | WandbError.UserNotFound, Users.Users> =>
  Effect.forEach(emails, (email) =>
    Users.create({ email }).pipe(Effect.catchTag("UserAlreadyExists", () => Users.get({ email })))
  )
