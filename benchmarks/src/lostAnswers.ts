import { type ApiKeySecret, ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { Emulator, Fault, Instance, Seed } from "@effect-wandb/emulator"
import { HttpClient } from "@effect/platform"
import { Array as Arr, Cause, Effect, Exit, Layer, Option, Order, Random, Ref } from "effect"
import { asUser, isNamed, told } from "./keys.js"
import { inVirtualTime } from "./virtualTime.js"

// What becomes of API keys when answers are lost: many keys are generated on a server that fails in every way, and at
// the end each key that is there is held against what the program was told.

export interface Options {
  readonly calls: number
  readonly settle: boolean
  readonly seed: string
  /** How many calls are made at once. */
  readonly concurrency: number
}

export interface Report {
  readonly calls: number
  readonly succeeded: number
  /** How many calls failed with each typed error. */
  readonly failed: Readonly<Record<string, number>>
  readonly defects: number
  /** Keys on the server whose secret nobody has, by whether an error names them. */
  readonly orphansNamed: number
  readonly orphansUnnamed: number
  /** Keys that the program has and that are not live on the server. */
  readonly secretsLost: number
  /** Keys that two calls were given. */
  readonly duplicates: number
  readonly requests: number
  /** How many requests met each fault. */
  readonly faults: Readonly<Record<string, number>>
}

const generating = { operation: "generateApiKey" }

const limited = {
  status: 429,
  headers: {
    "retry-after": "1",
    "ratelimit-limit": "100",
    "ratelimit-remaining": "0",
    "ratelimit-reset": "1"
  },
  body: { error: "Rate limit exceeded" }
}

const gaveUp = {
  errors: [{ message: "context deadline exceeded", path: ["result"] }],
  data: { result: null }
}

const page = "<html><body>Bad Gateway</body></html>"

/** Everything that can become of a request, each with its chance; one of four that generate a key meets one. */
const faults: ReadonlyArray<Fault.Fault> = [
  Fault.refuse({ ...generating, probability: 0.02 }),
  Fault.dropBefore({ ...generating, probability: 0.02 }),
  Fault.dropAfter({ ...generating, probability: 0.04 }),
  Fault.respond({ ...generating, ...limited, probability: 0.02 }),
  Fault.respond({ ...generating, status: 500, probability: 0.01 }),
  Fault.respondAfter({ ...generating, status: 500, probability: 0.02 }),
  Fault.respond({ ...generating, status: 502, probability: 0.01 }),
  Fault.respondAfter({ ...generating, status: 502, body: page, probability: 0.02 }),
  Fault.respond({ ...generating, status: 503, headers: { "retry-after": "2" }, probability: 0.02 }),
  Fault.truncate({ ...generating, probability: 0.03 }),
  Fault.respondAfter({ ...generating, status: 200, body: page, probability: 0.02 }),
  Fault.delayAfter("15 seconds", { ...generating, probability: 0.02 }),
  Fault.respondAfter({ ...generating, status: 499, probability: 0.01 }),
  Fault.respondAfter({ ...generating, status: 200, body: gaveUp, probability: 0.01 }),
  // What is done about it can fail as well.
  Fault.dropAfter({ operation: "deleteApiKey", probability: 0.1 }),
  Fault.respond({ operation: "deleteApiKey", status: 500, probability: 0.05 }),
  Fault.respond({ operation: "ViewerApiKeys", status: 503, probability: 0.1 }),
  Fault.dropBefore({ operation: "ViewerApiKeys", probability: 0.05 })
]

/** Keys are spread over users as they are in life: a list of keys has a page or two. */
const users = 100

interface Made {
  readonly id: string
  readonly secret: ApiKeySecret.ApiKeySecret
}

type Ended = Exit.Exit<Made, ApiKeys.ApiKeys.GenerateError>

const count = (words: ReadonlyArray<string>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(Arr.groupBy(words, (word) => word)).map(([word, { length }]) => [word, length])
  )

const failureOf = (end: Ended) =>
  Exit.isFailure(end) ? Cause.failureOption(end.cause) : Option.none<never>()

const worksAs = (secret: ApiKeySecret.ApiKeySecret) => Effect.isSuccess(Wandb.actAs(Users.viewer, secret))

/** Makes the calls on a server of their own, and holds what it has at the end against what they were told. */
export const lostAnswers = ({ calls, concurrency, seed, settle }: Options): Effect.Effect<Report> =>
  Effect.gen(function* () {
    const instance = yield* Instance.make({
      randomSeed: seed,
      seed: Seed.make(Seed.user("root", { admin: true }), Seed.crowd(users))
    })
    yield* instance.inject(...faults)
    const requests = yield* Ref.make(0)
    const reported = yield* Ref.make<ReadonlyArray<WandbError.OutcomeUnknown>>([])
    const wandb = Wandb.layer({
      apiKey: instance.adminKey,
      baseUrl: Emulator.baseUrl,
      concurrency,
      retryPolicy: RetryPolicy.standard,
      transformClient: HttpClient.tapRequest(() => Ref.update(requests, (sent) => sent + 1)),
      onOutcomeUnknown: (error) => Ref.update(reported, Arr.append(error))
    }).pipe(
      Layer.provide(Emulator.layerHttpClient),
      Layer.provide(Layer.succeed(Instance.Instance, instance))
    )

    const generate = (call: number) =>
      ApiKeys.generate({ description: `call ${call}`, settle }).pipe(
        asUser(instance, `user-${call % users}`),
        Effect.map(({ id, secret }): Made => ({ id, secret })),
        Effect.exit
      )

    const before = new Set((yield* instance.apiKeys).map(({ id }) => id))
    return yield* Effect.gen(function* () {
      const ends: ReadonlyArray<Ended> = yield* Effect.forEach(Arr.range(1, calls), generate, { concurrency })
      const sent = yield* Ref.get(requests)
      const met = (yield* instance.requests).flatMap(({ fault }) => (fault === undefined ? [] : [fault]))
      yield* instance.clearFaults

      const keys = (yield* instance.apiKeys).filter(({ id }) => !before.has(id))
      const live = new Set(keys.map(({ id }) => id))
      const made = ends.flatMap((end) => (Exit.isSuccess(end) ? [end.value] : []))
      const ids = new Set(made.map(({ id }) => id))
      const working = yield* Effect.filter(made, ({ secret }) => worksAs(secret), { concurrency })
      const failures = Arr.getSomes(ends.map(failureOf))
      const errors = [...failures, ...(yield* Ref.get(reported))]
        .filter((error) => error._tag === "OutcomeUnknown")
        .map(told)
      const [unnamed, named] = Arr.partition(
        keys.filter(({ id }) => !ids.has(id)),
        (key) => isNamed(key, errors)
      )
      return {
        calls,
        succeeded: made.length,
        failed: count(failures.map(({ _tag }) => _tag)),
        defects: calls - made.length - failures.length,
        orphansNamed: named.length,
        orphansUnnamed: unnamed.length,
        secretsLost: made.length - working.filter(({ id }) => live.has(id)).length,
        duplicates: made.length - ids.size,
        requests: sent,
        faults: count(met)
      }
    }).pipe(Effect.provide(wandb), inVirtualTime)
  }).pipe(Effect.withRandom(Random.make(seed)), Effect.orDie)

const sum = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>
): Readonly<Record<string, number>> => {
  const names = Arr.sort(new Set([...Object.keys(one), ...Object.keys(other)]), Order.string)
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]))
}

const together = (one: Report, other: Report): Report => ({
  calls: one.calls + other.calls,
  succeeded: one.succeeded + other.succeeded,
  failed: sum(one.failed, other.failed),
  defects: one.defects + other.defects,
  orphansNamed: one.orphansNamed + other.orphansNamed,
  orphansUnnamed: one.orphansUnnamed + other.orphansUnnamed,
  secretsLost: one.secretsLost + other.secretsLost,
  duplicates: one.duplicates + other.duplicates,
  requests: one.requests + other.requests,
  faults: sum(one.faults, other.faults)
})

/** The calls of one server, few enough for its log to hold all their requests. */
const batch = 2_000

/** As {@link lostAnswers}, on as many servers one after the other as it takes. */
export const manyLostAnswers = (options: Options): Effect.Effect<Report> => {
  const rest = options.calls - batch
  const seed = `${options.seed}/${options.calls}`
  const first = lostAnswers({ ...options, seed, calls: Math.min(batch, options.calls) })
  return rest <= 0 ? first : Effect.zipWith(first, manyLostAnswers({ ...options, calls: rest }), together)
}
