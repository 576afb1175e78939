import { type Member, type Team, Teams, type User, Users } from "@effect-wandb/core"
import { Effect, Option } from "effect"

/** The user of an address: the one that there is, restored if need be, or a new one. */
export const userOf = (email: string) =>
  Users.find({ email }).pipe(
    Effect.flatMap(
      Option.match({
        onSome: Effect.succeed<User.User>,
        onNone: () =>
          // Somebody else may have created it in between.
          Effect.catchTag(Users.create({ email }), "UserAlreadyExists", () => Users.get({ email }))
      })
    ),
    Effect.flatMap((user) => (Option.isSome(user.deletedAt) ? Users.restore(user) : Effect.succeed(user)))
  )

const is =
  ({ email = "", username = "" }: Teams.Teams.Person) =>
  (member: Member.Member): boolean =>
    Option.exists(member.username, (name) => name === username) ||
    Option.exists(member.email, (address) => address.toLowerCase() === email.toLowerCase())

const isSeated = ({ members }: Team.Team, who: Teams.Teams.Person): boolean => members.some(is(who))

/** Sees to it that somebody has a seat in a team, or the offer of one; whoever has it keeps the role that it has. */
export const seat = (team: Team.Team, who: Teams.Teams.InviteOptions) =>
  isSeated(team, who)
    ? Effect.void
    : Teams.invite(team.name, who).pipe(
        Effect.asVoid,
        Effect.catchTags({
          AlreadyMember: () => Effect.void,
          AlreadyInvited: () => Effect.void,
          // An invitation is never sent twice by itself, but whether the first one arrived can be seen.
          OutcomeUnknown: (lost) =>
            Effect.flatMap(Teams.get(team.name), (now) => (isSeated(now, who) ? Effect.void : lost))
        })
      )
