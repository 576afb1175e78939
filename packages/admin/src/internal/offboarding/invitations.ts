import type { Invite } from "@effect-wandb/core/Invite"
import type { TeamName } from "@effect-wandb/core/Team"
import * as Teams from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { concurrency } from "./memberships.js"
import { isInvited } from "./people.js"
import type { Step } from "./step.js"
import type { Unseen } from "./unseen.js"

/** The invitations to cancel, and the teams whose invitations cannot be read. */
export interface Invitations {
  readonly steps: ReadonlyArray<Step>
  readonly unseen: ReadonlyArray<Unseen>
}

const cancelling =
  (team: TeamName) =>
  ({ email, id, role, username }: Invite): Step => ({
    _tag: "CancelInvite",
    team,
    id,
    email,
    username,
    role
  })

/** Looks for the invitations of a user in each of the teams; one that cannot be read is not one without any. */
export const invitations = (
  user: User,
  addresses: ReadonlyArray<string>,
  teams: ReadonlyArray<TeamName>
): Effect.Effect<Invitations, never, Teams.Teams> =>
  Effect.map(
    Effect.forEach(
      teams,
      (team): Effect.Effect<Invitations, never, Teams.Teams> =>
        Teams.pendingInvites(team).pipe(
          Stream.filter(isInvited(user, addresses)),
          Stream.map(cancelling(team)),
          Stream.runCollect,
          Effect.match({
            onFailure: (error) => ({ steps: [], unseen: [{ _tag: "InvitesUnread", team, error }] }),
            onSuccess: (steps) => ({ steps: [...steps], unseen: [] })
          })
        ),
      { concurrency }
    ),
    (found) => ({
      steps: found.flatMap(({ steps }) => steps),
      unseen: found.flatMap(({ unseen }) => unseen)
    })
  )
