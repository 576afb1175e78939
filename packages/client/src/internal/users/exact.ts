import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { isNotFound } from "../refusal.js"
import { UserFields, userFields } from "./fields.js"
import { hit, hits } from "./search.js"
import type { Found } from "./whole.js"

/** A user to look up, by one of the three. */
export interface Wanted {
  readonly by: "username" | "email" | "id"
  readonly value: string
}

/** A key that is the same for all that ask for the same user in the same way. */
export const keyOf = ({ by, value }: Wanted): string =>
  `${by} ${by === "email" ? value.toLowerCase() : value}`

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

/** Whether a user is the one that was asked for: addresses are compared without regard to case, all else to the letter. */
export const isMeant =
  ({ by, value }: Wanted) =>
  ({ email, id, username }: UserFields): boolean => {
    switch (by) {
      case "username":
        return username === value
      case "email":
        return email?.toLowerCase() === value.toLowerCase()
      case "id":
        return id === value
    }
  }

/** Where a deleted and a living user share an address, the living one is meant. */
export const isLiving = ({ deletedAt }: UserFields): boolean => deletedAt === null

/** The user that is meant among those who fit. */
export const best = (matches: Iterable<UserFields>): Option.Option<UserFields> =>
  Option.orElse(Arr.findFirst(matches, isLiving), () => Arr.head(Arr.fromIterable(matches)))

/** The server's user, if it is the one that was asked for. */
const exactly = (
  operation: { readonly name: string },
  answer: Effect.Effect<{ readonly user: UserFields | null }, QueryError>,
  wanted: Wanted
): Search =>
  answer.pipe(
    Effect.map(({ user }) => Option.filter(Option.fromNullable(user), isMeant(wanted))),
    Effect.map(Option.map((fields) => ({ source: { name: operation.name, path: "data.user" }, fields }))),
    Effect.catchIf(isNotFound, () => Effect.succeedNone)
  )

export const byId = (client: WandbClient.Service, id: string): Search =>
  exactly(userById, client.query(userById, { id }), { by: "id", value: id })

/** The schema has no lookup by email: a search for the whole address finds it, among others that contain it. */
export const byEmail = (client: WandbClient.Service, email: string): Search =>
  hits(client, email).pipe(
    Stream.filter(isMeant({ by: "email", value: email })),
    Stream.takeUntil(isLiving),
    Stream.runCollect,
    Effect.map((matches) => best(Chunk.toReadonlyArray(matches))),
    Effect.map(Option.map((fields) => ({ source: hit, fields })))
  )

/** Looks one user up, by a request of its own. */
export const exact = (client: WandbClient.Service, wanted: Wanted): Search => {
  switch (wanted.by) {
    case "username":
      return exactly(userByUsername, client.query(userByUsername, { username: wanted.value }), wanted)
    case "email":
      return byEmail(client, wanted.value)
    case "id":
      return byId(client, wanted.value)
  }
}
