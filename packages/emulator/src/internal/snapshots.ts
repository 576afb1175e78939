import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Struct from "effect/Struct"
import type { Snapshot } from "../Snapshot.js"
import * as Edit from "./edits.js"
import { InvalidSnapshot } from "./errors.js"
import * as Keys from "./keys.js"
import * as Table from "./table.js"
import * as World from "./world.js"

/** The world as data; what follows from the rest is left out. */
export const take = (world: World.World, takenAt: string): Snapshot => ({
  version: 1,
  takenAt,
  users: Array.from(World.allUsers(world), Struct.omit("apiKeys", "teams")),
  apiKeys: Array.from(World.allApiKeys(world), ({ digest, listedAs, ...apiKey }) => ({
    ...apiKey,
    digest: digest.digest.toString("hex"),
    ...(listedAs === null ? {} : { secret: listedAs })
  })),
  teams: Array.from(World.allTeams(world), ({ createdAt, id, name, seats }) => ({
    id,
    name,
    createdAt,
    seats: Chunk.toReadonlyArray(seats)
  })),
  invites: Array.from(Table.values(world.invites)),
  lastId: world.lastId
})

type Step = Either.Either<World.World, InvalidSnapshot>

const invalid = (field: string, reason: string) => Either.left(new InvalidSnapshot({ field, reason }))

/** The world that a snapshot was taken of; refuses what contradicts itself. */
export const restore = (snapshot: Snapshot): Step =>
  Either.gen(function* () {
    const { lastId } = snapshot
    const beginning: World.World = { ...World.empty, lastId }
    const peopled = yield* fold("users", snapshot.users, beginning, addUser)
    const keyed = yield* fold("apiKeys", snapshot.apiKeys, peopled, addApiKey)
    const teamed = yield* fold("teams", snapshot.teams, keyed, addTeam)
    const world = yield* fold("invites", snapshot.invites, teamed, addInvite)
    yield* everySeatIsTaken(world)
    if (Option.isNone(World.firstAdmin(world))) {
      yield* invalid("users", "an instance has an admin who is not deleted")
    }
    return world
  })

const fold = <A>(
  field: string,
  rows: ReadonlyArray<A>,
  world: World.World,
  add: (world: World.World, row: A, field: string) => Step
): Step =>
  Arr.reduce(rows, Either.right(world) as Step, (previous, row, index) =>
    Either.flatMap(previous, (world) => add(world, row, `${field}[${index}]`))
  )

type Row<Table extends "users" | "apiKeys" | "teams" | "invites"> = Snapshot[Table][number]

const addUser = (world: World.World, row: Row<"users">, field: string): Step => {
  if (row.id > world.lastId.User || Option.isSome(World.userById(world, row.id))) {
    return invalid(`${field}.id`, "the number of a user occurs once, and is at most lastId.User")
  }
  if ((row.personalEntity ?? 0) > world.lastId.Entity) {
    return invalid(`${field}.personalEntity`, "the number of an entity is at most lastId.Entity")
  }
  if (World.isNameTaken(world, row.username)) return invalid(`${field}.username`, "this name occurs twice")
  if (row.email !== null && Option.isSome(World.userByEmail(world, row.email))) {
    return invalid(`${field}.email`, "this email address occurs twice")
  }
  return Either.right(Edit.putUser(world, { ...row, teams: [], apiKeys: [] }))
}

const addApiKey = (world: World.World, row: Row<"apiKeys">, field: string): Step => {
  const { digest: hex, secret, ...apiKey } = row
  const digest = Keys.digestOf(Buffer.from(hex, "hex"))
  if (row.id > world.lastId.ApiKey || Option.isSome(World.apiKeyById(world, row.id))) {
    return invalid(`${field}.id`, "the number of a key occurs once, and is at most lastId.ApiKey")
  }
  if (Option.isNone(World.userById(world, row.owner)))
    return invalid(`${field}.owner`, "there is no such user")
  if (World.isKeyKnown(world, digest)) return invalid(`${field}.digest`, "this API key occurs twice")
  if (secret !== undefined && !Keys.same(Keys.digest(secret), digest)) {
    return invalid(`${field}.secret`, "the digest is that of another key")
  }
  return Either.right(Edit.putApiKey(world, { ...apiKey, digest, listedAs: secret ?? null }))
}

const addTeam = (world: World.World, row: Row<"teams">, field: string): Step => {
  if (row.id > world.lastId.Entity || Option.isSome(World.teamById(world, row.id))) {
    return invalid(`${field}.id`, "the number of a team occurs once, and is at most lastId.Entity")
  }
  if (World.isNameTaken(world, row.name)) return invalid(`${field}.name`, "this name occurs twice")
  const founded = Edit.putTeam(world, { ...row, isTeam: true, seats: Chunk.fromIterable(row.seats) })
  return Arr.reduce(row.seats, Either.right(founded) as Step, (previous, seat, index) =>
    Either.flatMap(previous, (world) =>
      seat.kind === "invite"
        ? Either.right(world)
        : join(world, row.id, seat.user, `${field}.seats[${index}]`)
    )
  )
}

const join = (world: World.World, team: number, id: number, field: string): Step =>
  Option.match(World.userById(world, id), {
    onNone: () => invalid(field, "there is no such user"),
    onSome: ({ teams }) =>
      teams.includes(team)
        ? invalid(field, "this user is in the team twice")
        : Either.right(Edit.rememberTeam(world, id, team))
  })

const addInvite = (world: World.World, row: Row<"invites">, field: string): Step => {
  if (row.id > world.lastId.Invite || Option.isSome(World.inviteById(world, row.id))) {
    return invalid(`${field}.id`, "the number of an invite occurs once, and is at most lastId.Invite")
  }
  const seats = Option.match(World.teamById(world, row.team), {
    onNone: () => 0,
    onSome: ({ seats }) => Chunk.size(Chunk.filter(seats, Edit.isSeatOf(row)))
  })
  return seats === 1
    ? Either.right(Edit.putInvite(world, row))
    : invalid(`${field}.team`, "an invite has one seat, in its team")
}

/** Every offered seat needs its invite; that an invite has one seat alone is known by then. */
const everySeatIsTaken = (world: World.World): Either.Either<void, InvalidSnapshot> => {
  const offered = Array.from(World.allTeams(world)).flatMap(({ id, seats }) =>
    Arr.filterMap(seats, (seat) =>
      seat.kind === "invite" ? Option.some({ id, invite: seat.invite }) : Option.none()
    )
  )
  return offered.every(({ id, invite }) =>
    Option.exists(World.inviteById(world, invite), ({ team }) => team === id)
  )
    ? Either.void
    : invalid("teams", "a seat is offered by an invite that is not there")
}
