import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Seed from "../Seed.js"
import type { Entropy } from "./entropy.js"
import { InvalidSeed } from "./errors.js"
import * as Keys from "./keys.js"
import { isEmail } from "./rules/names.js"
import { addServiceAccount } from "./rules/teams.js"
import * as World from "./world.js"

/** When and how a world begins. */
export interface Beginning {
  readonly now: string
  readonly entropy: Entropy
  readonly keepSecrets: boolean
  readonly adminKey: Redacted.Redacted<string> | undefined
}

interface Seeded {
  readonly world: World.World
  readonly adminKey: Redacted.Redacted<string>
}

type Step = Either.Either<World.World, InvalidSeed>

const invalid = (field: string, reason: string) => Either.left(new InvalidSeed({ field, reason }))

/** Makes the world that a seed describes, and the key of its first admin. */
export const make = (seed: Seed.Seed, beginning: Beginning): Either.Either<Seeded, InvalidSeed> =>
  Either.gen(function* () {
    const users = withAdmin(seed.users ?? [])
    const peopled = yield* fold(users, World.empty, (world, user, index) =>
      addUser(world, user, `users[${index}]`, beginning)
    )
    const [adminKey, keyed] = yield* giveAdminKey(peopled, users, beginning)
    const world = yield* fold(seed.teams ?? [], keyed, (world, team, index) =>
      addTeam(world, team, `teams[${index}]`, beginning)
    )
    return { world, adminKey }
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

const isAdmin = (user: Seed.User): boolean => user.admin === true && user.deleted !== true

/** An instance has one admin at least. */
const withAdmin = (users: ReadonlyArray<Seed.User>): ReadonlyArray<Seed.User> =>
  users.some(isAdmin) ? users : [...users, { username: "admin", admin: true }]

const addUser = (before: World.World, user: Seed.User, field: string, beginning: Beginning): Step =>
  Either.gen(function* () {
    const { username, email = `${username}@example.com` } = user
    if (username.trim() === "") yield* invalid(`${field}.username`, "a username must not be blank")
    if (World.isNameTaken(before, username)) yield* invalid(`${field}.username`, `"${username}" occurs twice`)
    if (!isEmail(email)) yield* invalid(`${field}.email`, `"${email}" is no email address`)
    if (Option.isSome(World.userByEmail(before, email))) {
      yield* invalid(`${field}.email`, `"${email}" belongs to another user`)
    }
    const [row, world] = World.addUser(before, {
      username,
      name: user.name ?? username,
      email,
      admin: user.admin ?? false,
      accountType: user.accountType ?? "USER",
      createdAt: beginning.now,
      deletedAt: user.deleted === true ? beginning.now : null
    })
    return yield* fold(user.apiKeys ?? [], world, (world, { secret, description }, index) =>
      Either.map(
        addApiKey(world, row, secret, description, `${field}.apiKeys[${index}].secret`, beginning),
        ([, next]) => next
      )
    )
  })

const addApiKey = (
  world: World.World,
  owner: World.User,
  given: Redacted.Redacted<string> | undefined,
  description: string | undefined,
  field: string,
  { entropy, keepSecrets }: Beginning
): Either.Either<readonly [Redacted.Redacted<string>, World.World], InvalidSeed> => {
  const secret = given ?? Keys.make(entropy, `ApiKey:${world.lastId.ApiKey + 1}`)
  if (!Keys.isKey(Redacted.value(secret))) {
    return invalid(
      field,
      "an API key is wandb_v1_ and 77 to 83 characters of A-Z a-z 0-9 _, or 40 of them behind an optional prefix-"
    )
  }
  if (World.isKeyKnown(world, secret)) return invalid(field, "this API key occurs twice")
  const [, next] = World.addApiKey(world, owner, secret, {
    description: description ?? null,
    keepSecret: keepSecrets
  })
  return Either.right([secret, next])
}

const giveAdminKey = (
  world: World.World,
  users: ReadonlyArray<Seed.User>,
  beginning: Beginning
): Either.Either<readonly [Redacted.Redacted<string>, World.World], InvalidSeed> =>
  Arr.findFirst(users, isAdmin).pipe(
    Option.flatMap((admin) => World.userByName(world, admin.username)),
    Option.match({
      onNone: () => invalid("users", "there is no admin"),
      onSome: (admin) => addApiKey(world, admin, beginning.adminKey, "admin key", "adminKey", beginning)
    })
  )

const addTeam = (before: World.World, seed: Seed.Team, field: string, { now }: Beginning): Step =>
  Either.gen(function* () {
    if (seed.name.trim() === "") yield* invalid(`${field}.name`, "a team name must not be blank")
    if (World.isNameTaken(before, seed.name)) {
      yield* invalid(`${field}.name`, `"${seed.name}" belongs to another team or to a user`)
    }
    const [team, founded] = World.addTeam(before, seed.name, now)
    const joined = yield* fold(seed.members ?? [], founded, (world, member, index) =>
      addMember(world, team, member, `${field}.members[${index}].username`)
    )
    const invited = yield* fold(seed.invites ?? [], joined, (world, invite, index) =>
      addInvite(world, team, invite, `${field}.invites[${index}].email`, now)
    )
    return (seed.serviceAccounts ?? []).reduce(
      (world, { description }) => addServiceAccount(world, team, description, now)[1],
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
        : Either.right(World.addMember(world, team, user, role))
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
  return Either.right(World.addInvite(world, team, { email, role, createdAt: now, from: null })[1])
}
