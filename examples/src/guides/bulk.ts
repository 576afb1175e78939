import { Users } from "@effect-wandb/core"
import { Effect } from "effect"

// #region together
/** A thousand lookups that are made at the same time are ten requests. */
export const all = (usernames: ReadonlyArray<string>) =>
  Effect.forEach(usernames, (username) => Users.get({ username }), { concurrency: "unbounded" })
// #endregion
