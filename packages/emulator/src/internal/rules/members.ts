import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { alreadyExists, invalid, notFound, type Refusal } from "../refusal.js"
import * as RelayId from "../relayId.js"
import * as Edit from "../edits.js"
import * as World from "../world.js"
import { type Act, type Outcome, teamAdminsOnly } from "./act.js"
import { isEmail } from "./names.js"
import { existingTeam } from "./teams.js"
import { activeUser, userByRelayId } from "./users.js"

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
  const [id, world] = Edit.nextId(before, "Invite")
  const invite: World.Invite = {
    id,
    team: team.id,
    email: user.email ?? "",
    role,
    createdAt: act.now,
    from: act.user.id
  }
  return Either.right([{ invite, member: user }, Edit.addMember(world, team, user, role)])
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
  const [invite, next] = Edit.addInvite(world, team, { email, role, createdAt: act.now, from: act.user.id })
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
    if (Option.isSome(invite)) return [undefined, Edit.removeInvite(world, invite.value)]
    const member = RelayId.decode("User", id).pipe(
      Option.flatMap((number) => World.userById(world, number)),
      Option.filter((user) => Option.isSome(World.seatOf(team, user)))
    )
    if (Option.isNone(member)) return yield* notFound("member")
    return [undefined, yield* ledAsBefore(world, team, Edit.removeMember(world, team, member.value))]
  })

export interface UpdateMemberInput {
  readonly entityName: string
  readonly user: string
  readonly role?: string | null
  readonly admin?: boolean | null
}

/** A seat and the team that it is in. */
export interface Seated {
  readonly team: World.Team
  readonly seat: World.Seat
}

/** Gives a member another role; gives the seat. Inferred: `user` is the id of the user, or the username. */
export const updateMember = (world: World.World, act: Act, input: UpdateMemberInput): Outcome<Seated> =>
  Either.gen(function* () {
    const team = yield* existingTeam(world, input.entityName)
    yield* teamAdminsOnly(act, team)
    const user = userByRelayId(world, input.user).pipe(
      Option.orElse(() => World.userByName(world, input.user)),
      Option.getOrNull
    )
    if (user === null) return yield* notFound("user")
    const seat = Option.getOrNull(World.seatOf(team, user))
    if (seat === null) return yield* notFound("member")
    if (!input.role && input.admin == null) return yield* invalid("a role is needed")
    const role = input.role || (input.admin ? "admin" : "member")
    const next = yield* ledAsBefore(world, team, Edit.changeRole(world, team, user, role))
    return [{ team, seat: { ...seat, role } }, next]
  })

/** Passes the world after a change of a team's members, unless the change leaves people there without an admin. */
const ledAsBefore = (
  before: World.World,
  team: World.Team,
  after: World.World
): Either.Either<World.World, Refusal> =>
  isLed(before, team.id) && !isLed(after, team.id) && hasPeople(after, team.id)
    ? invalid("a team must keep an admin")
    : Either.right(after)

const isLed = (world: World.World, team: number): boolean =>
  someMember(world, team, (user, role) => role === "admin" && World.isActive(user))

/** Whether anybody is there who is no service account: only they have personal entities. */
const hasPeople = (world: World.World, team: number): boolean =>
  someMember(world, team, (user) => user.personalEntity !== null)

const someMember = (
  world: World.World,
  team: number,
  fits: (user: World.User, role: string) => boolean
): boolean =>
  Option.exists(World.teamById(world, team), ({ seats }) =>
    Chunk.some(
      seats,
      (seat) =>
        seat.kind === "member" &&
        Option.exists(World.userById(world, seat.user), (user) => fits(user, seat.role))
    )
  )
