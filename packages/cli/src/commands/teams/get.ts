import * as Teams from "@effect-wandb/core/Teams"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { ofTeam, team } from "../../internal/teams/record.js"

export const get = ServerCommand.make({
  name: "get",
  summary: "shows a team",
  details: "The name has to be the whole of it.",
  examples: [["effect-wandb teams get engine -o json | jq .memberCount", "how many are in a team"]],
  options: Options.none,
  args: Arguments.team,
  data: true,
  handler: (_, name) => Effect.flatMap(Teams.get(name), (found) => Output.one(team, ofTeam(found)))
})
