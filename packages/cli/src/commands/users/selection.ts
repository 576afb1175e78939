import type { User } from "@effect-wandb/core/User"
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { flag, repeated } from "../../internal/options.js"

/** Which of many users a command is to give. */
export const options = Options.all({
  deleted: Options.choice("deleted", ["exclude", "include", "only"]).pipe(
    Options.withDefault("exclude"),
    Options.withDescription("whether deleted users are among them (default: exclude)")
  ),
  admins: flag("admins", "administrators of the installation alone"),
  type: repeated("type", "account type", "accounts of that type alone, such as USER or SERVICE"),
  limit: Options.integer("limit").pipe(
    Options.withPseudoName("number"),
    Options.optional,
    Options.withDescription("no more than so many")
  )
})

interface Selection {
  readonly deleted: "exclude" | "include" | "only"
  readonly admins: boolean
  readonly type: ReadonlyArray<string>
  readonly limit: Option.Option<number>
}

/** Those of many users that are selected. */
export const select =
  ({ admins, deleted, limit, type }: Selection) =>
  <E, R>(users: Stream.Stream<User, E, R>): Stream.Stream<User, E, R> => {
    const types = type.map((name) => name.toUpperCase())
    const selected = users.pipe(
      Stream.filter(
        (user) =>
          (deleted === "include" || Option.isSome(user.deletedAt) === (deleted === "only")) &&
          (!admins || user.admin) &&
          (types.length === 0 || Option.exists(user.accountType, (type) => types.includes(type)))
      )
    )
    return Option.match(limit, {
      onNone: () => selected,
      onSome: (limit) => Stream.take(selected, Math.max(0, limit))
    })
  }
