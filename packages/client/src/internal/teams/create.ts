import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Team } from "@effect-wandb/core/Team"
import type { Teams } from "@effect-wandb/core/Teams"
import { type OutcomeUnknown, TeamAlreadyExists, UserNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { leavingTime, settled, stillOpen } from "../call.js"
import { isLost, isRecent, type Lost, outcomeUnknown } from "../lost.js"
import { isConflict, isNotFound } from "../refusal.js"
import { isAdmin, TeamFields, teamFields, toTeam } from "./fields.js"
import { byName, notBlank } from "./lookup.js"

export const createTeam = Operation.mutation("CreateTeam", {
  document: `mutation CreateTeam($teamName: String!, $teamAdminUserName: String) {
  result: createTeam(input: { teamName: $teamName, teamAdminUserName: $teamAdminUserName }) {
    entity { ...TeamFields }
  }
} ${teamFields}`,
  variables: Schema.Struct({
    teamName: Schema.String,
    teamAdminUserName: Schema.UndefinedOr(Schema.String)
  }),
  result: Schema.Struct({ result: Schema.Struct({ entity: TeamFields }) }),
  // W&B gives a name once: a second creation is refused, and so does no harm.
  idempotent: true,
  ifLost: "Look the team up with Teams.find before you create it again."
})

/** Who hears of it is not always who has created the team. */
const lookUp = (name: string): string =>
  `Look the team up with Teams.find(${JSON.stringify(nameFrom(name))}) before you create it again.`

/** Whether a team has the members that it was to have: its admin, or nobody. */
const isAsAsked = ({ members: [first, ...others] }: Team, { admin }: Teams.CreateOptions): boolean => {
  if (others.length > 0) return false
  if (first === undefined || admin === undefined) return first === undefined && admin === undefined
  return isAdmin(first) && Option.exists(first.username, (username) => username === admin)
}

/** Whether a team that was found after a lost answer can be the one that was to be created. */
const isOurs = (found: TeamFields, options: Teams.CreateOptions): Effect.Effect<boolean> =>
  found.isTeam && isAsAsked(toTeam(found), options) ? isRecent(found.createdAt) : Effect.succeed(false)

/** The team of whose creation the answer was lost; whoever looks it up and does not find it knows as little as before. */
const readBack = (
  client: WandbClient.Service,
  options: Teams.CreateOptions,
  error: Lost
): Effect.Effect<TeamFields, TeamAlreadyExists | OutcomeUnknown> =>
  Effect.gen(function* () {
    const unknown = outcomeUnknown(error, { advice: lookUp(options.name) })
    yield* stillOpen(unknown)
    const found = yield* Effect.orElseFail(byName(client, options.name), () => unknown)
    if (Option.isNone(found)) return yield* unknown
    const ours = yield* isOurs(found.value, options)
    yield* settled
    return ours ? found.value : yield* taken(options, error)
  })

const taken = ({ name }: Teams.CreateOptions, { attempts }: { readonly attempts: number }) =>
  Effect.fail(new TeamAlreadyExists({ team: nameFrom(name), attempts }))

export const create =
  (client: WandbClient.Service) =>
  (options: Teams.CreateOptions): Effect.Effect<Team, Teams.CreateError> =>
    Effect.gen(function* () {
      const { admin, name } = options
      yield* notBlank("name", name)
      if (admin !== undefined) yield* notBlank("admin", admin)
      const operation = { ...createTeam, ifLost: lookUp(name) }
      const variables = { teamName: name, teamAdminUserName: admin }
      const team = yield* leavingTime(client.mutate(operation, variables)).pipe(
        Effect.map(({ result: { entity } }) => entity),
        Effect.catchIf(isLost, (error) => readBack(client, options, error)),
        Effect.catchIf(isConflict, (error) => taken(options, error)),
        Effect.catchIf(isNotFound, (error) =>
          Effect.fail(
            admin === undefined
              ? error
              : new UserNotFound({ by: "username", value: nameFrom(admin), attempts: error.attempts })
          )
        )
      )
      return toTeam(team)
    })
