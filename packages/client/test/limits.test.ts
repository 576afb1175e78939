import { RetryPolicy, Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKeys, User, Users } from "@effect-wandb/core"
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Clock,
  Duration,
  Effect,
  type Either,
  Fiber,
  Layer,
  Predicate,
  Option,
  Random,
  Schedule,
  Stream,
  TestClock
} from "effect"
import { userByUsername } from "../src/internal/users/exact.js"
import { ada, goodAnswers } from "./operations.js"
import { network, over, type Reply, type Sent, wireUser, type AnyOptions } from "./support.js"

type Answer = (sent: Sent, index: number) => Reply | Error | "never"
type Program<A = unknown, E = unknown> = Effect.Effect<A, E, Wandb.Wandb>

const good: Answer = ({ body }) => ({ body: { data: goodAnswers[body.operationName] } })

/** Answers one after the other what is given, and after that as it should be. */
const first =
  (...answers: ReadonlyArray<Reply | Error | "never" | undefined>): Answer =>
  (sent, index) =>
    answers[index] ?? good(sent, index)

/** A client for the time of a scope, what it sends, and a way to run programs over it. */
const client = (options: AnyOptions, answer: Answer = good) =>
  Effect.gen(function* () {
    let index = 0
    const { layer, sent } = over((one) => answer(one, index++), options)
    const context = yield* Layer.build(layer)
    return {
      sent,
      times: () => sent.map(({ at }) => at),
      names: () => sent.map(nameOf),
      start: <A, E>(program: Program<A, E>) => Effect.fork(Effect.either(Effect.provide(program, context)))
    }
  })

/** A request for a user of that name, by which requests are told apart; lookups would go together. */
const call = (username: string) =>
  Effect.flatMap(WandbClient.WandbClient, (client) => client.query(userByUsername, { username }))

const nameOf = ({ body: { variables } }: Sent): string =>
  Predicate.hasProperty(variables, "username") ? String(variables.username) : ""

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index))
const every = (millis: number, count: number) => Array.from({ length: count }, (_, index) => index * millis)
const together = (count: number) =>
  Effect.all(
    numbered(count).map((name) => Effect.either(call(name))),
    { concurrency: "unbounded" }
  )

/** Lets the fibers that can go on do so, until all wait. */
const settle = Effect.repeatN(Effect.yieldNow(), 30)

const interrupt = (fiber: Fiber.Fiber<unknown, unknown> | undefined) =>
  fiber === undefined ? Effect.dieMessage("there is no such fiber") : Effect.asVoid(Fiber.interrupt(fiber))

const answerAfter = (wait: Duration.DurationInput) => ({
  transformClient: HttpClient.transformResponse(Effect.zipLeft(Effect.sleep(wait)))
})

describe("requestsPerSecond", () => {
  const spaced = { retryPolicy: RetryPolicy.make(Schedule.spaced("100 millis")) }
  const paced = { requestsPerSecond: 4 }

  it.scoped.each<readonly [string, AnyOptions, Answer, number, Array<number>]>([
    ["sends evenly apart, however many are asked for at once", paced, good, 9, every(250, 9)],
    ["may be less than one", { requestsPerSecond: 0.5 }, good, 3, every(2000, 3)],
    ["may leave a rest of a millisecond", { requestsPerSecond: 3 }, good, 4, [0, 334, 667, 1000]],
    [
      "holds for tries that are repeated",
      { ...paced, ...spaced },
      first({ status: 503 }, network("ECONNRESET")),
      3,
      every(250, 5)
    ],
    [
      "holds beside concurrency",
      { ...paced, concurrency: 2, ...answerAfter("1 second") },
      good,
      6,
      [0, 250, 1000, 1250, 2000, 2250]
    ]
  ])("%s", ([, options, answer, count, expected]) =>
    Effect.gen(function* () {
      const { start, times } = yield* client(options, answer)
      yield* start(together(count))
      yield* TestClock.adjust("5 seconds")
      deepStrictEqual(times(), expected)
    })
  )

  it.scoped("is each client's own", () =>
    Effect.gen(function* () {
      const clients = yield* Effect.all([client(paced), client(paced)])
      for (const { start } of clients) yield* start(together(2))
      yield* TestClock.adjust("1 second")
      for (const { times } of clients) deepStrictEqual(times(), [0, 250])
    })
  )

  it.scoped("saves nothing up while there is nothing to send, and owes nothing for interrupted calls", () =>
    Effect.gen(function* () {
      const { start, times } = yield* client(paced)
      yield* start(together(2))
      yield* TestClock.adjust("10 seconds")
      const crowd = yield* start(together(9))
      yield* TestClock.adjust("300 millis")
      yield* Fiber.interrupt(crowd)
      yield* start(together(1))
      yield* TestClock.adjust("1 second")
      deepStrictEqual(times(), [0, 250, 10_000, 10_250, 10_500])
    })
  )

  it.scoped("gives the slot of a call that is interrupted to the next one", () =>
    Effect.gen(function* () {
      const { names, start, times } = yield* client(paced)
      const fibers = yield* Effect.forEach(numbered(6), (name) => start(call(name)))
      yield* TestClock.adjust("100 millis")
      // One waits for the time, the other behind it in line.
      for (const index of [1, 3]) yield* interrupt(fibers[index])
      yield* TestClock.adjust("2 seconds")
      deepStrictEqual(times(), every(250, 4))
      deepStrictEqual(names(), ["0", "2", "4", "5"])
    })
  )

  it.effect.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("cannot be %s", (requestsPerSecond) =>
    Effect.gen(function* () {
      const { layer, sent } = over(() => "never", { requestsPerSecond })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, layer))
      assert.deepInclude(error, { _tag: "InvalidInput", field: "requestsPerSecond" })
      assert.strictEqual(sent.length, 0)
    })
  )
})

