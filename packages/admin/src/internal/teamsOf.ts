import type { TeamName } from "@effect-wandb/core/Team"
import type { User } from "@effect-wandb/core/User"
import * as Option from "effect/Option"

/** A user's teams without the personal entity, which bears the username; none where the server does not show them. */
export const teamsOf = ({ teams, username }: User): Option.Option<ReadonlyArray<TeamName>> =>
  Option.map(teams, (names) => names.filter((name) => !Option.contains<string>(username, name)))
