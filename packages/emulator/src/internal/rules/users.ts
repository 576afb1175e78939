import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import { type AccountType, isAccountType } from "../accountTypes.js"
import { filtered, listed, type Rows } from "../paging.js"
import { alreadyExists, invalid, notFound, permissionDenied, type Refusal } from "../refusal.js"
import * as RelayId from "../relayId.js"
import * as Edit from "../edits.js"
import * as World from "../world.js"
import { type Act, adminsOnly, mayActFor, type Outcome } from "./act.js"
import { freeUsername, isEmail } from "./names.js"

export interface CreateUserInput {
  readonly email: string
  readonly admin?: boolean | null
  readonly accountType?: string | null
}

/** Creates a user named after the email address, who takes up the invitations that wait for it; gives its number. */
export const createUser = (world: World.World, act: Act, input: CreateUserInput): Outcome<number> =>
  Either.gen(function* () {
    yield* adminsOnly(act, "createUser")
    const { email } = input
    if (!isEmail(email)) yield* invalid("invalid email")
    if (Option.isSome(World.userByEmail(world, email))) yield* alreadyExists
    const accountType = yield* accountTypeOf(input.accountType)

    const username = freeUsername(world, email.slice(0, email.indexOf("@")))
    const [user, added] = Edit.addUser(world, {
      username,
      name: username,
      email,
      admin: input.admin ?? false,
      accountType,
      createdAt: act.now,
      deletedAt: null
    })
    return [user.id, takeUpInvites(added, user, email)]
  })

/** Makes a member of whoever has an email address that invitations wait for, once for each team. */
const takeUpInvites = (world: World.World, user: World.User, email: string): World.World =>
  World.invitesTo(world, email).reduce(
    (next, invite) =>
      user.teams.includes(invite.team)
        ? Edit.removeInvite(next, invite)
        : Edit.acceptInvite(next, invite, user),
    world
  )

const accountTypeOf = (text: string | null | undefined): Either.Either<AccountType, Refusal> =>
  text == null
    ? Either.right("USER")
    : isAccountType(text)
      ? Either.right(text)
      : invalid("invalid account type")

/** What `updateUser` changes; without an id it changes whoever asks, and what is null stays as it is. */
export interface UpdateUserInput {
  readonly id?: string | null
  readonly admin?: boolean | null
  readonly name?: string | null
  readonly primaryEmail?: string | null
  readonly defaultEntity?: string | null
}

/** Changes all that is given or nothing; gives the user's number. */
export const updateUser = (world: World.World, act: Act, input: UpdateUserInput): Outcome<number> =>
  Either.gen(function* () {
    const user = yield* found(
      Option.filter(
        input.id == null ? World.userById(world, act.user.id) : userByRelayId(world, input.id),
        World.isActive
      )
    )
    if (!mayActFor(act, user.id)) yield* permissionDenied
    const { admin = null, name = null, primaryEmail: email = null, defaultEntity = null } = input
    if ((admin !== null || email !== null) && !act.privileged) yield* permissionDenied

    if (name !== null && name.trim() === "") yield* invalid("invalid name")
    if (admin === false) yield* notTheLastAdmin(world, user)
    if (email !== null) yield* freeEmail(world, user, email)
    const entity = defaultEntity === null ? null : yield* ownEntity(world, user, defaultEntity)

    const changed = Edit.updateUser(world, user, {
      ...(admin === null ? {} : { admin }),
      ...(name === null ? {} : { name }),
      ...(entity === null ? {} : { defaultEntity: entity.id })
    })
    return [
      user.id,
      email === null ? changed : takeUpInvites(Edit.moveUser(changed, user, email), user, email)
    ]
  })

const freeEmail = (world: World.World, user: World.User, email: string): Either.Either<void, Refusal> => {
  if (!isEmail(email)) return invalid("invalid email")
  return Option.exists(World.userByEmail(world, email), ({ id }) => id !== user.id)
    ? alreadyExists
    : Either.void
}

