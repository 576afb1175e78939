import { nameFrom } from "@effect-wandb/core/ApiKey"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import type { Teams } from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import { MemberNotFound, OutcomeUnknown, TeamNotFound } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { attemptFor, failNaming, settled, stillOpen } from "../call.js"
import { isNotFound } from "../refusal.js"
import { UserFields, userFields } from "../users/fields.js"
import { atLeast } from "../users/whole.js"
import { entityOrNull, memberNames, namesOf } from "./fields.js"
import { exactly, noSuchTeam, notBlank } from "./lookup.js"
import { whom } from "./whom.js"

export const createServiceAccount = Operation.mutation("CreateServiceAccount", {
  document: `mutation CreateServiceAccount($entity: String, $description: String) {
  result: createServiceAccount(input: { entityName: $entity, description: $description }) {
    user { ...UserFields }
  }
} ${userFields}`,
  variables: Schema.Struct({ entity: Schema.String, description: Schema.String }),
  // The account of the payload: the last member of the team may be another one by now.
  result: Schema.Struct({ result: Schema.Struct({ user: UserFields }) }),
  idempotent: false,
  ifLost: "Look at the team with Teams.members before you create another."
})

/** Who hears of it is not always who has created the account. */
const lookFor = (team: string): string =>
  `Look for the service account with Teams.members(${JSON.stringify(nameFrom(team))}) before you create another.`

export const createAccount =
  (client: WandbClient.Service) =>
  (
    team: string,
    { description }: Teams.ServiceAccountOptions
  ): Effect.Effect<User, Teams.ServiceAccountError> =>
    Effect.gen(function* () {
      yield* notBlank("team", team)
      yield* notBlank("description", description)
      const { result } = yield* client
        .mutate({ ...createServiceAccount, ifLost: lookFor(team) }, { entity: team, description })
        .pipe(
          Effect.catchIf(isNotFound, ({ attempts }) =>
            Effect.fail(new TeamNotFound({ team: nameFrom(team), attempts }))
          )
        )
      yield* stillOpen(
        new OutcomeUnknown({
          ...(yield* attemptFor(createServiceAccount)),
          description: "the service account was created, and the call interrupted before it could give it",
          advice: `Get it with Users.get({ id: ${JSON.stringify(result.user.id)} }).`
        })
      )
      const source = { name: createServiceAccount.name, path: "data.result.user" }
      const account = yield* atLeast(client, { source, fields: result.user })
      yield* settled
      return account
    })

export const teamMemberKeys = Operation.query("TeamMemberKeys", {
  document: `query TeamMemberKeys($name: String!) {
  entity(name: $name) { name available members { id username email pending apiKey } }
}`,
  variables: Schema.Struct({ name: Schema.String }),
  result: Schema.Struct({
    entity: entityOrNull(
      Schema.Struct({
        name: Schema.String,
        members: Schema.Array(
          Schema.Struct({
            ...memberNames,
            // A secret, if anything. It is redacted as it is read, and checked apart from that.
            apiKey: Schema.NullOr(Schema.Redacted(Schema.String))
          })
        )
      })
    )
  })
})

/** Servers that keep digests may show the name of the key instead, which lets nobody in. */
const secretOf = (apiKey: Redacted | null): Option.Option<ApiKeySecret.ApiKeySecret> =>
  Option.flatMap(Option.fromNullable(apiKey), (apiKey) => Either.getRight(ApiKeySecret.make(apiKey)))

export const serviceAccountKey =
  (client: WandbClient.Service) =>
  (
    team: string,
    account: Teams.Who
  ): Effect.Effect<Option.Option<ApiKeySecret.ApiKeySecret>, Teams.ServiceAccountKeyError> =>
    Effect.gen(function* () {
      yield* notBlank("team", team)
      const { is, label } = yield* whom(account)
      const found = yield* exactly(client.query(teamMemberKeys, { name: team }), team)
      if (Option.isNone(found)) return yield* noSuchTeam(team)
      const member = found.value.members.find((member) => member.pending !== true && is(namesOf(member)))
      if (member === undefined) {
        return yield* failNaming(
          teamMemberKeys,
          ({ attempts }) => new MemberNotFound({ team: nameFrom(team), member: label, attempts })
        )
      }
      return secretOf(member.apiKey)
    })
