import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Effect from "effect/Effect"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { user } from "./record.js"
import * as Selection from "./selection.js"

export const list = ServerCommand.make({
  name: "list",
  summary: "lists the users of the installation, service accounts among them",
  details:
    "Needs the API key of an instance administrator; what a server shows to others is its choice. With -o ndjson and -o csv users are written page by page as they come.",
  examples: [
    ["effect-wandb users list -o csv > users.csv", "all of them for a spreadsheet"],
    ["effect-wandb users list --admins -o ndjson | jq -r .email", "the addresses of the administrators"]
  ],
  options: Selection.options,
  args: Args.none,
  data: true,
  handler: (selection) => Effect.asVoid(Output.many(user, Selection.select(selection)(Users.list)))
})
