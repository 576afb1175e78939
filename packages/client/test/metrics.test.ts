import { Operation, RetryPolicy, type Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKeys, Users } from "@effect-wandb/core"
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  type Duration,
  Effect,
  Fiber,
  Metric,
  MetricState,
  Predicate,
  Redacted,
  Schedule,
  Schema,
  Stream,
  TestClock
} from "effect"
import { ada, calls, goodAnswers } from "./operations.js"
import { network, over, type Reply, type Sent, wireUser, type AnyOptions } from "./support.js"
import { impatient, recordingTracer } from "./watching.js"

type Answer = (sent: Sent, index: number) => Reply | Error | "never"
type Program = Effect.Effect<unknown, unknown, Wandb.Wandb>
type Options = AnyOptions

const good: Answer = ({ body }) => ({ body: { data: goodAnswers[body.operationName] ?? {} } })

/** Answers one after the other what is given, and after that as it should be. */
const first =
  (...answers: ReadonlyArray<Reply | Error | "never">): Answer =>
  (sent, index) =>
    answers[index] ?? good(sent, index)

const reset = network("ECONNRESET")
const policy = RetryPolicy.make(Schedule.recurs(2))

/** Runs a program until it ends or is interrupted, and gives how it ended, what it sent, and its spans. */
const run = (
  program: Program,
  answer: Answer,
  options: Options = {},
  interruptAfter?: Duration.DurationInput
) =>
  Effect.gen(function* () {
    const { spans, tracer } = yield* recordingTracer
    const { layer, sent } = over((one) => answer(one, sent.length - 1), { retryPolicy: policy, ...options })
    const fiber = yield* program.pipe(
      Effect.provide(layer),
      Effect.withTracer(tracer),
      Effect.withClock(yield* impatient),
      Effect.fork
    )
    if (interruptAfter !== undefined) {
      yield* TestClock.adjust(interruptAfter)
      yield* Fiber.interrupt(fiber)
    }
    for (let turn = 0; turn < 1000 && fiber.unsafePoll() === null; turn++) yield* Effect.yieldNow()
    if (fiber.unsafePoll() === null) yield* TestClock.adjust("5 minutes")
    return { exit: yield* Fiber.await(fiber), sent, spans }
  })

/** What the counters of clients stand at, each by its name and tags. */
const standing = Effect.map(
  Metric.snapshot,
  (pairs) =>
    new Map(
      pairs.flatMap(({ metricKey: { name, tags }, metricState }) => {
        if (!name.startsWith("wandb_") || !MetricState.isCounterState(metricState)) return []
        const valueOf = (key: string) => tags.find((tag) => tag.key === key)?.value ?? ""
        const label = `${name.slice(6, -6)} ${valueOf("operation")} ${valueOf("outcome")}`.trim()
        return [[label, Number(metricState.count)] as const]
      })
    )
)

/** By how much a program has made each counter go on. */
const counted = (...given: Parameters<typeof run>) =>
  Effect.gen(function* () {
    const before = yield* standing
    yield* run(...given)
    const after = [...(yield* standing)].map(
      ([name, count]) => [name, count - (before.get(name) ?? 0)] as const
    )
    return Object.fromEntries(after.filter(([, more]) => more !== 0))
  })

const own = Operation.query("Own", {
  document: "query Own { viewer { id } }",
  variables: Schema.Struct({}),
  result: Schema.Struct({})
})
const askOwn = Effect.flatMap(WandbClient.WandbClient, (client) => client.query(own, {}))
const twoOwn = Effect.flatMap(WandbClient.WandbClient, (client) =>
  client.call("Mine")(Effect.zip(client.query(own, {}), client.query(own, {})))
)
const search = Stream.runDrain(Users.search("ada"))
const twoPages = first({
  body: {
    data: { users: { edges: [{ node: wireUser() }], pageInfo: { hasNextPage: true, endCursor: "c1" } } }
  }
})
const nobody: Reply = { body: { data: { user: null } } }
const narrow = { concurrency: 1 }
const dying = { transformClient: HttpClient.transformResponse(() => Effect.dieMessage("boom")) }

type Case = readonly [
  what: string,
  program: Program,
  answer: Answer,
  more: Readonly<Record<string, number>>,
  options?: Options,
  interruptAfter?: Duration.DurationInput
]

const viewer = (outcome: string) => ({ "requests Users.viewer": 1, [`outcomes Users.viewer ${outcome}`]: 1 })
const searched = (requests: number, outcome: string) => ({
  "requests Users.search": requests,
  [`outcomes Users.search ${outcome}`]: 1
})

const counts = ([, program, answer, more, ...options]: Case) =>
  Effect.gen(function* () {
    deepStrictEqual(yield* counted(program, answer, ...options), more)
  })

