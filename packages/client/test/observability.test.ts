import { RetryPolicy, type Wandb, WandbClient } from "@effect-wandb/client"
import { ApiKeys, Teams, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Cause,
  Effect,
  Exit,
  Fiber,
  HashMap,
  Logger,
  LogLevel,
  Metric,
  MetricState,
  Option,
  Order,
  Schedule,
  Stream,
  TestClock,
  type Tracer
} from "effect"
import { ada, calls, goodAnswers } from "./operations.js"
import { type AnyOptions, network, over, type Reply, type Sent, touch } from "./support.js"
import { forms, recordingTracer } from "./watching.js"

type Answer = (sent: Sent, index: number) => Reply | Error | "never"

const good: Answer = ({ body }) => ({ body: { data: goodAnswers[body.operationName] ?? {} } })

/** Answers one after the other what is given, and after that as it should be. */
const first =
  (...answers: ReadonlyArray<Reply | Error | "never">): Answer =>
  (sent, index) =>
    answers[index] ?? good(sent, index)

interface Line {
  readonly message: string
  readonly annotations: Readonly<Record<string, unknown>>
  readonly level: string
}

/** Runs a program, and gives its spans and what it has logged from that level on. */
const run = (
  program: Effect.Effect<unknown, unknown, Wandb.Wandb>,
  answer: Answer,
  options: AnyOptions = {},
  level: LogLevel.LogLevel = LogLevel.Debug
) =>
  Effect.gen(function* () {
    const { spans, tracer } = yield* recordingTracer
    const lines: Array<Line> = []
    const logger = Logger.make(({ annotations, logLevel, message }) => {
      // Effect has messages of its own.
      if (!String(message).startsWith("W&B")) return
      lines.push({
        message: String(message),
        annotations: Object.fromEntries(HashMap.toEntries(annotations)),
        level: logLevel.label
      })
    })
    const retryPolicy = RetryPolicy.make(Schedule.spaced("2 seconds"), { attemptTimeout: "10 seconds" })
    const { layer, sent } = over((one) => answer(one, sent.length - 1), { retryPolicy, ...options })
    const fiber = yield* program.pipe(
      Effect.provide(layer),
      Effect.withTracer(tracer),
      Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
      Logger.withMinimumLogLevel(level),
      Effect.fork
    )
    yield* TestClock.adjust("1 minute")
    return { exit: yield* Fiber.await(fiber), spans, lines }
  })

const attributesOf = (spans: ReadonlyArray<Tracer.Span>, name: string) =>
  spans.filter((span) => span.name === name).map(({ attributes }) => Object.fromEntries(attributes))

const endOf = ({ status }: Tracer.Span) => (status._tag === "Ended" ? status.exit : Exit.void)

const parentOf = ({ parent }: Tracer.Span) => Option.getOrUndefined(parent)?.spanId

const request = {
  "http.request.method": "POST",
  "url.full": "https://api.wandb.ai/graphql",
  "server.address": "api.wandb.ai",
  "server.port": 443,
  "wandb.operation": "Users.viewer",
  "graphql.operation.name": "GetViewer",
  "graphql.operation.type": "query"
}

const twice = first({ status: 503, headers: { "x-request-id": "r-1" } })

