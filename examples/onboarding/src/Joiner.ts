import { User } from "@effect-wandb/core"
import { Either, Schema } from "effect"

/** What W&B takes for an email address. */
const Email = Schema.String.pipe(
  Schema.filter((text) =>
    Either.match(User.parseEmail(text), { onLeft: (problem) => problem, onRight: () => true })
  )
)

/** Who or what joins a department: a person, or a CI job, of which `email` is whoever answers for it. */
export class Joiner extends Schema.Class<Joiner>("Joiner")({
  name: Schema.NonEmptyTrimmedString,
  email: Email,
  department: Schema.NonEmptyTrimmedString,
  kind: Schema.Literal("person", "ci"),
  role: Schema.optionalWith(Schema.Literal("admin", "member", "view-only"), { default: () => "member" })
}) {}

/** What a joiner has at the end: a seat in a team and, if it is a CI job, a key under a name in the store of secrets. */
export class Receipt extends Schema.Class<Receipt>("Receipt")({
  team: Schema.String,
  secret: Schema.optional(Schema.String)
}) {}

/** There is no team of that name: somebody has to correct the department, or to create the team. */
export class UnknownDepartment extends Schema.TaggedError<UnknownDepartment>()("UnknownDepartment", {
  message: Schema.String
}) {}

/** The service may not do this: somebody has to give it other keys. */
export class NotPermitted extends Schema.TaggedError<NotPermitted>()("NotPermitted", {
  message: Schema.String
}) {}

/** It is not done, or nobody knows whether it is: the same joiner may be sent again at any time. */
export class TryAgain extends Schema.TaggedError<TryAgain>()("TryAgain", { message: Schema.String }) {}
