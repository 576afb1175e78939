import { nameFrom } from "@effect-wandb/core/ApiKey"
import { parseEmail, type User } from "@effect-wandb/core/User"
import type { Users } from "@effect-wandb/core/Users"
import { InvalidInput, type QueryError, UserNotFound } from "@effect-wandb/core/WandbError"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { isNotFound } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { hit, hits } from "./search.js"
import { type Found, wholeUser } from "./whole.js"

export const userByUsername = Operation.query("UserByUsername", {
  document: `query UserByUsername($username: String!) { user(userName: $username) { ...UserFields } } ${userFields}`,
  variables: Schema.Struct({ username: Schema.String }),
  result: Schema.Struct({ user: Schema.NullOr(UserFields) })
})

export const userById = Operation.query("UserById", {
  document: `query UserById($id: ID!) { user(id: $id) { ...UserFields } } ${userFields}`,
  variables: Schema.Struct({ id: Schema.String }),
  result: Schema.Struct({ user: Schema.NullOr(UserFields) })
})

type Search = Effect.Effect<Option.Option<Found>, QueryError>

/** The server's user, if it is the one that was asked for to the letter. */
const exactly = (
  operation: { readonly name: string },
  answer: Effect.Effect<{ readonly user: UserFields | null }, QueryError>,
  isMeant: (user: UserFields) => boolean
): Search =>
  answer.pipe(
    Effect.map(({ user }) => Option.filter(Option.fromNullable(user), isMeant)),
    Effect.map(Option.map((fields) => ({ source: { name: operation.name, path: "data.user" }, fields }))),
    Effect.catchIf(isNotFound, () => Effect.succeedNone)
  )

const byUsername = (client: WandbClient.Service, username: string): Search =>
  exactly(userByUsername, client.query(userByUsername, { username }), (user) => user.username === username)

export const byId = (client: WandbClient.Service, id: string): Search =>
  exactly(userById, client.query(userById, { id }), (user) => user.id === id)

/** The schema has no lookup by email: a search for the whole address finds it, among others that contain it. */
export const byEmail = (client: WandbClient.Service, email: string): Search =>
  hits(client, email).pipe(
    Stream.filter((user) => user.email?.toLowerCase() === email.toLowerCase()),
    Stream.takeUntil((user) => user.deletedAt === null),
    Stream.runCollect,
    Effect.map((matches) =>
      Option.orElse(
        Chunk.findFirst(matches, (user) => user.deletedAt === null),
        () => Chunk.head(matches)
      )
    ),
    Effect.map(Option.map((fields) => ({ source: hit, fields })))
  )

const invalid = (field: string, problem: string) =>
  failNaming(userById, ({ operation }) => new InvalidInput({ operation, field, problem }))

const look = (
  client: WandbClient.Service,
  lookup: Users.Lookup
): Effect.Effect<Option.Option<Found>, InvalidInput | QueryError> => {
  if (lookup.email !== undefined) {
    const { email } = lookup
    return Either.match(parseEmail(email), {
      onLeft: (problem) => invalid("email", problem),
      onRight: () => byEmail(client, email)
    })
  }
  if (lookup.username !== undefined) {
    return lookup.username.trim() === ""
      ? invalid("username", "is empty")
      : byUsername(client, lookup.username)
  }
  // Programs in JavaScript can get here without an id.
  if (lookup.id === undefined) return invalid("lookup", "has neither a username, an email address nor an id")
  return lookup.id.trim() === "" ? invalid("id", "is empty") : byId(client, lookup.id)
}

/** Whoever looks for a key by mistake does not find it in the error: what has the form of one is shortened. */
const notFound = (lookup: Users.Lookup) =>
  failNaming(userById, ({ attempts }) => new UserNotFound({ ...wanted(lookup), attempts }))

const wanted = (lookup: Users.Lookup): Pick<UserNotFound, "by" | "value"> => {
  if (lookup.email !== undefined) return { by: "email", value: lookup.email }
  if (lookup.username !== undefined) return { by: "username", value: nameFrom(lookup.username) }
  return { by: "id", value: nameFrom(lookup.id) }
}

export const find =
  (client: WandbClient.Service) =>
  (lookup: Users.Lookup): Effect.Effect<Option.Option<User>, Users.FindError> =>
    Effect.flatMap(
      look(client, lookup),
      Effect.transposeMapOption(({ fields, source }) => wholeUser(client, source, fields))
    )

export const get =
  (client: WandbClient.Service) =>
  (lookup: Users.Lookup): Effect.Effect<User, Users.GetError> =>
    Effect.flatMap(
      find(client)(lookup),
      Option.match({ onNone: () => notFound(lookup), onSome: Effect.succeed })
    )
