import type { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { Users } from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { WandbClient } from "../WandbClient.js"
import { deleteById, deleteByName } from "./apiKeys/delete.js"
import { generate } from "./apiKeys/generate.js"
import { list } from "./apiKeys/list.js"
import { create } from "./users/create.js"
import { find, get } from "./users/lookup.js"
import { search } from "./users/search.js"
import { viewer } from "./users/viewer.js"

const options = { captureStackTrace: false } as const

/** Puts a method behind a span of its public name. */
const spanned =
  (name: string) =>
  <Args extends ReadonlyArray<unknown>, A, E>(method: (...args: Args) => Effect.Effect<A, E>) =>
  (...args: Args): Effect.Effect<A, E> =>
    Effect.withSpan(method(...args), name, options)

export const users = (client: WandbClient.Service): Users.Service => ({
  create: spanned("Users.create")(create(client)),
  viewer: Effect.withSpan(viewer(client), "Users.viewer", options),
  get: spanned("Users.get")(get(client)),
  find: spanned("Users.find")(find(client)),
  search: (query) => Stream.withSpan(search(client)(query), "Users.search", options)
})

export const apiKeys = (client: WandbClient.Service): ApiKeys.Service => ({
  generate: spanned("ApiKeys.generate")(generate(client)),
  list: spanned("ApiKeys.list")(list(client)),
  delete: spanned("ApiKeys.delete")(deleteByName(client)),
  deleteById: spanned("ApiKeys.deleteById")(deleteById(client))
})
