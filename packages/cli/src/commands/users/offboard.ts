import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Confirm from "../../internal/confirm.js"
import { flag, repeated } from "../../internal/options.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"

export const offboard = ServerCommand.make({
  name: "offboard",
  summary: "takes everything away from a user who leaves",
  details: [
    "Deletes the user's API keys, takes the user out of all teams, cancels invitations, takes the rights of an administrator away, and deletes the user if --delete is given. What is to be done is shown first.",
    "--plan shows it and does nothing: it ends with code 2 when there is something to do. A step that fails stops no other, and the same command again does what is left.",
    "Yourself and the last administrator are refused (exit code 3), and so is a user of whom the server does not show everything."
  ].join(" "),
  examples: [
    ["effect-wandb users offboard ada --delete --plan", "what would be done"],
    ["effect-wandb users offboard ada --delete --successor vision=grace", "does it, and hands a team over"]
  ],
  options: Options.all({
    delete: flag("delete", "deletes the user in the end"),
    plan: flag("plan", "shows what is to be done, and does nothing"),
    yes: Confirm.yes,
    teams: repeated(
      "teams",
      "names",
      "the teams to which the user may be invited, with commas between them (default: all teams of all users)"
    ),
    address: repeated("address", "email", "another address under which the user may be invited"),
    successor: repeated("successor", "team=user", "the member who takes a team over that the user leads"),
    allowUnseen: flag("allow-unseen", "goes on although the server does not show everything")
  }),
  args: Who.who,
  data: true,
  handler: (given, who) =>
    Effect.flatMap(
      Effect.promise(() => import("../../internal/users/offboard.js")),
      ({ offboard }) => offboard(who, given)
    )
})
