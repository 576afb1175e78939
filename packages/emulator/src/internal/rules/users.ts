import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import { AccountType } from "../../Seed.js"
import { alreadyExists, invalid, type Refusal } from "../refusal.js"
import * as RelayId from "../relayId.js"
import * as World from "../world.js"
import { type Act, adminsOnly, type Outcome } from "./act.js"
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
    const [user, added] = World.addUser(world, {
      username,
      name: username,
      email,
      admin: input.admin ?? false,
      accountType,
      createdAt: act.now,
      deletedAt: null
    })
    const joined = World.allInvites(added)
      .filter((invite) => invite.email.toLowerCase() === email.toLowerCase())
      .reduce((next, invite) => World.acceptInvite(next, invite, user), added)
    return [user.id, joined]
  })

const accountTypeOf = (text: string | null | undefined): Either.Either<AccountType, Refusal> =>
  text == null
    ? Either.right("USER")
    : Schema.is(AccountType)(text)
      ? Either.right(text)
      : invalid("invalid account type")

export interface FindUsersArgs {
  readonly query?: string | null
  readonly ids?: ReadonlyArray<string> | null
  readonly usernames?: ReadonlyArray<string> | null
}

/** The users that fit all conditions given, in the order of their creation; a blank query fits everyone. */
export const findUsers = (world: World.World, args: FindUsersArgs): ReadonlyArray<World.User> => {
  const query = (args.query ?? "").trim().toLowerCase()
  return candidates(world, args).filter(
    (user) => query === "" || [user.username, user.email ?? ""].some(beginsOrEndsWith(query))
  )
}

/** Ids and usernames are looked up rather than searched for, so that asking for a few does not visit all. */
const candidates = (world: World.World, { ids, usernames }: FindUsersArgs): ReadonlyArray<World.User> => {
  const byId = ids == null ? null : Arr.getSomes(ids.map((id) => userByRelayId(world, id)))
  const byName =
    usernames == null ? null : Arr.getSomes(usernames.map((name) => World.userByName(world, name)))
  if (byId === null && byName === null) return World.allUsers(world)
  const found =
    byId !== null && byName !== null ? byId.filter((user) => byName.includes(user)) : (byId ?? byName ?? [])
  return Arr.sort(
    new Set(found),
    Order.mapInput(Order.number, (user: World.User) => user.id)
  )
}

const beginsOrEndsWith = (query: string) => (text: string) =>
  text.toLowerCase().startsWith(query) || text.toLowerCase().endsWith(query)

/** The user of a Relay id. */
export const userByRelayId = (world: World.World, id: string): Option.Option<World.User> =>
  Option.flatMap(RelayId.decode("User", id), (number) => World.userById(world, number))
