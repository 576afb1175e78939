import type { TeamName } from "@effect-wandb/core/Team"
import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Stream from "effect/Stream"
import type { OffboardingRefused } from "./errors.js"
import { administers, shownTeams } from "./people.js"
import { isOther, lastAdministrator } from "./refusal.js"
import type { Unseen } from "./unseen.js"

/** The teams to look at, and what is not known of them. */
export interface Places {
  readonly teams: ReadonlyArray<TeamName>
  readonly unseen: ReadonlyArray<Unseen>
}

interface Seen {
  readonly teams: HashSet.HashSet<TeamName>
  /** How many users there are whose teams are not shown. */
  readonly hidden: number
  readonly hasOtherAdministrator: boolean
}

/**
 * Finds all teams there are, of which W&B has no list: those of all users, and of the caller. On the way it is found
 * out whether anybody else administers the installation.
 */
export const survey = (
  viewer: User,
  user: User
): Effect.Effect<Places, OffboardingRefused | QueryError, Users.Users> => {
  const look = ({ hasOtherAdministrator, hidden, teams }: Seen, other: User): Seen => ({
    teams: HashSet.union(teams, shownTeams(other)),
    hidden: hidden + (other.id !== user.id && Option.isNone(other.teams) ? 1 : 0),
    hasOtherAdministrator: hasOtherAdministrator || isOther(user)(other)
  })
  const first: Seen = {
    teams: HashSet.fromIterable([...shownTeams(user), ...shownTeams(viewer)]),
    hidden: 0,
    hasOtherAdministrator: false
  }
  return Effect.flatMap(
    Stream.runFold(Users.list, first, look),
    ({ hasOtherAdministrator, hidden, teams }) =>
      administers(user) && !hasOtherAdministrator
        ? lastAdministrator(user)
        : Effect.succeed({
            teams: Arr.sort(teams, Order.string),
            unseen: hidden === 0 ? [] : [{ _tag: "OtherTeamsHidden", users: hidden } as const]
          })
  )
}
