import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Seed } from "../Seed.js"
import type { Snapshot } from "../Snapshot.js"
import * as Edit from "./edits.js"
import { InvalidSeed } from "./errors.js"
import * as Keys from "./keys.js"
import { isLegacy } from "./mode.js"
import * as Seeding from "./seeding.js"
import * as Sessions from "./sessions.js"
import * as Snapshots from "./snapshots.js"
import * as World from "./world.js"

/** A world in its first moment, and the key of its first admin. */
export interface Beginning {
  readonly world: World.World
  readonly sessions: Sessions.Sessions
  readonly adminKey: Redacted.Redacted<string>
}

export const fromSeed = (
  seed: Seed,
  circumstances: Seeding.Circumstances
): Either.Either<Beginning, InvalidSeed> =>
  Either.map(Seeding.make(seed, circumstances), (seeded) => ({ ...seeded, sessions: Sessions.none }))

/** Where no key of the admin is given, there is none to be had of a snapshot: it has digests alone. */
export const fromSnapshot = (
  snapshot: Snapshot,
  circumstances: Seeding.Circumstances
): Either.Either<Beginning, InvalidSeed> =>
  Either.gen(function* () {
    const world = yield* Either.mapLeft(
      Snapshots.restore(snapshot),
      ({ field, reason }) => new InvalidSeed({ field: `snapshot.${field}`, reason })
    )
    const admin = yield* firstAdmin(world)
    const { adminKey, mode } = circumstances
    if (adminKey === undefined) {
      const secret = sessionOf(admin.username, circumstances)
      return { world, adminKey: secret, sessions: Sessions.open(Sessions.none, admin.username, secret) }
    }
    if (!Keys.isKey(Redacted.value(adminKey))) return yield* notAKey
    const owner = World.userByKey(world, Keys.digest(adminKey))
    if (Option.exists(owner, (user) => user.admin)) return { world, adminKey, sessions: Sessions.none }
    if (World.isKeyKnown(world, Keys.digest(adminKey))) {
      return yield* Either.left(
        new InvalidSeed({ field: "adminKey", reason: "this is the key of somebody else" })
      )
    }
    const row = { description: "admin key", keepSecret: isLegacy(mode) }
    return { world: Edit.addApiKey(world, admin, adminKey, row)[1], adminKey, sessions: Sessions.none }
  })

const notAKey = Either.left(new InvalidSeed({ field: "adminKey", reason: Keys.form }))

const firstAdmin = (world: World.World): Either.Either<World.User, InvalidSeed> =>
  Either.fromOption(
    World.firstAdmin(world),
    () => new InvalidSeed({ field: "snapshot", reason: "nobody in it is an admin" })
  )

/** The same credential for the same user of the same instance. */
export const sessionOf = (
  username: string,
  { entropy, mode }: Pick<Seeding.Circumstances, "entropy" | "mode">
): Redacted.Redacted<string> => Keys.make(entropy, `session/${username}`, mode)
