import type { Member } from "@effect-wandb/core/Member"
import type { Team } from "@effect-wandb/core/Team"
import * as Teams from "@effect-wandb/core/Teams"
import { MemberNotFound } from "@effect-wandb/core/WandbError"
import * as Args from "@effect/cli/Args"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Confirm from "../../internal/confirm.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { member as memberRecord } from "../../internal/teams/record.js"
import * as Seat from "../../internal/teams/seat.js"
import { before, whole } from "../../internal/teams/whole.js"
import * as Who from "../../internal/teams/who.js"

/** What is to be done about somebody: whoever is invited only has an invitation to lose. */
const removal = ({ name }: Team, member: Member) => {
  const label = Seat.label(member)
  if (member.pending) {
    return {
      question: `Take back the invitation of ${label} to the team ${name}?`,
      act: whole(
        Teams.cancelInvite(name, member),
        `after the invitation of ${label} to the team ${name} was taken back`
      ),
      done: `Took back the invitation of ${label} to the team ${name}.`
    }
  }
  const role = Option.match(member.role, { onNone: () => "", onSome: (role) => ` (${role})` })
  return {
    question: `Remove ${label}${role} from the team ${name}?`,
    act: whole(Teams.removeMember(name, member), `after ${label} was removed from the team ${name}`),
    done: `Removed ${label} from the team ${name}.`
  }
}

export const remove = ServerCommand.make({
  name: "remove",
  summary: "removes a member from a team, or takes back an invitation",
  details:
    "It says which of the two it is. The runs of a member stay. Needs the API key of one of the team's admins, or of an administrator; the last admin of a team cannot be removed. Gives the member who is gone, or who was invited: pending tells which.",
  examples: [
    ["effect-wandb teams remove engine grace", "asks first"],
    ["effect-wandb teams remove engine grace@example.com --yes", "as a pipeline does"]
  ],
  options: Confirm.yes,
  args: Args.all([Arguments.team, Arguments.who]),
  data: true,
  handler: (yes, [name, who]) =>
    Effect.gen(function* () {
      yield* before
      const person = yield* Who.person(who)
      const team = yield* Teams.get(name)
      if (team.personal) return yield* Effect.fail(Seat.personal(team))
      const member = Seat.find(team, person)
      if (member === undefined) {
        return yield* Effect.fail(new MemberNotFound({ team: team.name, member: who }))
      }
      const { act, done, question } = removal(team, member)
      yield* Confirm.ask({ question, yes })
      yield* act
      yield* Output.one(memberRecord, member)
      yield* Output.note(done)
    })
})
