import { Email, type User, UserId, Username } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"
import { inALine } from "../words.js"
import type { Person } from "./people.js"

const Result = Schema.Struct({
  line: Schema.Number,
  email: Email,
  outcome: Schema.Literal("created", "exists", "failed", "unknown"),
  id: Schema.OptionFromNullOr(UserId),
  username: Schema.OptionFromNullOr(Username),
  /** What went wrong, or is otherwise than asked for. */
  reason: Schema.NullOr(Schema.String)
})

/** What became of a line of a file of users. */
export type Result = typeof Result.Type

export const records = Records.make(Result)

/** What is otherwise than asked for of somebody who is there already. */
const remarkOn = ({ admin }: Person, user: User): string | null => {
  if (Option.isSome(user.deletedAt))
    return "The user is deleted: effect-wandb users restore takes the user back."
  return admin && !user.admin
    ? "The user is no administrator: effect-wandb users update --admin makes one."
    : null
}

const about = ({ email, line }: Person, user: Option.Option<User>) => ({
  line,
  email,
  id: Option.map(user, ({ id }) => id),
  username: Option.flatMap(user, ({ username }) => username)
})

/** What became of somebody; `remark` is what went wrong although there is a user now. */
export const of = (
  outcome: Users.Users.CreateOutcome<Person>,
  remark: Option.Option<string>
): Effect.Effect<Result, never, Users.Users> => {
  const { input } = outcome
  const result = (outcome: Result["outcome"], user: Option.Option<User>, reason: string | null): Result => ({
    ...about(input, user),
    outcome,
    reason
  })
  switch (outcome._tag) {
    case "Done":
      return Effect.succeed(result("created", Option.some(outcome.value), Option.getOrNull(remark)))
    case "Unchanged":
      return Effect.map(
        // Who it is would be good to know; that the address is taken is known without it.
        Effect.orElseSucceed(Users.find({ email: input.email }), Option.none<User>),
        (user) =>
          result(
            "exists",
            user,
            Option.getOrNull(Option.flatMapNullable(user, (user) => remarkOn(input, user)))
          )
      )
    case "Failed":
      return Effect.succeed(result("failed", Option.none(), inALine(outcome.error)))
    case "Unknown":
      return Effect.succeed(result("unknown", Option.none(), inALine(outcome.error)))
  }
}

/** How many lines ended how. */
export interface Tally {
  readonly created: number
  readonly unnamed: number
  readonly exists: number
  readonly failed: number
  readonly unknown: number
}

export const none: Tally = { created: 0, unnamed: 0, exists: 0, failed: 0, unknown: 0 }

export const count = (tally: Tally, { outcome, reason }: Result): Tally => ({
  ...tally,
  [outcome]: tally[outcome] + 1,
  unnamed: tally.unnamed + (outcome === "created" && reason !== null ? 1 : 0)
})

/** Whether what was asked for is so now, as far as it was not so before. */
export const isGood = ({ failed, unknown, unnamed }: Tally): boolean => failed + unknown + unnamed === 0

/** The tally for a person to read. */
export const summary = ({ created, exists, failed, unknown, unnamed }: Tally): string => {
  const others = [
    [unnamed, "of them without the name"],
    [exists, "there already"],
    [failed, "failed"],
    [unknown, "of which nobody knows, which the same command finds out"]
  ] as const
  const told = others.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
  return `${[`${created} created`, ...told].join(", ")}.`
}