describe("waiting for a turn", () => {
  const narrow = { concurrency: 1, ...answerAfter("1 second") }

  it.scoped("takes one call of another fiber at most, be it one that calls in a loop", () =>
    Effect.gen(function* () {
      const { names, start } = yield* client(narrow)
      const loop = yield* start(Effect.forever(call("loop")))
      yield* TestClock.adjust("2500 millis")
      yield* start(Effect.zipRight(call("other"), call("other")))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.interrupt(loop)
      deepStrictEqual(names().slice(2, 7), ["loop", "other", "loop", "other", "loop"])
    })
  )

  it.scoped("is in the order of asking, also for twenty", () =>
    Effect.gen(function* () {
      const { names, start } = yield* client(narrow)
      yield* start(together(21))
      yield* TestClock.adjust("25 seconds")
      deepStrictEqual(names(), numbered(21))
    })
  )

  it.scoped.each([1, 2, 3, 4])("goes on in that order when number %d is interrupted", (position) =>
    Effect.gen(function* () {
      const { names, start } = yield* client(narrow)
      const fibers = yield* Effect.forEach(numbered(5), (name) => start(call(name)))
      yield* settle
      yield* interrupt(fibers[position])
      yield* TestClock.adjust("5 seconds")
      const others = numbered(5).filter((name) => name !== String(position))
      deepStrictEqual(names(), others)
    })
  )

  it.scoped("loses no place when a call is interrupted as its turn is handed to it", () =>
    Effect.forEach(every(1, 20), (steps) =>
      Effect.gen(function* () {
        const { sent, start } = yield* client({ concurrency: 2 }, (one, index) =>
          nameOf(one) === "waiting" ? good(one, index) : "never"
        )
        const holder = yield* start(call("held"))
        yield* start(call("kept"))
        const waiting = yield* start(call("waiting"))
        yield* settle
        const interrupting = yield* Effect.fork(Fiber.interrupt(holder))
        yield* Effect.repeatN(Effect.yieldNow(), steps)
        yield* Fiber.interrupt(waiting)
        yield* Fiber.join(interrupting)
        const before = sent.length
        yield* start(call("kept"))
        yield* settle
        assert.strictEqual(sent.length, before + 1, `after ${steps} steps`)
      })
    )
  )
})

/** An answer that says that there is no request left for so many seconds. */
const exhausted = (seconds: number, status = 200): Reply => ({
  status,
  headers: { "ratelimit-remaining": "0", "ratelimit-reset": String(seconds) },
  body: { data: { viewer: wireUser(), user: null } }
})

const patient = { retryPolicy: RetryPolicy.make(Schedule.stop, { deadline: "2 minutes" }) }

/** A call that may take so long, and may be asked to wait so long. */
const hasty = (deadline: Duration.DurationInput, longestWait: Duration.DurationInput = "1 hour") =>
  Wandb.withRetryPolicy(call("hasty"), RetryPolicy.make(Schedule.recurs(3), { deadline, longestWait }))

