import * as Teams from "@effect-wandb/core/Teams"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { member } from "../../internal/teams/record.js"

export const members = ServerCommand.make({
  name: "members",
  summary: "lists who is in a team, who is invited to it, and its service accounts",
  examples: [
    [
      "effect-wandb teams members engine -o ndjson | jq -r 'select(.role == \"admin\") | .email'",
      "its admins"
    ],
    ["effect-wandb teams members engine -o csv > engine.csv", "for a spreadsheet"]
  ],
  options: Options.none,
  args: Arguments.team,
  data: true,
  handler: (_, team) => Effect.asVoid(Output.many(member, Stream.fromIterableEffect(Teams.members(team))))
})
