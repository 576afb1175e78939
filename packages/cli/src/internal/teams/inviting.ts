import * as Teams from "@effect-wandb/core/Teams"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Activity from "../activity.js"
import { gracefully } from "../gracefully.js"
import * as Output from "../output.js"
import * as Status from "../status.js"
import * as Invitation from "./invitation.js"

/** The service by which invitations are counted, so that whoever interrupts it is told how many were sent. */
const counted =
  (total: number, activity: Activity.Activity["Type"], gone: Ref.Ref<number>) =>
  (teams: Teams.Teams.Service): Teams.Teams.Service => ({
    ...teams,
    invite: (team, options) =>
      teams.invite(team, options).pipe(
        Effect.ensuring(
          Effect.flatMap(
            Ref.updateAndGet(gone, (count) => count + 1),
            (count) =>
              Ref.set(activity, `after ${count} of ${total} people; the same command goes on from there`)
          )
        )
      )
  })

/** Invites people, and gives what became of each as it comes. */
export const inviting = (people: ReadonlyArray<Teams.Teams.InviteManyOptions>) =>
  Effect.gen(function* () {
    const open = yield* Ref.make(0)
    const outcomes = (haltWhen: Effect.Effect<void>) =>
      Teams.inviteMany(people, { haltWhen }).pipe(
        Stream.map(Invitation.ofOutcome),
        Stream.tap((invitation) =>
          Invitation.isOpen(invitation) ? Ref.update(open, (count) => count + 1) : Effect.void
        )
      )
    const activity = yield* Activity.Activity
    yield* Effect.updateService(
      gracefully((haltWhen) => Output.outcomes(Invitation.records, outcomes(haltWhen))),
      Teams.Teams,
      counted(people.length, activity, yield* Ref.make(0))
    )
    return (yield* Ref.get(open)) > 0 ? Status.failed : Status.done
  })
