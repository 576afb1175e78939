import { RetryPolicy, type Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKey, ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { FetchHttpClient, HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Cause,
  Deferred,
  type Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Logger,
  Predicate,
  Redacted,
  Schedule,
  Stream,
  Supervisor,
  TestClock
} from "effect"
import { createServer, type ServerResponse } from "node:http"
import { deleteApiKey } from "../src/internal/apiKeys/delete.js"
import { generateApiKey } from "../src/internal/apiKeys/generate.js"
import { calls, goodAnswers } from "./operations.js"
import {
  adminKey,
  network,
  over,
  type Reply,
  type Sent,
  wireUser,
  type AnyOptions,
  anyLayer
} from "./support.js"

/** A server that never ends an answer, and tells when a request has come and when its client has left. */
const silentServer = (begin: (response: ServerResponse) => void = () => {}) =>
  Effect.gen(function* () {
    const arrived = yield* Deferred.make<void>()
    const left = yield* Deferred.make<void>()
    const server = createServer((request, response) => {
      response.on("close", () => Deferred.unsafeDone(left, Exit.void))
      request.resume().on("end", () => {
        begin(response)
        Deferred.unsafeDone(arrived, Exit.void)
      })
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () =>
        Effect.sync(() => {
          server.closeAllConnections()
          server.close()
        })
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return {
      url: `http://127.0.0.1:${port}`,
      arrived: Deferred.await(arrived),
      left: Effect.timeout(Deferred.await(left), "5 seconds")
    }
  })

describe.each([
  ["FetchHttpClient.layer", FetchHttpClient.layer],
  ["NodeHttpClient.layer", NodeHttpClient.layer],
  ["NodeHttpClient.layerUndici", NodeHttpClient.layerUndici]
] as const)("over %s, on a socket", (_, httpClient) => {
  const wandb = (baseUrl: string, options: AnyOptions = {}) =>
    anyLayer({
      apiKey: Redacted.make(adminKey),
      baseUrl,
      retryPolicy: RetryPolicy.none,
      ...options
    }).pipe(Layer.provide(httpClient))

  it.scopedLive("a call that is interrupted takes its request back", () =>
    Effect.gen(function* () {
      const { arrived, left, url } = yield* silentServer()
      const fiber = yield* Effect.fork(Effect.provide(Users.viewer, wandb(url)))
      yield* arrived
      yield* Fiber.interrupt(fiber)
      yield* left
    })
  )

  it.scopedLive("a call that is interrupted in the middle of an answer does so too", () =>
    Effect.gen(function* () {
      const reading = yield* Deferred.make<void>()
      const { left, url } = yield* silentServer((response) => {
        response.writeHead(200, { "content-type": "application/json" })
        response.write('{"data":')
      })
      const layer = wandb(url, {
        transformClient: HttpClient.transformResponse(Effect.tap(() => Deferred.succeed(reading, undefined)))
      })
      const fiber = yield* Effect.fork(Effect.provide(Users.viewer, layer))
      yield* Deferred.await(reading)
      yield* Fiber.interrupt(fiber)
      yield* left
    })
  )

  it.scopedLive("a try that takes too long takes its request back", () =>
    Effect.gen(function* () {
      const { left, url } = yield* silentServer()
      const retryPolicy = RetryPolicy.make(Schedule.stop, { attemptTimeout: "100 millis" })
      const error = yield* Effect.flip(Effect.provide(Users.viewer, wandb(url, { retryPolicy })))
      assert.strictEqual(error._tag === "RequestFailed" && error.reason, "Timeout")
      yield* left
    })
  )
})

type Answer = Reply | Error | "never" | undefined
type Program = Effect.Effect<unknown, unknown, Wandb.Wandb>

const keysOf = (descriptions: ReadonlyArray<string>): Reply => {
  const edges = descriptions.map((description, id) => ({
    node: { id: `k${id}`, name: `key-${id}`, description }
  }))
  const apiKeys = { edges, pageInfo: { hasNextPage: false, endCursor: null } }
  return { body: { data: { viewer: { id: "VXNlcjox", apiKeys } } } }
}
const noKeys = keysOf([])

/** The keys with that whose answer was lost, which is known by the description that it was asked for with. */
const listed = (_: Sent, [made]: ReadonlyArray<Sent>): Reply => {
  const variables = made?.body.variables
  return keysOf(Predicate.hasProperty(variables, "description") ? [String(variables.description)] : [])
}

const good = ({ body }: Sent): Reply => ({ body: { data: goodAnswers[body.operationName] } })

type Script = Readonly<
  Record<string, ReadonlyArray<Answer | ((sent: Sent, before: ReadonlyArray<Sent>) => Answer)>>
>

/** Answers one after the other what is given for each operation, and after that as it should be. */
const answering = (script: Script) => {
  const before: Array<Sent> = []
  return (sent: Sent): Reply | Error | "never" => {
    const name = sent.body.operationName
    const answer = script[name]?.[before.filter(({ body }) => body.operationName === name).length]
    const given = typeof answer === "function" ? answer(sent, before) : answer
    before.push(sent)
    return given ?? good(sent)
  }
}

const spaced: AnyOptions = {
  retryPolicy: RetryPolicy.make(Schedule.spaced("5 seconds"), { deadline: "2 minutes" })
}

/** Runs a program until it ends or is interrupted, and gives what was reported of it. */
const reportsOf = (
  program: Program,
  script: Script,
  options: AnyOptions = {},
  interruptAfter: Duration.DurationInput = "1 hour"
) =>
  Effect.gen(function* () {
    const reports: Array<WandbError.OutcomeUnknown> = []
    const { layer, sent } = over(answering(script), {
      onOutcomeUnknown: (error) => Effect.sync(() => void reports.push(error)),
      ...options
    })
    const fiber = yield* Effect.fork(Effect.provide(program, layer))
    yield* TestClock.adjust(interruptAfter)
    const exit = yield* Fiber.interrupt(fiber)
    return { exit, reports, operations: sent.map(({ body }) => body.operationName) }
  })

/** What a client that has much to do asks first, and gets no answer to. */
const behind = (program: Program): Program =>
  Effect.all([Users.viewer, Effect.zipRight(Effect.yieldNow(), program)], { concurrency: "unbounded" })

const generate = ApiKeys.generate({ description: "d" })
/** Is made when the server has said that there is no request left. */
const limited = Effect.zipRight(Users.viewer, generate)
const settling = ApiKeys.generate({ description: "d", settle: true })
const create = Users.create({ email: "ada@example.com" })
const remove = ApiKeys.deleteById(ApiKey.ApiKeyId.make("1"))
const silent = { GetViewer: ["never"], GenerateApiKey: ["never"], DeleteApiKey: ["never"] } as const
const busy: Reply = { status: 429, headers: { "retry-after": "5" } }
const noneLeft: Reply = {
  headers: { "ratelimit-remaining": "0", "ratelimit-reset": "20" },
  body: { data: { viewer: wireUser() } }
}
const reset = network("ECONNRESET")
const refused = network("ECONNREFUSED")
const slow = { ...spaced, requestsPerSecond: 0.5 }
const narrow = { ...spaced, concurrency: 1 }

/** What happens, the program, the answers, how many requests are sent, and what is told: operation and attempts. */
type Case = readonly [
  what: string,
  program: Program,
  script: Script,
  sent: number,
  told: ReadonlyArray<string>,
  options?: AnyOptions,
  interruptAfter?: Duration.DurationInput
]

const holds = ([, program, script, sent, told, options, interruptAfter = "1 second"]: Case) =>
  Effect.gen(function* () {
    const { exit, operations, reports } = yield* reportsOf(program, script, options, interruptAfter)
    assert.isTrue(Exit.isInterrupted(exit))
    deepStrictEqual(
      reports.map(({ attempts, operation }) => `${operation} ${attempts}`),
      [...told]
    )
    assert.strictEqual(operations.length, sent, operations.join())
  })

const lostKey = { GenerateApiKey: [reset], ViewerApiKeys: ["never"] } as const
const lostUser = { CreateUserFromAdmin: [reset], SearchUsers: ["never"] } as const
const lostTwice = { GenerateApiKey: [busy, "never"] } as const

describe("onOutcomeUnknown, when a call is interrupted,", () => {
  it.effect.each<Case>([
    ["is told of a change that was sent", generate, silent, 1, ["ApiKeys.generate 1"]],
    ["is told of a second try", generate, lostTwice, 2, ["ApiKeys.generate 2"], spaced, "6 seconds"],
    ["is not told of a query", Users.viewer, silent, 1, []],
    ["is not told of a search", Stream.runDrain(Users.search("a")), { SearchUsers: ["never"] }, 1, []],
    ["is not told of a change that waits for its turn", behind(generate), silent, 1, [], narrow],
    ["is not told of a change that waits for the pace", behind(generate), silent, 1, [], slow],
    ["is not told of a change that waits for a limit", limited, { GetViewer: [noneLeft] }, 1, []],
    ["is not told of a change after a refusal", generate, { GenerateApiKey: [busy] }, 1, [], spaced],
    ["is not told of a change that never arrived", generate, { GenerateApiKey: [refused] }, 1, [], spaced],
    ["is told after a lost try", remove, { DeleteApiKey: [reset] }, 1, ["ApiKeys.deleteById 1"], spaced],
    [
      "is told after a lost try and a refusal",
      remove,
      { DeleteApiKey: [reset, busy] },
      2,
      ["ApiKeys.deleteById 2"],
      spaced,
      "6 seconds"
    ],
    ["is told while the keys of the caller are listed", generate, lostKey, 2, ["ApiKeys.generate 1"]],
    ["is told while an orphan is looked for", settling, lostKey, 2, ["ApiKeys.generate 1"]],
    ["is told while a user is looked up", create, lostUser, 2, ["Users.create 1"]]
  ])("%s", holds)
})

describe("onOutcomeUnknown", () => {
  it.effect("is told once of a failure whose outcome is unknown, of which the call's error is", () =>
    Effect.gen(function* () {
      const { exit, reports } = yield* reportsOf(generate, { GenerateApiKey: [reset] })
      assert.strictEqual(reports.length, 1)
      deepStrictEqual(exit, Exit.fail(reports[0]))
    })
  )

  it.effect("is not told of a change that is settled, nor of one that is refused", () =>
    Effect.gen(function* () {
      const user = yield* reportsOf(create, { CreateUserFromAdmin: [reset] })
      assert.isTrue(Exit.isSuccess(user.exit))
      const key = yield* reportsOf(settling, { GenerateApiKey: [reset], ViewerApiKeys: [listed] })
      assert.isTrue(Exit.isSuccess(key.exit))
      const refusal = yield* reportsOf(generate, { GenerateApiKey: [{ status: 403 }] })
      assert.isTrue(Exit.isFailure(refusal.exit))
      deepStrictEqual(
        [user, key, refusal].flatMap(({ reports }) => reports),
        []
      )
    })
  )

  it.effect("does not change how a call ends, when it dies itself", () =>
    Effect.gen(function* () {
      const dying = { onOutcomeUnknown: () => Effect.dieMessage("boom") }
      const failed = yield* reportsOf(generate, { GenerateApiKey: [reset] }, dying)
      assert.strictEqual(Exit.isFailure(failed.exit) && Cause.isFailType(failed.exit.cause), true)
      const interrupted = yield* reportsOf(generate, silent, dying, "1 second")
      assert.isTrue(Exit.isFailure(interrupted.exit) && Cause.isInterruptedOnly(interrupted.exit.cause))
    }).pipe(Effect.provide(Logger.remove(Logger.defaultLogger)))
  )

  it.effect("is a warning in the log by default, for what no error tells", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(
        ({ logLevel, message }) => void lines.push(`${logLevel.label} ${String(message)}`)
      )
      const options = { onOutcomeUnknown: undefined }
      yield* Effect.gen(function* () {
        yield* reportsOf(generate, { GenerateApiKey: [reset] }, options)
        deepStrictEqual(lines, [])
        yield* reportsOf(generate, silent, options, "1 second")
      }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
      assert.strictEqual(lines.length, 1)
      assert.match(lines[0] ?? "", /^WARN ApiKeys\.generate was sent and may or may not have happened/)
    })
  )
})

describe("an interrupted program", () => {
  /** Whether anything is under way after an interruption, and whether anything is sent after it. */
  const leavesNothing = (program: Program, script: Script, options?: AnyOptions) =>
    Effect.gen(function* () {
      let underWay = 0
      const counted = HttpClient.transformResponse(<A, E, R>(response: Effect.Effect<A, E, R>) =>
        Effect.acquireUseRelease(
          Effect.sync(() => void underWay++),
          () => response,
          () => Effect.sync(() => void underWay--)
        )
      )
      const { layer, sent } = over(answering(script), { ...options, transformClient: counted })
      const fibers = yield* Supervisor.track
      const fiber = yield* Effect.supervised(Effect.fork(Effect.provide(program, layer)), fibers)
      yield* TestClock.adjust("1 second")
      assert.isAbove((yield* fibers.value).length, 0)
      yield* Fiber.interruptFork(fiber)
      // What may not be interrupted, such as the making of a scoped key, has its limits.
      yield* TestClock.adjust("5 minutes")
      deepStrictEqual([underWay, (yield* fibers.value).length], [0, 0])
      assert.isNotNull(fiber.unsafePoll())
      const before = sent.length
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(sent.length, before)
    })

  const everything = Object.fromEntries(Object.keys(goodAnswers).map((name) => [name, ["never"] as const]))

  it.effect.each(Object.entries(calls))("leaves no request and no fiber behind: %s", ([, program]) =>
    leavesNothing(program, everything)
  )

  it.effect.each<readonly [string, ...Parameters<typeof leavesNothing>]>([
    ["its turn", behind(generate), silent, narrow],
    ["the pace", behind(generate), silent, slow],
    ["a limit", limited, { GetViewer: [noneLeft] }],
    ["its next try", remove, { DeleteApiKey: [reset] }, spaced]
  ])("leaves nothing behind while it waits for %s", ([, ...given]) => leavesNothing(...given))
})

describe("onOutcomeUnknown, when a call is interrupted that did more than one thing,", () => {
  const late = { DeleteApiKey: ["never", busy] } as const
  const found = { GenerateApiKey: [reset], ViewerApiKeys: [listed], DeleteApiKey: [busy] } as const
  const secondMade = {
    GenerateApiKey: [reset],
    ViewerApiKeys: [noKeys, noKeys, noKeys, "never"]
  } as const
  const two = Effect.flatMap(WandbClient.WandbClient, (client) =>
    client.call("mine")(
      Effect.all(
        [client.mutate(generateApiKey, { description: null }), client.mutate(deleteApiKey, { id: "1" })],
        {
          concurrency: "unbounded"
        }
      )
    )
  )

  it.effect.each<Case>([
    [
      "is told after a try that took too long and a refusal",
      remove,
      late,
      2,
      ["ApiKeys.deleteById 2"],
      spaced,
      "16 seconds"
    ],
    [
      "is told of an orphan whose deletion is refused for now",
      settling,
      found,
      3,
      ["ApiKeys.generate 1"],
      spaced
    ],
    [
      "is told of the key whose secret it has while another is looked for",
      settling,
      secondMade,
      6,
      ["ApiKeys.generate 1"],
      {},
      "4 seconds"
    ],
    [
      "is told of the one change of two of which no answer came",
      two,
      { GenerateApiKey: ["never"] },
      2,
      ["mine 1"]
    ]
  ])("%s", holds)

  it.effect("does not change how a call ends, when it throws", () =>
    Effect.gen(function* () {
      const throwing = {
        onOutcomeUnknown: (): Effect.Effect<void> => {
          throw new Error("boom")
        }
      }
      const { exit } = yield* reportsOf(generate, { GenerateApiKey: [reset] }, throwing)
      assert.strictEqual(Exit.isFailure(exit) && Cause.isFailType(exit.cause), true)
    }).pipe(Effect.provide(Logger.remove(Logger.defaultLogger)))
  )
})
