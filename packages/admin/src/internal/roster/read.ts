import type { Member } from "@effect-wandb/core/Member"
import type { Team } from "@effect-wandb/core/Team"
import * as Teams from "@effect-wandb/core/Teams"
import { type AccountType, label, teamNames, type User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { WandbError } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Accounts, accountsOf } from "./accounts.js"
import type { Account, ActualTeam, Seat, Selection } from "./actual.js"
import { RosterUnreadable } from "./errors.js"
import { type Selects, selects } from "./select.js"
import type { View } from "./view.js"
import { quote } from "./words.js"

/** What is there, and the entities that it was read from. */
export interface World {
  readonly view: View
  readonly users: ReadonlyMap<string, User>
  readonly teams: ReadonlyMap<string, Team>
}

/** How many teams are read at once; the client's own limit counts besides. */
const concurrency = 10

const unreadable = (what: string) => (error: WandbError) => new RosterUnreadable({ what, error })

const hidden = (what: string): Effect.Effect<never, RosterUnreadable> =>
  Effect.fail(new RosterUnreadable({ what }))

const isService = (type: Option.Option<AccountType>): boolean =>
  Option.exists(type, (type) => type === "SERVICE" || type === "ORG_SERVICE")

const accountOf = ({ accountType, admin, deletedAt, email, id, name, username }: User): Account => ({
  id,
  username,
  email,
  name,
  admin,
  service: isService(accountType),
  deleted: Option.isSome(deletedAt)
})

/** All of the users: a part of them cannot be told from the whole, unless it is an administrator who asks. */
const allUsers = Effect.gen(function* () {
  const viewer = yield* Effect.mapError(Users.viewer, unreadable("the user whose API key is in force"))
  if (!viewer.admin) return yield* hidden(`the list of all users, by ${label(viewer)},`)
  const users = yield* Effect.mapError(Stream.runCollect(Users.list), unreadable("the list of all users"))
  return { viewer, users: Arr.fromIterable(users) }
})

/** Whether the server says of an account in a team that it is one of the team's own. */
const serviceIn = (
  { accountType, email, pending }: Member,
  account: Account | undefined
): Option.Option<boolean> => {
  if (Option.isSome(accountType)) return Option.some(isService(accountType))
  if (account !== undefined) return Option.some(account.service)
  return pending || Option.isSome(email) ? Option.some(false) : Option.none()
}

const seatOf = (team: string, member: Member, accounts: Accounts): Effect.Effect<Seat, RosterUnreadable> =>
  Effect.gen(function* () {
    const { email, id, name, pending, username } = member
    const account = Option.getOrUndefined(
      Option.orElse(Option.map(username, accounts.byUsername), () => Option.map(email, accounts.byEmail))
    )
    const who = quote(
      Option.getOrElse(
        Option.orElse(email, () => username),
        () => name
      )
    )
    const service = yield* Option.match(serviceIn(member, account), {
      onNone: () => hidden(`the kind of account that ${who} is in the team ${quote(team)}`),
      onSome: Effect.succeed
    })
    if (!service && Option.isNone(email) && Option.isNone(username)) {
      return yield* hidden(`who ${quote(name)} is in the team ${quote(team)}`)
    }
    const role = yield* Option.match(member.role, {
      onNone: () => (service ? Effect.succeed("") : hidden(`the role of ${who} in the team ${quote(team)}`)),
      onSome: (role) => Effect.succeed<string>(role)
    })
    return {
      id,
      account: Option.fromNullable(account?.id),
      username,
      email,
      name,
      role,
      service,
      pending
    }
  })

const actualTeam = (team: Team, accounts: Accounts): Effect.Effect<ActualTeam, RosterUnreadable> =>
  Effect.map(
    team.personal
      ? Effect.succeed([])
      : Effect.forEach(team.members, (member) => seatOf(team.name, member, accounts)),
    (seats) => ({ name: team.name, personal: team.personal, seats })
  )

/** The teams of which somebody is known to be a member, without the entities of users, which bear their names. */
const teamsOfUsers = (users: ReadonlyArray<User>): ReadonlyArray<string> => {
  const usernames = new Set<string>(users.flatMap(({ username }) => Option.toArray(username)))
  return Arr.dedupe(users.flatMap(teamNames)).filter((name) => !usernames.has(name))
}

/** The teams to read, and which of them are known to be there. */
const teamsToRead = (
  { scope, teams }: Selection,
  { governsTeam, isLeft, teamInScope }: Selects,
  users: ReadonlyArray<User>
) =>
  Effect.gen(function* () {
    // Whoever is to be deleted may be the only admin of a team that is not governed.
    const leaving = users.filter((user) => isLeft(accountOf(user)))
    const asked = (scope.teams ?? []).length > 0 ? users : leaving
    const silent = asked.find((user) => Option.isNone(user.teams))
    if (silent !== undefined) return yield* hidden(`the list of the teams of ${label(silent)}`)
    const known = teamsOfUsers(users)
    const theirs = new Set<string>(leaving.flatMap(teamNames))
    const isThere = new Set(known)
    return {
      names: Arr.dedupe([
        ...teams.filter((name) => governsTeam({ name })),
        ...known.filter((name) => teamInScope(name) || theirs.has(name))
      ]),
      isKnown: (name: string) => isThere.has(name)
    }
  })

export const readWorld = (
  selection: Selection
): Effect.Effect<World, RosterUnreadable, Users.Users | Teams.Teams> =>
  Effect.gen(function* () {
    const { users, viewer } = yield* allUsers
    const accounts = accountsOf(users.map(accountOf))
    const selected = selects(selection)
    const { isKnown, names } = yield* teamsToRead(selection, selected, users)
    const found = yield* Effect.forEach(
      names,
      (name) => {
        const what = `the team ${quote(name)}`
        return Effect.flatMap(
          Effect.mapError(Teams.find(name), unreadable(what)),
          Option.match({
            onNone: () => (isKnown(name) ? hidden(`${what}, which has members,`) : Effect.succeed([])),
            onSome: (team) => Effect.map(actualTeam(team, accounts), (actual) => [{ team, actual }])
          })
        )
      },
      { concurrency }
    )
    const teams = found.flat()
    const there = new Set(teams.map(({ actual }) => actual.name))
    const actual = {
      selection,
      viewer: viewer.id,
      accounts: accounts.all,
      teams: teams.map(({ actual }) => actual),
      absent: names.filter((name) => !there.has(name))
    }
    return {
      view: { actual, accounts, selection, selected },
      users: new Map(users.map((user) => [user.id, user])),
      teams: new Map(teams.map(({ team }) => [team.name, team]))
    }
  })
