import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Seed from "../Seed.js"
import type { Entropy } from "./entropy.js"
import { InvalidSeed } from "./errors.js"
import * as Keys from "./keys.js"
import { isLegacy, type Mode } from "./mode.js"
import { isEmail } from "./rules/names.js"
import { addServiceAccount } from "./rules/teams.js"
import * as Edit from "./edits.js"
import * as World from "./world.js"

/** When and from what a world begins. */
export interface Circumstances {
  readonly now: string
  readonly entropy: Entropy
  readonly mode: Mode
  readonly adminKey: Redacted.Redacted<string> | undefined
}

interface Seeded {
  readonly world: World.World
  readonly adminKey: Redacted.Redacted<string>
}

type Step = Either.Either<World.World, InvalidSeed>

const invalid = (field: string, reason: string) => Either.left(new InvalidSeed({ field, reason }))

/** Makes the world that a seed describes, and the key of its first admin. */
export const make = (seed: Seed.Seed, beginning: Circumstances): Either.Either<Seeded, InvalidSeed> =>
  Either.gen(function* () {
    const peopled = yield* fold(seed.users ?? [], World.filling(World.empty), (world, user, index) =>
      addUser(world, user, `users[${index}]`, beginning)
    )
    const [admin, led] = yield* withAdmin(peopled, beginning)
    const [adminKey, keyed] = yield* addApiKey(
      led,
      admin,
      beginning.adminKey,
      "admin key",
      "adminKey",
      beginning
    )
    const world = yield* fold(seed.teams ?? [], keyed, (world, team, index) =>
      addTeam(world, team, `teams[${index}]`, beginning)
    )
    return { world: World.filled(world), adminKey }
  })

/** Steps from item to item, up to the first that cannot be. */
const fold = <A>(
  items: ReadonlyArray<A>,
  world: World.World,
  step: (world: World.World, item: A, index: number) => Step
): Step =>
  Arr.reduce(items, Either.right(world) as Step, (previous, item, index) =>
    Either.flatMap(previous, (world) => step(world, item, index))
  )

/** The first admin who is not deleted, made when there is none. */
const withAdmin = (
  before: World.World,
  beginning: Circumstances
): Either.Either<readonly [World.User, World.World], InvalidSeed> =>
  World.firstAdmin(before).pipe(
    Option.match({
      onSome: (admin) => Either.right([admin, before] as const),
      onNone: () =>
        Either.mapLeft(
          addUserRow(before, { username: "admin", admin: true }, "users", beginning),
          ({ reason }) =>
            new InvalidSeed({ field: "users", reason: `nobody is an admin, and none can be made: ${reason}` })
        )
    })
  )

const addUser = (before: World.World, user: Seed.User, field: string, beginning: Circumstances): Step =>
  Either.gen(function* () {
    const [row, world] = yield* addUserRow(before, user, field, beginning)
    return yield* fold(user.apiKeys ?? [], world, (world, { secret, description }, index) =>
      Either.map(
        addApiKey(world, row, secret, description, `${field}.apiKeys[${index}].secret`, beginning),
        ([, next]) => next
      )
    )
  })

const addUserRow = (
  world: World.World,
  user: Seed.User,
  field: string,
  { now }: Circumstances
): Either.Either<readonly [World.User, World.World], InvalidSeed> => {
  const { username, email = `${username}@example.com` } = user
  if (username.trim() === "") return invalid(`${field}.username`, "a username must not be blank")
  if (World.isNameTaken(world, username)) {
    return invalid(`${field}.username`, `"${username}" belongs to another user`)
  }
  if (!isEmail(email)) return invalid(`${field}.email`, `"${email}" is no email address`)
  if (Option.isSome(World.userByEmail(world, email))) {
    return invalid(`${field}.email`, `"${email}" belongs to another user`)
  }
  return Either.right(
    Edit.addUser(world, {
      username,
      name: user.name ?? username,
      email,
      admin: user.admin ?? false,
      accountType: user.accountType ?? "USER",
      createdAt: now,
      deletedAt: user.deleted === true ? now : null
    })
  )
}

const addApiKey = (
  world: World.World,
  owner: World.User,
  given: Redacted.Redacted<string> | undefined,
  description: string | undefined,
  field: string,
  { entropy, mode }: Circumstances
): Either.Either<readonly [Redacted.Redacted<string>, World.World], InvalidSeed> => {
  const secret = given ?? Keys.make(entropy, `ApiKey:${world.lastId.ApiKey + 1}`, mode)
  if (!Keys.isKey(Redacted.value(secret))) {
    return invalid(field, Keys.form)
  }
  if (World.isKeyKnown(world, Keys.digest(secret))) return invalid(field, "this API key occurs twice")
  const [, next] = Edit.addApiKey(world, owner, secret, {
    description: description ?? null,
    keepSecret: isLegacy(mode)
  })
  return Either.right([secret, next])
}

const addTeam = (before: World.World, seed: Seed.Team, field: string, beginning: Circumstances): Step =>
  Either.gen(function* () {
    const { now } = beginning
    if (seed.name.trim() === "") yield* invalid(`${field}.name`, "a team name must not be blank")
    if (World.isNameTaken(before, seed.name)) {
      yield* invalid(`${field}.name`, `"${seed.name}" belongs to another team or to a user`)
    }
    const [team, founded] = Edit.addTeam(before, seed.name, now)
    const joined = yield* fold(seed.members ?? [], founded, (world, member, index) =>
      addMember(world, team, member, `${field}.members[${index}].username`)
    )
    const invited = yield* fold(seed.invites ?? [], joined, (world, invite, index) =>
      addInvite(world, team, invite, `${field}.invites[${index}].email`, now)
    )
    return (seed.serviceAccounts ?? []).reduce(
      (world, { description }) => addServiceAccount(world, team, description, beginning)[1],
      invited
    )
  })

const addMember = (
  world: World.World,
  team: World.Team,
  { username, role = "member" }: { readonly username: string; readonly role?: string | undefined },
  field: string
): Step =>
  Option.match(World.userByName(world, username), {
    onNone: () => invalid(field, `there is no user "${username}" in the seed`),
    onSome: (user) =>
      user.teams.includes(team.id)
        ? invalid(field, `"${username}" is in the team twice`)
        : Either.right(Edit.addMember(world, team, user, role))
  })

const addInvite = (
  world: World.World,
  team: World.Team,
  { email, role = "member" }: { readonly email: string; readonly role?: string | undefined },
  field: string,
  now: string
): Step => {
  if (!isEmail(email)) return invalid(field, `"${email}" is no email address`)
  if (Option.isSome(World.userByEmail(world, email))) {
    return invalid(field, `"${email}" belongs to a user: make them a member`)
  }
  if (World.isInvited(world, team, email)) return invalid(field, `"${email}" is invited twice`)
  return Either.right(Edit.addInvite(world, team, { email, role, createdAt: now, from: null })[1])
}
