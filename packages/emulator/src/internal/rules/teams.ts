import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { alreadyExists, invalid, notFound, type Refusal } from "../refusal.js"
import * as RelayId from "../relayId.js"
import * as World from "../world.js"
import { type Act, adminsOnly, type Outcome, teamAdminsOnly } from "./act.js"
import { freeUsername, isEmail } from "./names.js"

export interface CreateTeamInput {
  readonly teamName: string
  readonly teamAdminUserName?: string | null
}

/** Creates a team whose only member is the given admin; the caller does not become one. Gives its number. */
export const createTeam = (world: World.World, act: Act, input: CreateTeamInput): Outcome<number> =>
  Either.gen(function* () {
    yield* adminsOnly(act, "createTeam")
    if (input.teamName.trim() === "") return yield* invalid("invalid team name")
    if (World.isNameTaken(world, input.teamName)) return yield* alreadyExists
    const admin = input.teamAdminUserName ? yield* activeUser(world, input.teamAdminUserName) : null

    const [team, added] = World.addTeam(world, input.teamName, act.now)
    return [team.id, admin === null ? added : World.addMember(added, team, admin, "admin")]
  })

export interface CreateInviteInput {
  readonly entityName: string
  readonly username?: string | null
  readonly email?: string | null
  readonly role?: string | null
  readonly admin?: boolean | null
}

/** What `createInvite` answers: who was invited to which team, and who became a member by it at once. */
export interface Invitation {
  readonly invite: World.Invite
  readonly member: World.User | null
}

/** Invites somebody by username or email address; blank ones count as absent. */
export const createInvite = (world: World.World, act: Act, input: CreateInviteInput): Outcome<Invitation> =>
  Either.gen(function* () {
    const team = yield* existingTeam(world, input.entityName)
    yield* teamAdminsOnly(act, team)
    const role = input.role || (input.admin ? "admin" : "member")
    const user = yield* invitedUser(world, input)
    return user === null
      ? yield* inviteByEmail(world, act, team, input.email ?? "", role)
      : yield* enrol(world, act, team, user, role)
  })

/** The invited account, null when the email address belongs to nobody yet. */
const invitedUser = (
  world: World.World,
  { username, email }: CreateInviteInput
): Either.Either<World.User | null, Refusal> => {
  if (username) return activeUser(world, username)
  return Option.match(World.userByEmail(world, email ?? ""), {
    onNone: () => Either.right(null),
    onSome: (user) => activeUser(world, user.username)
  })
}

/** Inferred: whoever has an account already becomes a member without accepting anything. */
const enrol = (
  before: World.World,
  act: Act,
  team: World.Team,
  user: World.User,
  role: string
): Outcome<Invitation> => {
  if (Option.isSome(World.seatOf(team, user))) return alreadyExists
  const [id, world] = World.nextId(before, "Invite")
  const invite: World.Invite = {
    id,
    team: team.id,
    email: user.email ?? "",
    role,
    createdAt: act.now,
    from: act.user.id
  }
  return Either.right([{ invite, member: user }, World.addMember(world, team, user, role)])
}

const inviteByEmail = (
  world: World.World,
  act: Act,
  team: World.Team,
  email: string,
  role: string
): Outcome<Invitation> => {
  if (!isEmail(email)) return invalid("an invite needs a username or an email")
  if (World.isInvited(world, team, email)) return alreadyExists
  const [invite, next] = World.addInvite(world, team, { email, role, createdAt: act.now, from: act.user.id })
  return Either.right([{ invite, member: null }, next])
}

export interface DeleteInviteInput {
  readonly id?: string | null
  readonly entityName?: string | null
}

/** Removes a member, or cancels an invitation that is pending: the id is that of the `Member` in both cases. */
export const deleteInvite = (world: World.World, act: Act, input: DeleteInviteInput): Outcome<void> =>
  Either.gen(function* () {
    const team = yield* existingTeam(world, input.entityName)
    yield* teamAdminsOnly(act, team)
    const id = input.id ?? ""
    const invite = RelayId.decode("Invite", id).pipe(
      Option.flatMap((number) => World.inviteById(world, number)),
      Option.filter((invite) => invite.team === team.id)
    )
    if (Option.isSome(invite)) return [undefined, World.removeInvite(world, invite.value)]
    const member = RelayId.decode("User", id).pipe(
      Option.flatMap((number) => World.userById(world, number)),
      Option.filter((user) => Option.isSome(World.seatOf(team, user)))
    )
    if (Option.isSome(member)) return [undefined, World.removeMember(world, team, member.value)]
    return yield* notFound("member")
  })

export interface CreateServiceAccountInput {
  readonly description?: string | null
  readonly entityName?: string | null
}

/** Creates a service account as the last member of a team; gives the number of its user. */
export const createServiceAccount = (
  world: World.World,
  act: Act,
  input: CreateServiceAccountInput
): Outcome<number> =>
  Either.gen(function* () {
    const team = yield* existingTeam(world, input.entityName)
    yield* teamAdminsOnly(act, team)
    return addServiceAccount(world, team, input.description || "service account", act.now)
  })

/** Adds a service account, named after its description, without an email address. */
export const addServiceAccount = (
  world: World.World,
  team: World.Team,
  description: string,
  now: string
): readonly [number, World.World] => {
  const [user, added] = World.addUser(world, {
    username: freeUsername(world, `${team.name}-${description}`),
    name: description,
    email: null,
    admin: false,
    accountType: "SERVICE",
    createdAt: now,
    deletedAt: null
  })
  return [user.id, World.addMember(added, team, user, "member")]
}

const existingTeam = (
  world: World.World,
  name: string | null | undefined
): Either.Either<World.Team, Refusal> =>
  Option.match(World.teamByName(world, name ?? ""), {
    onNone: () => notFound("team"),
    onSome: Either.right
  })

const activeUser = (world: World.World, username: string): Either.Either<World.User, Refusal> =>
  World.userByName(world, username).pipe(
    Option.filter((user) => user.deletedAt === null),
    Option.match({ onNone: () => notFound("user"), onSome: Either.right })
  )
