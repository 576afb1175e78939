import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { Users } from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../WandbClient.js"
import { Calling } from "./calling.js"
import { deleteById, deleteKey } from "./apiKeys/delete.js"
import { generate } from "./apiKeys/generate.js"
import { list } from "./apiKeys/list.js"
import { create } from "./users/create.js"
import { find, get } from "./users/lookup.js"
import { search } from "./users/search.js"
import { viewer } from "./users/viewer.js"

const options = { captureStackTrace: false } as const

/** What is done under a public name: its span and its errors bear it. */
const called =
  (name: string) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    effect.pipe(Effect.provideService(Calling, Option.some(name)), Effect.withSpan(name, options))

const method =
  <Args extends ReadonlyArray<unknown>, A, E>(name: string, run: (...args: Args) => Effect.Effect<A, E>) =>
  (...args: Args): Effect.Effect<A, E> =>
    called(name)(run(...args))

export const users = (client: WandbClient.Service): Users.Service => ({
  create: method("Users.create", create(client)),
  viewer: called("Users.viewer")(viewer(client)),
  get: method("Users.get", get(client)),
  find: method("Users.find", find(client)),
  search: (query) =>
    search(client)(query).pipe(
      Stream.provideService(Calling, Option.some("Users.search")),
      Stream.withSpan("Users.search", options)
    )
})

export const apiKeys = (client: WandbClient.Service): ApiKeys.Service => ({
  generate: method("ApiKeys.generate", generate(client)),
  list: method("ApiKeys.list", list(client)),
  delete: method("ApiKeys.delete", deleteKey(client)),
  deleteById: method("ApiKeys.deleteById", deleteById(client))
})
