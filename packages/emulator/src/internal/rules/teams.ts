import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Entropy } from "../entropy.js"
import * as Keys from "../keys.js"
import { isLegacy, type Mode } from "../mode.js"
import { alreadyExists, invalid, notFound, type Refusal } from "../refusal.js"
import * as Edit from "../edits.js"
import * as World from "../world.js"
import { type Act, adminsOnly, type Outcome, teamAdminsOnly } from "./act.js"
import { freeUsername } from "./names.js"
import { activeUser } from "./users.js"

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

    const [team, added] = Edit.addTeam(world, input.teamName, act.now)
    return [team.id, admin === null ? added : Edit.addMember(added, team, admin, "admin")]
  })

/** Deletes a team: its members lose it, and the invitations to it are gone. */
export const deleteTeam = (
  world: World.World,
  act: Act,
  input: { readonly teamName: string }
): Outcome<void> =>
  Either.gen(function* () {
    const team = yield* existingTeam(world, input.teamName)
    yield* teamAdminsOnly(act, team)
    return [undefined, Edit.removeTeam(world, team)]
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
    return addServiceAccount(world, team, input.description || "service account", act)
  })

/**
 * Adds a service account, named after its description, without an email address. Inferred: where listings show whole
 * keys, it has one from the start.
 */
export const addServiceAccount = (
  world: World.World,
  team: World.Team,
  description: string,
  { entropy, mode, now }: Pick<Act, "entropy" | "mode" | "now">
): readonly [number, World.World] => {
  const [user, added] = Edit.addUser(world, {
    username: freeUsername(world, `${team.name}-${description}`),
    name: description,
    email: null,
    admin: false,
    accountType: "SERVICE",
    createdAt: now,
    deletedAt: null
  })
  const joined = Edit.addMember(added, team, user, "member")
  return [user.id, isLegacy(mode) ? addKey(joined, user, entropy, mode) : joined]
}

const addKey = (world: World.World, user: World.User, entropy: Entropy, mode: Mode): World.World => {
  const secret = Keys.make(entropy, `ApiKey:${world.lastId.ApiKey + 1}`, mode)
  return Edit.addApiKey(world, user, secret, { description: null, keepSecret: true })[1]
}

/** The team of a name; personal entities are none. */
export const existingTeam = (
  world: World.World,
  name: string | null | undefined
): Either.Either<World.Team, Refusal> =>
  Option.match(World.teamByName(world, name ?? ""), {
    onNone: () => notFound("team"),
    onSome: Either.right
  })