const ownEntity = (
  world: World.World,
  user: World.User,
  name: string
): Either.Either<World.Team, Refusal> => {
  const own = World.entitiesOf(world, user).find((entity) => entity.name === name)
  if (own !== undefined) return Either.right(own)
  return Option.isNone(World.entityByName(world, name))
    ? notFound("entity")
    : invalid("a default entity must be one of the user's own")
}

/** Deletes a user, whose keys let nobody in from then on; teams and keys stay theirs. Gives the user's number. */
export const deleteUser = (world: World.World, act: Act, input: { readonly id: string }): Outcome<number> =>
  Either.gen(function* () {
    yield* adminsOnly(act, "deleteUser")
    const user = yield* found(userByRelayId(world, input.id))
    // Inferred: deleting twice is no error, and the first deletion counts.
    if (user.deletedAt !== null) return [user.id, world]
    yield* notTheLastAdmin(world, user)
    return [user.id, Edit.updateUser(world, user, { deletedAt: act.now })]
  })

/** Restores a deleted user with teams and keys; gives the user's number. Inferred: restoring the living is no error. */
export const undeleteUser = (world: World.World, act: Act, input: { readonly id: string }): Outcome<number> =>
  Either.gen(function* () {
    yield* adminsOnly(act, "undeleteUser")
    const user = yield* found(userByRelayId(world, input.id))
    return [user.id, Edit.updateUser(world, user, { deletedAt: null })]
  })

/** Passes whoever is no admin in force, and one of several. */
const notTheLastAdmin = (world: World.World, user: World.User): Either.Either<void, Refusal> =>
  !World.isAdmin(user) ||
  Iterable.some(World.allUsers(world), (other) => World.isAdmin(other) && other.id !== user.id)
    ? Either.void
    : invalid("an instance must keep an admin")

export interface FindUsersArgs {
  readonly query?: string | null
  readonly ids?: ReadonlyArray<string> | null
  readonly usernames?: ReadonlyArray<string> | null
}

/** The users that fit all conditions given, in the order of their creation; a blank query fits everyone. */
export const findUsers = (world: World.World, args: FindUsersArgs): Rows<World.User> => {
  const query = (args.query ?? "").trim().toLowerCase()
  const rows = candidates(world, args)
  return query === ""
    ? rows
    : filtered(rows, (user) => [user.username, user.email ?? ""].some(beginsOrEndsWith(query)))
}

/** Ids and usernames are looked up rather than searched for, so that asking for a few does not visit all. */
const candidates = (world: World.World, { ids, usernames }: FindUsersArgs): Rows<World.User> => {
  if (ids == null && usernames == null) return World.userRows(world)
  const byId = ids == null ? null : new Set(Arr.filterMap(ids, (id) => userByRelayId(world, id)))
  const byName =
    usernames == null ? null : new Set(Arr.filterMap(usernames, (name) => World.userByName(world, name)))
  const found = Arr.filter(byId ?? byName ?? [], (user) => byName === null || byName.has(user))
  return listed(
    Arr.sort(
      found,
      Order.mapInput(Order.number, (user: World.User) => user.id)
    ),
    ({ id }) => id
  )
}

const beginsOrEndsWith = (query: string) => (text: string) =>
  text.toLowerCase().startsWith(query) || text.toLowerCase().endsWith(query)

/** The user of a Relay id. */
export const userByRelayId = (world: World.World, id: string): Option.Option<World.User> =>
  Option.flatMap(RelayId.decode("User", id), (number) => World.userById(world, number))

/** The user of a name, unless deleted. */
export const activeUser = (world: World.World, username: string): Either.Either<World.User, Refusal> =>
  found(Option.filter(World.userByName(world, username), World.isActive))

const found = (user: Option.Option<World.User>): Either.Either<World.User, Refusal> =>
  Option.match(user, { onNone: () => notFound("user"), onSome: Either.right })
