import type { Member, MemberId } from "@effect-wandb/core/Member"
import type { UnexpectedResponse } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import { broken } from "../paging.js"
import { isNotFound } from "../refusal.js"
import { teamByName } from "./lookup.js"

/** Removes a member and cancels an invitation that is pending: W&B has one mutation for both. */
export const deleteInvite = Operation.mutation("DeleteInvite", {
  document: `mutation DeleteInvite($id: String, $entity: String) {
  result: deleteInvite(input: { id: $id, entityName: $entity }) { success }
}`,
  variables: Schema.Struct({ id: Schema.String, entity: Schema.String }),
  result: Schema.Struct({ result: Schema.Struct({ success: Schema.Boolean }) }),
  idempotent: true,
  alreadyDone: { when: isNotFound, result: { result: { success: true } } },
  refusedWhen: ({ result }) => !result.success,
  ifLost: "Look at the members with Teams.members, and do it again if it was not done."
})

/** The id by which a member is taken out, which the schema lets the server leave out. */
export const idOf = ({ id }: Member): Effect.Effect<MemberId, UnexpectedResponse> =>
  Option.match(id, {
    onNone: () =>
      broken(
        { name: teamByName.name, path: "data.entity.members.id" },
        "it is null, and nothing can be done to a member without it"
      ),
    onSome: Effect.succeed
  })
