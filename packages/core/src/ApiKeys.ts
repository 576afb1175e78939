/**
 * The API keys of users: generate, list, delete.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { ApiKey, ApiKeyId, ApiKeyRef, GeneratedApiKey } from "./ApiKey.js"
import * as Bulk from "./internal/bulk.js"
import { notGiven } from "./internal/mock.js"
import * as Outcome from "./Outcome.js"
import type { User } from "./User.js"
import type {
  ApiKeyAmbiguous,
  ApiKeyNotFound,
  MutationError,
  NotAuthenticatedAs,
  OutcomeUnknown,
  QueryError,
  UserNotFound
} from "./WandbError.js"

/**
 * The API keys of users.
 *
 * @since 0.1.0
 * @category tags
 */
export class ApiKeys extends Context.Tag("@effect-wandb/core/ApiKeys")<ApiKeys, ApiKeys.Service>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace ApiKeys {
  /**
   * What there is to do with API keys. The functions of this module say what each method does.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly generate: (options?: GenerateOptions) => Effect.Effect<GeneratedApiKey, GenerateError>
    readonly list: (owner: User) => Effect.Effect<ReadonlyArray<ApiKey>, ListError>
    readonly delete: (owner: User, key: string | ApiKey) => Effect.Effect<void, DeleteError>
    readonly deleteById: (id: ApiKeyId) => Effect.Effect<void, DeleteByIdError>
  }

  /**
   * The key to generate.
   *
   * @since 0.1.0
   * @category models
   */
  export interface GenerateOptions {
    /** What W&B's web pages show as the key's name. Default: none. */
    readonly description?: string | undefined
    /** Who must be authenticated for the key to be made. Default: whoever is. */
    readonly owner?: User | undefined
    /**
     * Whether a key whose answer was lost is deleted and another one made in its place. The description then ends
     * in a mark such as `[ref mi2x9k3f7a2b00c]`, by which the key is recognised. A `ref` of one's own goes into the mark,
     * for a program that has to recognise the key after it was cut off; any other key of the caller's that bears it may
     * be deleted. Default `false`.
     */
    readonly settle?: boolean | { readonly ref: ApiKeyRef } | undefined
  }

  /**
   * The key to generate for the time of a scope.
   *
   * @since 0.1.0
   * @category models
   */
  export interface ScopedOptions {
    /** What W&B's web pages show as the key's name; required, so that a key left behind can be recognised. */
    readonly description: string
    /** Who must be authenticated for the key to be made. Default: whoever is. */
    readonly owner?: User | undefined
  }

  /**
   * What became of one of many keys to delete; it is `Unchanged` where the key is gone already.
   *
   * @since 0.1.0
   * @category models
   */
  export type DeleteOutcome<Key extends ApiKey | ApiKeyId = ApiKey | ApiKeyId> = Outcome.Outcome<
    Key,
    void,
    ApiKeyNotFound,
    Exclude<DeleteByIdError, ApiKeyNotFound | OutcomeUnknown>
  >

  /**
   * What can happen to {@link generate}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type GenerateError = NotAuthenticatedAs | MutationError

  /**
   * What can happen to {@link list}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type ListError = UserNotFound | QueryError

  /**
   * What can happen to {@link deleteById}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type DeleteByIdError = ApiKeyNotFound | MutationError

  /**
   * What can happen to `delete`.
   *
   * @since 0.1.0
   * @category errors
   */
  export type DeleteError = ApiKeyNotFound | ApiKeyAmbiguous | UserNotFound | MutationError
}

/**
 * Generates an API key for the authenticated user, and gives it with its secret, which the server shows only now.
 *
 * W&B makes keys for the caller and for nobody else. With `owner` given, it is looked first who is authenticated:
 * if that is somebody else, this fails with `NotAuthenticatedAs` and no key is made. To make a key for another
 * user, run this with one of that user's keys, through `Wandb.actAs`.
 *
 * `PermissionDenied` where the server does not allow new keys; `OutcomeUnknown` when the answer was lost, and
 * with it the secret of a key that may exist: its `candidates` are the caller's keys of that description, of which
 * one may be the lost one. None of them is deleted, because another program may have made them.
 *
 * With `settle`, a lost answer is settled within the same deadline: the key, recognised by the mark in its
 * description, is deleted and another one is generated. Where it is not there, it is looked for again after 1 s and
 * after 2 s more before another one is made; a server that makes it later still leaves a key that bears the mark.
 * Where the lost key cannot be deleted this fails with `OutcomeUnknown`, whose `candidates` name it.
 *
 * @since 0.1.0
 * @category operations
 */
export const generate = (
  options?: ApiKeys.GenerateOptions
): Effect.Effect<GeneratedApiKey, ApiKeys.GenerateError, ApiKeys> =>
  Effect.flatMap(ApiKeys, (apiKeys) => apiKeys.generate(options))

