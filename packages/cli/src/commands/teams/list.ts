import * as Teams from "@effect-wandb/core/Teams"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { ofTeam, team } from "../../internal/teams/record.js"
import * as Who from "../../internal/users/who.js"

export const list = ServerCommand.make({
  name: "list",
  summary: "lists the teams of a user, or your own",
  details:
    "W&B lists teams by their members alone: roster export finds the teams of everybody. Each user has an entity of the same name too, which W&B counts among the teams, and which is left out unless it is asked for.",
  examples: [
    ["effect-wandb teams list", "the teams of the owner of the API key"],
    ["effect-wandb teams list ada@example.com -o ndjson | jq -r .name", "the names of somebody's teams"]
  ],
  options: Options.choice("personal", ["exclude", "include", "only"]).pipe(
    Options.withDefault("exclude"),
    Options.withDescription("whether personal entities are among them (default: exclude)")
  ),
  args: Args.text({ name: "who" }).pipe(
    Args.withDescription(`${Who.description}; whoever owns the API key, if nobody is named`),
    Args.optional
  ),
  data: true,
  handler: (personal, who) =>
    Effect.gen(function* () {
      const user = yield* Effect.transposeOption(Option.map(who, Who.get))
      const teams = Teams.list(Option.getOrUndefined(user)).pipe(
        Stream.filter((team) => personal === "include" || team.personal === (personal === "only"))
      )
      yield* Output.many(team, Stream.map(teams, ofTeam))
    })
})
