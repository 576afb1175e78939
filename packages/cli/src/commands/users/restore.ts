import * as Users from "@effect-wandb/core/Users"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"
import { user } from "./record.js"

export const restore = ServerCommand.make({
  name: "restore",
  summary: "takes a deleted user back",
  details: "Keys, memberships and rights are as they were. The API keys let the user in again.",
  examples: [
    ["effect-wandb users list --deleted only", "who can be restored"],
    ["effect-wandb users restore ada", "takes one of them back"]
  ],
  options: Options.none,
  args: Who.who,
  data: true,
  handler: (_, who) =>
    Effect.gen(function* () {
      const found = yield* Who.get(who)
      if (Option.isSome(found.deletedAt)) return yield* Output.one(user, yield* Users.restore(found))
      yield* Output.note(`${Who.described(found)} is not deleted.`)
      yield* Output.one(user, found)
    })
})