/**
 * Lists all API keys of a user, fresh from the server.
 *
 * The keys of others are shown to administrators only: else `PermissionDenied`. `UserNotFound` when the user does
 * not exist any more.
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (owner: User): Effect.Effect<ReadonlyArray<ApiKey>, ApiKeys.ListError, ApiKeys> =>
  Effect.flatMap(ApiKeys, (apiKeys) => apiKeys.list(owner))

const remove = (owner: User, key: string | ApiKey): Effect.Effect<void, ApiKeys.DeleteError, ApiKeys> =>
  Effect.flatMap(ApiKeys, (apiKeys) => apiKeys.delete(owner, key))

export {
  /**
   * Deletes a user's API key, by its name or the key itself, at once and for good.
   *
   * A generated key is best given itself: how much of a key its name is, is the server's choice. A name has to be
   * that of one key to the letter; where it fits several, or is the beginning of another name, nothing is deleted
   * and this fails with `ApiKeyAmbiguous`. A whole key may be given where older programs kept it as the name.
   *
   * A key that the given `User` does not hold is looked for once more on the server, so a `User` that was loaded
   * earlier will do. `ApiKeyNotFound` when the user has no such key; `PermissionDenied` when the caller is neither
   * the owner nor an administrator.
   *
   * A deletion whose answer was lost is sent again: a key that is gone then counts as deleted, because an earlier try
   * may have done it. `OutcomeUnknown` when no try is answered.
   *
   * @example
   * ```ts
   * import { ApiKeys, type User } from "@effect-wandb/core"
   * import { Effect } from "effect"
   *
   * const forget = (user: User.User, name: string) =>
   *   ApiKeys.delete(user, name).pipe(Effect.catchTag("ApiKeyNotFound", () => Effect.void))
   * ```
   *
   * @since 0.1.0
   * @category operations
   */
  remove as delete
}

/**
 * Deletes an API key by its id, such as that of a key that was just generated.
 *
 * A deletion whose answer was lost is sent again: a key that is gone then counts as deleted, because an earlier try may
 * have done it. `ApiKeyNotFound` when there is no such key, `OutcomeUnknown` when no try is answered.
 *
 * @since 0.1.0
 * @category operations
 */
export const deleteById = (id: ApiKeyId): Effect.Effect<void, ApiKeys.DeleteByIdError, ApiKeys> =>
  Effect.flatMap(ApiKeys, (apiKeys) => apiKeys.deleteById(id))

/**
 * Deletes many API keys, each by itself or by its id, and gives what became of each, in their order. One that fails
 * stops no other, and to run it again with the same is safe: a key that is gone is `Unchanged`.
 *
 * Counts go to the `Progress` in context.
 *
 * @example
 * ```ts
 * import { ApiKeys, type User } from "@effect-wandb/core"
 * import { Effect, Stream } from "effect"
 *
 * const deleteAll = (user: User.User) =>
 *   Effect.flatMap(ApiKeys.list(user), (keys) => Stream.runCollect(ApiKeys.deleteMany(keys)))
 * ```
 *
 * @since 0.1.0
 * @category bulk
 */
export const deleteMany = <Key extends ApiKey | ApiKeyId>(
  keys: Iterable<Key>,
  options?: Outcome.BulkOptions
): Stream.Stream<ApiKeys.DeleteOutcome<Key>, never, ApiKeys> =>
  Bulk.each("ApiKeys.deleteMany", "api_key", keys, options, (input) => {
    const key: ApiKey | ApiKeyId = input
    return deleteById(typeof key === "string" ? key : key.id).pipe(
      Effect.map((value) => Outcome.Done({ input, value })),
      Effect.catchTag("ApiKeyNotFound", (reason) => Effect.succeed(Outcome.Unchanged({ input, reason })))
    )
  })

/**
 * Generates an API key that exists for as long as its `Scope`: it is deleted when the scope closes, whether with
 * success, failure or interruption. It is generated with `settle`, so a lost answer leaves no key behind. For the same
 * reason its making is not interrupted: an interruption waits for it, no longer than the deadline of the call.
 *
 * The key is deleted with the credentials that made it. Should the deletion fail, a scope has nowhere to report
 * it: an error is logged that names the key's id, so that it can be deleted by hand.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const nightly = Effect.scoped(
 *   Effect.gen(function* () {
 *     const key = yield* ApiKeys.scoped({ description: "nightly export" })
 *     yield* Effect.log(`exporting with key ${key.name}`)
 *   })
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const scoped = (
  options: ApiKeys.ScopedOptions
): Effect.Effect<GeneratedApiKey, ApiKeys.GenerateError, ApiKeys | Scope.Scope> =>
  Effect.flatMap(ApiKeys, (apiKeys) =>
    Effect.acquireRelease(apiKeys.generate({ ...options, settle: true }), (key) =>
      apiKeys.deleteById(key.id).pipe(
        Effect.catchTag("ApiKeyNotFound", () => Effect.void),
        Effect.catchAll((error) =>
          Effect.logError(`The API key ${key.name} (id ${key.id}) could not be deleted: ${error.message}`)
        )
      )
    )
  )

/**
 * Provides an `ApiKeys` made of the given methods; a method that was not given dies, naming itself.
 *
 * `scoped` is made of `generate` and `deleteById`, `deleteMany` of `deleteById`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMock = (methods: Partial<ApiKeys.Service>): Layer.Layer<ApiKeys> =>
  Layer.succeed(ApiKeys, {
    generate: () => Effect.die(notGiven("ApiKeys", "generate")),
    list: () => Effect.die(notGiven("ApiKeys", "list")),
    delete: () => Effect.die(notGiven("ApiKeys", "delete")),
    deleteById: () => Effect.die(notGiven("ApiKeys", "deleteById")),
    ...methods
  })