/** That a call has failed by now, without having been sent, because the server takes no more for so long. */
const expectHeldBack = <A>(
  fiber: Fiber.RuntimeFiber<Either.Either<A, Users.Users.FindError>>,
  retryAfter?: Duration.DurationInput
) =>
  Effect.gen(function* () {
    yield* settle
    const error = yield* Effect.flip(
      Effect.flatten(fiber.unsafePoll() ?? Effect.dieMessage("it still waits"))
    )
    if (error._tag !== "RequestFailed") return yield* Effect.die(error)
    deepStrictEqual([error.reason, error.attempts], ["RateLimited", 0])
    if (retryAfter !== undefined) deepStrictEqual(error.retryAfter, Duration.decode(retryAfter))
  })

describe("a server that has no request left", () => {
  it.scoped.each([200, 429])("and says so with status %d is asked again then, and not before", (status) =>
    Effect.gen(function* () {
      const { start, times } = yield* client(patient, first(exhausted(7, status)))
      yield* start(call("first"))
      yield* TestClock.adjust("1 second")
      yield* start(together(3))
      yield* TestClock.adjust("10 seconds")
      yield* start(together(1))
      yield* settle
      deepStrictEqual(times(), [0, 7000, 7000, 7000, 11_000])
    })
  )

  it.scoped("is asked at the pace of the client from then on, and by other clients all the time", () =>
    Effect.gen(function* () {
      const { start, times } = yield* client({ ...patient, requestsPerSecond: 4 }, first(exhausted(7)))
      const other = yield* client(patient)
      yield* start(together(3))
      yield* TestClock.adjust("1 second")
      yield* other.start(call("other"))
      yield* TestClock.adjust("10 seconds")
      deepStrictEqual(times(), [0, 7000, 7250])
      deepStrictEqual(other.times(), [1000])
    })
  )

  it.scoped("fails a call at once, unsent, that cannot wait for so long", () =>
    Effect.gen(function* () {
      const { sent, start } = yield* client(patient, first(exhausted(20)))
      yield* start(call("first"))
      yield* TestClock.adjust("5 seconds")
      yield* expectHeldBack(yield* start(hasty("14 seconds")), "15 seconds")
      yield* expectHeldBack(yield* start(hasty("1 minute", "14 seconds")), "15 seconds")
      // Others wait in line by now.
      yield* start(together(3))
      yield* TestClock.adjust("1 second")
      yield* expectHeldBack(yield* start(hasty("13 seconds")), "14 seconds")
      assert.strictEqual(sent.length, 1)
    })
  )

  it.scoped("is believed for no longer than the policy's longest wait", () =>
    Effect.gen(function* () {
      const { start, times } = yield* client(patient, first(exhausted(1_000_000_000)))
      yield* start(call("first"))
      yield* settle
      yield* start(hasty("1 hour"))
      yield* TestClock.adjust("2 minutes")
      deepStrictEqual(times(), [0, 60_000])
    })
  )

  it.scoped.each(["1, 7", "none, 7", "-0, 7", ", 7", "0, ", "0, soon", "0, -7", "0, Infinity"])(
    "does not announce it with the headers %s",
    (values) =>
      Effect.gen(function* () {
        const [remaining = "", reset = ""] = values.split(", ")
        const named = { "ratelimit-remaining": remaining, "ratelimit-reset": reset }
        const headers = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ""))
        const { start, times } = yield* client({}, first({ ...exhausted(0), headers }))
        yield* start(Effect.zipRight(call("first"), call("second")))
        yield* settle
        deepStrictEqual(times(), [0, 0])
      })
  )

  it.scoped.each([20, 15])(
    "fails a call that waits already when it announces %d s, which that cannot wait",
    (seconds) =>
      Effect.gen(function* () {
        const options = { ...patient, ...answerAfter("2 seconds") }
        const { sent, start } = yield* client(options, first(exhausted(8), exhausted(seconds)))
        yield* start(call("first"))
        yield* TestClock.adjust("1 second")
        yield* start(call("second"))
        yield* TestClock.adjust("1 second")
        const waiting = yield* start(hasty("10 seconds"))
        // At the latest it notices when the time has come that was announced first.
        yield* TestClock.adjust("8 seconds")
        yield* expectHeldBack(waiting)
        assert.strictEqual(sent.length, 2)
      })
  )

  it.scoped("fails a call that cannot wait at once also where calls that can have taken all places", () =>
    Effect.gen(function* () {
      const { sent, start } = yield* client({ ...patient, concurrency: 1 }, first(exhausted(20)))
      yield* start(call("first"))
      yield* settle
      yield* start(call("waits"))
      yield* settle
      yield* expectHeldBack(yield* start(hasty("10 seconds")), "20 seconds")
      assert.strictEqual(sent.length, 1)
    })
  )

  it.scoped("is held to what it has announced last", () =>
    Effect.gen(function* () {
      const { start } = yield* client(patient, first(exhausted(31_536_000), exhausted(20)))
      yield* start(call("first"))
      yield* TestClock.adjust("61 seconds")
      yield* start(call("second"))
      yield* settle
      yield* expectHeldBack(yield* start(hasty("10 seconds")), "20 seconds")
    })
  )
})

