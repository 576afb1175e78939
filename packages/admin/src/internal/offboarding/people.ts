import type { Invite } from "@effect-wandb/core/Invite"
import type { Member } from "@effect-wandb/core/Member"
import type { TeamName } from "@effect-wandb/core/Team"
import type { User } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import { sameAddress } from "../addresses.js"
import { teamsOf } from "../teamsOf.js"

/** Whether somebody in a team is this user: by the username where both have one, else by the email address. */
export const isMember =
  (user: User) =>
  (member: Member): boolean =>
    Option.zipWith(user.username, member.username, (one, other) => one === other).pipe(
      Option.orElse(() => Option.zipWith(user.email, member.email, sameAddress)),
      Option.getOrElse(() => false)
    )

/** Whether an invitation is for this user, by the username or any of the addresses. */
export const isInvited =
  (user: User, addresses: ReadonlyArray<string>) =>
  ({ email, username }: Invite): boolean =>
    Option.exists(username, (name) => Option.contains<string>(user.username, name)) ||
    Option.exists(email, (address) =>
      [...Option.toArray(user.email), ...addresses].some((own) => sameAddress(own, address))
    )

/** Whether somebody leads a team, and not only once an invitation is accepted. */
export const leads = ({ pending, role }: Member): boolean =>
  !pending && Option.contains<string>(role, "admin")

/** Whether somebody administers the installation, and can log in to do it. */
export const administers = ({ admin, deletedAt }: User): boolean => admin && Option.isNone(deletedAt)

/** A user's teams without the personal entity; empty too where they are not shown. */
export const shownTeams = (user: User): ReadonlyArray<TeamName> => Option.getOrElse(teamsOf(user), () => [])
