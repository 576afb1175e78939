// #region imports
import { User, Users } from "@effect-wandb/core"
import { Effect, Either, Option, Stream } from "effect"
// #endregion

// #region get
/** One user, who has to be there. */
export const teamsOf = (username: string) => Effect.map(Users.get({ username }), User.teamNames)
// #endregion

// #region find
/** One user, who may not be there: it is no error then. */
export const nameOf = (email: string) =>
  Users.find({ email }).pipe(
    Effect.map(Option.match({ onNone: () => "a stranger", onSome: ({ name }) => name }))
  )
// #endregion

// #region search
/** The first ten whose username or address the server finds by a part of it. No page more is read than that takes. */
export const matching = (part: string) => Users.search(part).pipe(Stream.take(10), Stream.runCollect)
// #endregion

// #region list
/** Everybody who works here: no service accounts, and nobody who is deleted. */
export const people = Users.list.pipe(
  Stream.filter(
    ({ accountType, deletedAt }) => Option.isNone(deletedAt) && Option.contains(accountType, "USER")
  )
)
// #endregion

// #region getMany
/** Those of the addresses that nobody has. A hundred lookups are a request or two. */
export const unknownAmong = (emails: ReadonlyArray<string>) =>
  Users.getMany(emails.map((email) => ({ email }))).pipe(
    Stream.filterMap(Either.getLeft),
    Stream.filter((error) => error._tag === "UserNotFound"),
    Stream.map(({ value }) => value),
    Stream.runCollect
  )
// #endregion

// #region create
/** A user for an address: a new one, or the one that there is. */
export const ensure = (email: string) =>
  Users.create({ email }).pipe(Effect.catchTag("UserAlreadyExists", () => Users.get({ email })))
// #endregion

// #region restored
/** The same, for somebody who comes back: a deleted user keeps the address. */
export const welcomeBack = (email: string) =>
  Effect.flatMap(ensure(email), (user) =>
    Option.isSome(user.deletedAt) ? Users.restore(user) : Effect.succeed(user)
  )
// #endregion

// #region update
/** Another name and address, and the rights of an administrator. What is not given stays as it is. */
export const change = (username: string) =>
  Effect.flatMap(Users.get({ username }), (user) =>
    Users.update(user, { name: "Ada King", email: "ada.king@example.com", admin: true })
  )
// #endregion

// #region delete
/** Deletes somebody whose keys work no more from then on; the user as it is then has a `deletedAt`. */
export const dismiss = (username: string) =>
  Effect.flatMap(Users.get({ username }), (user) => Users.delete(user)).pipe(
    // Whoever is not there any more needs no dismissal.
    Effect.asSome,
    Effect.catchTag("UserNotFound", () => Effect.succeedNone)
  )
// #endregion
