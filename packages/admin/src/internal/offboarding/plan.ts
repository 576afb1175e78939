import type { Teams } from "@effect-wandb/core/Teams"
import { label, type User, UserId } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { InvalidInput, MemberNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type OffboardingRefused, OffboardingUnseen } from "./errors.js"
import * as Input from "./input.js"
import { invitations } from "./invitations.js"
import { memberships } from "./memberships.js"
import { administers } from "./people.js"
import { notOneself, notTheLast } from "./refusal.js"
import { Step } from "./step.js"
import { survey } from "./survey.js"
import { Unseen } from "./unseen.js"

/**
 * What is to be done so that a user is gone, in the order in which it is done. It is data: it can be written down as
 * JSON, shown, and applied later. There are no secrets in it.
 *
 * @since 0.1.0
 * @category models
 */
export class Plan extends Schema.Class<Plan>("@effect-wandb/admin/Offboarding/Plan")({
  user: Schema.Struct({
    id: UserId,
    /** The user for a person to read: the username, else the email address, else the id. */
    label: Schema.String
  }),
  /** None where the user is gone already. */
  steps: Schema.Array(Step),
  /** What the server does not show, where the plan was to be made all the same. */
  unseen: Schema.Array(Unseen)
}) {}

/**
 * How to plan.
 *
 * @since 0.1.0
 * @category options
 */
export interface PlanOptions {
  /** Whether the user shall be deleted in the end. Default `false`. */
  readonly delete?: boolean | undefined
  /**
   * The teams to which the user may be invited. Default: the teams of all users whom the caller may list, for which all
   * users are listed; a team without members is not among them.
   */
  readonly teams?: Iterable<string> | undefined
  /** Further email addresses under which the user may be invited, besides the user's own. */
  readonly addresses?: Iterable<string> | undefined
  /** Who is made an admin of a team that the user leads before the user is removed: usernames of members, by team. */
  readonly successors?: Readonly<Record<string, string>> | undefined
  /**
   * What becomes of what the server does not show: it makes the plan fail, or is listed in it, and nothing is done about
   * it. Default `fail`.
   */
  readonly unseen?: "fail" | "list" | undefined
}

/**
 * What can happen when somebody's leaving is planned; `MemberNotFound` only where successors are given.
 *
 * @since 0.1.0
 * @category errors
 */
export type PlanError =
  OffboardingRefused | OffboardingUnseen | InvalidInput | MemberNotFound | Users.Users.GetError

/** The keys of a user, as far as the server shows them. */
export const keysOf = ({ apiKeys }: User): ReadonlyArray<Step> =>
  Option.getOrElse(apiKeys, () => []).map(({ description, id, name }) => ({
    _tag: "DeleteApiKey",
    id,
    name,
    description
  }))

/** What ends the account itself; of a user who is deleted already nothing more can be changed. */
const ending = (user: User, isToBeDeleted: boolean): ReadonlyArray<Step> => [
  ...(administers(user) ? ([{ _tag: "RevokeAdmin" }] as const) : []),
  ...(isToBeDeleted && Option.isNone(user.deletedAt) ? ([{ _tag: "DeleteUser" }] as const) : [])
]

const hiddenOf = ({ apiKeys, teams }: User): ReadonlyArray<Unseen> => [
  ...(Option.isNone(apiKeys) ? ([{ _tag: "ApiKeysHidden" }] as const) : []),
  ...(Option.isNone(teams) ? ([{ _tag: "TeamsHidden" }] as const) : [])
]

export const plan = (
  given: User,
  options: PlanOptions
): Effect.Effect<Plan, PlanError, Users.Users | Teams> =>
  Effect.gen(function* () {
    const { addresses, successors, teams } = yield* Input.checked(options)
    const viewer = yield* Users.viewer
    yield* notOneself(viewer, given)
    const user = yield* Users.get({ id: given.id })
    const places = yield* teams === undefined
      ? survey(viewer, user)
      : Effect.as(notTheLast(user), { teams, unseen: [] })

    const leaving = yield* memberships(user, successors)
    const invites = yield* invitations(user, addresses, places.teams)
    const unseen = [...hiddenOf(user), ...places.unseen, ...invites.unseen]
    if (unseen.length > 0 && options.unseen !== "list") {
      return yield* new OffboardingUnseen({ user: label(user), unseen })
    }
    return new Plan({
      user: { id: user.id, label: label(user) },
      steps: [...keysOf(user), ...leaving, ...invites.steps, ...ending(user, options.delete ?? false)],
      unseen
    })
  })
