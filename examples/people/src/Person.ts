import { User } from "@effect-wandb/core"
import { Either, Option, Schema } from "effect"

/** Somebody as this API shows them: what W&B knows besides, such as their API keys, stays behind it. */
export class Person extends Schema.Class<Person>("Person")({
  username: Schema.optionalWith(Schema.String, { as: "Option" }),
  email: Schema.optionalWith(Schema.String, { as: "Option" }),
  name: Schema.String,
  admin: Schema.Boolean,
  teams: Schema.Array(Schema.String),
  deletedAt: Schema.optionalWith(Schema.DateTimeUtc, { as: "Option" })
}) {
  static of(user: User.User): Person {
    const { admin, deletedAt, email, name, username } = user
    const teams = User.teamNames(user).filter((team) => !Option.contains<string>(username, team))
    return new Person({ username, email, name, admin, teams, deletedAt })
  }
}

/** What W&B takes for an email address. */
const Email = Schema.String.pipe(
  Schema.filter((text) => Either.match(User.parseEmail(text), { onLeft: (no) => no, onRight: () => true }))
)

/** Somebody to create. */
export class NewPerson extends Schema.Class<NewPerson>("NewPerson")({
  email: Email,
  admin: Schema.optionalWith(Schema.Boolean, { default: () => false })
}) {}
