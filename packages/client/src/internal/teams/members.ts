import { nameFrom } from "@effect-wandb/core/ApiKey"
import type { Member, Role } from "@effect-wandb/core/Member"
import type { Teams } from "@effect-wandb/core/Teams"
import { UserId } from "@effect-wandb/core/User"
import {
  LastTeamAdmin,
  MemberNotFound,
  type MutationError,
  type QueryError
} from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { failNaming } from "../call.js"
import { isLastAdmin, isNotFound } from "../refusal.js"
import { deleteInvite, idOf } from "./deleteInvite.js"
import { isAdmin, MemberFields, memberSelection, toMember } from "./fields.js"
import { changeable, ifTeamIsThere, notBlank, teamByName } from "./lookup.js"
import { whom } from "./whom.js"

export const userIdByUsername = Operation.query("UserIdByUsername", {
  document: "query UserIdByUsername($username: String!) { user(userName: $username) { id username } }",
  variables: Schema.Struct({ username: Schema.String }),
  result: Schema.Struct({
    user: Schema.NullOr(Schema.Struct({ id: UserId, username: Schema.NullOr(Schema.String) }))
  })
})

export const updateMember = Operation.mutation("UpdateMember", {
  document: `mutation UpdateMember($entity: String!, $user: ID!, $role: String) {
  result: updateMember(input: { entityName: $entity, user: $user, role: $role }) { member ${memberSelection} }
}`,
  variables: Schema.Struct({ entity: Schema.String, user: Schema.String, role: Schema.String }),
  result: Schema.Struct({ result: Schema.Struct({ member: MemberFields }) }),
  idempotent: true,
  ifLost: "Look at the member with Teams.members, and set the role again if it was not done."
})

/** Who hears of it is not always who has asked for the change. */
const lookAt = (team: string, label: string): string =>
  `Look for ${JSON.stringify(label)} with Teams.members(${JSON.stringify(nameFrom(team))}), and do it again if it was not done.`

/** Somebody in a team as it is now, and what becomes of them when the server refuses a change. */
const membership = (client: WandbClient.Service, team: string, who: Teams.Who) =>
  Effect.gen(function* () {
    yield* notBlank("team", team)
    const { is, label } = yield* whom(who)
    const { members } = yield* changeable(client, team)
    const about = { team: nameFrom(team), member: label }
    const member = members.find((member) => !member.pending && is(member))
    if (member === undefined) {
      return yield* failNaming(teamByName, ({ attempts }) => new MemberNotFound({ ...about, attempts }))
    }

    const leadsAlone = isAdmin(member) && !members.some((other) => other !== member && isAdmin(other))
    const changing = <A>(change: Effect.Effect<A, MutationError>) =>
      change.pipe(
        Effect.catchIf(isNotFound, (refusal) =>
          ifTeamIsThere(client, team, refusal, new MemberNotFound({ ...about, attempts: refusal.attempts }))
        ),
        Effect.catchIf(isLastAdmin, ({ attempts }) => Effect.fail(new LastTeamAdmin({ ...about, attempts })))
      )
    return {
      member,
      changing,
      ifLost: lookAt(team, label),
      /** Stops what would leave the team to nobody. */
      leavingAnAdmin: leadsAlone
        ? failNaming(teamByName, ({ attempts }) => new LastTeamAdmin({ ...about, attempts }))
        : Effect.void,
      gone: failNaming(userIdByUsername, ({ attempts }) => new MemberNotFound({ ...about, attempts }))
    }
  })

export const removeMember =
  (client: WandbClient.Service) =>
  (team: string, who: Teams.Who): Effect.Effect<void, Teams.MemberError> =>
    Effect.gen(function* () {
      const { changing, ifLost, leavingAnAdmin, member } = yield* membership(client, team, who)
      yield* leavingAnAdmin
      const id = yield* idOf(member)
      yield* changing(client.mutate({ ...deleteInvite, ifLost }, { id, entity: team }))
    })

/** The id of the user who a member is, which is not known to be that of the member. */
const userIdOf = (
  client: WandbClient.Service,
  member: Member,
  gone: Effect.Effect<never, MemberNotFound>
): Effect.Effect<string, MemberNotFound | QueryError> =>
  Option.match(member.username, {
    onNone: () => idOf(member),
    onSome: (username) =>
      client.query(userIdByUsername, { username }).pipe(
        Effect.catchIf(isNotFound, () => gone),
        Effect.flatMap(({ user }) => (user?.username === username ? Effect.succeed<string>(user.id) : gone))
      )
  })

export const setRole =
  (client: WandbClient.Service) =>
  (team: string, who: Teams.Who, role: Role): Effect.Effect<Member, Teams.MemberError> =>
    Effect.gen(function* () {
      yield* notBlank("role", role)
      const { changing, gone, ifLost, leavingAnAdmin, member } = yield* membership(client, team, who)
      if (role !== "admin") yield* leavingAnAdmin
      const user = yield* userIdOf(client, member, gone)
      const { result } = yield* changing(
        client.mutate({ ...updateMember, ifLost }, { entity: team, user, role })
      )
      return toMember(result.member)
    })
