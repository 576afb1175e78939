/**
 * A whole W&B in memory for tests: the real client over an emulated server, with no socket between them.
 *
 * What a test proves here is true of the wire: requests are built, authorised, executed as GraphQL and decoded as
 * they are against a server.
 *
 * @since 0.1.0
 */
import * as RetryPolicy from "@effect-wandb/client/RetryPolicy"
import * as Wandb from "@effect-wandb/client/Wandb"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Credentials from "@effect-wandb/core/Credentials"
import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Emulator from "@effect-wandb/emulator/Emulator"
import * as Instance from "@effect-wandb/emulator/Instance"
import type { Fault } from "@effect-wandb/emulator/Fault"
import type * as RequestLog from "@effect-wandb/emulator/RequestLog"
import type { Seed } from "@effect-wandb/emulator/Seed"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * The emulated server of a test, to look into and to break.
 *
 * @since 0.1.0
 * @category tags
 */
export class WandbTest extends Context.Tag("@effect-wandb/testing/WandbTest")<
  WandbTest,
  WandbTest.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace WandbTest {
  /**
   * What there is to see and to do. The functions of this module say what each member is.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly users: Effect.Effect<ReadonlyArray<Instance.UserView>>
    readonly apiKeys: Effect.Effect<ReadonlyArray<Instance.ApiKeyView>>
    readonly teams: Effect.Effect<ReadonlyArray<Instance.TeamView>>
    readonly requests: Effect.Effect<ReadonlyArray<RequestLog.Entry>>
    readonly credentialsOf: (
      username: string
    ) => Effect.Effect<ApiKeySecret.ApiKeySecret, Instance.UnknownUser>
    readonly inject: (...faults: ReadonlyArray<Fault>) => Effect.Effect<void>
    readonly clearFaults: Effect.Effect<void>
  }

  /**
   * How the emulated server and its client behave.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Options {
    /**
     * `legacy` lists whole secrets as the names of keys, and shows the keys of service accounts, as older servers do.
     * Default `hashed`.
     */
    readonly apiKeyListing?: "hashed" | "legacy" | undefined
    /** The largest page of anything that the server hands out. Default 1000. */
    readonly maxPageSize?: number | undefined
    /** Makes ids, keys and the dice of faults repeat from run to run. */
    readonly randomSeed?: string | number | undefined
    /**
     * The client's retry policy. Default `RetryPolicy.none`: with any other, a test has to move its `TestClock` for
     * the waits to end.
     */
    readonly retryPolicy?: RetryPolicy.RetryPolicy | undefined
    /** How many requests of the client may be under way at once. Default 10. */
    readonly concurrency?: number | undefined
    /** How many requests the client sends in a second at most. Default: as many as there are. */
    readonly requestsPerSecond?: number | undefined
    /** `false` makes it an older server, whose `users` has no `ids` and `usernames`. Default `true`. */
    readonly bulkLookups?: boolean | undefined
    /** Is told of changes whose outcome stays unknown, as with `Wandb.layer`. Default: some are logged as warnings. */
    readonly onOutcomeUnknown?: ((error: OutcomeUnknown) => Effect.Effect<void>) | undefined
  }
}

const valid = (key: Parameters<typeof ApiKeySecret.make>[0]): Effect.Effect<ApiKeySecret.ApiKeySecret> =>
  Effect.orDie(ApiKeySecret.make(key))

const fromInstance = (instance: Instance.Instance.Service): WandbTest.Service => ({
  users: instance.users,
  apiKeys: instance.apiKeys,
  teams: instance.teams,
  requests: instance.requests,
  credentialsOf: (username) => Effect.flatMap(instance.session(username), valid),
  inject: instance.inject,
  clearFaults: instance.clearFaults
})

/**
 * Provides all services of `Wandb.layer` over a fresh server in memory, acting as its first administrator, and
 * `WandbTest` to look into it.
 *
 * Each time it is built it is another world. Without a seed there is one administrator, `admin`. The administrator
 * has one API key, with which the client authenticates. Fails with `InvalidSeed` when the seed contradicts itself.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const test = Users.get({ username: "ada" }).pipe(
 *   Effect.provide(WandbTest.layer({ users: [{ username: "root", admin: true }, { username: "ada" }] }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  seed?: Seed,
  options: WandbTest.Options = {}
): Layer.Layer<WandbTest | Wandb.Wandb, Instance.InvalidSeed> => {
  const {
    concurrency,
    onOutcomeUnknown,
    requestsPerSecond,
    retryPolicy = RetryPolicy.none,
    ...server
  } = options
  const client = Layer.unwrapEffect(
    Effect.map(Instance.Instance, ({ adminKey }) =>
      Wandb.layer({
        apiKey: adminKey,
        baseUrl: Emulator.baseUrl,
        concurrency,
        onOutcomeUnknown,
        requestsPerSecond,
        retryPolicy
      }).pipe(Layer.orDie)
    )
  ).pipe(Layer.provide(Emulator.layerHttpClient))
  const view = Layer.effect(WandbTest, Effect.map(Instance.Instance, fromInstance))
  return Layer.provide(Layer.merge(client, view), Instance.layer({ ...server, seed }))
}

/**
 * Gives all users in the order of their creation, deleted ones included.
 *
 * @since 0.1.0
 * @category looking
 */
export const users: Effect.Effect<ReadonlyArray<Instance.UserView>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.users
)

/**
 * Gives all API keys in the order of their creation, with their public names and their owners.
 *
 * @since 0.1.0
 * @category looking
 */
export const apiKeys: Effect.Effect<ReadonlyArray<Instance.ApiKeyView>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.apiKeys
)

/**
 * Gives all teams with their members and invites, without personal entities.
 *
 * @since 0.1.0
 * @category looking
 */
export const teams: Effect.Effect<ReadonlyArray<Instance.TeamView>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.teams
)

/**
 * Gives the requests that the server has seen, oldest first, at most the last 10,000, with secrets redacted.
 *
 * @since 0.1.0
 * @category looking
 */
export const requests: Effect.Effect<ReadonlyArray<RequestLog.Entry>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.requests
)

/**
 * Runs a program as one of the server's users, who need not have an API key for it; none is added to their keys.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { WandbTest } from "@effect-wandb/testing"
 *
 * const asAda = WandbTest.actAs("ada")(Users.viewer)
 * ```
 *
 * @since 0.1.0
 * @category acting
 */
export const actAs =
  (username: string) =>
  <A, E, R>(
    program: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | Instance.UnknownUser, R | WandbTest | Credentials.Credentials> =>
    Effect.flatMap(WandbTest, (test) =>
      Effect.flatMap(test.credentialsOf(username), (secret) => Credentials.actAs(program, secret))
    )

/**
 * Lets requests to come go wrong: each fault meets the first requests that it fits.
 *
 * @example
 * ```ts
 * import { Fault, WandbTest } from "@effect-wandb/testing"
 *
 * const loseTheAnswer = WandbTest.inject(Fault.dropAfter({ operation: "generateApiKey" }))
 * ```
 *
 * @since 0.1.0
 * @category breaking
 */
export const inject = (...faults: ReadonlyArray<Fault>): Effect.Effect<void, never, WandbTest> =>
  Effect.flatMap(WandbTest, (test) => test.inject(...faults))

/**
 * Forgets the faults that still wait for requests.
 *
 * @since 0.1.0
 * @category breaking
 */
export const clearFaults: Effect.Effect<void, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.clearFaults
)
