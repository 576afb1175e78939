import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { Teams } from "@effect-wandb/core/Teams"
import type { Users } from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../WandbClient.js"
import { CurrentCall, finish, make } from "./call.js"
import { deleteById, deleteKey } from "./apiKeys/delete.js"
import { generate } from "./apiKeys/generate.js"
import { list } from "./apiKeys/list.js"
import { spanOf } from "./seen.js"
import { create as createTeam } from "./teams/create.js"
import { deleteTeamOf } from "./teams/delete.js"
import { invite } from "./teams/invite.js"
import { list as listTeams } from "./teams/list.js"
import { find as findTeam, get as getTeam, members } from "./teams/lookup.js"
import { removeMember, setRole } from "./teams/members.js"
import { cancelInvite, pendingInvites } from "./teams/pendingInvites.js"
import { createAccount, serviceAccountKey } from "./teams/serviceAccounts.js"
import { create } from "./users/create.js"
import { getMany } from "./users/getMany.js"
import { find, get } from "./users/lookup.js"
import type { Lookups } from "./users/lookups.js"
import { deleteUserOf, restore, update } from "./users/life.js"
import { list as listUsers, search } from "./users/search.js"
import { viewer } from "./users/viewer.js"

/** Reports nothing: what is streamed changes nothing. */
const unreported = () => Effect.void

/**
 * A call that is a stream: its requests each have a deadline of their own, since it runs for as long as somebody takes
 * from it. What fails with who takes from it is no failure of the call.
 */
const streaming =
  ({ credentials: { connection } }: WandbClient.Service, name: string) =>
  <A, E>(stream: Stream.Stream<A, E>): Stream.Stream<A, E> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const span = yield* Effect.orDie(Effect.currentSpan)
        const call = yield* make(name, { connection, report: unreported }, "each")
        let own: Exit.Exit<void, E> = Exit.void
        let items = 0
        call.tally.items = items
        return stream.pipe(
          Stream.mapChunks((some) => {
            call.tally.items = items += some.length
            return some
          }),
          Stream.provideService(CurrentCall, Option.some(call)),
          Stream.tapErrorCause((cause) => Effect.sync(() => void (own = Exit.failCause(cause)))),
          Stream.ensuringWith((exit) => finish(call, span, Exit.isInterrupted(exit) ? exit : own))
        )
      })
    ).pipe(Stream.withSpan(name, spanOf(name)))

const method =
  (client: WandbClient.Service, name: string) =>
  <Args extends ReadonlyArray<unknown>, A, E>(run: (...args: Args) => Effect.Effect<A, E>) =>
  (...args: Args): Effect.Effect<A, E> =>
    client.call(name)(run(...args))

export const users = (client: WandbClient.Service, lookups: Lookups): Users.Service => ({
  create: method(client, "Users.create")(create(client)),
  viewer: client.call("Users.viewer")(viewer(client)),
  get: method(client, "Users.get")(get(lookups)),
  find: method(client, "Users.find")(find(lookups)),
  getMany: (wanted) => streaming(client, "Users.getMany")(getMany(client, lookups)(wanted)),
  search: (query) => streaming(client, "Users.search")(search(client)(query)),
  list: streaming(client, "Users.list")(listUsers(client)),
  update: method(client, "Users.update")(update(client)),
  delete: method(client, "Users.delete")(deleteUserOf(client)),
  restore: method(client, "Users.restore")(restore(client))
})

export const apiKeys = (client: WandbClient.Service): ApiKeys.Service => ({
  generate: method(client, "ApiKeys.generate")(generate(client)),
  list: method(client, "ApiKeys.list")(list(client)),
  delete: method(client, "ApiKeys.delete")(deleteKey(client)),
  deleteById: method(client, "ApiKeys.deleteById")(deleteById(client))
})

export const teams = (client: WandbClient.Service): Teams.Service => ({
  get: method(client, "Teams.get")(getTeam(client)),
  find: method(client, "Teams.find")(findTeam(client)),
  list: (user) => streaming(client, "Teams.list")(listTeams(client)(user)),
  create: method(client, "Teams.create")(createTeam(client)),
  delete: method(client, "Teams.delete")(deleteTeamOf(client)),
  members: method(client, "Teams.members")(members(client)),
  removeMember: method(client, "Teams.removeMember")(removeMember(client)),
  setRole: method(client, "Teams.setRole")(setRole(client)),
  invite: method(client, "Teams.invite")(invite(client)),
  pendingInvites: (team) => streaming(client, "Teams.pendingInvites")(pendingInvites(client)(team)),
  cancelInvite: method(client, "Teams.cancelInvite")(cancelInvite(client)),
  createServiceAccount: method(client, "Teams.createServiceAccount")(createAccount(client)),
  serviceAccountKey: method(client, "Teams.serviceAccountKey")(serviceAccountKey(client))
})
