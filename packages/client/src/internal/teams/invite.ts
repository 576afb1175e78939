import { nameFrom } from "@effect-wandb/core/ApiKey"
import { Invite, InviteId } from "@effect-wandb/core/Invite"
import type { Member } from "@effect-wandb/core/Member"
import type { Teams } from "@effect-wandb/core/Teams"
import {
  AlreadyInvited,
  AlreadyMember,
  OutcomeUnknown,
  type RequestFailed,
  UnexpectedResponse,
  UserNotFound
} from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { attemptFor, settled, stillOpen } from "../call.js"
import { isNotFound, saysAlready } from "../refusal.js"
import { InviteFields, inviteSelection, toInvite } from "./inviteFields.js"
import { existing, ifTeamIsThere, notBlank } from "./lookup.js"
import { person, type Whom } from "./whom.js"

export const createInvite = Operation.mutation("CreateInvite", {
  document: `mutation CreateInvite($entity: String!, $email: String, $username: String, $role: String) {
  result: createInvite(input: { entityName: $entity, email: $email, username: $username, role: $role }) {
    success
    invite ${inviteSelection}
  }
}`,
  // What is not given is not sent: null may mean something else.
  variables: Schema.Struct({
    entity: Schema.String,
    email: Schema.UndefinedOr(Schema.String),
    username: Schema.UndefinedOr(Schema.String),
    role: Schema.String
  }),
  result: Schema.Struct({
    result: Schema.Struct({ success: Schema.Boolean, invite: Schema.NullOr(InviteFields) })
  }),
  // A second one may write to somebody again.
  idempotent: false,
  refusedWhen: ({ result }) => !result.success,
  ifLost: "Look at the team with Teams.members before you invite again."
})

/** Who hears of it is not always who has invited. */
const lookFor = (team: string, { label }: Whom): string =>
  `Look for ${JSON.stringify(label)} with Teams.members(${JSON.stringify(nameFrom(team))}) before you invite again: who is invited is among them as pending.`

/** Somebody in the team, of whom `pending` tells whether they have accepted. */
const inTeam = (client: WandbClient.Service, team: string, { is }: Whom) =>
  Effect.flatMap(existing(client, team), ({ members }) => Option.fromNullable(members.find(is)))

/** Why there is nothing to do, if the team shows it; else it is left at the server's refusal. */
const already = (
  client: WandbClient.Service,
  team: string,
  whom: Whom,
  refusal: RequestFailed
): Effect.Effect<never, AlreadyInvited | AlreadyMember | RequestFailed> =>
  Effect.gen(function* () {
    const { pending } = yield* Effect.orElseFail(inTeam(client, team, whom), () => refusal)
    const about = { team: nameFrom(team), attempts: refusal.attempts }
    return yield* pending
      ? new AlreadyInvited({ ...about, invited: whom.label })
      : new AlreadyMember({ ...about, member: whom.label })
  })

/** The invitation by which somebody is in a team. What `deleteInvite` takes is the id of the member. */
const asInvite = (member: Member, role: string): Option.Option<Invite> =>
  Option.map(
    member.id,
    (id) =>
      new Invite(
        {
          id: InviteId.make(id),
          email: member.email,
          username: member.username,
          role: Option.getOrElse(member.role, () => role),
          accepted: !member.pending,
          createdAt: Option.none(),
          expiresAt: Option.none()
        },
        { disableValidation: true }
      )
  )

/** The invitation that was made and is not shown: whom it is to is in the team from then on. */
const readBack = (
  client: WandbClient.Service,
  team: string,
  whom: Whom,
  role: string
): Effect.Effect<Invite, UnexpectedResponse> =>
  Effect.gen(function* () {
    const attempt = yield* attemptFor(createInvite)
    yield* stillOpen(
      new OutcomeUnknown({
        ...attempt,
        description: "the invitation was made, and the call interrupted before it could give it",
        advice: lookFor(team, whom)
      })
    )
    const found = yield* Effect.option(inTeam(client, team, whom))
    yield* settled
    return yield* Option.match(
      Option.flatMap(found, (member) => asInvite(member, role)),
      {
        onSome: Effect.succeed,
        onNone: () =>
          new UnexpectedResponse({
            ...attempt,
            path: "data.result.invite",
            problem: "expected an object, got null",
            mayHaveActed: true
          })
      }
    )
  })

/** What the server has not found: the team, or the user, who may be deleted. */
const missing = (
  client: WandbClient.Service,
  team: string,
  { email, username }: Teams.Person,
  refusal: RequestFailed
) => {
  const who =
    username === undefined
      ? ({ by: "email", value: email } as const)
      : ({ by: "username", value: nameFrom(username) } as const)
  return ifTeamIsThere(client, team, refusal, new UserNotFound({ ...who, attempts: refusal.attempts }))
}

export const invite =
  (client: WandbClient.Service) =>
  (team: string, options: Teams.InviteOptions): Effect.Effect<Invite, Teams.InviteError> =>
    Effect.gen(function* () {
      const { email, role = "member", username } = options
      yield* notBlank("team", team)
      yield* notBlank("role", role)
      const whom = yield* person(options)
      const operation = { ...createInvite, ifLost: lookFor(team, whom) }
      const { result } = yield* client.mutate(operation, { entity: team, email, username, role }).pipe(
        Effect.catchIf(saysAlready, (refusal) => already(client, team, whom, refusal)),
        Effect.catchIf(isNotFound, (refusal) => missing(client, team, options, refusal))
      )
      return yield* result.invite === null
        ? readBack(client, team, whom, role)
        : Effect.succeed(toInvite(result.invite))
    })
