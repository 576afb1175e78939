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
import type { Fault, RootField } from "@effect-wandb/emulator/Fault"
import type * as Journal from "@effect-wandb/emulator/Journal"
import type { Seed } from "@effect-wandb/emulator/Seed"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { callSite } from "./internal/callSite.js"
import * as LiveKeys from "./internal/liveKeys.js"
import * as Mocks from "./internal/mocks.js"

export {
  /**
   * API keys that a program made and that still let somebody in.
   *
   * @since 0.1.0
   * @category errors
   */
  KeysLeft
} from "./internal/liveKeys.js"

export type { Mocks } from "./internal/mocks.js"

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
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
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
    readonly requests: Effect.Effect<ReadonlyArray<Journal.Entry>>
    readonly liveKeys: Effect.Effect<ReadonlyArray<Instance.ApiKeyView>>
    /** The secrets that the test itself knows: those of the seed, and the key in use. */
    readonly secrets: ReadonlyArray<Redacted.Redacted>
    readonly credentialsOf: (
      username: string
    ) => Effect.Effect<ApiKeySecret.ApiKeySecret, Instance.UnknownUser>
    readonly inject: (...faults: ReadonlyArray<Fault>) => Effect.Effect<void>
    readonly clearFaults: Effect.Effect<void>
    readonly instance: Instance.Instance.Service
  }

  /**
   * How the emulated server and its client behave.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Options extends Omit<Instance.Options, "seed" | "adminKey" | "snapshot" | "save"> {
    /**
     * The client's retry policy. Default `RetryPolicy.none`: with any other, a test has to move its `TestClock` for
     * the waits to end.
     */
    readonly retryPolicy?: RetryPolicy.RetryPolicy | undefined
    /** How many requests of the client may be under way at once. Default 10. */
    readonly concurrency?: number | undefined
    /** How many requests the client sends in a second at most. Default: as many as there are. */
    readonly requestsPerSecond?: number | undefined
    /** Is told of changes whose outcome stays unknown, as with `Wandb.layer`. Default: some are logged as warnings. */
    readonly onOutcomeUnknown?: ((error: OutcomeUnknown) => Effect.Effect<void>) | undefined
  }
}

const valid = (key: Parameters<typeof ApiKeySecret.make>[0]): Effect.Effect<ApiKeySecret.ApiKeySecret> =>
  Effect.orDie(ApiKeySecret.make(key))

/** The secrets that a seed gives: those that are made up have a form by which they are known. */
const secretsIn = ({ users = [] }: Seed): ReadonlyArray<Redacted.Redacted> =>
  users.flatMap(({ apiKeys = [] }) => apiKeys.flatMap(({ secret }) => (secret === undefined ? [] : [secret])))