describe("the span of a call", () => {
  it.effect("says what was called, about what, how often it was sent, and how it ended", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(Users.viewer, twice)
      deepStrictEqual(attributesOf(spans, "Users.viewer"), [
        {
          "wandb.operation": "Users.viewer",
          "wandb.entity": "user",
          "wandb.attempts": 2,
          "wandb.requests": 2,
          "wandb.outcome": "Success"
        }
      ])
    })
  )

  it.effect("has a span within for each request, which ends in an error where its status is one", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(Users.viewer, twice)
      deepStrictEqual(attributesOf(spans, "POST /graphql"), [
        {
          ...request,
          "http.request.resend_count": 0,
          "wandb.attempts": 1,
          "http.response.status_code": 503,
          "error.type": "503",
          "wandb.request_id": "r-1"
        },
        { ...request, "http.request.resend_count": 1, "wandb.attempts": 2, "http.response.status_code": 200 }
      ])
      const [call, ...requests] = spans
      deepStrictEqual(
        requests.map((span) => [span.kind, parentOf(span), Exit.isSuccess(endOf(span))]),
        [
          ["client", call?.spanId, false],
          ["client", call?.spanId, true]
        ]
      )
    })
  )

  it.effect.each<readonly [name: string, call: string, entity: string]>([
    ["ApiKeys.list", "ApiKeys.list", "api_key"],
    ["Teams.get", "Teams.get", "team"],
    ["Teams.members", "Teams.members", "member"],
    ["Teams.cancelInvite", "Teams.cancelInvite", "invite"],
    ["Teams.createServiceAccount", "Teams.createServiceAccount", "service_account"]
  ])("of %s is about the entity of %s", ([name, call, entity]) =>
    Effect.gen(function* () {
      const { spans } = yield* run(calls[call] ?? Effect.dieMessage(`no ${call}`), good)
      deepStrictEqual(
        attributesOf(spans, name).map((attributes) => attributes["wandb.entity"]),
        [entity]
      )
    })
  )

  it.effect.each<readonly [what: string, answer: Answer, tag: string]>([
    ["an error", () => ({ status: 403 }), "PermissionDenied"],
    ["another", () => ({ body: { data: { viewer: null } } }), "Unauthenticated"]
  ])("bears the tag of %s, as its outcome and its type", ([, answer, tag]) =>
    Effect.gen(function* () {
      const [call] = attributesOf((yield* run(Users.viewer, answer)).spans, "Users.viewer")
      deepStrictEqual([call?.["wandb.outcome"], call?.["error.type"]], [tag, tag])
    })
  )

  it.effect("tells an interruption, which is no error, of the call and of its request", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(Effect.timeout(Users.viewer, "1 second"), () => "never")
      deepStrictEqual(
        [...attributesOf(spans, "Users.viewer"), ...attributesOf(spans, "POST /graphql")].map(
          (attributes) => [attributes["wandb.outcome"], attributes["error.type"]]
        ),
        [
          ["Interrupted", undefined],
          [undefined, undefined]
        ]
      )
    })
  )

  it.effect("tells a lost connection", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(ApiKeys.list(ada), first(network("ECONNRESET")))
      deepStrictEqual(
        attributesOf(spans, "POST /graphql").map((attributes) => attributes["error.type"]),
        ["Transport", undefined]
      )
    })
  )

  it.effect("of a stream counts what it gave, and of a list too", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(
        Effect.zipRight(Stream.runDrain(Users.search("ada")), ApiKeys.list(ada)),
        good
      )
      const itemsOf = (name: string) => attributesOf(spans, name).map((one) => one["wandb.items"])
      deepStrictEqual([itemsOf("Users.search"), itemsOf("ApiKeys.list")], [[1], [1]])
    })
  )

  it.effect("of work on many counts how many ended how, and holds the calls for each", () =>
    Effect.gen(function* () {
      const { spans } = yield* run(
        Stream.runDrain(Users.createMany([{ email: "" }, { email: "ada@example.com" }])),
        good
      )
      deepStrictEqual(attributesOf(spans, "Users.createMany"), [
        {
          "wandb.operation": "Users.createMany",
          "wandb.entity": "user",
          "wandb.items": 2,
          "wandb.failed": 1,
          "wandb.done": 1
        }
      ])
      const [many] = spans.filter(({ name }) => name === "Users.createMany")
      deepStrictEqual(spans.filter(({ name }) => name === "Users.create").map(parentOf), [
        many?.spanId,
        many?.spanId
      ])
    })
  )

  it.effect("of a call of one's own has its name and no entity", () =>
    Effect.gen(function* () {
      const own = Effect.flatMap(WandbClient.WandbClient, (client) =>
        client.call("Runs.archive")(Effect.zip(client.mutate(touch, {}), client.mutate(touch, {})))
      )
      const { spans } = yield* run(own, () => ({ body: { data: { touch: { ok: true } } } }))
      deepStrictEqual(attributesOf(spans, "Runs.archive"), [
        {
          "wandb.operation": "Runs.archive",
          "wandb.attempts": 1,
          "wandb.requests": 2,
          "wandb.outcome": "Success"
        }
      ])
      deepStrictEqual(
        attributesOf(spans, "POST /graphql").map((one) => one["graphql.operation.type"]),
        ["mutation", "mutation"]
      )
    })
  )

  it.effect.each(Object.entries(calls))("of %s says nothing of whom it is about", ([, program]) =>
    Effect.gen(function* () {
      const { lines, spans } = yield* run(program, good)
      assert.isAbove(lines.length, 0)
      const shown = [...spans.flatMap(({ attributes }) => forms([...attributes])), ...forms(lines)].join("\n")
      for (const name of ["ada", "grace", "example.com", "0123456789", "engine"])
        assert.notInclude(shown, name)
    })
  )
})

const standing = Effect.map(
  Metric.snapshot,
  (pairs) =>
    new Map(
      pairs.flatMap(({ metricKey: { name, tags }, metricState }) => {
        const label = [
          name,
          ...Arr.sort(
            tags.map(({ key, value }) => `${key}=${value}`),
            Order.string
          )
        ].join(" ")
        return name.startsWith("wandb_") && MetricState.isHistogramState(metricState)
          ? [[label, metricState] as const]
          : []
      })
    )
)

