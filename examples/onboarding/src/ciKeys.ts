import { Wandb } from "@effect-wandb/client"
import { type ApiKey, ApiKeys, Users } from "@effect-wandb/core"
import { Array as Arr, Effect, Exit, Option } from "effect"
import { CiAccount } from "./CiAccount.js"
import { SecretStore } from "./SecretStore.js"

/** Whether a key is described so, or so with the mark of `settle` behind it. */
const isDescribed = (description: string) => (key: ApiKey.ApiKey) =>
  Option.exists(key.description, (text) => text === description || text.startsWith(`${description} [ref `))

/** Generates a key and stores its secret; a key whose secret is not stored is deleted again, for nobody can use it. */
const generate = (name: string, description: string) =>
  Effect.acquireUseRelease(
    ApiKeys.generate({ description, settle: true }),
    (key) => Effect.flatMap(SecretStore, (store) => store.put(name, key)),
    (key, exit) => (Exit.isSuccess(exit) ? Effect.void : Effect.ignoreLogged(ApiKeys.deleteById(key.id)))
  )

/**
 * Sees to it that the secret of a living key of the CI account is stored under a name, and deletes keys of the same
 * description that nobody has the secret of: a run that was cut off may have left them.
 */
export const keepKey = (name: string, description: string) =>
  Effect.gen(function* () {
    const store = yield* SecretStore
    const stored = yield* store.find(name)
    const keys = yield* Effect.flatMap(Users.viewer, ApiKeys.list)
    const [orphans, inUse] = Arr.partition(keys.filter(isDescribed(description)), ({ id }) =>
      Option.contains(stored, id)
    )
    yield* Effect.forEach(orphans, ({ id }) =>
      Effect.catchTag(ApiKeys.deleteById(id), "ApiKeyNotFound", () => Effect.void)
    )
    if (inUse.length === 0) yield* generate(name, description)
  })

/** Runs a program as the account that CI jobs run as. */
export const asCi = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.flatMap(CiAccount, ({ apiKey }) => Wandb.actAs(program, apiKey))
