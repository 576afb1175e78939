import * as Teams from "@effect-wandb/core/Teams"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Output from "../../internal/output.js"
import * as Printable from "../../internal/printable.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { member } from "../../internal/teams/record.js"
import * as Seat from "../../internal/teams/seat.js"
import { before, whole } from "../../internal/teams/whole.js"
import * as Who from "../../internal/teams/who.js"

/** Whoever is invited has a role that is given when the invitation is sent. */
const isInvited = (team: string, label: string, role: string): Problem =>
  new Problem({
    what: `${label} is invited to the team ${Printable.line(team)}, and no member yet.`,
    todo: `To change the role, take the invitation back with effect-wandb teams remove, and invite again with --role ${Printable.line(role)}.`
  })

export const setRole = ServerCommand.make({
  name: "set-role",
  summary: "gives a member of a team another role",
  details:
    "Needs the API key of one of the team's admins, or of an administrator. The last admin of a team keeps the role.",
  examples: [["effect-wandb teams set-role engine grace admin", "makes somebody an admin of the team"]],
  options: Options.none,
  args: Args.all([
    Arguments.team,
    Arguments.who,
    Args.text({ name: "role" }).pipe(Args.withDescription(Arguments.roles))
  ]),
  data: true,
  handler: (_, [team, who, role]) =>
    Effect.gen(function* () {
      yield* before
      const person = yield* Who.person(who)
      const changed = yield* whole(
        Teams.setRole(team, person, role),
        `after ${who} was given the role ${role} in the team ${team}`
      ).pipe(
        Effect.catchTag("MemberNotFound", (missing) =>
          Effect.flatMap(Teams.get(team), (found) => {
            const invited = Seat.find(found, person)
            return Effect.fail(
              invited?.pending === true ? isInvited(team, Seat.label(invited), role) : missing
            )
          })
        )
      )
      yield* Output.one(member, changed)
    })
})
