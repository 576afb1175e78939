import * as Teams from "@effect-wandb/core/Teams"
import { parseEmail } from "@effect-wandb/core/User"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Printable from "../../internal/printable.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { inviting } from "../../internal/teams/inviting.js"
import * as Seat from "../../internal/teams/seat.js"
import { before } from "../../internal/teams/whole.js"
import * as Who from "../../internal/teams/who.js"

/** Everybody's name is looked at before the first is sent an invitation. */
const checked = ({ email }: Teams.Teams.Person): Effect.Effect<void, Problem> =>
  email === undefined
    ? Effect.void
    : Either.match(parseEmail(email), {
        onLeft: (problem) =>
          Effect.fail(
            new Problem({
              what: `The email address ${JSON.stringify(Printable.line(email))} ${problem}.`,
              todo: "Nobody was invited: give another."
            })
          ),
        onRight: () => Effect.void
      })

export const invite = ServerCommand.make({
  name: "invite",
  summary: "invites people to a team",
  details:
    "Whoever has an account may be a member at once, as the server chooses: the outcome is then joined instead of invited. Who is in the team or invited already, be it with another role, is left as they are (exists), so that it is safe to run again. One who cannot be invited stops no other, and makes it end with 1.",
  examples: [
    ["effect-wandb teams invite engine ada grace@example.com", "as members"],
    ["effect-wandb teams invite engine ada --role admin", "as an admin of the team"],
    ["xargs effect-wandb teams invite engine < addresses.txt", "everybody in a file"]
  ],
  options: Options.text("role").pipe(
    Options.withDefault("member"),
    Options.withDescription(`${Arguments.roles} (default: member)`)
  ),
  args: Args.all([Arguments.team, Args.atLeast(Arguments.who, 1)]),
  data: true,
  handler: (role, [name, who]) =>
    Effect.gen(function* () {
      yield* before
      const people = yield* Effect.forEach(Arr.dedupe(who), (who) => Effect.tap(Who.person(who), checked))
      // A team that is not there is one mistake, and not one for everybody.
      const team = yield* Teams.get(name)
      if (team.personal) return yield* Effect.fail(Seat.personal(team))
      return yield* inviting(people.map((person) => ({ ...person, team: team.name, role })))
    })
})
