import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import { Invite } from "@effect-wandb/core/Invite"
import type { TeamName } from "@effect-wandb/core/Team"
import * as Teams from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import { mayHaveActed, type TeamNotFound, type WandbError } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Match from "effect/Match"
import * as Option from "effect/Option"
import { isMember, leads, shownTeams } from "./people.js"
import { cases, type StepOutcome } from "./receipt.js"
import type { Step } from "./step.js"

/** How a step ends that does not fail. */
type Ending = "done" | "gone" | "alreadySo"

type Services = ApiKeys.ApiKeys | Teams.Teams | Users.Users

const done: Ending = "done"
const gone = Effect.succeed<Ending>("gone")
const alreadySo = Effect.succeed<Ending>("alreadySo")

/** A team that is not found is gone where the user is known to be in it no more; else it may be hidden. */
const unlessInTeam =
  (user: User, team: TeamName) =>
  (error: TeamNotFound): Effect.Effect<Ending, TeamNotFound> =>
    Option.isSome(user.teams) && !shownTeams(user).includes(team) ? gone : Effect.fail(error)

const handOver = (user: User, { successor, team }: Extract<Step, { readonly _tag: "HandOver" }>) =>
  Effect.gen(function* () {
    const members = yield* Teams.members(team)
    const isLeader = members.some((member) => leads(member) && isMember(user)(member))
    if (!isLeader) return yield* gone
    const isFollowed = members.some(
      (member) => leads(member) && Option.contains<string>(member.username, successor)
    )
    if (isFollowed) return yield* alreadySo
    return yield* Effect.as(Teams.setRole(team, { username: successor }, "admin"), done)
  }).pipe(Effect.catchTag("TeamNotFound", unlessInTeam(user, team)))

const removeMember = (user: User, team: TeamName) =>
  Teams.removeMember(team, user).pipe(
    Effect.as(done),
    Effect.catchTags({ MemberNotFound: () => gone, TeamNotFound: unlessInTeam(user, team) })
  )

const cancelInvite = ({
  email,
  id,
  role,
  team,
  username
}: Extract<Step, { readonly _tag: "CancelInvite" }>) => {
  const invite = new Invite({
    id,
    email,
    username,
    role,
    accepted: false,
    createdAt: Option.none(),
    expiresAt: Option.none()
  })
  return Teams.cancelInvite(team, invite).pipe(
    Effect.as(done),
    Effect.catchTag("InviteNotFound", () => gone)
  )
}

const revokeAdmin = (user: User) => {
  if (!user.admin) return alreadySo
  // Nobody is there any more who could use these rights, and the server changes nothing of a deleted user.
  if (Option.isSome(user.deletedAt)) return gone
  return Users.update(user, { admin: false }).pipe(
    Effect.as(done),
    Effect.catchTag("UserNotFound", () => gone)
  )
}

const deleteUser = (user: User) =>
  Option.isSome(user.deletedAt)
    ? alreadySo
    : Users.delete(user).pipe(
        Effect.as(done),
        Effect.catchTag("UserNotFound", () => gone)
      )

/** Does something to the user as it was found, which is nothing where there is none any more. */
const endingOf = (user: Option.Option<User>, step: Step): Effect.Effect<Ending, WandbError, Services> => {
  const toUser = (act: (user: User) => Effect.Effect<Ending, WandbError, Services>) =>
    Option.match(user, { onNone: () => gone, onSome: act })
  return Match.valueTags(step, {
    DeleteApiKey: ({ id }) =>
      ApiKeys.deleteById(id).pipe(
        Effect.as(done),
        Effect.catchTag("ApiKeyNotFound", () => gone)
      ),
    HandOver: (step) => toUser((user) => handOver(user, step)),
    RemoveMember: ({ team }) => toUser((user) => removeMember(user, team)),
    CancelInvite: cancelInvite,
    RevokeAdmin: () => toUser(revokeAdmin),
    DeleteUser: () => toUser(deleteUser)
  })
}

/** Does a step, and gives what became of it. */
export const perform = (user: Option.Option<User>, step: Step): Effect.Effect<StepOutcome, never, Services> =>
  Effect.match(endingOf(user, step), {
    onFailure: (error): StepOutcome =>
      mayHaveActed(error) ? cases.Unknown({ step, error }) : cases.Failed({ step, error }),
    onSuccess: (because): StepOutcome =>
      because === "done" ? cases.Done({ step }) : cases.Skipped({ step, because })
  })
