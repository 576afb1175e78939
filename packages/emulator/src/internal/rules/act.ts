import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import type { Entropy } from "../entropy.js"
import type { Mode } from "../mode.js"
import { permissionDenied, refuse, type Refusal } from "../refusal.js"
import type * as World from "../world.js"

/** Who acts, when (ISO 8601), and with what randomness; `privileged` is an admin who sent `Use-Admin-Privileges`. */
export interface Act {
  readonly user: World.User
  readonly privileged: boolean
  readonly now: string
  readonly entropy: Entropy
  readonly mode: Mode
}

/** What a rule gives: its result in the world that it leads to, or the server's refusal. */
export type Outcome<A> = Either.Either<readonly [A, World.World], Refusal>

/** Passes privileged admins; the words of the refusal are the server's. */
export const adminsOnly = (act: Act, mutation: string): Either.Either<void, Refusal> =>
  act.privileged ? Either.void : refuse(403, `only admins can use ${mutation}()`)

/** Passes privileged admins and the admins of the team. */
export const teamAdminsOnly = (act: Act, team: World.Team): Either.Either<void, Refusal> =>
  act.privileged || Chunk.some(team.seats, isAdminSeat(act.user)) ? Either.void : permissionDenied

const isAdminSeat = (user: World.User) => (seat: World.Seat) =>
  seat.kind === "member" && seat.user === user.id && seat.role === "admin"

/** Whether the act may see and change what belongs to a user alone. */
export const mayActFor = (act: Act, user: number): boolean => act.privileged || act.user.id === user
