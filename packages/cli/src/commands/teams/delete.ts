import * as Teams from "@effect-wandb/core/Teams"
import * as Effect from "effect/Effect"
import * as Confirm from "../../internal/confirm.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import * as Seat from "../../internal/teams/seat.js"
import { before, whole } from "../../internal/teams/whole.js"

const counted = (count: number): string => (count === 1 ? "1 member" : `${count} members`)

export const remove = ServerCommand.make({
  name: "delete",
  summary: "deletes a team",
  details:
    "What becomes of its projects is the server's choice. Needs the API key of one of its admins, or of an administrator.",
  examples: [["effect-wandb teams delete engine --yes", "without being asked, as a pipeline does"]],
  options: Confirm.yes,
  args: Arguments.team,
  data: false,
  handler: (yes, name) =>
    Effect.gen(function* () {
      yield* before
      const team = yield* Teams.get(name)
      if (team.personal) return yield* Effect.fail(Seat.personal(team))
      const members = counted(team.members.filter(({ pending }) => !pending).length)
      yield* Confirm.ask({ question: `Delete the team ${team.name} with its ${members}?`, yes })
      yield* whole(Teams.delete(team.name), `after the team ${team.name} was deleted`)
      yield* Output.note(`Deleted the team ${team.name}.`)
    })
})
