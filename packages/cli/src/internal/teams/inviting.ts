import * as Teams from "@effect-wandb/core/Teams"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { gracefully } from "../gracefully.js"
import * as Output from "../output.js"
import { telling } from "../progress.js"
import * as Status from "../status.js"
import * as Invitation from "./invitation.js"

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
    yield* gracefully((haltWhen) => Output.outcomes(Invitation.records, outcomes(haltWhen))).pipe(
      telling("people", "the same command goes on from there")
    )
    return (yield* Ref.get(open)) > 0 ? Status.failed : Status.done
  })
