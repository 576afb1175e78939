import * as Users from "@effect-wandb/core/Users"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../../internal/activity.js"
import * as Confirm from "../../internal/confirm.js"
import { flag } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"
import { user } from "./record.js"

export const remove = ServerCommand.make({
  name: "delete",
  summary: "deletes a user, whose API keys let nobody in from then on",
  details:
    "Deleted users stay visible, and users restore takes them back. To delete yourself or the last administrator is refused (exit code 3) unless --force is given. users offboard takes keys, memberships and invitations away as well.",
  examples: [["effect-wandb users delete ada --yes", "without being asked"]],
  options: Options.all({
    yes: Confirm.yes,
    force: flag("force", "deletes yourself or the last administrator too")
  }),
  args: Who.who,
  data: true,
  handler: ({ force, yes }, who) =>
    Effect.gen(function* () {
      const found = yield* Who.get(who)
      const whom = Who.described(found)
      if (Option.isSome(found.deletedAt)) {
        yield* Output.note(`${whom} is deleted already.`)
        return yield* Output.one(user, found)
      }
      yield* Activity.set("before anything was changed")
      yield* Confirm.ask({ question: `Delete the user ${whom}?`, yes })
      yield* Activity.set(
        `while ${whom} was deleted: effect-wandb users get id:${found.id} shows whether that was done`
      )
      yield* Output.one(user, yield* Users.delete(found, { force }))
    })
})