describe("the waits of a call", () => {
  const { make, none, standard } = RetryPolicy
  const spaced = (wait: Duration.DurationInput, times: number) =>
    Schedule.intersect(Schedule.spaced(wait), Schedule.recurs(times))
  const once = make(Schedule.stop, { deadline: "15 seconds" })
  const brief = RetryPolicy.withDeadline(once, "5 seconds")
  const slow = make(spaced("1 second", 3), { attemptTimeout: "2 seconds" })

  const slowly: Reply = { status: 503, headers: { "retry-after": "20" } }
  const more = { users: { edges: [], pageInfo: { hasNextPage: true, endCursor: "next" } } }
  const failing: Answer = () => ({ status: 503 })
  const silent: Answer = () => "never"
  const slowThenSilent = first(slowly, undefined, "never")
  const slowPages = first(slowly, { body: { data: more } }, slowly)

  const viewer = Effect.exit(Users.viewer)
  const nested = Effect.all([Wandb.withRetryPolicy(viewer, make(spaced("2 seconds", 2))), viewer]).pipe(
    Wandb.withRetryPolicy(make(spaced("3 seconds", 1))),
    Effect.zip(viewer)
  )
  const create = Users.create({ email: "ada@example.com" })
  const remove = ApiKeys.delete(new User.User({ ...ada, apiKeys: Option.none() }), "0123456789abcdef0123")
  const search = Stream.runDrain(Users.search("ada"))

  /** What is sent when, and when the call ends, given which part of a wait chance takes. */
  type Case = readonly [
    what: string,
    program: Program,
    policy: RetryPolicy.RetryPolicy,
    answer: Answer,
    times: ReadonlyArray<number>,
    end: number,
    random?: number
  ]

  it.scoped.each<Case>([
    ["are none, if chance will", viewer, standard, failing, [0, 0, 0, 0, 0], 0, 0],
    ["are the half, if chance will", viewer, standard, failing, [0, 100, 300, 700, 1500], 1500, 0.5],
    [
      "are nearly whole, if chance will",
      viewer,
      standard,
      failing,
      [0, 200, 600, 1400, 3000],
      3000,
      0.999_999
    ],
    ["begin when a try has taken all that it may", viewer, slow, silent, every(3000, 4), 11_000],
    [
      "end with one deadline for a list and a deletion",
      remove,
      standard,
      slowThenSilent,
      [0, 20e3, 20e3],
      30e3
    ],
    ["end with one deadline for a creation and a search", create, once, silent, [0, 10e3], 15e3],
    ["leave a quarter of it to look for what was created", create, brief, silent, [0, 3750], 5000],
    ["have a deadline for each page of a search", search, standard, slowPages, [0, 20e3, 20e3, 40e3], 40e3],
    ["are those of the innermost policy", nested, none, failing, [0, 2e3, 4e3, 4e3, 7e3, 7e3], 7e3]
  ])("%s", ([, program, retryPolicy, answer, expected, end, random = 0.5]) =>
    Effect.gen(function* () {
      const { start, times } = yield* client({ retryPolicy }, answer)
      const fiber = yield* start(Effect.zipRight(Effect.exit(program), Clock.currentTimeMillis))
      yield* TestClock.adjust("5 minutes")
      deepStrictEqual(times().map(Math.round), [...expected])
      assert.strictEqual(Math.round(yield* yield* Fiber.join(fiber)), end)
    }).pipe(Effect.withRandom(Random.fixed([random])))
  )
})