describe("the counters", () => {
  it.effect.each<Case>([
    ["tell a success", Users.viewer, good, viewer("Success")],
    [
      "tell requests that were repeated",
      Users.viewer,
      first({ status: 503 }, reset),
      { ...viewer("Success"), "requests Users.viewer": 3, "retries Users.viewer": 2 }
    ],
    ["tell an error by its tag", Users.viewer, first({ status: 401 }), viewer("Unauthenticated")],
    [
      "tell a failure after its last try, once",
      Users.viewer,
      () => reset,
      { ...viewer("RequestFailed"), "requests Users.viewer": 3, "retries Users.viewer": 2 }
    ],
    [
      "tell a change of unknown outcome, and that it was looked for",
      ApiKeys.generate(),
      first(reset),
      { "requests ApiKeys.generate": 2, "outcomes ApiKeys.generate OutcomeUnknown": 1 }
    ],
    [
      "tell what an answer means",
      Users.get({ username: "ada" }),
      () => nobody,
      { "requests Users.get": 1, "outcomes Users.get UserNotFound": 1 }
    ],
    ["tell a wrong input", Users.create({ email: "" }), good, { "outcomes Users.create InvalidInput": 1 }],
    ["tell a defect", Users.viewer, good, viewer("Defect"), dying],
    ["tell an interruption", Users.viewer, () => "never", viewer("Interrupted"), {}, "1 second"],
    [
      "tell the request of two that was sent before both were interrupted",
      Effect.all([Users.viewer, ApiKeys.generate()], { concurrency: "unbounded" }),
      () => "never",
      { ...viewer("Interrupted"), "outcomes ApiKeys.generate Interrupted": 1 },
      narrow,
      "1 second"
    ],
    ["tell a search once, and each of its requests", search, twoPages, searched(2, "Success")],
    ["tell a search that fails on its way", search, () => ({ status: 403 }), searched(1, "PermissionDenied")],
    ["tell a search that is interrupted", search, () => "never", searched(1, "Interrupted"), {}, "1 second"],
    [
      "tell a search of which only the first is taken",
      Stream.runDrain(Stream.take(Users.search("ada"), 1)),
      twoPages,
      searched(1, "Success")
    ],
    ["tell an operation of one's own", askOwn, good, { "requests Own": 1, "outcomes Own Success": 1 }],
    ["tell a call of one's own", twoOwn, good, { "requests Mine": 2, "outcomes Mine Success": 1 }],
    [
      "tell one that fails",
      askOwn,
      () => ({ status: 500 }),
      { "requests Own": 3, "retries Own": 2, "outcomes Own RequestFailed": 1 }
    ]
  ])("%s", counts)
})

const failures: ReadonlyArray<readonly [what: string, answer: Reply | Error]> = [
  ["a refused connection", network("ECONNREFUSED")],
  ["a lost connection", reset],
  ...[302, 401, 403, 404, 423, 429, 500, 501].map((status) => [`status ${status}`, { status }] as const),
  ["what is not there", { body: { errors: [{ message: "user or api key not found" }] } }],
  ["what there is already", { status: 409, body: { error: "it already exists" } }],
  ["nothing", { body: { data: { viewer: null, user: null, users: null, result: null } } }],
  ["nonsense", { body: { data: { viewer: 1, user: 1, users: 1, result: 1 } } }],
  ["no JSON", { body: "{" }]
]

const namesOf = (sent: ReadonlyArray<Sent>) => sent.map(({ body }) => body.operationName)

/** How many requests are for the operation of that name, one after the other, from the first one or up to the last. */
const runOf = (names: ReadonlyArray<string>, name: string, which: "first" | "last"): number => {
  const from = which === "first" ? names : Arr.reverse(names.slice(0, names.lastIndexOf(name) + 1))
  const others = from.findIndex((other) => other !== name)
  return others === -1 ? from.length : others
}

const attemptsIn = (value: unknown): unknown =>
  Predicate.hasProperty(value, "attempts") ? value.attempts : undefined

/** That every span of a program bears them, however it ends. */
const expectInSpans = (program: Program) =>
  Effect.forEach([good, () => ({ status: 503 }), () => ({ status: 404 }), () => reset], (answer: Answer) =>
    Effect.gen(function* () {
      const { spans } = yield* run(program, answer)
      assert.isAbove(spans.length, 0)
      const without = spans.filter(({ attributes }) => !Number.isInteger(attributes.get("wandb.attempts")))
      deepStrictEqual(
        without.map(({ name }) => name),
        []
      )
    })
  )
const isSearch = ([name]: readonly [name: string, program: Program]) => /^Users\.(?:search|list)$/.test(name)

