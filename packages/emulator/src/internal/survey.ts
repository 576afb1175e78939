import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as RelayId from "./relayId.js"
import * as World from "./world.js"

/** All users, for those who look into an instance rather than ask it. */
export const users = (world: World.World) =>
  Array.from(World.allUsers(world), (user) => ({
    id: RelayId.encode("User", user.id),
    username: user.username,
    email: user.email,
    name: user.name,
    admin: user.admin,
    accountType: user.accountType,
    deletedAt: user.deletedAt,
    teams: World.teamsOf(world, user).map(({ name }) => name)
  }))

/** All API keys by their key IDs, also where the instance lists whole secrets. */
export const apiKeys = (world: World.World) =>
  Arr.filterMap(World.allApiKeys(world), (apiKey) =>
    Option.map(World.userById(world, apiKey.owner), ({ username }) => ({
      id: RelayId.encode("ApiKey", apiKey.id),
      name: apiKey.keyId,
      description: apiKey.description,
      username
    }))
  )

/** All teams, members and pending invitations each in the order of their seats. */
export const teams = (world: World.World) =>
  Array.from(World.allTeams(world), (team) => ({
    id: RelayId.encode("Entity", team.id),
    name: team.name,
    members: Arr.filterMap(team.seats, (seat) =>
      seat.kind === "member"
        ? Option.map(World.userById(world, seat.user), ({ username, accountType }) => ({
            username,
            role: seat.role,
            accountType
          }))
        : Option.none()
    ),
    invites: World.invitesOf(world, team).map(({ id, email, role }) => ({
      id: RelayId.encode("Invite", id),
      email,
      role
    }))
  }))