const fromInstance = (
  instance: Instance.Instance.Service,
  seed: Seed,
  before: ReadonlySet<string>
): WandbTest.Service => ({
  users: instance.users,
  apiKeys: instance.apiKeys,
  teams: instance.teams,
  requests: instance.requests,
  liveKeys: Effect.zipWith(instance.apiKeys, instance.users, (keys, users) =>
    LiveKeys.liveKeys(keys, users, before)
  ),
  secrets: [...secretsIn(seed), instance.adminKey],
  credentialsOf: (username) => Effect.flatMap(instance.session(username), valid),
  inject: instance.inject,
  clearFaults: instance.clearFaults,
  instance
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
  seed: Seed = {},
  options: WandbTest.Options = {}
): Layer.Layer<WandbTest | Wandb.Wandb, Instance.InvalidSeed> => {
  const {
    concurrency,
    onOutcomeUnknown,
    requestsPerSecond,
    retryPolicy = RetryPolicy.none,
    ...server
  } = options
  // One layer rather than several that need each other: tests make worlds by the thousand.
  return Layer.scopedContext(
    Effect.gen(function* () {
      const instance = yield* Instance.make({ ...server, seed })
      const apiKeys = yield* instance.apiKeys
      const client = Wandb.layer({
        apiKey: instance.adminKey,
        baseUrl: Emulator.baseUrl,
        concurrency,
        onOutcomeUnknown,
        requestsPerSecond,
        retryPolicy
      })
      const services = yield* Layer.build(client).pipe(
        Effect.provideService(HttpClient.HttpClient, Emulator.makeHttpClient(instance)),
        Effect.orDie
      )
      const before = new Set(apiKeys.map(({ id }) => id))
      return Context.add(services, WandbTest, fromInstance(instance, seed, before))
    })
  )
}

/**
 * Provides everything that `Wandb.layer` does, made of the given methods and of no server; a method that was not given
 * dies, naming itself.
 *
 * For programs over one service its own `layerMock` will do. There are credentials, so `actAs` works, and whoever it
 * acts as; a call of the client is what it calls, and what it is asked to send dies unless the client was given it.
 *
 * @example
 * ```ts
 * import { WandbError } from "@effect-wandb/core"
 * import { WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const nobody = WandbTest.layerMock({
 *   users: { get: ({ username = "" }) => Effect.fail(new WandbError.UserNotFound({ by: "username", value: username })) },
 *   teams: { get: (team) => Effect.fail(new WandbError.TeamNotFound({ team })) }
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMock: (mocks?: Mocks.Mocks) => Layer.Layer<Wandb.Wandb> = Mocks.layerMock

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
export const requests: Effect.Effect<ReadonlyArray<Journal.Entry>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.requests
)

/**
 * Gives those of the {@link requests} that asked for an operation: a root field, or the name of a GraphQL operation.
 *
 * @example
 * ```ts
 * import { WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const created = Effect.map(WandbTest.requestsTo("createUser"), (requests) => requests.length)
 * ```
 *
 * @since 0.1.0
 * @category looking
 */
export const requestsTo = (
  operation: RootField | (string & {})
): Effect.Effect<ReadonlyArray<Journal.Entry>, never, WandbTest> =>
  Effect.map(requests, (entries) =>
    entries.filter((entry) => entry.operation === operation || entry.rootFields.includes(operation))
  )

/**
 * Gives the API keys that the world did not begin with and that let somebody in, in the order of their creation: what
 * programs have made and not deleted. The keys of deleted users let nobody in.
 *
 * @since 0.1.0
 * @category looking
 */
export const liveKeys: Effect.Effect<ReadonlyArray<Instance.ApiKeyView>, never, WandbTest> = Effect.flatMap(
  WandbTest,
  (test) => test.liveKeys
)

/**
 * Dies with `KeysLeft` when there are {@link liveKeys}, as an assertion that does not hold; it names them and their
 * owners.
 *
 * With `owner` the keys of that user alone count. Keys whose description is among `except` do not count, whether or not
 * a mark of `settle` follows it. A key of `ApiKeys.scoped` is alive until its scope closes, so let the program close it.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@effect-wandb/core"
 * import { WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const test = Effect.scoped(ApiKeys.scoped({ description: "nightly export" })).pipe(
 *   Effect.zipRight(WandbTest.expectNoLiveKeys()),
 *   Effect.provide(WandbTest.layer())
 * )
 * ```
 *
 * @since 0.1.0
 * @category expecting
 */
export const expectNoLiveKeys = (
  options: {
    readonly owner?: string | undefined
    readonly except?: ReadonlyArray<string> | undefined
  } = {}
): Effect.Effect<void, never, WandbTest> => {
  const fromHere = callSite(expectNoLiveKeys)
  return Effect.flatMap(liveKeys, (live) => {
    const keys = LiveKeys.selected(live, options)
    return keys.length === 0 ? Effect.void : Effect.die(fromHere(new LiveKeys.KeysLeft({ keys })))
  })
}

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
 * Lets the next request for an operation go wrong: a root field, or the name of a GraphQL operation. What the fault
 * itself says of its target does not count, save for its `times`: with 2 it meets the next two.
 *
 * Faults for the same operation are met one after the other, in their order.
 *
 * @example
 * ```ts
 * import { Fault, WandbTest } from "@effect-wandb/testing"
 *
 * const loseTheAnswer = WandbTest.failNext("generateApiKey", Fault.dropAfter())
 * ```
 *
 * @since 0.1.0
 * @category breaking
 */
export const failNext = (
  operation: RootField | (string & {}),
  fault: Fault
): Effect.Effect<void, never, WandbTest> => inject({ ...fault, operation, probability: undefined })

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

/**
 * Gives the emulated server itself, which does what is seldom needed: `snapshot`, `restore` and `reset`, the `clock` that
 * can be moved apart from the test's, and the `faults` that wait.
 *
 * @example
 * ```ts
 * import { WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const aDayLater = Effect.flatMap(WandbTest.instance, ({ clock }) => clock.adjust("1 day"))
 * ```
 *
 * @since 0.1.0
 * @category looking
 */
export const instance: Effect.Effect<Instance.Instance.Service, never, WandbTest> = Effect.map(
  WandbTest,
  (test) => test.instance
)
