import { label, type User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { OffboardingRefused } from "./errors.js"
import { administers } from "./people.js"

/** Stops who would offboard themselves. */
export const notOneself = (viewer: User, user: Pick<User, "id">): Effect.Effect<void, OffboardingRefused> =>
  viewer.id === user.id
    ? Effect.fail(new OffboardingRefused({ user: label(viewer), reason: "oneself" }))
    : Effect.void

/** Whether somebody else administers the installation. */
export const isOther =
  (user: User) =>
  (other: User): boolean =>
    other.id !== user.id && administers(other)

export const lastAdministrator = (user: User): Effect.Effect<never, OffboardingRefused> =>
  Effect.fail(new OffboardingRefused({ user: label(user), reason: "lastAdministrator" }))

/** Stops what would leave the installation to nobody; no more users are read than it takes to find somebody else. */
export const notTheLast = (user: User): Effect.Effect<void, OffboardingRefused | QueryError, Users.Users> =>
  administers(user)
    ? Users.list.pipe(
        Stream.filter(isOther(user)),
        Stream.runHead,
        Effect.flatMap(Option.match({ onNone: () => lastAdministrator(user), onSome: () => Effect.void }))
      )
    : Effect.void
