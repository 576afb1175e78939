import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"
import { user } from "./record.js"

export const get = ServerCommand.make({
  name: "get",
  summary: "shows a user",
  details: "The name, the address or the id has to be the whole of it: see users search for parts.",
  examples: [
    ["effect-wandb users get ada", "by username"],
    ["effect-wandb users get ada@example.com -o yaml", "by email address"]
  ],
  options: Options.none,
  args: Who.who,
  data: true,
  handler: (_, who) => Effect.flatMap(Who.get(who), (found) => Output.one(user, found))
})
