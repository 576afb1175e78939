import { label, type User } from "@effect-wandb/core/User"
import { ForceRequired, type QueryError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { hits, searchUsers } from "./search.js"
import { identity } from "./viewer.js"

const required = (user: User, reason: ForceRequired["reason"]) =>
  failNaming(searchUsers, (attempt) => new ForceRequired({ ...attempt, user: label(user), reason }))

/** Whether anybody else administers the installation; no more users are looked at than it takes to find one. */
const hasOtherAdministrator = (client: WandbClient.Service, user: User): Effect.Effect<boolean, QueryError> =>
  hits(client, null).pipe(
    Stream.filter(({ admin, deletedAt, id }) => admin === true && deletedAt === null && id !== user.id),
    Stream.runHead,
    Effect.map(Option.isSome)
  )

/**
 * Stops what would lock out oneself, or the last administrator. Somebody else may do the same in between: then the
 * server's own refusal is what is left.
 */
export const lockingNobodyOut = (
  client: WandbClient.Service,
  user: User
): Effect.Effect<void, ForceRequired | QueryError> =>
  Effect.gen(function* () {
    const viewer = yield* identity(client)
    if (viewer.id === user.id) return yield* required(user, "oneself")
    if (user.admin && !(yield* hasOtherAdministrator(client, user))) {
      return yield* required(user, "lastAdministrator")
    }
  })
