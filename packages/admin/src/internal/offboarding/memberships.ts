import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Member } from "@effect-wandb/core/Member"
import type { TeamName } from "@effect-wandb/core/Team"
import * as Teams from "@effect-wandb/core/Teams"
import type { User, Username } from "@effect-wandb/core/User"
import { type InvalidInput, MemberNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { invalid } from "./input.js"
import { isMember, leads, shownTeams } from "./people.js"
import type { Step } from "./step.js"

/** How many teams are read at once; the client says how many requests are. */
export const concurrency = 10

/** What there is to do so that the user leaves a team, as its members show. */
const leave = (
  user: User,
  team: TeamName,
  members: ReadonlyArray<Member>,
  successor: Username | undefined
): Effect.Effect<ReadonlyArray<Step>, InvalidInput | MemberNotFound> =>
  Effect.gen(function* () {
    const own = Option.fromNullable(members.find(isMember(user)))
    const others = members.filter((member) => !isMember(user)(member))
    const isLeader = Option.exists(own, leads)
    const next = isLeader && successor !== undefined ? yield* heir(user, team, others, successor) : []
    const isFollowed = next.length > 0 || others.some(leads)
    return [
      ...next,
      {
        _tag: "RemoveMember",
        team,
        role: Option.flatMap(own, ({ role }) => role),
        lastAdmin: isLeader && !isFollowed
      }
    ]
  })

/** Makes the successor an admin, who has to be somebody else in the team, and may be one already. */
const heir = (
  user: User,
  team: TeamName,
  others: ReadonlyArray<Member>,
  successor: Username
): Effect.Effect<ReadonlyArray<Step>, InvalidInput | MemberNotFound> => {
  if (Option.contains(user.username, successor)) {
    return invalid("successors", `names for the team ${JSON.stringify(team)} whoever is to leave it`)
  }
  const found = others.find(
    ({ pending, username }) => !pending && Option.contains<string>(username, successor)
  )
  if (found === undefined) return new MemberNotFound({ team, member: nameFrom(successor) })
  return Effect.succeed(leads(found) ? [] : [{ _tag: "HandOver", team, successor }])
}

/**
 * The user leaves all teams. One that cannot be read is left all the same: that the user is in it is known, only the role
 * is not; and a successor takes it over for as long as nobody knows better.
 */
export const memberships = (
  user: User,
  successors: ReadonlyMap<string, Username>
): Effect.Effect<ReadonlyArray<Step>, InvalidInput | MemberNotFound, Teams.Teams> =>
  Effect.map(
    Effect.forEach(
      shownTeams(user),
      (name) =>
        Effect.flatMap(Effect.either(Teams.get(name)), (read) => {
          const successor = successors.get(name)
          if (Either.isRight(read)) {
            const { members, personal } = read.right
            return personal ? Effect.succeed([]) : leave(user, name, members, successor)
          }
          return Effect.succeed<ReadonlyArray<Step>>([
            ...(successor === undefined ? [] : [{ _tag: "HandOver", team: name, successor } as const]),
            { _tag: "RemoveMember", team: name, role: Option.none(), lastAdmin: false }
          ])
        }),
      { concurrency }
    ),
    (steps) => steps.flat()
  )
