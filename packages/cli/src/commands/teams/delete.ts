import * as Teams from "@effect-wandb/core/Teams"
import * as Effect from "effect/Effect"
import * as Confirm from "../../internal/confirm.js"
import { counted } from "../../internal/counted.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { ofTeam, team } from "../../internal/teams/record.js"
import * as Seat from "../../internal/teams/seat.js"
import { before, whole } from "../../internal/teams/whole.js"

export const remove = ServerCommand.make({
  name: "delete",
  summary: "deletes a team",
  details:
    "What becomes of its projects is the server's choice. Needs the API key of one of its admins, or of an administrator. Gives the team that is gone.",
  examples: [["effect-wandb teams delete engine --yes", "without being asked, as a pipeline does"]],
  options: Confirm.yes,
  args: Arguments.team,
  data: true,
  handler: (yes, name) =>
    Effect.gen(function* () {
      yield* before
      const found = yield* Teams.get(name)
      if (found.personal) return yield* Effect.fail(Seat.personal(found))
      const gone = ofTeam(found)
      const members = counted(gone.memberCount, "member", "members")
      yield* Confirm.ask({ question: `Delete the team ${gone.name} with its ${members}?`, yes })
      yield* whole(Teams.delete(gone.name), `after the team ${gone.name} was deleted`)
      yield* Output.one(team, gone)
      yield* Output.note(`Deleted the team ${gone.name}.`)
    })
})