describe("attempts", () => {
  it.effect.each(Object.entries(calls))(
    "are those of the request that failed, in errors of %s",
    ([call, program]) =>
      Effect.gen(function* () {
        const usual = yield* run(program, good)
        const operations = new Set(usual.sent.map(({ body }) => body.operationName))
        let errors = 0
        for (const [what, failure] of failures) {
          for (const failing of operations.size === 1 ? operations : [...operations, undefined]) {
            const { exit, sent } = yield* run(program, (one, index) =>
              failing === undefined || one.body.operationName === failing ? failure : good(one, index)
            )
            const where = `${what} to ${failing ?? "everything"}`
            if (exit._tag === "Success") continue
            errors++
            // Where everything fails, the first request does, and others are no better.
            const names = namesOf(sent)
            // What settles sends for a key again and again, and all of that was for the one that was asked for.
            const isSettled = /settle|scoped/.test(call) && failing === "GenerateApiKey"
            const expected = isSettled
              ? names.filter((name) => name === failing).length
              : runOf(names, failing ?? names[0] ?? "", failing === undefined ? "first" : "last")
            const error = yield* Effect.flip(exit)
            assert.strictEqual(attemptsIn(error), expected, where)
          }
        }
        assert.isAbove(errors, 5)
      })
  )

  it.effect.each(Object.entries(calls).filter((one) => !isSearch(one)))(
    "are in every span of %s",
    ([, program]) => expectInSpans(program)
  )

  it.effect.each<readonly [string, Program]>([
    ["an address that is none", Users.create({ email: "ada" })],
    ["an empty username", Users.get({ username: " " })],
    ["an empty id", Users.find({ id: "" })],
    ["an address to look for that is none", Users.find({ email: "ada" })]
  ])("are none after %s", ([, program]) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(program, good)
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), 0)
      assert.strictEqual(sent.length, 0)
      yield* expectInSpans(program)
    })
  )

  it.effect.each<readonly [attempts: number, program: Program]>([
    [3, Users.viewer],
    [1, ApiKeys.generate()]
  ])("are %d where no answer comes to a call that may be sent so often", ([attempts, program]) =>
    Effect.gen(function* () {
      const { exit } = yield* run(program, () => "never")
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), attempts)
    })
  )

  it.effect("are none where the turn does not come", () =>
    Effect.gen(function* () {
      const both = Effect.all([Effect.exit(Users.viewer), ApiKeys.list(ada)], { concurrency: "unbounded" })
      const retryPolicy = RetryPolicy.make(Schedule.recurs(2), { attemptTimeout: "1 hour" })
      const { exit } = yield* run(both, () => "never", { ...narrow, retryPolicy })
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), 0)
    })
  )
})

describe("attempts of a call that sends more than the request that failed", () => {
  const searchFails =
    (created: Reply | Error): Answer =>
    ({ body }) =>
      body.operationName === "SearchUsers" ? { status: 503 } : created
  const createdAndHidden: Reply = { body: { data: { result: { user: null } } } }
  const create = Users.create({ email: "ada@example.com" })

  it.effect("are those of the creation whose answer shows nothing, not those of the search after it", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(create, searchFails(createdAndHidden))
      deepStrictEqual(namesOf(sent), ["CreateUserFromAdmin", "SearchUsers", "SearchUsers", "SearchUsers"])
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), 1)
    })
  )

  it.effect("are those of the creation that came to nothing, not those of the search that shows it", () =>
    Effect.gen(function* () {
      const old = wireUser({ admin: true, createdAt: "1960-01-01T00:00:00" })
      const users = { edges: [{ node: old }], pageInfo: { hasNextPage: false, endCursor: null } }
      const { exit, sent } = yield* run(create, ({ body }) =>
        body.operationName === "SearchUsers" ? { body: { data: { users } } } : reset
      )
      assert.strictEqual(sent.length, 4)
      const error = yield* Effect.flip(exit)
      assert.isTrue(Predicate.isTagged(error, "UserAlreadyExists"))
      assert.strictEqual(attemptsIn(error), 3)
    })
  )

  const granted: Reply = { body: { access_token: "token", expires_in: 3600 } }
  const identity = (identityToken: AnyOptions["identityToken"]): Options => ({
    apiKey: undefined,
    identityToken
  })
  const token = Effect.succeed(Redacted.make("jwt"))

  it.effect.each<readonly [string, Options["identityToken"]]>([
    ["cannot be had", Effect.fail({ message: "no file" })],
    ["does not come", Effect.never]
  ])("are none where an identity token %s", ([, given]) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(Users.viewer, good, {
        ...identity(given),
        retryPolicy: RetryPolicy.none
      })
      assert.strictEqual(sent.length, 0)
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), 0)
    })
  )

  it.effect("are two where the second access token is not accepted either", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* run(
        Users.viewer,
        ({ url }) => (url.endsWith("/oidc/token") ? granted : { status: 401 }),
        identity(token)
      )
      assert.strictEqual(sent.filter(({ url }) => url.endsWith("/graphql")).length, 2)
      assert.strictEqual(attemptsIn(yield* Effect.flip(exit)), 2)
    })
  )

  it.effect.each(Object.entries(calls).filter(isSearch))("are in every span of %s", ([, program]) =>
    expectInSpans(program)
  )
})

describe("the counters of a search", () => {
  it.effect.each<Case>([
    [
      "do not tell a failure of who takes from it as its own",
      Stream.runForEach(Users.search("ada"), () => Effect.fail({ _tag: "Mine" } as const)),
      twoPages,
      searched(1, "Success")
    ]
  ])("%s", counts)
})
