// #region imports
import { Wandb, WandbConfigProvider } from "@effect-wandb/client"
import { ApiKey, ApiKeys, User, Users } from "@effect-wandb/core"
import { NodeFileSystem, NodeHttpClient } from "@effect/platform-node"
import { Console, Effect, Layer, Option, Redacted, Stream } from "effect"
// #endregion

// #region function
/** In Python: a function. Calling it does nothing yet; it gives a description of what to do. */
export const greet = (username: string) =>
  Effect.gen(function* () {
    // `yield*` does it, waits for it, and gives what came of it.
    const user = yield* Users.get({ username })
    // What may be absent is an `Option`: the compiler asks what is to be done without it.
    const email = Option.getOrElse(user.email, () => "no address")
    yield* Console.log(`${user.name}, ${email}`)
    return user
  })
// #endregion

// #region except
/** In Python: try, except, finally. Which errors there are is in the type of `greet("ada")`. */
export const greetOrNot = (username: string) =>
  greet(username).pipe(
    Effect.asVoid,
    Effect.catchTag("UserNotFound", (error) => Console.log(error.message)),
    Effect.ensuring(Console.log("done"))
  )
// #endregion

// #region loop
/** In Python: for … in …. A stream reads a page when it is needed, and the next one when that is used up. */
export const printAll = Stream.runForEach(Users.list, (user) => Console.log(User.label(user)))
// #endregion

// #region gather
/** In Python: asyncio.gather, or a pool of threads. */
export const greetAll = Effect.forEach(["ada", "grace"], greet, { concurrency: 10 })
// #endregion

// #region with
/** In Python: with. The key is deleted however this ends. */
export const withAKey = Effect.scoped(
  Effect.gen(function* () {
    const key = yield* ApiKeys.scoped({ description: "one export" })
    yield* Console.log(`exporting with ${key.name}`)
  })
)
// #endregion

// #region run
/** Who the services are is said once, where the program is run. */
const WandbLive = Wandb.layerConfig().pipe(
  // What wandb login has left in .netrc, and the settings files.
  Layer.provide(WandbConfigProvider.layer),
  Layer.provide([NodeFileSystem.layer, NodeHttpClient.layerUndici])
)

/** In Python: asyncio.run. For code that knows nothing of Effect, it is a promise. */
export const main = () => Effect.runPromise(Effect.provide(greetOrNot("ada"), WandbLive))
// #endregion

// #region onboard
export const onboard = (emails: ReadonlyArray<string>) =>
  Users.createMany(emails.map((email) => ({ email }))).pipe(
    Stream.runForEach((outcome) =>
      outcome._tag === "Failed" || outcome._tag === "Unknown"
        ? Console.error(outcome.error.message)
        : Console.log(`${outcome.input.email}: ${outcome._tag}`)
    )
  )
// #endregion

// #region replace
export const replace = (description: string, store: (key: string) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const me = yield* Users.viewer
    const key = yield* ApiKeys.generate({ description, settle: true })
    yield* store(Redacted.value(key.secret))
    for (const old of Option.getOrElse(me.apiKeys, () => [])) {
      if (Option.contains(ApiKey.plainDescription(old), description)) yield* ApiKeys.delete(me, old)
    }
  })
// #endregion

// #region without
export const withoutKeys = Users.list.pipe(
  // `None` is "the server does not show them", which is something else than an empty list.
  Stream.filter(
    ({ accountType, apiKeys, deletedAt }) =>
      Option.exists(apiKeys, (keys) => keys.length === 0) &&
      // Everybody is in the list: who was deleted, and service accounts too.
      Option.isNone(deletedAt) &&
      Option.contains(accountType, "USER")
  ),
  Stream.map(User.label),
  Stream.runCollect
)
// #endregion
