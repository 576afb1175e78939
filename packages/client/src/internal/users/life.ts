import { nameFrom } from "@effect-wandb/core/ApiKey"
import { parseEmail, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import {
  InvalidInput,
  type MutationError,
  TeamNotFound,
  UserAlreadyExists,
  UserNotFound
} from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { broken } from "../paging.js"
import { isConflict, isNotFound } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { lockingNobodyOut } from "./force.js"
import { byId } from "./exact.js"
import { atLeast } from "./whole.js"

// What becomes of a user after its creation. To say it twice changes nothing more, so a lost answer is asked for again.

const Changed = Schema.Struct({ result: Schema.Struct({ user: Schema.NullOr(UserFields) }) })

const ifLost = "Look at the user with Users.get, and do it again if it was not done."

export const updateUser = Operation.mutation("UpdateUser", {
  document: `mutation UpdateUser($id: ID!, $name: String, $email: String, $admin: Boolean, $defaultEntity: String) {
  result: updateUser(input: {
    id: $id, name: $name, primaryEmail: $email, admin: $admin, defaultEntity: $defaultEntity
  }) {
    user { ...UserFields }
  }
} ${userFields}`,
  // What is not given is not sent: null may mean something else.
  variables: Schema.Struct({
    id: Schema.String,
    name: Schema.UndefinedOr(Schema.String),
    email: Schema.UndefinedOr(Schema.String),
    admin: Schema.UndefinedOr(Schema.Boolean),
    defaultEntity: Schema.UndefinedOr(Schema.String)
  }),
  result: Changed,
  idempotent: true,
  ifLost
})

export const deleteUser = Operation.mutation("DeleteUser", {
  document: `mutation DeleteUser($id: ID!) {
  result: deleteUser(input: { id: $id }) { user { ...UserFields } }
} ${userFields}`,
  variables: Schema.Struct({ id: Schema.String }),
  result: Changed,
  idempotent: true,
  ifLost
})

export const undeleteUser = Operation.mutation("UndeleteUser", {
  document: `mutation UndeleteUser($id: ID!) {
  result: undeleteUser(input: { id: $id }) { user { ...UserFields } }
} ${userFields}`,
  variables: Schema.Struct({ id: Schema.String }),
  result: Changed,
  idempotent: true,
  ifLost
})

const notFound = (user: User) =>
  failNaming(updateUser, ({ attempts }) => new UserNotFound({ by: "id", value: user.id, attempts }))

/** The user as it is after the change; where the answer does not show it, as it is found then. */
const changed = <Variables>(
  client: WandbClient.Service,
  user: User,
  operation: Operation.Mutation<Variables, typeof Changed.Type, typeof Changed.Encoded>,
  variables: Variables
): Effect.Effect<User, UserNotFound | MutationError> =>
  Effect.gen(function* () {
    const { result } = yield* client
      .mutate(operation, variables)
      .pipe(Effect.catchIf(isNotFound, () => notFound(user)))
    const source = { name: operation.name, path: "data.result.user" }
    if (result.user !== null) return yield* atLeast(client, { source, fields: result.user })
    const found = yield* byId(client, user.id)
    return yield* Option.match(found, {
      onNone: () => broken(source, "expected an object, got null"),
      onSome: (found) => atLeast(client, found)
    })
  })

const invalid = (field: string, problem: string) =>
  new InvalidInput({ operation: "Users.update", field, problem })

const checked = ({ admin, defaultEntity, email, name }: Users.Changes): Effect.Effect<void, InvalidInput> => {
  if (admin === undefined && defaultEntity === undefined && email === undefined && name === undefined) {
    return invalid("changes", "has none in it")
  }
  if (name?.trim() === "") return invalid("name", "is empty")
  if (defaultEntity?.trim() === "") return invalid("defaultEntity", "is empty")
  return email === undefined
    ? Effect.void
    : Effect.asVoid(Effect.mapError(parseEmail(email), (problem) => invalid("email", problem)))
}

export const update =
  (client: WandbClient.Service) =>
  (user: User, { force = false, ...changes }: Users.Changes): Effect.Effect<User, Users.UpdateError> =>
    Effect.gen(function* () {
      const { admin, defaultEntity, email, name } = changes
      yield* checked(changes)
      if (admin === false && user.admin && !force) yield* lockingNobodyOut(client, user)
      return yield* changed(client, user, updateUser, {
        id: user.id,
        name,
        email,
        admin,
        defaultEntity
      }).pipe(
        Effect.catchIf(isConflict, (error) =>
          Effect.fail(
            email === undefined ? error : new UserAlreadyExists({ email, attempts: error.attempts })
          )
        ),
        Effect.catchTag("UserNotFound", (error) => whatIsMissing(client, user, defaultEntity, error))
      )
    })

/** The default entity where one was given and the user is there, else the user. */
const whatIsMissing = (
  client: WandbClient.Service,
  user: User,
  defaultEntity: string | undefined,
  error: UserNotFound
): Effect.Effect<never, UserNotFound | TeamNotFound> =>
  defaultEntity === undefined
    ? Effect.fail(error)
    : Effect.flatMap(isThere(client, user), (isThere) =>
        Effect.fail(
          isThere ? new TeamNotFound({ team: nameFrom(defaultEntity), attempts: error.attempts }) : error
        )
      )

/** Whether it is the user that the server has not found; where nobody can tell, it is taken to be. */
const isThere = (client: WandbClient.Service, { id }: User): Effect.Effect<boolean> =>
  byId(client, id).pipe(
    Effect.map(Option.exists(({ fields }) => fields.deletedAt === null)),
    Effect.orElseSucceed(() => false)
  )

export const deleteUserOf =
  (client: WandbClient.Service) =>
  (user: User, { force = false }: Users.DeleteOptions = {}): Effect.Effect<User, Users.DeleteError> =>
    Effect.zipRight(
      force ? Effect.void : lockingNobodyOut(client, user),
      changed(client, user, deleteUser, { id: user.id })
    )

export const restore =
  (client: WandbClient.Service) =>
  (user: User): Effect.Effect<User, Users.RestoreError> =>
    changed(client, user, undeleteUser, { id: user.id })
