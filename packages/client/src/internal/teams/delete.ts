import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Teams } from "@effect-wandb/core/Teams"
import { TeamNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { isNotFound } from "../refusal.js"
import { notBlank } from "./lookup.js"

export const deleteTeam = Operation.mutation("DeleteTeam", {
  document: `mutation DeleteTeam($teamName: String!) {
  result: deleteTeam(input: { teamName: $teamName }) { success }
}`,
  variables: Schema.Struct({ teamName: Schema.String }),
  result: Schema.Struct({ result: Schema.Struct({ success: Schema.Boolean }) }),
  idempotent: true,
  alreadyDone: { when: isNotFound, result: { result: { success: true } } },
  refusedWhen: ({ result }) => !result.success,
  ifLost: "Delete the team again: if it is gone already, TeamNotFound says so."
})

/** Who hears of it is not always who has asked for the deletion. */
const deleteAgain = (name: string): string =>
  `Delete the team ${JSON.stringify(nameFrom(name))} again: if it is gone already, TeamNotFound says so.`

export const deleteTeamOf =
  (client: WandbClient.Service) =>
  (name: string): Effect.Effect<void, Teams.DeleteError> =>
    Effect.gen(function* () {
      yield* notBlank("name", name)
      yield* client
        .mutate({ ...deleteTeam, ifLost: deleteAgain(name) }, { teamName: name })
        .pipe(
          Effect.catchIf(isNotFound, ({ attempts }) =>
            Effect.fail(new TeamNotFound({ team: nameFrom(name), attempts }))
          )
        )
    })
