// #region imports
import { type Team, Teams, type User, Users } from "@effect-wandb/core"
import { Effect, Option, Stream } from "effect"
// #endregion

// #region create
/** A team with its first admin, and an invitation. Whoever creates a team is no member of it. */
export const found = (name: string, admin: string) =>
  Effect.gen(function* () {
    const team = yield* Teams.create({ name, admin })
    yield* Teams.invite(team.name, { email: "mary@example.com", role: "member" })
    return team
  })
// #endregion

// #region ensure
/** A team that shall be there and somebody who shall be in it, however much of that is so already. */
export const ensureSeat = (name: string, username: string) =>
  Effect.gen(function* () {
    const team = yield* Teams.getOrCreate({ name })
    yield* Teams.invite(team.name, { username }).pipe(
      Effect.catchTags({ AlreadyMember: () => Effect.void, AlreadyInvited: () => Effect.void })
    )
  })
// #endregion

// #region members
/** Who is in a team and may change it, without those who have not accepted their invitation. */
export const adminsOf = (team: string) =>
  Effect.map(Teams.members(team), (members) =>
    members.filter(({ pending, role }) => !pending && Option.contains(role, "admin")).map(({ name }) => name)
  )
// #endregion

// #region role
/** The successor first, because a team is never without an admin. */
export const handOver = (team: string, from: string, to: string) =>
  Effect.gen(function* () {
    yield* Teams.setRole(team, { username: to }, "admin")
    return yield* Teams.setRole(team, { username: from }, "member")
  })
// #endregion

// #region remove
/** Out of the team, whether the invitation was accepted or not; `false` for who was not in it. */
export const takeOut = (team: string, email: string) =>
  Teams.removeMember(team, { email }).pipe(
    Effect.catchTag("MemberNotFound", () => Teams.cancelInvite(team, { email })),
    Effect.as(true),
    Effect.catchTag("InviteNotFound", () => Effect.succeed(false))
  )
// #endregion

// #region invites
/** The addresses that were invited and did not answer. */
export const silent = (team: string) =>
  Teams.pendingInvites(team).pipe(
    Stream.filterMap(({ email }) => email),
    Stream.runCollect
  )
// #endregion

// #region list
/** The teams of a user, without the personal entity that everybody has. */
export const teamsOf = (user: User.User) =>
  Teams.list(user).pipe(
    Stream.filter(({ personal }) => !personal),
    Stream.map(({ name }) => name),
    Stream.runCollect
  )
// #endregion

// #region service
/** A service account of the team, and its key where the server still shows one. */
export const automate = (team: Team.Team) =>
  Effect.gen(function* () {
    const account = yield* Teams.createServiceAccount(team.name, { description: "ci" })
    return { account, key: yield* Teams.serviceAccountKey(team.name, account) }
  })
// #endregion

// #region delete
/** Deletes a team that has nobody left but the one who asks; `false` for one that is in use. */
export const deleteIfLeft = (name: string) =>
  Effect.gen(function* () {
    const me = yield* Users.viewer
    const members = yield* Teams.members(name)
    if (
      members.some(({ username }) => !Option.exists(username, (one) => Option.contains(me.username, one)))
    ) {
      return false
    }
    yield* Teams.delete(name)
    return true
  })
// #endregion