/** What a program has added to the histograms: how many, and how many seconds. */
const measured = (...given: Parameters<typeof run>) =>
  Effect.gen(function* () {
    const before = yield* standing
    yield* run(...given)
    return Object.fromEntries(
      [...(yield* standing)].flatMap(([label, { count, sum }]) => {
        const earlier = before.get(label) ?? { count: 0, sum: 0 }
        const seconds = Math.round((sum - earlier.sum) * 1e3) / 1e3
        return count === earlier.count ? [] : [[label, [count - earlier.count, seconds]] as const]
      })
    )
  })

describe("the histograms", () => {
  it.effect("measure a call, each of its requests by how it ended, and how long these waited", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* measured(Users.viewer, first("never", { status: 503 })), {
        "wandb_call_duration_seconds operation=Users.viewer outcome=Success unit=s": [1, 14],
        "wandb_request_duration_seconds operation=Users.viewer outcome=Timeout unit=s": [1, 10],
        "wandb_request_duration_seconds operation=Users.viewer outcome=Server unit=s": [1, 0],
        "wandb_request_duration_seconds operation=Users.viewer outcome=Success unit=s": [1, 0],
        "wandb_queue_duration_seconds operation=Users.viewer unit=s": [3, 0]
      })
    })
  )

  it.effect("measure the wait for the next request in a second", () =>
    Effect.gen(function* () {
      const three = Effect.all([Users.viewer, Users.viewer, Users.viewer], { concurrency: "unbounded" })
      deepStrictEqual(
        (yield* measured(three, good, { requestsPerSecond: 1 }))[
          "wandb_queue_duration_seconds operation=Users.viewer unit=s"
        ],
        [3, 3]
      )
    })
  )

  it.effect("measure nothing that was not sent, but the call", () =>
    Effect.gen(function* () {
      deepStrictEqual(Object.keys(yield* measured(Users.create({ email: "" }), good)), [
        "wandb_call_duration_seconds operation=Users.create outcome=InvalidInput unit=s"
      ])
    })
  )

  it.effect("bear the tags that a program gives to its metrics", () =>
    Effect.gen(function* () {
      const tagged = Effect.tagMetrics(Teams.get("engine"), "service", "onboarding")
      const labels = Object.keys(yield* measured(Effect.exit(tagged), good))
      assert.isAbove(labels.length, 2)
      deepStrictEqual(
        labels.filter((label) => !label.includes(" service=onboarding")),
        []
      )
    })
  )
})

describe("the log", () => {
  const about = (message: string, annotations: Line["annotations"]) => ({
    message,
    annotations,
    level: "DEBUG"
  })

  it.effect("tells a debugger what was sent, what came, for how long is waited, and how it ended", () =>
    Effect.gen(function* () {
      const { lines } = yield* run(Users.viewer, twice)
      const sent = (attempts: number) => ({
        "wandb.operation": "Users.viewer",
        "wandb.attempts": attempts,
        "url.path": "/graphql",
        "graphql.operation.name": "GetViewer"
      })
      const failed = { "http.response.status_code": 503, "wandb.request_id": "r-1" }
      deepStrictEqual(lines, [
        about("W&B: a request is sent", sent(1)),
        about("W&B: a request was answered", { ...sent(1), ...failed }),
        about("W&B: a request is tried again", {
          "wandb.operation": "Users.viewer",
          "wandb.attempts": 1,
          "wandb.delay": 2,
          "error.type": "Server",
          ...failed
        }),
        about("W&B: a request is sent", sent(2)),
        about("W&B: a request was answered", { ...sent(2), "http.response.status_code": 200 }),
        about("W&B: a call is over", {
          "wandb.operation": "Users.viewer",
          "wandb.outcome": "Success",
          "wandb.attempts": 2,
          "wandb.requests": 2,
          "wandb.duration": 2
        })
      ])
    })
  )

  it.effect("tells of a request that was not answered, and of one that was cut off", () =>
    Effect.gen(function* () {
      const { lines } = yield* run(Users.viewer, first(network("ECONNRESET"), "never"))
      const told = lines.map(({ message }) => message).filter((message) => / was /.test(message))
      deepStrictEqual(told, [
        "W&B: a request was not answered",
        "W&B: a request was cut off",
        "W&B: a request was answered"
      ])
    })
  )

  it.effect("says nothing to others, whatever goes wrong", () =>
    Effect.gen(function* () {
      const { exit, lines } = yield* run(Users.viewer, () => ({ status: 503 }), {}, LogLevel.Info)
      assert.isTrue(Exit.isFailure(exit) && Option.isSome(Cause.failureOption(exit.cause)))
      deepStrictEqual(lines, [])
    })
  )
})
