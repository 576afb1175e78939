import type { Member } from "@effect-wandb/core/Member"
import type * as Teams from "@effect-wandb/core/Teams"
import type { Team } from "@effect-wandb/core/Team"
import * as Option from "effect/Option"
import { Problem } from "../problem.js"
import * as Printable from "../printable.js"

/** Whether somebody in a team is the one who is meant: addresses are compared without regard to case. */
const is =
  ({ email, username }: Teams.Teams.Person) =>
  (member: Member): boolean =>
    username === undefined
      ? Option.exists(member.email, (own) => own.toLowerCase() === email?.toLowerCase())
      : Option.contains<string>(username)(member.username)

/** Somebody in a team, or invited to it: whoever is in it comes first. */
export const find = ({ members }: Team, person: Teams.Teams.Person): Member | undefined => {
  const found = members.filter(is(person))
  return found.find(({ pending }) => !pending) ?? found[0]
}

/** How a member is called in a sentence. */
export const label = ({ email, name, username }: Member): string =>
  Printable.line(Option.getOrElse(Option.firstSomeOf<string>([username, email]), () => name))

/** Says of the entity of a user that it is none of those that people share. */
export const personal = (team: Team): Problem =>
  new Problem({
    what: `${Printable.line(team.name)} is the personal entity of a user, and no team.`,
    todo: "effect-wandb teams list shows the teams."
  })
