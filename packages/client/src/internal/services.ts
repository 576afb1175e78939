import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { Users } from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../WandbClient.js"
import { CurrentCall, finish, make } from "./call.js"
import { deleteById, deleteKey } from "./apiKeys/delete.js"
import { generate } from "./apiKeys/generate.js"
import { list } from "./apiKeys/list.js"
import { create } from "./users/create.js"
import { find, get } from "./users/lookup.js"
import { search } from "./users/search.js"
import { viewer } from "./users/viewer.js"

/** Reports nothing: a search changes nothing. */
const unreported = () => Effect.void

/** A stream's requests each have a deadline of their own: it runs for as long as somebody takes from it. */
const streaming =
  (name: string) =>
  <A, E>(stream: Stream.Stream<A, E>): Stream.Stream<A, E> =>
    Stream.unwrap(
      Effect.map(make(name, unreported, "each"), (call) =>
        stream.pipe(
          Stream.provideService(CurrentCall, Option.some(call)),
          Stream.ensuringWith((exit) => finish(call, exit)),
          Stream.withSpan(name, { captureStackTrace: false })
        )
      )
    )

const method =
  (client: WandbClient.Service, name: string) =>
  <Args extends ReadonlyArray<unknown>, A, E>(run: (...args: Args) => Effect.Effect<A, E>) =>
  (...args: Args): Effect.Effect<A, E> =>
    client.call(name)(run(...args))

export const users = (client: WandbClient.Service): Users.Service => ({
  create: method(client, "Users.create")(create(client)),
  viewer: client.call("Users.viewer")(viewer(client)),
  get: method(client, "Users.get")(get(client)),
  find: method(client, "Users.find")(find(client)),
  search: (query) => streaming("Users.search")(search(client)(query))
})

export const apiKeys = (client: WandbClient.Service): ApiKeys.Service => ({
  generate: method(client, "ApiKeys.generate")(generate(client)),
  list: method(client, "ApiKeys.list")(list(client)),
  delete: method(client, "ApiKeys.delete")(deleteKey(client)),
  deleteById: method(client, "ApiKeys.deleteById")(deleteById(client))
})
