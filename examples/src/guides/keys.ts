// #region imports
import { Wandb } from "@effect-wandb/client"
import { type ApiKey, ApiKeys, ApiKeySecret, User, Users } from "@effect-wandb/core"
import { FileSystem } from "@effect/platform"
import { Effect, Option, Redacted, Stream } from "effect"
// #endregion

// #region generate
/** Makes a key for whoever is authenticated, and takes its secret to the one place where it belongs. */
export const keyInto = (path: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const key = yield* ApiKeys.generate({ description: "nightly export" })
    yield* fs.writeFileString(path, Redacted.value(key.secret), { mode: 0o600 })
    return key.name
  })
// #endregion

// #region owner
/** Fails with `NotAuthenticatedAs`, and makes no key, unless the key in force is this user's own. */
export const keyFor = (username: string) =>
  Effect.flatMap(Users.get({ username }), (owner) => ApiKeys.generate({ description: "laptop", owner }))

/** With one of the user's keys at hand it is made as that user. */
export const anotherKeyFor = (username: string, secret: ApiKeySecret.ApiKeySecret) =>
  keyFor(username).pipe(Wandb.actAs(secret))
// #endregion

// #region settle
/** A lost answer leaves no key behind: the lost one is deleted, and another one made. */
export const settledKey = ApiKeys.generate({ description: "nightly export", settle: true })
// #endregion

// #region scoped
/** A key for as long as a piece of work: it is deleted when that ends, fails or is interrupted. */
export const withKey = <A, E, R>(work: (key: ApiKey.GeneratedApiKey) => Effect.Effect<A, E, R>) =>
  Effect.scoped(Effect.flatMap(ApiKeys.scoped({ description: "one export" }), work))
// #endregion

// #region list
/** What the user's keys are for; `None` where the server does not show them, which is not the same as none. */
export const purposesOf = (username: string) =>
  Effect.map(Users.get({ username }), ({ apiKeys }) =>
    Option.map(apiKeys, (keys) => keys.map(({ description }) => Option.getOrElse(description, () => "?")))
  )
// #endregion

// #region find
/** The key of that name, or of that whole key. */
export const idOf = (user: User.User, name: string) => Option.map(User.findApiKey(user, name), ({ id }) => id)
// #endregion

// #region delete
/** Deletes a key by its name. Whether it was there is the answer. */
export const forget = (user: User.User, name: string) =>
  ApiKeys.delete(user, name).pipe(
    Effect.as(true),
    Effect.catchTag("ApiKeyNotFound", () => Effect.succeed(false))
  )
// #endregion

// #region deleteMany
/** Deletes all keys of a user, and says of each that is left why it is. To run it again is safe. */
export const revokeAll = (user: User.User) =>
  Effect.flatMap(ApiKeys.list(user), (keys) =>
    ApiKeys.deleteMany(keys).pipe(
      Stream.filterMap((outcome) =>
        outcome._tag === "Failed" || outcome._tag === "Unknown"
          ? Option.some(`${outcome.input.name}: ${outcome.error.message}`)
          : Option.none()
      ),
      Stream.runCollect
    )
  )
// #endregion

// #region typed
/** What somebody has typed is a key by its form or not; whether a server knows it shows at the first request. */
export const whose = (typed: string) =>
  Effect.flatMap(ApiKeySecret.make(typed), (secret) => Users.viewer.pipe(Wandb.actAs(secret)))
// #endregion
