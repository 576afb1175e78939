import * as Teams from "@effect-wandb/core/Teams"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { optional } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { ofTeam, team } from "../../internal/teams/record.js"
import { before, whole } from "../../internal/teams/whole.js"
import * as Who from "../../internal/teams/who.js"
import * as Named from "../../internal/users/who.js"

export const create = ServerCommand.make({
  name: "create",
  summary: "creates a team",
  details:
    "Needs the API key of an administrator, who does not become a member of the team: without --admin nobody is in it.",
  examples: [["effect-wandb teams create engine --admin ada", "with its first admin"]],
  options: optional("admin", "user", `its first admin and only member: ${Named.description}`),
  args: Arguments.team,
  data: true,
  handler: (admin, name) =>
    Effect.gen(function* () {
      yield* before
      const username = yield* Effect.transposeOption(Option.map(admin, Who.username))
      const created = yield* whole(
        Teams.create({ name, admin: Option.getOrUndefined(username) }),
        `after the team ${name} was created`
      )
      yield* Output.one(team, ofTeam(created))
    })
})
