import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Effect from "effect/Effect"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { user } from "./record.js"
import * as Selection from "./selection.js"

export const search = ServerCommand.make({
  name: "search",
  summary: "searches users by a part of their username or email address",
  details: "Which parts match is the server's choice: known servers match beginnings and ends.",
  examples: [["effect-wandb users search @example.com", "everybody with an address there"]],
  options: Selection.options,
  args: Args.text({ name: "part" }).pipe(
    Args.withDescription("the beginning or the end of a username or an email address")
  ),
  data: true,
  handler: (selection, part) =>
    Effect.asVoid(Output.many(user, Selection.select(selection)(Users.search(part))))
})
